"""Facilities: what stands ready for a fire, and where; and the micro-stations with their people, roster and kit."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anju.facilities.enums import FacilityState, MemberDuty, OutReason
from anju.kernel.ledger.models import Subject
from anju.kernel.scope import PathField, Scope, ScopedManager
from anju.people.models import Account, Organisation
from anju.places.models import Place


class Facility(Subject):
    """A hydrant, a riser, a pump, an alarm panel. A point is in WGS-84, as whole 1e-7 degrees, as with places."""

    kind = models.CharField(max_length=8)
    """By the catalogue's code (F01), or an own one (A01)."""
    name = models.CharField(_("名称"), max_length=120)
    code = models.CharField(_("编号"), max_length=60, blank=True, default="")
    """By which its owner knows it; unique in its district where not empty, but for what was removed."""
    district = models.CharField(max_length=20)
    """The first part of the path: within which the code is unique."""
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="facilities")
    path = PathField()
    spot = models.CharField(_("位置"), max_length=120, blank=True, default="")
    lon_e7 = models.IntegerField(null=True)
    lat_e7 = models.IntegerField(null=True)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="facilities")
    """Who keeps it, where that is not who manages the place (水务 for a street hydrant)."""
    state = models.CharField(max_length=16, choices=FacilityState, default=FacilityState.IN_SERVICE)
    out_reason = models.CharField(max_length=12, choices=OutReason, blank=True, default="")
    out_until = models.DateField(_("预计恢复日期"), null=True)
    """The last day it is expected to be out; passed, it is overdue."""
    installed_on = models.DateField(_("安装日期"), null=True)
    service_until = models.DateField(_("使用期限"), null=True)
    client_ref = models.CharField(max_length=100, null=True, unique=True)

    ledger_kind = "facility"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "kind", "name", "code", "place", "path", "spot", "lon_e7", "lat_e7", "owner", "state", "out_reason",
        "out_until", "installed_on", "service_until",
    )  # fmt: skip
    scope = Scope(path="path", place="place_id", parties=("owner_id",))

    objects = ScopedManager["Facility"]()
    _all = models.Manager["Facility"]()

    class Meta:
        default_manager_name = "_all"
        indexes = [
            models.Index(fields=["path", "kind"], name="facilities_facility_path"),
            models.Index(fields=["kind", "lat_e7", "lon_e7"], name="facilities_facility_point"),
            models.Index(fields=["state", "out_until"], name="facilities_facility_out"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "code"],
                condition=~Q(code="") & ~Q(state=FacilityState.REMOVED),
                name="facilities_facility_code",
            ),
            models.CheckConstraint(
                condition=Q(state=FacilityState.OUT_OF_SERVICE, out_until__isnull=False)
                | (~Q(state=FacilityState.OUT_OF_SERVICE) & Q(out_until__isnull=True, out_reason="")),
                name="facilities_facility_out_until",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Station(Subject):
    """A micro-station 微型消防站: one facility of its kind, run by an organisation. The duty phone is a text of its own
    (field `phone`): opened by who calls out, erasable.
    """

    facility = models.OneToOneField(Facility, on_delete=models.PROTECT, related_name="station")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="stations")
    path = PathField()
    kit_checked_at = models.DateTimeField(null=True)
    kit_checked_by = models.BigIntegerField(null=True)

    ledger_kind = "station"
    ledger_columns: ClassVar[tuple[str, ...]] = ("facility", "organisation", "path", "kit_checked_at", "kit_checked_by")
    scope = Scope(path="path", parties=("organisation_id",))

    objects = ScopedManager["Station"]()
    _all = models.Manager["Station"]()

    class Meta:
        default_manager_name = "_all"
        indexes = [models.Index(fields=["path"], name="facilities_station_path")]

    def __str__(self) -> str:
        return f"station of {self.facility_id}"


class StationMember(Subject):
    """Who belongs to a station. Volunteers without an account have name and phone as texts (`name`, `phone`)."""

    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="members")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="station_memberships")
    duty = models.CharField(max_length=8, choices=MemberDuty, default=MemberDuty.MEMBER)
    path = PathField()
    since = models.DateField()
    until = models.DateField(null=True)
    """The first day no longer a member."""

    ledger_kind = "station_member"
    ledger_columns: ClassVar[tuple[str, ...]] = ("station", "account", "duty", "path", "since", "until")
    scope = Scope(path="path", accounts=("account_id",))

    objects = ScopedManager["StationMember"]()
    _all = models.Manager["StationMember"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [
            models.UniqueConstraint(
                fields=["station", "account"],
                condition=Q(until__isnull=True, account__isnull=False),
                name="facilities_member_once",
            ),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="facilities_member_days"),
        ]

    def __str__(self) -> str:
        return f"{self.duty} {self.pk} of station {self.station_id}"


class StationShift(models.Model):
    """A member is on duty from one moment to another. Told by the station's own entry, with member and moments."""

    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="shifts")
    member = models.ForeignKey(StationMember, on_delete=models.PROTECT, related_name="shifts")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    _all = models.Manager["StationShift"]()

    class Meta:
        default_manager_name = "_all"
        indexes = [models.Index(fields=["station", "ends_at", "starts_at"], name="facilities_shift_station")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="facilities_shift_period"),
            models.UniqueConstraint(fields=["member", "starts_at"], name="facilities_shift_once"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.starts_at}–{self.ends_at}"


class StationKit(models.Model):
    """One item of a station's kit: how many are wanted, how many were there at the last check. Told by the station."""

    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="kit")
    code = models.CharField(max_length=20)
    wanted = models.PositiveSmallIntegerField()
    present = models.PositiveSmallIntegerField(null=True)

    _all = models.Manager["StationKit"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [models.UniqueConstraint(fields=["station", "code"], name="facilities_kit_once")]

    def __str__(self) -> str:
        return f"{self.code} of station {self.station_id}"
