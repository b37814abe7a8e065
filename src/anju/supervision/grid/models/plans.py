"""Plans say what is looked at how often; a round is one day's walk; stops are its places in order."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anju.kernel.ledger.models import Subject
from anju.kernel.scope import PathField, Scope, ScopedManager
from anju.people.models import Account, Management
from anju.places.models import Grid, Place
from anju.supervision.grid.enums import Basis, RoundState, StopState
from anju.supervision.grid.models.visits import Visit


class Plan(Subject):
    """The patrols of a grid, or the daily patrols a property company owes under one management."""

    grid = models.ForeignKey(Grid, on_delete=models.PROTECT, null=True, related_name="+")
    management = models.ForeignKey(Management, on_delete=models.PROTECT, null=True, related_name="+")
    path = PathField()
    organisation = models.BigIntegerField(null=True)
    """The manager's, of a property company's plan."""
    minutes = models.PositiveSmallIntegerField(_("每次分钟数"), default=90)
    cycle_days = models.PositiveSmallIntegerField(_("周期（天）"), default=30)
    """For places without a frequency of their own."""
    since = models.DateField()
    until = models.DateField(null=True)
    """The first day it no longer holds."""

    ledger_kind = "patrol_plan"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "grid", "management", "path", "organisation", "minutes", "cycle_days", "since", "until",
    )  # fmt: skip
    scope = Scope(path="path", parties=("organisation",))

    objects = ScopedManager["Plan"]()
    _all = models.Manager["Plan"]()

    class Meta:
        default_manager_name = "_all"
        indexes = [models.Index(fields=["path"], name="grid_plan_path")]
        constraints = [
            models.CheckConstraint(
                condition=Q(grid__isnull=False, management__isnull=True)
                | Q(grid__isnull=True, management__isnull=False),
                name="grid_plan_of_one",
            ),
            models.UniqueConstraint(
                fields=["grid"], condition=Q(until__isnull=True, grid__isnull=False), name="grid_plan_one_open_grid"
            ),
            models.UniqueConstraint(
                fields=["management"],
                condition=Q(until__isnull=True, management__isnull=False),
                name="grid_plan_one_open_management",
            ),
            models.CheckConstraint(condition=Q(minutes__gt=0, cycle_days__gt=0), name="grid_plan_positive"),
        ]

    def __str__(self) -> str:
        return f"plan {self.pk}"


class PlanPlace(models.Model):
    """A place of a plan and how often it is looked at. Written with the plan's entry."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="places")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    every_days = models.PositiveSmallIntegerField()
    basis = models.CharField(max_length=10, choices=Basis)
    note = models.CharField(_("说明"), max_length=120, blank=True, default="")
    """The clause, or why somebody chose it."""

    _all = models.Manager["PlanPlace"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [
            models.UniqueConstraint(fields=["plan", "place"], name="grid_planplace_once"),
            models.CheckConstraint(condition=Q(every_days__gt=0), name="grid_planplace_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} every {self.every_days} days"


class Round(Subject):
    """One person's walk of one day."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="rounds")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    path = PathField()
    day = models.DateField()
    minutes = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=RoundState, default=RoundState.OPEN)
    drawn_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    ledger_kind = "patrol_round"
    ledger_columns: ClassVar[tuple[str, ...]] = ("plan", "account", "day", "minutes", "state")
    scope = Scope(path="path", accounts=("account_id",))

    objects = ScopedManager["Round"]()
    _all = models.Manager["Round"]()

    class Meta:
        default_manager_name = "_all"
        indexes = [
            models.Index(fields=["account", "day"], name="grid_round_account"),
            models.Index(fields=["path", "day"], name="grid_round_path"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["account"], condition=Q(state=RoundState.OPEN), name="grid_round_one_open")
        ]

    def __str__(self) -> str:
        return f"round of {self.account_id} on {self.day}"


class Stop(models.Model):
    """A place of a round, in walking order. Told by the round's entries."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="stops")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField()
    metres = models.PositiveIntegerField(default=0)
    """From the stop before, as walked: floors count."""
    why = models.JSONField(default=list)
    """[{"key": …, parameters…}, …]: worded when shown."""
    look_at = models.JSONField(default=list)
    """What to look at, in the same form."""
    state = models.CharField(max_length=10, choices=StopState, default=StopState.WAITING)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, null=True, related_name="+")

    _all = models.Manager["Stop"]()

    class Meta:
        default_manager_name = "_all"
        ordering = ("round", "order", "pk")
        constraints = [models.UniqueConstraint(fields=["round", "place"], name="grid_stop_once")]

    def __str__(self) -> str:
        return f"stop {self.order} of {self.round_id}"
