"""Campaigns with their frozen places, closing sheets, joint actions, and where people who lived in sheds went."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anju.kernel.ledger.models import Subject
from anju.kernel.scope import PathField, Scope, ScopedManager
from anju.people.models import Organisation
from anju.places.models import Place
from anju.supervision.inspections.special.enums import (
    CampaignState,
    JointResult,
    JointState,
    Outcome,
    PartyRole,
    Rehoused,
    TaskState,
)
from anju.supervision.lists.models import Duty


class Campaign(Subject):
    """One special supervision. What a template gave is copied here, so a later release changes no running campaign."""

    name = models.CharField(_("名称"), max_length=60)
    template = models.CharField(max_length=30)
    organiser = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    path = PathField()
    """The district's path."""
    state = models.CharField(max_length=10, choices=CampaignState, default=CampaignState.PLANNED)
    starts_on = models.DateField()
    ends_on = models.DateField()
    planned_end = models.DateField()
    """The last day as planned; `ends_on` is later once extended."""
    kinds = models.JSONField(default=list)
    look_at = models.JSONField(default=list)
    asked = models.JSONField(default=dict)
    """The question whose answer the scope was when launched (`rules.scope`)."""
    target_rectified = models.PositiveIntegerField(null=True)
    target_percent = models.PositiveSmallIntegerField(default=90)
    """Of what stood open at the launch and was found since, how much is to be put right."""
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField(null=True)
    launched_at = models.DateTimeField(null=True)
    launched_by = models.BigIntegerField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.BigIntegerField(null=True)

    ledger_kind = "campaign"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "name", "template", "organiser", "path", "state", "starts_on", "ends_on", "planned_end", "kinds", "look_at",
        "asked", "target_rectified", "target_percent", "made_at", "made_by", "launched_at", "launched_by", "closed_at",
        "closed_by",
    )  # fmt: skip
    scope = Scope(path="path", parties=("organiser_id",))

    objects = ScopedManager["Campaign"]()
    _all = models.Manager["Campaign"]()

    class Meta:
        default_manager_name = "_all"
        indexes = [models.Index(fields=["path", "state"], name="special_campaign_path")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="special_campaign_days"),
            models.CheckConstraint(
                condition=Q(state__in=["planned", "cancelled"]) | Q(launched_at__isnull=False),
                name="special_campaign_launched",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Task(Subject):
    """A place of a launched campaign: what stood open there then, who looks, and who says that it was done."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="tasks")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    path = PathField()
    unit = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    baseline = models.JSONField(default=list)
    """Ids of the cases of the campaign's kinds that stood open here at the launch."""
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=TaskState, default=TaskState.OPEN)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True, default="")
    doers = models.JSONField(default=list)
    """Every organisation the doer held a post in then: none of them may accept."""
    done_at = models.DateTimeField(null=True)
    done_by = models.BigIntegerField(null=True)
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.BigIntegerField(null=True)
    dropped_at = models.DateTimeField(null=True)
    dropped_by = models.BigIntegerField(null=True)

    ledger_kind = "campaign_task"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "campaign", "place", "path", "unit", "baseline", "due_on", "state", "outcome", "doers", "done_at", "done_by",
        "accepted_at", "accepted_by", "dropped_at", "dropped_by",
    )  # fmt: skip
    scope = Scope(path="path", place="place_id", parties=("unit_id",))

    objects = ScopedManager["Task"]()
    _all = models.Manager["Task"]()

    class Meta:
        default_manager_name = "_all"
        indexes = [
            models.Index(fields=["campaign", "state", "path"], name="special_task_campaign"),
            models.Index(fields=["path"], name="special_task_path"),
            models.Index(fields=["unit", "state"], name="special_task_unit"),
        ]
        constraints = [models.UniqueConstraint(fields=["campaign", "place"], name="special_task_once")]

    def __str__(self) -> str:
        return f"{self.place_id} of {self.campaign_id}"


