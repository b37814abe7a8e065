"""Devices: what somebody registered, or what was heard and waits to be claimed."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anju.facilities.models import Facility
from anju.kernel.ledger.models import Subject
from anju.kernel.scope import PathField, Scope, ScopedManager
from anju.places.models import Place
from anju.telemetry.enums import DeviceState, ShieldKind


class DeviceModel(Subject):
    """A maker's model (型号): how its messages are read. What the profile says holds for all devices of the model."""

    code = models.CharField(_("型号"), max_length=60, unique=True)
    name = models.CharField(_("名称"), max_length=120)
    maker = models.CharField(_("厂家"), max_length=120, blank=True, default="")
    scheme = models.CharField(max_length=20)
    """`gateway.observed.Scheme`: whose protocol it speaks."""
    facility_kind = models.CharField(max_length=8, blank=True, default="")
    """What it is or watches, by the catalogue's code (F19)."""
    profile = models.TextField(blank=True, default="")
    """JSON: dialect, steps, component split, names of values (`gateway.adapters.values.Profile`)."""
    silent_after_s = models.PositiveIntegerField(_("静默上限（秒）"), default=86_400)
    """After so many seconds without a sign of life it counts as silent."""

    ledger_kind = "device_model"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "code", "name", "maker", "scheme", "facility_kind", "profile", "silent_after_s",
    )  # fmt: skip
    scope = Scope()

    objects = ScopedManager["DeviceModel"]()
    _all = models.Manager["DeviceModel"]()

    class Meta:
        default_manager_name = "_all"

    def __str__(self) -> str:
        return self.name


