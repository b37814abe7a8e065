"""Changing, moving and closing."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from anju.places import actions
from anju.places.datum import Point, RefusedError
from anju.places.enums import PlaceKind, Refusal
from anju.places.models import BuildingFacts, Grid, GridPlace, Place
from anju.places.rules import BuildingFigures
from tests.cast import SYSTEM, Cast, today
from tests.places.entries import entered, states_agree

K = PlaceKind


def test_a_change_is_entered_with_its_columns(cast: Cast) -> None:
    building = cast.places["building"]
    actions.change_place(by=SYSTEM, place=building.pk, address="柳岸路1号", point=Point(1, 2))
    assert entered("place.changed") == [(str(building.pk), {"columns": ["address", "lat_e7", "lon_e7"]})]
    assert states_agree()


def test_a_change_that_changes_nothing_is_not_entered(cast: Cast) -> None:
    building = cast.places["building"]
    actions.change_place(by=SYSTEM, place=building.pk, name=building.name)
    assert entered("place.changed") == []


def test_a_new_name_is_carried_down(cast: Cast) -> None:
    building = cast.places["building"]
    unit = actions.add_place(by=SYSTEM, kind=K.UNIT, name="1单元", parent=building.pk)
    actions.change_place(by=cast.community_worker, place=cast.places["estate"].pk, name="柳岸一村")
    assert Place._all.get(pk=unit.pk).full_name == "柳岸一村1幢1单元"
    assert states_agree()


def test_a_districts_new_name_leaves_addresses_alone(cast: Cast) -> None:
    actions.change_place(by=SYSTEM, place=cast.places["district"].pk, name="新名区")
    assert Place._all.get(pk=cast.places["street"].pk).full_name == "北街道"


def test_an_outsider_may_not_change(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        actions.change_place(by=cast.outsider, place=cast.places["building"].pk, name="2幢")


@pytest.mark.parametrize(
    ("values", "refusal"), [({"name": " "}, Refusal.NAME_EMPTY), ({"code": "B-1"}, Refusal.CODE_TAKEN)]
)
def test_an_unfit_change_is_refused(cast: Cast, values: dict[str, str], refusal: Refusal) -> None:
    actions.change_place(by=SYSTEM, place=cast.places["other_building"].pk, code="B-1")
    with pytest.raises(RefusedError) as caught:
        actions.change_place(by=SYSTEM, place=cast.places["building"].pk, **values)
    assert caught.value.refusal is refusal


def test_a_districts_code_never_changes(cast: Cast) -> None:
    with pytest.raises(RefusedError):
        actions.change_place(by=SYSTEM, place=cast.places["district"].pk, code="dd")


def test_moving_rewrites_every_path_below_and_enters_each(cast: Cast) -> None:
    estate, building = cast.places["estate"], cast.places["building"]
    actions.set_building_facts(by=SYSTEM, place=building.pk, figures=BuildingFigures(storeys=6))
    old = estate.path
    moved = actions.move_place(by=cast.district_officer, place=estate.pk, under=cast.places["other_community"].pk)
    assert moved.path == f"{cast.places['other_community'].path}2/"
    assert Place._all.get(pk=building.pk).path == f"{moved.path}1/"
    assert BuildingFacts._all.get(place=building).path == f"{moved.path}1/"
    assert entered("place.moved") == [
        (str(estate.pk), {"from": old, "to": moved.path}),
        (str(building.pk), {"from": f"{old}1/", "to": f"{moved.path}1/"}),
    ]
    assert states_agree()


def test_moving_a_community_takes_its_grids_and_areas_along(cast: Cast) -> None:
    community = cast.places["community"]
    area = actions.make_area(by=SYSTEM, name="片区一", within=community.pk)
    moved = actions.move_place(by=SYSTEM, place=community.pk, under=cast.places["other_street"].pk)
    area.refresh_from_db()
    assert Grid._all.get(pk=cast.grids["grid"].pk).path == area.path == moved.path
    assert [len(entered("grid.moved")), len(entered("area.moved"))] == [1, 1]
    assert states_agree()


def test_moving_asks_at_both_ends(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        actions.move_place(by=cast.street_officer, place=cast.places["estate"].pk, under=cast.places["other_street"].pk)
    with pytest.raises(PermissionDenied):
        actions.move_place(by=cast.outsider, place=cast.places["estate"].pk, under=cast.places["other_street"].pk)


def test_a_place_does_not_move_into_itself(cast: Cast) -> None:
    with pytest.raises(RefusedError) as caught:
        actions.move_place(by=SYSTEM, place=cast.places["street"].pk, under=cast.places["community"].pk)
    assert caught.value.refusal is Refusal.MOVE_INSIDE


def test_a_place_does_not_move_where_its_kind_may_not_hang(cast: Cast) -> None:
    with pytest.raises(RefusedError) as caught:
        actions.move_place(by=SYSTEM, place=cast.places["community"].pk, under=cast.places["district"].pk)
    assert caught.value.refusal is Refusal.KIND_MISPLACED


def test_a_place_does_not_move_to_another_district(cast: Cast) -> None:
    elsewhere = actions.add_place(by=SYSTEM, kind=K.DISTRICT, name="新区", code="new")
    with pytest.raises(RefusedError) as caught:
        actions.move_place(by=SYSTEM, place=cast.places["street"].pk, under=elsewhere.pk)
    assert caught.value.refusal is Refusal.MOVE_ACROSS


def test_moving_to_where_it_hangs_is_nothing(cast: Cast) -> None:
    actions.move_place(by=SYSTEM, place=cast.places["estate"].pk, under=cast.places["community"].pk)
    assert entered("place.moved") == []


def test_closing_closes_all_below_and_ends_its_grid_periods(cast: Cast) -> None:
    estate, building = cast.places["estate"], cast.places["building"]
    closed = actions.close_place(by=cast.street_officer, place=estate.pk, on=today())
    assert [place.pk for place in closed] == [estate.pk, building.pk]
    assert Place._all.get(pk=building.pk).closed_on == today()
    assert GridPlace._all.get(place=estate).until == today()
    assert entered("grid.redrawn")[-1][1]["ended"] == [estate.pk]
    assert states_agree()


def test_a_closed_place_is_changed_no_more(cast: Cast) -> None:
    actions.close_place(by=SYSTEM, place=cast.places["building"].pk, on=date(2026, 1, 1))
    with pytest.raises(RefusedError) as caught:
        actions.change_place(by=SYSTEM, place=cast.places["building"].pk, name="2幢")
    assert caught.value.refusal is Refusal.PLACE_CLOSED


def test_an_outsider_may_not_close(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        actions.close_place(by=cast.outsider, place=cast.places["building"].pk, on=today())
