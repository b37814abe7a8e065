"""Visits: somebody was at a place, or could not be."""

from typing import ClassVar

from django.db import models

from anju.kernel.ledger.models import Subject
from anju.kernel.scope import PathField, Scope, ScopedManager
from anju.people.models import Account
from anju.places.models import Grid, Place
from anju.supervision.grid.enums import Clocked, Outcome, VisitSource
from anju.supervision.grid.models.records import Record
from anju.supervision.lists.models import Duty


class Visit(Subject):
    """One look at one place. Visited points, never tracks."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+", db_index=False)
    path = PathField()
    grid = models.ForeignKey(Grid, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    """The grid the place lay in that day."""
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    """Empty where a list that was imported names nobody."""
    post = models.BigIntegerField(null=True)
    organisation = models.BigIntegerField(null=True)
    """For which the person walked."""
    day = models.DateField()
    """In district time."""
    happened_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    """What the phone's clock said; kept beside what is believed."""
    clocked = models.CharField(max_length=10, choices=Clocked, default=Clocked.CLAIMED)
    outcome = models.CharField(max_length=10, choices=Outcome)
    floor = models.SmallIntegerField(null=True)
    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, null=True, related_name="+")
    record = models.OneToOneField(Record, on_delete=models.PROTECT, null=True, related_name="visit")
    source = models.CharField(max_length=10, choices=VisitSource, default=VisitSource.APP)
    recorded_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)
    voided_by = models.BigIntegerField(null=True)

    ledger_kind = "patrol_visit"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "place", "path", "grid", "account", "organisation", "day", "happened_at", "claimed_at", "clocked", "outcome",
        "floor", "duty", "source", "voided_at", "voided_by",
    )  # fmt: skip
    scope = Scope(path="path", place="place_id", accounts=("account_id",))

    objects = ScopedManager["Visit"]()
    _all = models.Manager["Visit"]()

    class Meta:
        default_manager_name = "_all"
        indexes = [
            models.Index(fields=["path", "happened_at"], name="grid_visit_path"),
            models.Index(fields=["place", "happened_at"], name="grid_visit_place"),
            models.Index(fields=["account", "happened_at"], name="grid_visit_account"),
            models.Index(fields=["organisation", "happened_at"], name="grid_visit_organisation"),
            models.Index(fields=["grid", "happened_at", "id"], name="grid_visit_grid"),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} {self.place_id} {self.day}"
