"""Observation points, activities and what was said there, and matters handed to an owner."""

from typing import ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anju.kernel.ledger.models import Subject
from anju.kernel.scope import PathField, Scope, ScopedManager
from anju.outreach.enums import ActivityKind, MatterKind, MatterState, Satisfaction, Speaker
from anju.people.models import Organisation
from anju.places.models import Place


class ObservationPoint(Subject):
    """人大社会建设社区观察点: a place, and from when to when. Days inclusive."""

    name = models.CharField(_("名称"), max_length=60)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    path = PathField()
    since = models.DateField(_("设立日期"))
    until = models.DateField(_("撤销日期"), null=True)

    ledger_kind = "observation_point"
    ledger_columns: ClassVar[tuple[str, ...]] = ("name", "place", "path", "since", "until")
    scope = Scope(path="path")

    objects = ScopedManager["ObservationPoint"]()
    _all = models.Manager["ObservationPoint"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [
            models.UniqueConstraint(fields=["place"], condition=Q(until=None), name="outreach_point_one_open"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="outreach_point_days"),
        ]

    def __str__(self) -> str:
        return self.name


class Activity(Subject):
    """One day of research: how, when, where and with whom. What it was about is a text of its own."""

    kind = models.CharField(_("方式"), max_length=12, choices=ActivityKind)
    title = models.CharField(_("名称"), max_length=80)
    held_on = models.DateField(_("日期"))
    path = PathField()
    """The narrowest place that holds all of its places."""
    point = models.ForeignKey(ObservationPoint, on_delete=models.PROTECT, null=True, related_name="activities")
    people = models.PositiveIntegerField(_("参加人数"), validators=[MaxValueValidator(5000)])
    recorded_at = models.DateTimeField()
    recorded_by = models.BigIntegerField(null=True)
    client_ref = models.CharField(max_length=100, null=True, unique=True)

    ledger_kind = "activity"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "kind", "title", "held_on", "path", "point", "people", "recorded_at", "recorded_by",
    )  # fmt: skip
    scope = Scope(path="path", accounts=("recorded_by",))

    objects = ScopedManager["Activity"]()
    _all = models.Manager["Activity"]()

    class Meta:
        default_manager_name = "_all"
        indexes = [models.Index(fields=["held_on", "id"], name="outreach_activity_day")]

    def __str__(self) -> str:
        return self.title


class ActivityPlace(models.Model):
    """Where an activity went. Told by the activity's own entry."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="places")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")

    _all = models.Manager["ActivityPlace"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [models.UniqueConstraint(fields=["activity", "place"], name="outreach_activityplace_once")]

    def __str__(self) -> str:
        return f"{self.activity_id} at {self.place_id}"


class ActivityParty(models.Model):
    """An organisation that took part. Told by the activity's own entry."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="parties")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")

    _all = models.Manager["ActivityParty"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [models.UniqueConstraint(fields=["activity", "organisation"], name="outreach_party_once")]

    def __str__(self) -> str:
        return f"{self.organisation_id} in {self.activity_id}"


class Statement(Subject):
    """What was said at an activity; the words are a text of their own (field `said`)."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="statements")
    speaker = models.CharField(_("谁说的"), max_length=12, choices=Speaker)
    path = PathField()
    recorded_at = models.DateTimeField()
    recorded_by = models.BigIntegerField(null=True)
    client_ref = models.CharField(max_length=100, null=True, unique=True)

    ledger_kind = "statement"
    ledger_columns: ClassVar[tuple[str, ...]] = ("activity", "speaker", "path", "recorded_at", "recorded_by")
    scope = Scope(path="path", accounts=("recorded_by",))

    objects = ScopedManager["Statement"]()
    _all = models.Manager["Statement"]()

    class Meta:
        default_manager_name = "_all"

    def __str__(self) -> str:
        return f"{self.speaker} in {self.activity_id}"


class Matter(Subject):
    """Something handed to an owner who answers by a date. Detail, answers and reasons are texts of their own."""

    kind = models.CharField(max_length=8, choices=MatterKind, default=MatterKind.MATTER)
    title = models.CharField(_("事项"), max_length=100)
    statement = models.OneToOneField(Statement, on_delete=models.PROTECT, null=True, related_name="matter")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, null=True, related_name="matters")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    path = PathField()
    """The district's root: a matter is the committee's, whatever place it speaks of."""
    proposal_no = models.CharField(_("对应的代表建议编号"), max_length=60, blank=True, default="")
    """Of a formal 代表建议 on the same subject, which is handled elsewhere."""
    due_on = models.DateField(_("答复期限"))
    state = models.CharField(max_length=8, choices=MatterState, default=MatterState.OPEN)
    rounds = models.PositiveSmallIntegerField(default=1)
    """How many times an answer was asked for."""
    raised_at = models.DateTimeField()
    raised_by = models.BigIntegerField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.BigIntegerField(null=True)
    judged_at = models.DateTimeField(null=True)
    judged_by = models.BigIntegerField(null=True)
    satisfaction = models.CharField(max_length=12, choices=Satisfaction, blank=True, default="")
    client_ref = models.CharField(max_length=100, null=True, unique=True)

    ledger_kind = "matter"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "kind", "title", "statement", "activity", "owner", "path", "proposal_no", "due_on", "state", "rounds",
        "raised_at", "raised_by", "answered_at", "answered_by", "judged_at", "judged_by", "satisfaction",
    )  # fmt: skip
    scope = Scope(path="path", parties=("owner_id",))

    objects = ScopedManager["Matter"]()
    _all = models.Manager["Matter"]()

    class Meta:
        default_manager_name = "_all"
        indexes = [
            models.Index(fields=["state", "due_on"], name="outreach_matter_due"),
            models.Index(fields=["owner", "state"], name="outreach_matter_owner"),
        ]

    def __str__(self) -> str:
        return self.title
