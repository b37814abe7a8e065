"""What the group makes of a dossier: gaps, proposals, places in the same conditions."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from anju.kernel.ledger.models import Subject
from anju.kernel.scope import PathField, Scope, ScopedManager
from anju.people.models import Account, Organisation
from anju.places.models import Place
from anju.supervision.inspections.backcheck.enums import Decision, GapKind, GapState
from anju.supervision.inspections.backcheck.models.dossiers import Dossier


class Gap(Subject):
    """Something that should have been, and of which there is no record. Asked of a party, decided by the group."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="gaps")
    key = models.CharField(max_length=80)
    """What makes it the same gap when looked for again."""
    kind = models.CharField(max_length=20, choices=GapKind)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    path = PathField()
    duty = models.BigIntegerField(null=True)
    facts = models.JSONField(default=dict)
    """Days and counts the sentence is made of; no names."""
    party = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=12, choices=GapState, default=GapState.UNVERIFIED)
    found_at = models.DateTimeField()
    found_by = models.BigIntegerField(null=True)
    asked_at = models.DateTimeField(null=True)
    asked_by = models.BigIntegerField(null=True)
    due_at = models.DateTimeField(null=True)
    answer = models.BigIntegerField(null=True)
    """Id in `kernel.texts`, as is `reason`."""
    answered_at = models.DateTimeField(null=True)
    answered_by = models.BigIntegerField(null=True)
    reason = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)
    new_duty = models.BigIntegerField(null=True)
    """The case it became on the lists."""

    ledger_kind = "backcheck_gap"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "dossier", "key", "kind", "place", "path", "duty", "facts", "party", "state", "found_at", "found_by",
        "asked_at", "asked_by", "due_at", "answered_at", "answered_by", "decided_at", "decided_by", "new_duty",
    )  # fmt: skip
    scope = Scope(parties=("party_id",))
    """By no path: the asked party's own people, and nobody by the place."""

    objects = ScopedManager["Gap"]()
    _all = models.Manager["Gap"]()

    class Meta:
        default_manager_name = "_all"
        indexes = [models.Index(fields=["party", "asked_at"], name="backcheck_gap_party")]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "key"], name="backcheck_gap_once"),
            models.CheckConstraint(
                condition=~Q(state=GapState.CONFIRMED) | Q(asked_at__isnull=False), name="backcheck_gap_was_asked"
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Accountability(Subject):
    """A proposal that a named person decides. Never before the 火灾认定."""

    gap = models.ForeignKey(Gap, on_delete=models.PROTECT, related_name="proposals")
    wording = models.BigIntegerField(null=True)
    """Id in `kernel.texts`, as is `reason`."""
    approver = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    proposed_by = models.BigIntegerField(null=True)
    decision = models.CharField(max_length=10, choices=Decision, default=Decision.PENDING)
    reason = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)

    ledger_kind = "backcheck_proposal"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "gap", "approver", "proposed_at", "proposed_by", "decision", "decided_at", "decided_by",
    )  # fmt: skip

    _all = models.Manager["Accountability"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [
            models.UniqueConstraint(
                fields=["gap"], condition=Q(decision=Decision.PENDING), name="backcheck_accountability_one_pending"
            )
        ]

    def __str__(self) -> str:
        return f"proposal {self.pk}"


class LookAlike(Subject):
    """A place elsewhere in the same conditions, with why it is alike."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="look_alikes")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    path = PathField()
    why = models.JSONField(default=list)
    """Words of `Alike`."""
    listed_at = models.DateTimeField()
    listed_by = models.BigIntegerField(null=True)

    ledger_kind = "look_alike"
    ledger_columns: ClassVar[tuple[str, ...]] = ("dossier", "place", "path", "why", "listed_at", "listed_by")

    _all = models.Manager["LookAlike"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [models.UniqueConstraint(fields=["dossier", "place"], name="backcheck_lookalike_once")]

    def __str__(self) -> str:
        return f"{self.place_id} like {self.dossier_id}"
