"""The duty roster 值班表."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from anju.kernel.ledger.models import Subject
from anju.kernel.scope import PathField, Scope, ScopedManager
from anju.people.models.accounts import Account
from anju.people.models.organisations import Organisation


class Shift(Subject):
    """A person is on duty for an organisation from one moment to another; urgent matters reach them meanwhile."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="shifts")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="shifts")
    path = PathField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)

    ledger_kind = "shift"
    ledger_columns: ClassVar[tuple[str, ...]] = ("organisation", "account", "starts_at", "ends_at", "cancelled_at")
    scope = Scope(path="path", parties=("organisation_id",), accounts=("account_id",))

    objects = ScopedManager["Shift"]()
    _all = models.Manager["Shift"]()

    class Meta:
        default_manager_name = "_all"
        indexes = [models.Index(fields=["organisation", "starts_at"], name="people_shift_organisation")]
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="people_shift_period")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.starts_at}–{self.ends_at}"
