"""What was drawn, who looks, and what he found. Whoever is looked at reaches none of it by place: the path is the
district's, so that a street's or company's posts reach no row before publication.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from anju.kernel.ledger.models import Subject
from anju.kernel.scope import PathField, Scope, ScopedManager
from anju.people.models import Account, Organisation
from anju.places.models import Place
from anju.supervision.inspections.monthly.enums import Group, Half, Handed, NoEntry, Outcome, TaskState
from anju.supervision.inspections.monthly.models.months import Month
from anju.supervision.lists.models import Duty


class Task(Subject):
    """One place or closed hazard of a sample, or one of its reserves."""

    month = models.ForeignKey(Month, on_delete=models.PROTECT, related_name="tasks", db_index=False)
    path = PathField()
    """The district's."""
    half = models.CharField(max_length=10, choices=Half)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+", db_index=False)
    drawn_place = models.BigIntegerField(null=True)
    """The place as drawn, where it was merged into another since: what seed and frame give again."""
    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    """The closed hazard that is looked at."""
    street = PathField()
    """As drawn: what a street's figures are counted by."""
    group = models.CharField(max_length=20, choices=Group)
    company = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    """The property company that answered for it on the day of the draw."""
    chance_e6 = models.PositiveIntegerField()
    """Its chance of being drawn, in millionths."""
    order = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=TaskState)
    reserve = models.BooleanField()
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replacement")
    inspector = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    no_entry = models.CharField(max_length=10, choices=NoEntry, blank=True, default="")
    looked_at = models.DateTimeField(null=True)
    looked_by = models.BigIntegerField(null=True)
    handed = models.CharField(max_length=10, choices=Handed, blank=True, default="")
    handed_at = models.DateTimeField(null=True)
    handed_by = models.BigIntegerField(null=True)

    ledger_kind = "inspection"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "month", "half", "place", "duty", "street", "group", "company", "chance_e6", "order", "state", "reserve",
        "replaces", "inspector", "no_entry", "looked_at", "looked_by", "handed", "handed_at", "handed_by",
    )  # fmt: skip
    scope = Scope(path="path", accounts=("inspector_id",))

    objects = ScopedManager["Task"]()
    _all = models.Manager["Task"]()

    class Meta:
        default_manager_name = "_all"
        indexes = [
            models.Index(fields=["month", "half", "street", "state"], name="monthly_task_month"),
            models.Index(
                fields=["inspector", "month"], condition=Q(state=TaskState.OPEN), name="monthly_task_inspector"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["month", "place"], condition=Q(half=Half.PLACE), name="monthly_task_place"),
            models.UniqueConstraint(fields=["month", "duty"], name="monthly_task_duty"),
        ]

    def __str__(self) -> str:
        return f"{self.half} {self.place_id}"


class Result(Subject):
    """What a look came to. Never changed: what an objection corrects is a further row, and the last one counts."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="results", db_index=False)
    path = PathField()
    number = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=10, choices=Outcome)
    found = models.PositiveSmallIntegerField()
    """Hazards put on the lists."""
    objection = models.BigIntegerField(null=True)
    """The objection that was upheld."""
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField(null=True)

    ledger_kind = "inspection_result"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "task", "number", "outcome", "found", "objection", "made_at", "made_by",
    )  # fmt: skip
    scope = Scope(path="path")

    objects = ScopedManager["Result"]()
    _all = models.Manager["Result"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [models.UniqueConstraint(fields=["task", "number"], name="monthly_result_number")]

    def __str__(self) -> str:
        return self.outcome


class Find(models.Model):
    """A case that a look put on the lists, or opened again. Told by the case's own entries. Insert-only."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="finds", db_index=False)
    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="+", db_index=False)
    reopened = models.BooleanField(default=False)

    _all = models.Manager["Find"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [models.UniqueConstraint(fields=["task", "duty"], name="monthly_find_once")]

    def __str__(self) -> str:
        return f"{self.duty_id} by {self.task_id}"
