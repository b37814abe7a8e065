"""What the raiser reads of telemetry, and which open event a signal belongs to."""

from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet

from anju.alarms.enums import OPEN, AlarmKind
from anju.alarms.models import Alarm, AlarmPoint, Cursor, Silencing
from anju.alarms.rules.signals import joins
from anju.kernel import clock
from anju.kernel.db import prepared
from anju.people.rules import ancestors
from anju.places.enums import PlaceKind
from anju.places.models import Place
from anju.telemetry.models import Device, Holding, Point, Shield, Signal

BURNING = (AlarmKind.FIRE, AlarmKind.PRE_ALARM)


def head() -> int:
    """The highest id of a signal there is."""
    return next(iter(prepared.read(_newest)), 0)


def _newest() -> QuerySet[Any]:
    return Signal._all.order_by("-id").values_list("id", flat=True)[:1]


def cursor(name: str) -> int:
    """How far a reader has come; 0 for one that never read."""
    return next(iter(prepared.read(_come_to, name=name)), 0)


def _come_to(*, name: str) -> QuerySet[Any]:
    return Cursor._all.filter(name=name).values_list("at", flat=True)


def locked_cursor(name: str) -> Cursor:
    """The reader's row, locked: a second worker waits and then finds nothing new."""
    Cursor._all.get_or_create(name=name)
    return Cursor._all.select_for_update().get(name=name)


def signals(after: int, upto: int, wanted: Q, limit: int) -> list[Signal]:
    """Signals by rising id, with point, device, model, facility and place."""
    rows = Signal._all.filter(wanted, pk__gt=after, pk__lte=upto).order_by("pk")
    with_device = rows.select_related(
        "point__place", "point__device__model", "point__device__facility", "point__device__place"
    )
    return list(with_device[:limit])


def facility_kind(device: Device) -> str:
    """What a device is or watches, by the catalogue's code; empty where nobody said."""
    if device.facility is not None:
        return device.facility.kind
    return device.model.facility_kind if device.model is not None else ""


def shield_over(point: Point, now_us: int) -> Shield | None:
    """A shield or test that covers a point now; the one that lasts longest."""
    now = clock.from_us(now_us)
    zones = {"", point.zone}
    rows = Shield._all.filter(device=point.device_id, zone__in=zones, ended_at=None, since__lte=now, until__gt=now)
    return rows.order_by("-until").first()


def stairwell_and_building(place: Place) -> tuple[str, str]:
    """The paths of a place's stairwell (its unit, else its building) and of its building; its own where it has none."""
    if place.kind == PlaceKind.BUILDING:
        return place.path, place.path
    rows = Place._all.filter(path__in=ancestors(place.path), kind__in=(PlaceKind.UNIT, PlaceKind.BUILDING))
    above = {row.kind: row.path for row in rows}
    building = above.get(PlaceKind.BUILDING, place.path)
    return above.get(PlaceKind.UNIT, building), building


def open_event(kind: AlarmKind, point: Point, muted: str, at: int) -> Alarm | None:
    """The open event that a point joins, locked; None where it is a new one."""
    device, place = point.device, point.stands
    assert place is not None
    rows = Alarm._all.select_for_update(of=("self",)).select_related("place").filter(state__in=OPEN, muted=muted)
    if kind not in BURNING:
        return rows.filter(device=device, kind=kind, rule=None).order_by("pk").first()
    stairwell, building = stairwell_and_building(place)
    near = rows.filter(building=building, kind__in=BURNING).order_by("-last_us", "-pk")
    found = [
        one
        for one in near
        if joins(
            kind,
            AlarmKind(one.kind),
            same_stairwell=stairwell_and_building(one.place)[0] == stairwell,
            apart_us=at - one.last_us,
        )
    ]
    return min(found, key=lambda one: (one.kind != AlarmKind.FIRE, one.pk), default=None)


def spoke(alarm: Alarm, point: int, state: str) -> AlarmPoint | None:
    """A point's line in an event, where it has one."""
    return AlarmPoint._all.filter(alarm=alarm, point=point, state=state).first()


def lines_of(point: int, state: str) -> list[AlarmPoint]:
    """A point's lines of one state in open events."""
    rows = AlarmPoint._all.filter(point=point, state=state, alarm__state__in=OPEN, ended_us=None)
    return list(rows.select_related("alarm").order_by("pk"))


def all_ended(alarm: Alarm) -> bool:
    """Whether every point of an event has told that it is over."""
    return not AlarmPoint._all.filter(alarm=alarm, ended_us=None).exists()


def holds(device: int, states: Collection[str]) -> bool:
    """Whether any point of a device is in one of the states now."""
    return Holding._all.filter(point__device=device, state__in=states).exists()


def point_holds(point: int, state: str) -> bool:
    """Whether a point is in a state now."""
    return Holding._all.filter(point=point, state=state).exists()


def due_silencings(now_us: int, limit: int) -> list[Silencing]:
    """Panels that were kept quiet too long, longest first."""
    rows = Silencing._all.filter(ended=False, due_us__lte=now_us).order_by("due_us")
    return list(
        rows.select_related("point__place", "point__device__place", "point__device__model", "point__device__facility")[
            :limit
        ]
    )
