"""An alarm, the points that spoke, and the calls that went out."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anju.alarms.enums import AlarmKind, Answer, Cause, Muted, Outcome, Rung, State
from anju.facilities.models import Facility
from anju.kernel.ledger.models import Subject
from anju.kernel.scope import PathField, Scope, ScopedManager
from anju.people.models import Organisation
from anju.places.models import Place
from anju.telemetry.models import Device, Point


class Alarm(Subject):
    """One event: what one or more points of a stairwell, or of one device, told of. Only `actions.moves` moves it."""

    kind = models.CharField(max_length=10, choices=AlarmKind)
    state = models.CharField(max_length=14, choices=State, default=State.RAISED)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True, default="")
    cause = models.CharField(max_length=14, choices=Cause, blank=True, default="")
    muted = models.CharField(max_length=8, choices=Muted, blank=True, default="")
    """Recorded while its zone was shielded or tested: nobody is called."""
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="alarms")
    path = PathField()
    building = PathField()
    """The path of the building it is in, or of the place itself: where later points look for it."""
    device = models.ForeignKey(Device, on_delete=models.PROTECT, null=True, related_name="alarms")
    """The one that spoke first."""
    spot = models.CharField(_("位置"), max_length=250, blank=True, default="")
    floor = models.SmallIntegerField(_("楼层"), null=True)
    points = models.PositiveSmallIntegerField(default=1)
    first_us = models.BigIntegerField()
    """When its first point spoke, by the device where that is believable: microseconds since 1970 UTC."""
    last_us = models.BigIntegerField()
    rung = models.PositiveSmallIntegerField(choices=Rung, default=Rung.STATION)
    """How high it was called."""
    next_at = models.DateTimeField(null=True)
    """When the next rung is called unless the present step is done."""
    raised_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.BigIntegerField(null=True)
    arrived_at = models.DateTimeField(null=True)
    arrived_by = models.BigIntegerField(null=True)
    judged_at = models.DateTimeField(null=True)
    judged_by = models.BigIntegerField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.BigIntegerField(null=True)
    dialled_at = models.DateTimeField(null=True)
    """When a person said that they called 119."""
    dialled_by = models.BigIntegerField(null=True)
    rule = models.ForeignKey("alarms.Rule", on_delete=models.PROTECT, null=True, related_name="alarms")
    """The rule that raised it; without, the device said so itself."""

    ledger_kind = "alarm"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "kind", "state", "outcome", "cause", "muted", "place", "path", "building", "device", "spot", "floor", "points",
        "first_us", "rung", "raised_at", "acknowledged_at", "acknowledged_by", "arrived_at", "arrived_by",
        "judged_at", "judged_by", "closed_at", "closed_by", "dialled_at", "dialled_by", "rule",
    )  # fmt: skip
    scope = Scope(path="path", place="place_id")

    objects = ScopedManager["Alarm"]()
    _all = models.Manager["Alarm"]()

    class Meta:
        default_manager_name = "_all"
        indexes = [
            models.Index(fields=["path", "state", "-id"], name="alarms_alarm_path"),
            models.Index(fields=["building", "state"], name="alarms_alarm_building"),
            models.Index(fields=["device", "state"], name="alarms_alarm_device"),
            models.Index(fields=["next_at"], name="alarms_alarm_next", condition=Q(next_at__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=State.CLOSED) | (~Q(outcome="") & Q(closed_at__isnull=False)),
                name="alarms_alarm_closed_says_what",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.FALSE) | ~Q(cause=""), name="alarms_alarm_false_has_cause"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} at {self.place_id}"


class AlarmPoint(models.Model):
    """A point that spoke in an event. Told by the alarm's own entries."""

    alarm = models.ForeignKey(Alarm, on_delete=models.PROTECT, related_name="spoke")
    point = models.ForeignKey(Point, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=24)
    at = models.BigIntegerField()
    """Its own moment: the order in which the fire spread."""
    order = models.PositiveSmallIntegerField()
    """In which order we came to know of it; the first is 1."""
    ended_us = models.BigIntegerField(null=True)
    """When it told that it was over."""

    _all = models.Manager["AlarmPoint"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [models.UniqueConstraint(fields=["alarm", "point", "state"], name="alarms_point_once")]
        indexes = [models.Index(fields=["point", "-id"], name="alarms_point_point")]

    def __str__(self) -> str:
        return f"{self.state} of point {self.point_id} in {self.alarm_id}"


class Call(models.Model):
    """One party called for one alarm. Told by the alarm's own entries."""

    alarm = models.ForeignKey(Alarm, on_delete=models.PROTECT, related_name="calls")
    rung = models.PositiveSmallIntegerField(choices=Rung)
    round = models.PositiveSmallIntegerField(default=1)
    """The how-manieth time this rung was called."""
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    station = models.ForeignKey(Facility, on_delete=models.PROTECT, null=True, related_name="+")
    metres = models.PositiveIntegerField(null=True)
    contact = models.ForeignKey("alarms.Contact", on_delete=models.PROTECT, null=True, related_name="calls")
    called_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=8, choices=Answer, blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.BigIntegerField(null=True)
    """None where somebody without an account answered."""

    _all = models.Manager["Call"]()

    class Meta:
        default_manager_name = "_all"
        indexes = [models.Index(fields=["alarm", "id"], name="alarms_call_alarm")]

    def __str__(self) -> str:
        return f"rung {self.rung} of {self.alarm_id}"


class Called(models.Model):
    """An account that a call reached. It may see and handle the alarm, wherever its post is."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="accounts")
    alarm = models.ForeignKey(Alarm, on_delete=models.CASCADE, related_name="called")
    account = models.BigIntegerField(db_index=True)

    _all = models.Manager["Called"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [models.UniqueConstraint(fields=["call", "account"], name="alarms_called_once")]

    def __str__(self) -> str:
        return f"{self.account} called for {self.alarm_id}"
