"""Who manages which place when, and what a withdrawn manager did not hand over."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from anju.kernel.ledger.models import Subject
from anju.kernel.scope import PathField, Scope, ScopedManager
from anju.people.enums import EndReason, HandoverKind
from anju.people.models.organisations import Organisation
from anju.places.enums import ManagementMode
from anju.places.models import Place


class Management(Subject):
    """An organisation manages a place (an estate or one building) for a period: a contract, or custody."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="managements")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="managements")
    mode = models.CharField(max_length=20, choices=ManagementMode)
    path = PathField()
    contract_no = models.CharField(_("合同编号"), max_length=60, blank=True, default="")
    since = models.DateField()
    until = models.DateField(null=True)
    """The last day agreed; None: no end agreed."""
    emergency = models.BooleanField(default=False)
    """Custody declared by the street after a withdrawal (撤场), until a successor signs."""
    ended_on = models.DateField(null=True)
    """The first day it no longer answers: a successor may begin on it. A contract past `until` with no end recorded
    continues (民法典第九百四十八条)."""
    end_reason = models.CharField(max_length=20, choices=EndReason, blank=True, default="")

    ledger_kind = "management"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "place", "organisation", "mode", "contract_no", "since", "until", "emergency", "ended_on", "end_reason",
    )  # fmt: skip
    scope = Scope(path="path", place="place_id", parties=("organisation_id",))

    objects = ScopedManager["Management"]()
    _all = models.Manager["Management"]()

    class Meta:
        default_manager_name = "_all"
        indexes = [models.Index(fields=["path", "since"], name="people_management_path")]
        constraints = [
            models.UniqueConstraint(
                fields=["place"], condition=models.Q(ended_on__isnull=True), name="people_management_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} manages {self.place_id}"


class HandoverItem(Subject):
    """What a withdrawn manager owes: keys, drawings, control room (民法典第九百四十九条). Open until handed over."""

    management = models.ForeignKey(Management, on_delete=models.PROTECT, related_name="handover")
    """The management that ended."""
    kind = models.CharField(max_length=20, choices=HandoverKind)
    note = models.CharField(_("说明"), max_length=200, blank=True, default="")
    path = PathField()
    listed_on = models.DateField()
    handed_over_on = models.DateField(null=True)

    ledger_kind = "handover_item"
    ledger_columns: ClassVar[tuple[str, ...]] = ("management", "kind", "note", "listed_on", "handed_over_on")
    scope = Scope(path="path")

    objects = ScopedManager["HandoverItem"]()
    _all = models.Manager["HandoverItem"]()

    class Meta:
        default_manager_name = "_all"

    def __str__(self) -> str:
        return f"{self.kind} of {self.management_id}"
