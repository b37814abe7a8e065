"""Phones people record on."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from anju.kernel.ledger.models import Subject
from anju.kernel.scope import Scope, ScopedManager
from anju.people.models import Account, SignIn


class Device(Subject):
    """A browser or installed app on one phone, of one account. It names itself by a UUID it made."""

    uuid = models.UUIDField()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("名称"), max_length=60, blank=True, default="")
    agent = models.CharField(max_length=200, blank=True, default="")
    app = models.CharField(max_length=40, blank=True, default="")
    """The build it last ran."""
    registered_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    last_seq = models.PositiveIntegerField(default=0)
    """The highest number up to which every record has come; a gap shows that some are still on the phone."""
    sign_in = models.ForeignKey(SignIn, on_delete=models.SET_NULL, null=True, related_name="+")
    """The sign-in it last used: it ends when the phone is revoked."""
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.BigIntegerField(null=True)

    ledger_kind = "patrol_device"
    ledger_columns: ClassVar[tuple[str, ...]] = ("uuid", "account", "registered_at", "revoked_at", "revoked_by")
    scope = Scope(accounts=("account_id",))

    objects = ScopedManager["Device"]()
    _all = models.Manager["Device"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [models.UniqueConstraint(fields=["account", "uuid"], name="grid_device_once")]

    def __str__(self) -> str:
        return f"phone {self.pk} of {self.account_id}"
