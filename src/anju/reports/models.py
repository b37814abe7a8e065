"""A quoted number: what was asked for and what came out, so that it is found again by the code printed beside it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from anju.kernel.ledger.models import Subject
from anju.kernel.scope import PathField, Scope, ScopedManager


class Quote(Subject):
    """One number that left the house. Never changed: what it is today is counted anew, beside it."""

    code = models.CharField(_("引用码"), max_length=12, unique=True)
    figure = models.CharField(max_length=40)
    path = PathField()
    """The one place it is of, or the district of several."""
    paths = models.JSONField(default=list)
    period = models.CharField(max_length=24, blank=True, default="")
    narrowed = models.JSONField(default=list)
    size = models.BigIntegerField()
    """Sealed entries it was counted from."""
    amount = models.CharField(max_length=24)
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField(null=True)

    ledger_kind = "quote"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "code", "figure", "path", "paths", "period", "narrowed", "size", "amount", "made_at", "made_by",
    )  # fmt: skip
    scope = Scope(path="path")

    objects = ScopedManager["Quote"]()
    _all = models.Manager["Quote"]()

    class Meta:
        default_manager_name = "_all"

    def __str__(self) -> str:
        return self.code
