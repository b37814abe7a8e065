"""One plain question about a place, and blind second looks. Neither ever becomes a score of a person."""

from typing import ClassVar

from django.db import models

from anju.kernel.ledger.models import Subject
from anju.kernel.scope import PathField, Scope, ScopedManager
from anju.people.models import Account
from anju.places.models import Place
from anju.supervision.grid.enums import Part, RecheckResult
from anju.supervision.grid.models.visits import Visit


class Question(Subject):
    """What the member himself is asked first. Unanswered, it raises the weight of the place in the next lot."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+")
    path = PathField()
    sign = models.CharField(max_length=30)
    """Which of the signs of `rules` asks."""
    parameters = models.JSONField(default=dict)
    """What the sign saw, as ids and numbers: worded when shown."""
    asked_at = models.DateTimeField()
    shown_at = models.DateTimeField(null=True)
    """When the member's phone took it along: before that it weighs nothing."""
    expires_at = models.DateTimeField()
    answer = models.CharField(max_length=30, blank=True, default="")
    answer_text = models.CharField(max_length=300, blank=True, default="")
    answered_at = models.DateTimeField(null=True)

    ledger_kind = "patrol_question"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "account", "place", "sign", "parameters", "asked_at", "shown_at", "expires_at", "answer", "answer_text",
        "answered_at",
    )  # fmt: skip
    scope = Scope(accounts=("account_id",))
    """The member's alone: nobody else sees what was asked."""

    objects = ScopedManager["Question"]()
    _all = models.Manager["Question"]()

    class Meta:
        default_manager_name = "_all"
        indexes = [models.Index(fields=["account", "expires_at"], name="grid_question_account")]

    def __str__(self) -> str:
        return f"{self.sign} at {self.place_id}"


class LookedThrough(models.Model):
    """On which day somebody's records were last looked through. Derived: says nothing of what was found."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, primary_key=True, related_name="+")
    day = models.DateField()

    _all = models.Manager["LookedThrough"]()

    class Meta:
        default_manager_name = "_all"

    def __str__(self) -> str:
        return f"{self.account_id} on {self.day}"


class Draw(Subject):
    """A street's lot of one month. Who has seed and inputs can draw again; the ledger holds seed and digest."""

    path = PathField()
    """The street's."""
    month = models.DateField()
    """Its first day."""
    seed = models.CharField(max_length=64)
    inputs = models.TextField()
    """Canonical JSON: [[place, path, kind, visit looked at again], …], by place: the blind part follows from it."""
    digest = models.CharField(max_length=64)
    """SHA-256 of the inputs."""
    doubts = models.TextField(default="{}")
    """Canonical JSON: place → doubt in thousandths. Shown to nobody: it would tell what somebody was asked."""
    drawn_at = models.DateTimeField()
    drawn_by = models.BigIntegerField(null=True)

    ledger_kind = "patrol_draw"
    ledger_columns: ClassVar[tuple[str, ...]] = ("path", "month", "seed", "digest", "doubts", "drawn_at", "drawn_by")
    scope = Scope(path="path")

    objects = ScopedManager["Draw"]()
    _all = models.Manager["Draw"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [models.UniqueConstraint(fields=["path", "month"], name="grid_draw_once")]

    def __str__(self) -> str:
        return f"draw of {self.path} in {self.month:%Y-%m}"


class Recheck(Subject):
    """A visited place drawn by lot, to be looked at again by somebody who does not see the first result."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    path = PathField()
    first = models.ForeignKey(Visit, on_delete=models.PROTECT, null=True, related_name="+")
    """The look that is checked; the checker is not shown it."""
    month = models.DateField()
    """The first day of the month of the draw."""
    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, null=True, related_name="rechecks")
    part = models.CharField(max_length=10, choices=Part, default=Part.BLIND)
    """Only the blind part is estimated from."""
    kind = models.CharField(max_length=20, blank=True, default="")
    """Of the place, as the draw saw it."""
    weight_e6 = models.BigIntegerField(default=1_000_000)
    """The weight it was drawn with, in millionths."""
    checker = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    second = models.ForeignKey(Visit, on_delete=models.PROTECT, null=True, related_name="+")
    result = models.CharField(max_length=10, choices=RecheckResult, blank=True, default="")
    drawn_at = models.DateTimeField()
    drawn_by = models.BigIntegerField(null=True)
    checked_at = models.DateTimeField(null=True)

    ledger_kind = "patrol_recheck"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "place", "path", "first", "month", "draw", "part", "kind", "weight_e6", "checker", "second", "result",
        "drawn_at", "checked_at",
    )  # fmt: skip
    scope = Scope(path="path", accounts=("checker_id",))

    objects = ScopedManager["Recheck"]()
    _all = models.Manager["Recheck"]()

    class Meta:
        default_manager_name = "_all"
        indexes = [
            models.Index(fields=["path", "month"], name="grid_recheck_path"),
            models.Index(fields=["checker", "checked_at"], name="grid_recheck_checker"),
        ]

    def __str__(self) -> str:
        return f"second look at {self.place_id}"
