"""A riser, a hydrant and a micro-station in the small district, with points a few hundred metres apart."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from anju.facilities import actions
from anju.facilities.actions import NewFacility, NewMember, NewStation
from anju.facilities.enums import Kind, MemberDuty
from anju.facilities.models import Facility, Station, StationMember
from anju.facilities.rules.station import Turn
from anju.kernel import clock
from anju.people import actions as people
from anju.people.enums import OrganisationKind, Role
from anju.places.datum import Point
from anju.places.models import Place
from tests.cast import SYSTEM, Cast, add_person

LON, LAT = 1_186_000_000, 319_000_000
"""Of the building; 1e-7 degrees."""


def at(east_m: float, north_m: float) -> Point:
    """A point so many metres from the building."""
    return Point(round(LON + east_m * 105.8), round(LAT + north_m * 89.93))


def today() -> date:
    return clock.today()


def hours(*, start: float, until: float) -> tuple[datetime, datetime]:
    """Moments so many hours from now."""
    now = clock.now()
    return now + timedelta(hours=start), now + timedelta(hours=until)


@pytest.fixture
def cast(cast: Cast) -> Cast:
    """The cast with a water company, and a building that stands at a point."""
    place = cast.places["building"]
    Place._all.filter(pk=place.pk).update(lon_e7=LON, lat_e7=LAT)
    place.refresh_from_db()
    cast.organisations["water"] = people.add_organisation(
        by=SYSTEM, kind=OrganisationKind.UTILITY, name="供水公司", place=cast.places["district"]
    )
    add_person(cast, "water_man", Role.OPERATOR, "water", "other_estate")
    add_person(cast, "water_officer", Role.WATER, "district_office", "district")
    add_person(cast, "auditor", Role.AUDITOR, "district_office", "district")
    return cast


def facility(cast: Cast, **more: Any) -> Facility:
    given: dict[str, Any] = {"kind": Kind.RISER, "place": cast.places["building"], "code": "SG-1", "spot": "东侧楼梯间"}
    by = more.pop("by", cast.property_manager)
    return actions.register(by=by, new=NewFacility(**{**given, **more}))


@pytest.fixture
def riser(cast: Cast) -> Facility:
    return facility(cast)


def station_at(cast: Cast, point: Point | None = None, **more: Any) -> Station:
    given: dict[str, Any] = {
        "place": cast.places["community"], "organisation": cast.organisations["community"], "phone": "025-00001234",
        "point": point or at(100, 0),
    }  # fmt: skip
    by = more.pop("by", cast.community_worker)
    return actions.open_station(by=by, new=NewStation(**{**given, **more}))


@pytest.fixture
def station(cast: Cast) -> Station:
    return station_at(cast)


def joined(cast: Cast, station: Station, name: str = "周守", phone: str = "13800001111", **more: Any) -> StationMember:
    new = NewMember(name=name, phone=phone, **more)
    return actions.add_member(by=cast.community_worker, station=station.pk, new=new)


def put_on_duty(cast: Cast, member: StationMember, *, start: float = -1, until: float = 8) -> None:
    """On duty from so many hours from now."""
    begin, finish = hours(start=start, until=until)
    actions.put_shifts(by=SYSTEM, station=member.station_id, turns=[Turn(member.pk, begin, finish)])


@pytest.fixture
def volunteer(cast: Cast, station: Station) -> StationMember:
    return joined(cast, station)


@pytest.fixture
def head(cast: Cast, station: Station) -> StationMember:
    new = NewMember(account=cast.accounts["grid_member"], duty=MemberDuty.HEAD)
    return actions.add_member(by=cast.community_worker, station=station.pk, new=new)