class Closing(Subject):
    """The closing sheet 结项表: what was counted when it was signed, for ever. Insert-only."""

    campaign = models.OneToOneField(Campaign, on_delete=models.PROTECT, related_name="closing")
    path = PathField()
    sheet = models.JSONField()
    digest = models.CharField(max_length=64)
    """SHA-256 of the sheet in canonical form; its entry says the same."""
    summary_text = models.BigIntegerField()
    rest_text = models.BigIntegerField(null=True)
    """Ids of texts: what was done; what is left open and who answers."""
    signer_text = models.BigIntegerField()
    signed_at = models.DateTimeField()
    signed_by = models.BigIntegerField(null=True)
    head_size = models.PositiveBigIntegerField(default=0)
    head_root = models.CharField(max_length=64, blank=True, default="")

    ledger_kind = "campaign_closing"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "campaign", "path", "digest", "summary_text", "rest_text", "signer_text", "signed_at", "signed_by",
        "head_size", "head_root",
    )  # fmt: skip
    scope = Scope(path="path")

    objects = ScopedManager["Closing"]()
    _all = models.Manager["Closing"]()

    class Meta:
        default_manager_name = "_all"

    def __str__(self) -> str:
        return f"closing of {self.campaign_id}"


class JointAction(Subject):
    """Several offices go together 联合执法."""

    name = models.CharField(_("名称"), max_length=60)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, null=True, related_name="joint_actions")
    organiser = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    path = PathField()
    """What holds all its places."""
    planned_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=JointState, default=JointState.PLANNED)
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.BigIntegerField(null=True)

    ledger_kind = "joint_action"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "name", "campaign", "organiser", "path", "planned_at", "state", "made_at", "made_by", "ended_at", "ended_by",
    )  # fmt: skip
    scope = Scope(path="path", parties=("organiser_id",))

    objects = ScopedManager["JointAction"]()
    _all = models.Manager["JointAction"]()

    class Meta:
        default_manager_name = "_all"
        indexes = [models.Index(fields=["path", "planned_at"], name="special_joint_path")]

    def __str__(self) -> str:
        return self.name


class JointParty(models.Model):
    """An organisation of a joint action. Told by the action's entries."""

    action = models.ForeignKey(JointAction, on_delete=models.PROTECT, related_name="parties")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=PartyRole)

    _all = models.Manager["JointParty"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [models.UniqueConstraint(fields=["action", "organisation"], name="special_jointparty_once")]

    def __str__(self) -> str:
        return f"{self.organisation_id} in {self.action_id}"


class JointPlace(models.Model):
    """A place of a joint action with what was seen there. Told by the action's entries."""

    action = models.ForeignKey(JointAction, on_delete=models.PROTECT, related_name="places")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    path = PathField()
    result = models.CharField(max_length=10, choices=JointResult, blank=True, default="")
    note_text = models.BigIntegerField(null=True)
    result_at = models.DateTimeField(null=True)
    result_by = models.BigIntegerField(null=True)

    _all = models.Manager["JointPlace"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [models.UniqueConstraint(fields=["action", "place"], name="special_jointplace_once")]

    def __str__(self) -> str:
        return f"{self.place_id} in {self.action_id}"


class Resettlement(Subject):
    """People who lived where nobody may have moved out: how many and in general where to. No name, ever."""

    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="+")
    path = PathField()
    people = models.PositiveSmallIntegerField(_("人数"))
    where = models.CharField(max_length=10, choices=Rehoused)
    moved_on = models.DateField(_("搬离日期"))
    noted_at = models.DateTimeField()
    noted_by = models.BigIntegerField(null=True)

    ledger_kind = "resettlement"
    ledger_columns: ClassVar[tuple[str, ...]] = ("duty", "path", "people", "where", "moved_on", "noted_at", "noted_by")
    scope = Scope(path="path")

    objects = ScopedManager["Resettlement"]()
    _all = models.Manager["Resettlement"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [models.CheckConstraint(condition=Q(people__gt=0), name="special_resettlement_people")]

    def __str__(self) -> str:
        return f"{self.people} of {self.duty_id}"
