"""The nearest water and station, the plan of a building: what an alarm's page asks."""

from datetime import timedelta
from typing import Any

import pytest

from anju.facilities import actions
from anju.facilities.actions import NewFacility
from anju.facilities.enums import Kind, OutReason
from anju.facilities.models import Facility, Station, StationMember
from anju.facilities.queries import building, register, stations, telling, water
from anju.kernel import clock
from anju.places import actions as places
from anju.places.datum import Point
from anju.places.enums import PlaceKind, WaterState
from anju.places.rules import BuildingFigures, NewPlace
from tests.cast import SYSTEM, Cast
from tests.facilities.conftest import LAT, LON, at, facility, joined, put_on_duty, station_at, today


def hydrant(cast: Cast, point: Point | None, **more: Any) -> Facility:
    return facility(
        cast,
        by=SYSTEM,
        **{"kind": Kind.OUTDOOR_HYDRANT, "place": cast.places["road"], "code": "", "point": point, **more},
    )


def test_the_nearest_hydrants_in_service_come_first_with_their_metres(cast: Cast) -> None:
    far, near, broken = hydrant(cast, at(300, 0)), hydrant(cast, at(0, 80)), hydrant(cast, at(10, 0))
    hydrant(cast, None)
    facility(cast, kind=Kind.INDOOR_HYDRANT, code="")
    actions.take_out(by=SYSTEM, facility=broken.pk, reason=OutReason.FAULT, until=today())
    found = water.nearest(LON, LAT)
    assert [one.facility for one in found] == [near, far]
    assert [one.metres for one in found] == [pytest.approx(80, abs=2), pytest.approx(300, abs=3)]
    assert found[0].told == "登记在用，没有监测"


def test_water_is_found_however_far_and_never_more_than_asked_for(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        hydrant(cast, at(6_000 + 100 * number, 0))
    with django_assert_max_num_queries(5):
        found = water.nearest(LON, LAT, limit=4)
    assert [round(one.metres, -2) for one in found] == [6_000, 6_100, 6_200, 6_300]
    assert water.nearest(LON + 9_000_000, LAT) == []


def test_one_in_the_corner_of_a_box_does_not_hide_a_nearer_one_beyond_its_side(cast: Cast) -> None:
    corner, side = hydrant(cast, at(490, 490)), hydrant(cast, at(560, 0))
    assert [one.facility for one in water.nearest(LON, LAT, limit=1)] == [side]
    assert {one.facility for one in water.nearest(LON, LAT, limit=2)} == {corner, side}


def test_what_a_device_said_last_stands_beside_the_hydrant(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    row, now = hydrant(cast, at(0, 50)), clock.now()
    monkeypatch.setattr(telling, "_providers", [])
    telling.provide(lambda ids: {pk: telling.LastTold("0.28 MPa", now, wrong=True) for pk in ids})
    (found,) = water.nearest(LON, LAT)
    assert (found.facility, found.told, found.told_at, found.wrong) == (row, "0.28 MPa", now, True)


def test_the_nearest_staffed_station_comes_before_a_nearer_empty_one(cast: Cast, station: Station) -> None:
    farther = station_at(cast, at(900, 0))
    member = joined(cast, farther)
    put_on_duty(cast, member, start=-1, until=8)
    first, second = stations.nearest(LON, LAT, at=clock.now())
    assert (first.station, first.staffed, first.others, first.on_duty) == (farther, True, 1, ())
    assert (second.station, second.staffed) == (station, False)
    assert second.metres == pytest.approx(100, abs=2)
    later = stations.nearest(LON, LAT, at=clock.now() + timedelta(hours=9))
    assert [one.station for one in later] == [station, farther]


def test_accounts_on_duty_are_told_once_and_the_phone_is_only_a_handle(
    cast: Cast, station: Station, head: StationMember, volunteer: StationMember
) -> None:
    begin, finish = clock.now() - timedelta(hours=1), clock.now() + timedelta(hours=3)
    turns = [stations.rules.Turn(one.pk, begin, finish) for one in (head, volunteer)]
    actions.put_shifts(by=SYSTEM, station=station.pk, turns=turns)
    (found,) = stations.nearest(LON, LAT, at=clock.now())
    assert (found.on_duty, found.others) == ((cast.accounts["grid_member"].pk,), 1)
    assert found.phone == stations.DutyPhone(station.pk, known=True)
    assert "00001234" not in repr(found.phone)


def test_the_nearest_station_costs_a_few_statements_whatever_there_is(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    for number in range(15):
        station_at(cast, at(200 * number, 0))
    with django_assert_max_num_queries(10):
        found = stations.nearest(LON, LAT, at=clock.now())
    assert [one.metres for one in found] == sorted(one.metres for one in found)
    assert len(found) == 3


def test_a_closed_station_is_not_called(cast: Cast, station: Station) -> None:
    actions.remove(by=SYSTEM, facility=station.facility_id)
    assert stations.nearest(LON, LAT, at=clock.now()) == []


def test_the_plan_of_a_building_holds_its_stairs_its_own_things_and_the_estates(
    cast: Cast, riser: Facility, django_assert_max_num_queries: Any
) -> None:
    tower, estate = cast.places["building"], cast.places["estate"]
    units = places.add_places(
        by=SYSTEM, rows=[NewPlace(PlaceKind.UNIT, f"{n}单元", parent=tower.pk) for n in (2, 10, 1)]
    )
    (other,) = places.add_places(by=SYSTEM, rows=[NewPlace(PlaceKind.BUILDING, "9幢", parent=estate.pk)])
    places.set_building_facts(
        by=SYSTEM, place=tower.pk, figures=BuildingFigures(storeys=18, height_cm=5400, water=WaterState.DRY)
    )
    made = actions.register_many(
        by=SYSTEM,
        rows=[
            NewFacility(kind=Kind.GAS_CUTOFF, place=units[0]), NewFacility(kind=Kind.PUMP, place=estate),
            NewFacility(kind=Kind.RISER, place=other), NewFacility(kind=Kind.PANEL, place=estate),
            NewFacility(kind="F12", place=tower),
        ],
    )  # fmt: skip
    gas, pump, _elsewhere, panel, _extinguisher = made
    with django_assert_max_num_queries(6):
        card = building.plan_of(units[0])
    assert (card.building, card.estate) == (tower, estate)
    assert [unit.name for unit in card.units] == ["1单元", "2单元", "10单元"]
    assert card.facts is not None
    assert (card.facts.storeys, card.has_water) == (18, False)
    assert [(one.facility, one.inside) for one in card.water] == [(riser, True)]
    assert [(one.facility, one.inside) for one in card.supply] == [(pump, False)]
    assert [one.facility for one in card.cutoffs] == [gas]
    assert [(one.facility, one.works) for one in card.panels] == [(panel, True)]


def test_a_plan_of_what_is_no_building_is_of_the_place_itself(cast: Cast) -> None:
    card = building.plan_of(cast.places["estate"])
    assert (card.building, card.facts, card.has_water) == (cast.places["estate"], None, None)


def test_who_sees_which_facilities(cast: Cast, riser: Facility) -> None:
    def seen(who: str) -> bool:
        return riser in register.facilities(cast.actor(who), register.Filters(), today=today())

    for who in (
        "property_manager",
        "community_worker",
        "grid_member",
        "street_officer",
        "fire_officer",
        "congress_staff",
    ):
        assert seen(who), who
    for who in ("outsider", "other_property_manager", "other_grid_member", "administrator"):
        assert not seen(who), who
