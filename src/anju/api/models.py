"""Tokens of other systems, and the answers they may ask for again."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from anju.kernel.ledger.models import Subject
from anju.kernel.scope import PathField, Scope, ScopedManager
from anju.people.models import Organisation


class Token(Subject):
    """A key for one other system: chosen permissions at chosen places, until a day. Only a hash of it is kept."""

    name = models.CharField(_("名称"), max_length=60)
    label = models.CharField(max_length=8, unique=True)
    """The public half of the token: finds the row, names it on pages and in logs."""
    digest = models.CharField(max_length=64, editable=False)
    path = PathField()
    """The district it was given in; its keepers are there."""
    permissions = models.JSONField(default=list)
    places = models.JSONField(default=list)
    """Place paths it reaches."""
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    """In whose name it acts; it then also reaches the cases this organisation is a party to."""
    created_at = models.DateTimeField()
    created_by = models.BigIntegerField(null=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.BigIntegerField(null=True)
    used_on = models.DateField(null=True)
    """The last day it was used: enough to find forgotten ones, at one write a day."""

    ledger_kind = "token"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "name", "label", "digest", "path", "permissions", "places", "organisation", "created_at", "created_by",
        "expires_at", "revoked_at", "revoked_by",
    )  # fmt: skip
    scope = Scope(path="path")

    objects = ScopedManager["Token"]()
    _all = models.Manager["Token"]()

    class Meta:
        default_manager_name = "_all"

    def __str__(self) -> str:
        return self.name


class Answer(models.Model):
    """The answer once given under an idempotency key, to be given again."""

    holder = models.CharField(max_length=80)
    """The actor who asked, such as `token:12`."""
    key = models.CharField(max_length=80)
    request = models.CharField(max_length=64)
    """Digest of method, path and body."""
    status = models.PositiveSmallIntegerField(default=0)
    headers = models.JSONField(default=dict)
    body = models.BinaryField(default=b"")
    made_at = models.DateTimeField()

    _all = models.Manager["Answer"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [models.UniqueConstraint(fields=["holder", "key"], name="api_answer_once")]
        indexes = [models.Index(fields=["made_at"], name="api_answer_made")]

    def __str__(self) -> str:
        return f"{self.holder} {self.key}"
