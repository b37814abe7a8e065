"""What a machine drafts and a named person signs: 督办, 挂牌督办, 摘牌, 曝光, 移送."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from anju.kernel.ledger.models import Subject
from anju.kernel.scope import PathField, Scope, ScopedManager
from anju.people.models import Organisation
from anju.supervision.lists.enums import Decision, ProposalKind, Rung, Service
from anju.supervision.lists.models.duties import Duty
from anju.supervision.lists.rules import clocks


class Draft(Subject):
    """One 督办 per unit and day, listing its cases; signed or declined by the next working day."""

    level = models.PositiveSmallIntegerField(
        choices=[(Rung.STREET, Rung.STREET.label), (Rung.DISTRICT, Rung.DISTRICT.label)]
    )
    unit = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    """The unit it is addressed to."""
    signer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    """Whose named person signs: the street or the district office."""
    path = PathField()
    """The signer's place."""
    day = models.DateField()
    due_at = models.DateTimeField()
    decision = models.CharField(max_length=10, choices=Decision, default=Decision.PENDING)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)
    climbed = models.BooleanField(default=False)
    """Nobody answered in time and the level above was told."""
    above = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    """Who may sign too since the silence climbed."""

    ledger_kind = "draft"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "level", "unit", "signer", "path", "day", "due_at", "decision", "decided_at", "decided_by", "climbed", "above",
    )  # fmt: skip
    scope = Scope(path="path", parties=("signer_id", "above_id"))

    objects = ScopedManager["Draft"]()
    _all = models.Manager["Draft"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [models.UniqueConstraint(fields=["level", "unit", "signer", "day"], name="lists_draft_one_a_day")]
        indexes = [models.Index(fields=["due_at"], condition=Q(decision=Decision.PENDING), name="lists_draft_due")]

    def __str__(self) -> str:
        return f"{self.day} → {self.unit_id}"


class DraftCase(models.Model):
    """A case on a draft. Told by the duty's own entry."""

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="cases")
    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="drafts")

    _all = models.Manager["DraftCase"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [models.UniqueConstraint(fields=["draft", "duty"], name="lists_draftcase_once")]

    def __str__(self) -> str:
        return f"{self.duty_id} on {self.draft_id}"


class Proposal(Subject):
    """挂牌督办, 摘牌, 曝光 or 移送, put to a named person. A referral lands as a duty on street enforcement."""

    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="proposals")
    kind = models.CharField(max_length=10, choices=ProposalKind)
    approver = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    path = PathField()
    proposed_at = models.DateTimeField()
    proposed_by = models.BigIntegerField(null=True)
    due_at = models.DateTimeField()
    decision = models.CharField(max_length=10, choices=Decision, default=Decision.PENDING)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)
    receiver = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    """Of an approved referral: the enforcement office that receives or returns it."""
    receive_due_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    received_by = models.BigIntegerField(null=True)
    outside_no = models.CharField(max_length=60, blank=True, default="")
    result = models.CharField(max_length=200, blank=True, default="")
    ended_at = models.DateTimeField(null=True)
    """When enforcement recorded what became of a received referral."""
    wording = models.CharField(max_length=500, blank=True, default="")
    """Of an exposure: the text to be made public, without person or door, as it was approved."""
    climbed = models.BooleanField(default=False)
    above = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    """Who was told of the silence."""

    ledger_kind = "proposal"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "duty", "kind", "approver", "path", "proposed_at", "proposed_by", "due_at", "decision", "decided_at",
        "decided_by", "receiver", "receive_due_at", "received_at", "received_by", "outside_no", "ended_at", "wording",
        "climbed", "above",
    )  # fmt: skip
    scope = Scope(path="path", parties=("approver_id", "receiver_id", "above_id"))

    objects = ScopedManager["Proposal"]()
    _all = models.Manager["Proposal"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [
            models.UniqueConstraint(
                fields=["duty", "kind"], condition=Q(decision=Decision.PENDING), name="lists_proposal_one_pending"
            )
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(decision=Decision.PENDING), name="lists_proposal_due")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.duty_id}"


def look_back_days() -> list[int]:
    """The default of a district that has set nothing (own default: after one, three and six months)."""
    return list(clocks.LOOK_BACK_DAYS)


class ListSettings(Subject):
    """What a district decides about its lists."""

    path = PathField(unique=True)
    """The district's root path."""
    trial = models.BooleanField(default=False)
    """The ladder shows what it would do and does not do it."""
    works_limit_fen = models.BigIntegerField(default=500_000)
    """Works above this sum go from a community in custody to the street (fen; own default 5,000 yuan)."""
    on_site_percent = models.PositiveSmallIntegerField(default=5)
    look_back_percent = models.PositiveSmallIntegerField(default=5)
    look_back_days = models.JSONField(default=look_back_days)
    """Days after closing at which a grave case is looked at again, rising."""
    recurrence_days = models.PositiveSmallIntegerField(default=180)
    """A fault found again at the same spot within so many days of its rectification is linked as a recurrence."""

    ledger_kind = "list_settings"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "path", "trial", "works_limit_fen", "on_site_percent", "look_back_percent", "look_back_days", "recurrence_days",
    )  # fmt: skip
    scope = Scope(path="path")

    objects = ScopedManager["ListSettings"]()
    _all = models.Manager["ListSettings"]()

    class Meta:
        default_manager_name = "_all"

    def __str__(self) -> str:
        return self.path


class Supplier(Subject):
    """Who supplies water, gas or power at and below a place: such a hazard is theirs to put right."""

    service = models.CharField(max_length=10, choices=Service)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    path = PathField()
    ended_on = models.DateField(null=True)

    ledger_kind = "supplier"
    ledger_columns: ClassVar[tuple[str, ...]] = ("service", "organisation", "path", "ended_on")
    scope = Scope(path="path")

    objects = ScopedManager["Supplier"]()
    _all = models.Manager["Supplier"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [
            models.UniqueConstraint(
                fields=["service", "path"], condition=Q(ended_on__isnull=True), name="lists_supplier_one"
            )
        ]

    def __str__(self) -> str:
        return f"{self.service} {self.path}"


class DayYear(Subject):
    """A year's holiday notice as the district uploaded it, where the program does not know the year yet."""

    path = PathField()
    """The district's root path."""
    year = models.PositiveSmallIntegerField()
    marks = models.JSONField(default=list)
    """`[day, working, festival]` of every day that differs from the plain week."""

    ledger_kind = "day_year"
    ledger_columns: ClassVar[tuple[str, ...]] = ("path", "year", "marks")
    scope = Scope(path="path")

    objects = ScopedManager["DayYear"]()
    _all = models.Manager["DayYear"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [models.UniqueConstraint(fields=["path", "year"], name="lists_dayyear_once")]

    def __str__(self) -> str:
        return f"{self.path} {self.year}"
