"""Facilities are entered once, put right, out and back; each deed asks who and stands in the ledger."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from anju.facilities import actions
from anju.facilities.actions import NewFacility
from anju.facilities.enums import FacilityState, Kind, OutReason
from anju.facilities.models import Facility, Station
from anju.kernel import texts
from anju.kernel.ledger import consumers
from anju.kernel.ledger.models import Entry
from anju.places import actions as places
from tests.cast import SYSTEM, Cast
from tests.facilities.conftest import LAT, LON, at, facility, today


def entries(verb: str) -> list[dict[str, Any]]:
    return [json.loads(row.data) for row in Entry._all.filter(verb=verb).order_by("id")]


def out(cast: Cast, row: Facility, days: int = 3) -> Facility:
    until = today() + timedelta(days=days)
    return actions.take_out(
        by=cast.property_manager, facility=row.pk, reason=OutReason.FAULT, until=until, note="等配件"
    )


def test_a_riser_is_entered_with_its_kinds_name_and_its_buildings_point(cast: Cast, riser: Facility) -> None:
    assert (riser.name, riser.district, riser.lon_e7, riser.lat_e7) == ("消防竖管", "cc", LON, LAT)
    assert entries("facility.registered") == [{"kind": "A01", "place": cast.places["building"].pk}]


def test_a_hydrant_without_a_point_has_none_though_its_road_has(cast: Cast) -> None:
    row = facility(cast, kind=Kind.OUTDOOR_HYDRANT, place=cast.places["building"], code="")
    assert (row.lon_e7, row.lat_e7) == (None, None)
    placed = facility(cast, kind=Kind.OUTDOOR_HYDRANT, code="", point=at(5, 5))
    assert placed.lon_e7 == at(5, 5).lon_e7


def test_a_code_of_the_district_is_refused_in_plain_words_until_its_bearer_is_removed(
    cast: Cast, riser: Facility
) -> None:
    with pytest.raises(ValidationError, match="编号 SG-1 在本区已经有了：消防竖管"):
        facility(cast, place=cast.places["other_building"], by=cast.other_property_manager)
    with pytest.raises(ValidationError, match="SG-2 写了两次"):
        actions.register_many(
            by=SYSTEM, rows=[NewFacility(kind="F02", place=cast.places["building"], code="SG-2") for _turn in range(2)]
        )
    assert Facility._all.count() == 1
    actions.remove(by=cast.property_manager, facility=riser.pk)
    assert facility(cast).pk != riser.pk


def test_many_at_once_have_one_entry_each_and_all_or_none_stand(cast: Cast) -> None:
    building = cast.places["building"]
    rows = [NewFacility(kind="F02", place=building, spot=f"{floor}层") for floor in range(1, 31)]
    made = actions.register_many(by=cast.property_manager, rows=rows)
    assert [row.spot for row in made] == [row.spot for row in rows]
    assert len(entries("facility.registered")) == 30
    with pytest.raises(ValidationError, match="目录里没有这一类设施：F99"):
        actions.register_many(by=SYSTEM, rows=[rows[0], NewFacility(kind="F99", place=building)])
    assert Facility._all.count() == 30


def test_the_same_form_sent_twice_makes_one(cast: Cast) -> None:
    new = NewFacility(kind="F17", place=cast.places["building"])
    first = actions.register(by=cast.property_manager, new=new, client_ref="desk:1:x")
    assert actions.register(by=cast.property_manager, new=new, client_ref="desk:1:x") == first
    assert Facility._all.count() == 1


def test_a_change_names_what_changed_and_none_is_no_deed(cast: Cast, riser: Facility) -> None:
    same = NewFacility(kind=Kind.RISER, place=cast.places["building"], code="SG-1", spot="东侧楼梯间")
    actions.change(by=cast.property_manager, facility=riser.pk, new=same)
    assert entries("facility.changed") == []
    moved = NewFacility(kind=Kind.RISER, place=cast.places["estate"], code="SG-1", spot="泵房")
    row = actions.change(by=cast.property_manager, facility=riser.pk, new=moved)
    assert row.path == cast.places["estate"].path
    (told,) = entries("facility.changed")
    assert told["fields"] == ["lat_e7", "lon_e7", "path", "place", "spot"]


def test_out_needs_a_day_and_back_ends_it(cast: Cast, riser: Facility) -> None:
    row = out(cast, riser)
    assert (row.state, row.out_reason) == (FacilityState.OUT_OF_SERVICE, "fault")
    assert texts.by_field("facility", [row.pk])[str(row.pk), "out"] == "等配件"
    (told,) = entries("facility.taken_out")
    assert set(told) == {"reason", "until", "note"}
    assert "等配件" not in json.dumps(told, ensure_ascii=False)
    row = actions.put_back(by=cast.property_manager, facility=riser.pk)
    assert (row.state, row.out_reason, row.out_until) == (FacilityState.IN_SERVICE, "", None)
    with pytest.raises(ValidationError, match="没有停用"):
        actions.put_back(by=cast.property_manager, facility=riser.pk)


@pytest.mark.parametrize("days", [-1, 400])
def test_a_day_gone_by_or_a_year_off_is_refused(cast: Cast, riser: Facility, days: int) -> None:
    with pytest.raises(ValidationError, match="预计恢复日期"):
        out(cast, riser, days)


def test_what_was_removed_stays_so(cast: Cast, riser: Facility) -> None:
    actions.remove(by=cast.property_manager, facility=riser.pk)
    for again in (actions.remove, actions.put_back):
        with pytest.raises(ValidationError, match="已经拆除"):
            again(by=cast.property_manager, facility=riser.pk)


@pytest.mark.parametrize(
    "who", ["outsider", "other_property_manager", "congress_staff", "grid_member", "auditor", "administrator"]
)
def test_who_keeps_no_facilities_there_writes_none(cast: Cast, riser: Facility, who: str) -> None:
    by = cast.actor(who)
    new = NewFacility(kind="F02", place=cast.places["building"])
    for deed in (
        lambda: actions.register(by=by, new=new),
        lambda: actions.change(by=by, facility=riser.pk, new=new),
        lambda: actions.take_out(by=by, facility=riser.pk, reason=OutReason.FAULT, until=today()),
        lambda: actions.put_back(by=by, facility=riser.pk),
        lambda: actions.remove(by=by, facility=riser.pk),
    ):
        with pytest.raises(PermissionDenied):
            deed()
    assert Facility._all.get().state == FacilityState.IN_SERVICE


def test_its_owner_keeps_a_hydrant_wherever_it_stands(cast: Cast) -> None:
    water = cast.organisations["water"]
    row = facility(
        cast, by=cast.street_officer, kind=Kind.OUTDOOR_HYDRANT, place=cast.places["road"], code="", owner=water,
        point=at(0, 30),
    )  # fmt: skip
    assert actions.take_out(
        by=cast.water_man, facility=row.pk, reason=OutReason.NO_WATER, until=today()
    ).state == FacilityState.OUT_OF_SERVICE  # fmt: skip


def test_nobody_moves_a_facility_out_of_the_own_reach(cast: Cast, riser: Facility) -> None:
    new = NewFacility(kind=Kind.RISER, place=cast.places["other_building"], code="SG-1")
    with pytest.raises(PermissionDenied):
        actions.change(by=cast.property_manager, facility=riser.pk, new=new)


def test_facilities_and_stations_follow_a_place_that_moves(cast: Cast, riser: Facility, station: Station) -> None:
    consumers.drain()
    building = cast.places["building"]
    places.move_place(by=SYSTEM, place=building.pk, under=cast.places["owners_estate"].pk)
    consumers.drain()
    riser.refresh_from_db()
    building.refresh_from_db()
    assert riser.path == building.path
    assert [told["to"] for told in entries("facility.followed")] == [building.path]
