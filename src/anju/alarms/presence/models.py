"""Control rooms under checks, the draws of their months, and the checks."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anju.alarms.models import Alarm
from anju.alarms.presence import rules
from anju.alarms.presence.enums import Begun, Line, Outcome, Said, Why
from anju.facilities.models import Facility
from anju.kernel.ledger.models import Subject
from anju.kernel.scope import PathField, Scope, ScopedManager
from anju.notify.models import Notice
from anju.people.models import Organisation
from anju.telemetry.models import Device, Order


class Room(Subject):
    """A control room under checks: one facility. Its phone stands encrypted in `sealed` (`alarms.vault`)."""

    facility = models.OneToOneField(Facility, on_delete=models.PROTECT, related_name="presence")
    path = PathField()
    device = models.ForeignKey(Device, on_delete=models.PROTECT, null=True, related_name="+")
    """The transmission device (GB/T 26875.3) whose button answers."""
    sealed = models.CharField(max_length=600, blank=True, default="")
    monthly = models.PositiveSmallIntegerField(_("平均每月次数"), default=rules.MONTHLY)
    """How often it is drawn in a month on average; 0: only by hand."""
    nightly = models.PositiveSmallIntegerField(_("每月夜间最多"), default=rules.NIGHTLY)
    button_minutes = models.PositiveSmallIntegerField(_("按键时限（分钟）"), default=rules.BUTTON_MINUTES)
    call_minutes = models.PositiveSmallIntegerField(_("口令时限（分钟）"), default=rules.CALL_MINUTES)
    set_at = models.DateTimeField()
    """From when on its present terms hold: no moment before it counts."""
    set_by = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.BigIntegerField(null=True)

    ledger_kind = "presence_room"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "facility", "path", "device", "sealed", "monthly", "nightly", "button_minutes", "call_minutes", "set_at",
        "set_by", "ended_at", "ended_by",
    )  # fmt: skip
    scope = Scope(path="path")

    objects = ScopedManager["Room"]()
    _all = models.Manager["Room"]()

    class Meta:
        default_manager_name = "_all"
        indexes = [models.Index(fields=["path"], name="presence_room_path")]

    def __str__(self) -> str:
        return f"control room {self.facility_id}"


class Draw(Subject):
    """One month of a district: what was promised before it, and its seed once it is over."""

    path = PathField()
    month = models.DateField()
    """Its first day."""
    commitment = models.CharField(max_length=64)
    seed = models.CharField(max_length=64, blank=True, default="")
    """Empty until the month is over: before, it is worked out from a key outside the database, and kept nowhere."""
    promised_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)

    ledger_kind = "presence_draw"
    ledger_columns: ClassVar[tuple[str, ...]] = ("path", "month", "commitment", "seed", "promised_at", "opened_at")
    scope = Scope(path="path")

    objects = ScopedManager["Draw"]()
    _all = models.Manager["Draw"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [models.UniqueConstraint(fields=["path", "month"], name="presence_draw_once")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} of {self.path}"


class Check(Subject):
    """One check of one room, with two answers from two ways. There is no row before it begins."""

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="checks")
    path = PathField()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    """Who answers for the room then."""
    begun = models.CharField(max_length=6, choices=Begun)
    planned_at = models.DateTimeField(null=True)
    """The drawn moment; none where somebody began it by hand."""
    started_at = models.DateTimeField()
    started_by = models.BigIntegerField(null=True)
    monthly = models.PositiveSmallIntegerField()
    nightly = models.PositiveSmallIntegerField()
    button_minutes = models.PositiveSmallIntegerField()
    call_minutes = models.PositiveSmallIntegerField()
    """The room's terms as they were: what it is judged by, and drawn again with."""
    order = models.ForeignKey(Order, on_delete=models.PROTECT, null=True, related_name="+")
    pressed = models.CharField(max_length=8, choices=Said, blank=True, default="")
    pressed_why = models.CharField(max_length=14, choices=Why, blank=True, default="")
    pressed_at = models.DateTimeField(null=True)
    """When the button's report reached us."""
    line = models.CharField(max_length=6, choices=Line, default=Line.VOICE)
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, null=True, related_name="+")
    told_at = models.DateTimeField(null=True)
    """When the call went out, or number and code were opened to call by hand."""
    told_by = models.BigIntegerField(null=True)
    typed = models.CharField(max_length=8, choices=Said, blank=True, default="")
    typed_why = models.CharField(max_length=14, choices=Why, blank=True, default="")
    typed_at = models.DateTimeField(null=True)
    typed_by = models.BigIntegerField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True, default="")
    ended_at = models.DateTimeField(null=True)
    alarm = models.ForeignKey(Alarm, on_delete=models.PROTECT, null=True, related_name="+")

    ledger_kind = "presence_check"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "room", "path", "organisation", "begun", "planned_at", "started_at", "started_by", "button_minutes",
        "call_minutes", "pressed", "pressed_why", "pressed_at", "line", "told_at", "told_by", "typed", "typed_why",
        "typed_at", "typed_by", "tries", "outcome", "ended_at", "alarm",
    )  # fmt: skip
    scope = Scope(path="path", parties=("organisation_id",))

    objects = ScopedManager["Check"]()
    _all = models.Manager["Check"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [
            models.UniqueConstraint(fields=["room", "planned_at"], name="presence_check_once"),
            models.UniqueConstraint(fields=["room"], condition=Q(ended_at=None), name="presence_check_one_open"),
            models.CheckConstraint(
                condition=Q(outcome="", ended_at=None) | (~Q(outcome="") & Q(ended_at__isnull=False)),
                name="presence_check_ended_says_what",
            ),
        ]
        indexes = [
            models.Index(fields=["path", "-id"], name="presence_check_path"),
            models.Index(fields=["organisation", "-id"], name="presence_check_party"),
            models.Index(fields=["room", "-id"], name="presence_check_room"),
        ]

    def __str__(self) -> str:
        return f"check {self.pk} of room {self.room_id}"
