"""Devices, points and what they say, in the small district."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from anju.alarms.enums import AlarmKind
from anju.alarms.models import Alarm
from anju.facilities.actions import members, roster, stations
from anju.facilities.models import Facility
from anju.facilities.rules.station import Turn
from anju.kernel import clock
from anju.places import datum
from anju.places.enums import PlaceKind
from anju.places.models import Place
from anju.telemetry.enums import DeviceState, ShieldKind
from anju.telemetry.models import Device, DeviceModel, Holding, Point, Shield, Signal
from tests.cast import SYSTEM, Cast, _place, make_cast

HERE = (1_206_000_000, 312_000_000)
"""A point in the north street, 1e-7 degrees."""


@pytest.fixture
def cast(db: None) -> Cast:
    cast = make_cast()
    for key, name, parent in (
        ("unit", "1单元", "building"), ("second_unit", "2单元", "building"), ("far_unit", "1单元", "other_building"),
    ):  # fmt: skip
        _place(cast, key, PlaceKind.UNIT, name, parent)
    Place._all.filter(pk=cast.places["building"].pk).update(lon_e7=HERE[0], lat_e7=HERE[1])
    for place in cast.places.values():
        place.refresh_from_db()
    return cast


@dataclass
class World:
    """Makes devices and lets their points speak."""

    cast: Cast
    made: int = 0

    def model(self, kind: str) -> DeviceModel:
        return DeviceModel._all.get_or_create(
            code=f"M-{kind}", defaults={"name": kind, "scheme": "plain", "facility_kind": kind}
        )[0]

    def device(self, at: str = "unit", kind: str = "F18", state: str = DeviceState.CLAIMED) -> Device:
        self.made += 1
        place = None if state == DeviceState.QUARANTINED else self.cast.places[at]
        return Device._all.create(
            scheme="plain", key=f"d{self.made}", model=self.model(kind), state=state, place=place,
            path=place.path if place else "", registered_at=clock.now(), spot="电梯厅",
        )  # fmt: skip

    def point(self, device: Device | None = None, *, key: str = "", zone: str = "", at: str = "unit") -> Point:
        device = device or self.device(at)
        return Point._all.get_or_create(
            device=device, key=key, defaults={"name": f"{key or device.key}号", "zone": zone, "floor": 3}
        )[0]

    def says(
        self,
        point: Point,
        state: str = "fire",
        *,
        on: bool = True,
        at: datetime | None = None,
        heard: datetime | None = None,
    ) -> Signal:
        """A signal, with what then holds, as the projection writes them."""
        moment = clock.to_us(at or clock.now())
        came = clock.to_us(heard) if heard else moment
        row = Signal._all.create(point=point, state=state, on=on, at=moment, heard=came)
        if not state.startswith("!"):
            if on:
                Holding._all.get_or_create(point=point, state=state, defaults={"since": moment})
            else:
                Holding._all.filter(point=point, state=state).delete()
        return row

    def shield(self, device: Device, *, kind: str = ShieldKind.SHIELD, zone: str = "", minutes: int = 60) -> Shield:
        now = clock.now()
        return Shield._all.create(
            device=device, path=device.path, zone=zone, kind=kind, since=now - timedelta(minutes=1),
            until=now + timedelta(minutes=minutes),
        )  # fmt: skip

    def station(self, *, metres: int = 300, staff: str | None = "grid_member", owner: str = "company") -> Facility:
        """A micro-station of an organisation, so many metres north, with somebody on duty; its facility."""
        new = stations.NewStation(
            place=self.cast.places["estate"], organisation=self.cast.organisations[owner], name=f"{metres}米微型站",
            point=datum.Point(HERE[0], HERE[1] + metres * 90),
        )  # fmt: skip
        row = stations.open_station(by=SYSTEM, new=new)
        if staff is not None:
            member = members.add_member(
                by=SYSTEM, station=row.pk, new=members.NewMember(account=self.cast.accounts[staff])
            )
            now = clock.now()
            turn = Turn(member.pk, now - timedelta(hours=1), now + timedelta(hours=10))
            roster.put_shifts(by=SYSTEM, station=row.pk, turns=[turn])
        return row.facility


@pytest.fixture
def world(cast: Cast) -> World:
    return World(cast)


@pytest.fixture
def fire(world: World) -> Callable[[], Alarm]:
    """A fire alarm in the first stairwell, raised as the worker raises it."""
    from anju.alarms import actions

    def make() -> Alarm:
        world.says(world.point())
        actions.hear()
        return Alarm._all.filter(kind=AlarmKind.FIRE).latest("pk")

    return make