class Device(Subject):
    """A device as its network names it. While quarantined it has no place, no path, and is nobody's."""

    scheme = models.CharField(max_length=20)
    key = models.CharField(_("设备号"), max_length=128)
    """Unique inside the scheme (`gateway.observed.DeviceKey`)."""
    name = models.CharField(_("名称"), max_length=120, blank=True, default="")
    model = models.ForeignKey(DeviceModel, on_delete=models.PROTECT, null=True, related_name="devices")
    state = models.CharField(max_length=12, choices=DeviceState, default=DeviceState.QUARANTINED)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+")
    path = PathField(blank=True, default="")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, null=True, related_name="devices")
    spot = models.CharField(_("安装位置"), max_length=120, blank=True, default="")
    """Where in the place: 3 层电梯厅."""
    floor = models.SmallIntegerField(_("楼层"), null=True)
    installed_on = models.DateField(_("安装日期"), null=True)
    silent_after_s = models.PositiveIntegerField(null=True)
    """Where it differs from the model's."""
    registered_at = models.DateTimeField()
    """When it was registered or first heard."""
    claimed_at = models.DateTimeField(null=True)
    claimed_by = models.BigIntegerField(null=True)
    retired_at = models.DateTimeField(null=True)
    retired_by = models.BigIntegerField(null=True)

    ledger_kind = "device"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "scheme", "key", "name", "model", "state", "place", "path", "facility", "spot", "floor", "installed_on",
        "silent_after_s",
        "registered_at", "claimed_at", "claimed_by", "retired_at", "retired_by",
    )  # fmt: skip
    scope = Scope(path="path", place="place_id")

    objects = ScopedManager["Device"]()
    _all = models.Manager["Device"]()

    class Meta:
        default_manager_name = "_all"
        indexes = [models.Index(fields=["path", "id"], name="telemetry_device_path")]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "key"], name="telemetry_device_key"),
            models.CheckConstraint(
                condition=Q(state=DeviceState.QUARANTINED) | Q(place__isnull=False), name="telemetry_device_placed"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.key


class Heard(models.Model):
    """When a device was last heard, and how it is. Derived from frames; a device that never spoke has none.

    Silence is no column: it is worked out from `last_us` when somebody asks.
    """

    device = models.OneToOneField(Device, on_delete=models.CASCADE, primary_key=True, related_name="heard")
    first_us = models.BigIntegerField()
    last_us = models.BigIntegerField(db_index=True)
    """By our clock: microseconds since 1970 UTC."""
    battery_percent = models.SmallIntegerField(null=True)
    battery_mv = models.IntegerField(null=True)
    signal_dbm = models.SmallIntegerField(null=True)
    skew_s = models.IntegerField(null=True)
    """By how much its clock was ahead of ours when it last told a moment."""
    unknown = models.PositiveIntegerField(default=0)
    """Messages in it that no profile reads."""

    _all = models.Manager["Heard"]()

    class Meta:
        default_manager_name = "_all"

    def __str__(self) -> str:
        return f"device {self.device_id} heard at {self.last_us}"


class Point(models.Model):
    """A part of a device that speaks for itself: a detector on a loop, a channel, a port. `key` "" is the device
    itself.

    Derived: made when it first speaks, or by a panel's list (点位表), which says what and where it is.
    """

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="points")
    key = models.CharField(max_length=256, blank=True, default="")
    kinds = models.CharField(max_length=200, blank=True, default="")
    """`table:code` by the tables of its standard, joined by spaces."""
    name = models.CharField(_("名称"), max_length=120, blank=True, default="")
    spot = models.CharField(_("位置"), max_length=120, blank=True, default="")
    zone = models.CharField(_("防火分区"), max_length=60, blank=True, default="")
    floor = models.SmallIntegerField(_("楼层"), null=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+")
    """Where it is not where its device stands: a panel's detectors hang in other buildings."""
    listed = models.BooleanField(default=False)
    """Somebody said what it is: what the device calls it does not change that."""
    word = models.IntegerField(null=True)
    """Its last status word as it came, where its standard has one: what changed is told by comparing."""

    _all = models.Manager["Point"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [models.UniqueConstraint(fields=["device", "key"], name="telemetry_point_key")]

    def __str__(self) -> str:
        return self.name or self.key

    @property
    def what(self) -> str:
        """What it is and where in its place: 烟感 503 门口. Empty where nobody said."""
        return " ".join(word for word in (self.name if self.name not in self.spot else "", self.spot) if word)

    def label(self) -> str:
        """With place and floor, as somebody finds it: 3幢2单元 5 层 烟感 503 门口; its key where nobody said.

        Ask with `place` and `device__place` selected.
        """
        return self._called(with_floor=True)

    def where(self) -> str:
        """The same without the floor, which stands in a column of its own."""
        return self._called(with_floor=False)

    def _called(self, *, with_floor: bool) -> str:
        if not self.what:
            return self.key or str(self.device)
        near = self.device.place.full_name if self.device.place else ""
        place = self.place.full_name.removeprefix(near) if self.place else ""
        floor = _("%(n)s 层") % {"n": self.floor} if with_floor and self.floor is not None else ""
        return " ".join(str(word) for word in (place, floor, self.what) if word)

    @property
    def stands(self) -> Place | None:
        """The place it is at: its own, else its device's."""
        return self.place or self.device.place


class Shield(Subject):
    """For a while nothing is made of what a zone says (屏蔽, 测试). It always ends by itself; ending it early is an
    entry.

    `zone` "" is the whole device.
    """

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="shields")
    path = PathField()
    zone = models.CharField(max_length=60, blank=True, default="")
    kind = models.CharField(max_length=8, choices=ShieldKind)
    since = models.DateTimeField()
    until = models.DateTimeField()
    set_at = models.DateTimeField(null=True)
    set_by = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.BigIntegerField(null=True)

    ledger_kind = "shield"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "device", "path", "zone", "kind", "since", "until", "set_at", "set_by", "ended_at", "ended_by",
    )  # fmt: skip
    scope = Scope(path="path")

    objects = ScopedManager["Shield"]()
    _all = models.Manager["Shield"]()

    class Meta:
        default_manager_name = "_all"
        indexes = [models.Index(fields=["device", "until"], name="telemetry_shield_device")]
        constraints = [models.CheckConstraint(condition=Q(until__gt=F("since")), name="telemetry_shield_ends")]

    def __str__(self) -> str:
        return f"{self.kind} of device {self.device_id} until {self.until}"
