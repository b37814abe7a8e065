"""Two rows that are one place."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from anju.places import actions, queries
from anju.places.datum import RefusedError
from anju.places.enums import PlaceKind, Refusal
from anju.places.models import BuildingFacts, Place
from anju.places.rules import BuildingFigures
from tests.cast import SYSTEM, Cast, today
from tests.places.entries import entered, states_agree

K = PlaceKind


def twin(cast: Cast) -> Place:
    """The same building once more, with a unit."""
    made = actions.add_place(by=SYSTEM, kind=K.BUILDING, name="一号楼", parent=cast.places["estate"].pk)
    actions.add_place(by=SYSTEM, kind=K.UNIT, name="1单元", parent=made.pk)
    return made


def test_what_hangs_below_moves_over_and_the_place_is_closed(cast: Cast) -> None:
    double, building = twin(cast), cast.places["building"]
    actions.merge_places(by=cast.community_worker, place=double.pk, into=building.pk, on=today())
    unit = Place._all.get(kind=K.UNIT)
    assert (unit.parent_id, unit.full_name) == (building.pk, "柳岸新村1幢1单元")
    assert unit.path.startswith(building.path)
    assert Place._all.get(pk=double.pk).closed_on == today()
    assert states_agree()


def test_the_entry_says_into_what(cast: Cast) -> None:
    double, building = twin(cast), cast.places["building"]
    actions.merge_places(by=SYSTEM, place=double.pk, into=building.pk, on=date(2026, 5, 4))
    said = {"into": building.pk, "from": double.path, "to": building.path, "on": "2026-05-04"}
    assert entered("place.merged") == [(str(double.pk), said)]


def test_facts_are_taken_over_where_there_were_none(cast: Cast) -> None:
    double, building = twin(cast), cast.places["building"]
    actions.set_building_facts(by=SYSTEM, place=double.pk, figures=BuildingFigures(storeys=11))
    actions.merge_places(by=SYSTEM, place=double.pk, into=building.pk, on=today())
    assert BuildingFacts._all.get(place=building).storeys == 11


def test_facts_that_stand_are_kept(cast: Cast) -> None:
    double, building = twin(cast), cast.places["building"]
    actions.set_building_facts(by=SYSTEM, place=building.pk, figures=BuildingFigures(storeys=6))
    actions.set_building_facts(by=SYSTEM, place=double.pk, figures=BuildingFigures(storeys=11))
    actions.merge_places(by=SYSTEM, place=double.pk, into=building.pk, on=today())
    assert BuildingFacts._all.get(place=building).storeys == 6


def test_areas_and_grids_follow(cast: Cast) -> None:
    estate, double = cast.places["estate"], cast.places["owners_estate"]
    area = actions.make_area(by=SYSTEM, name="旧", within=cast.places["district"].pk, members=[double.pk])
    actions.merge_places(by=SYSTEM, place=double.pk, into=estate.pk, on=today())
    assert queries.member_ids(area.pk) == {estate.pk}
    assert [place.pk for place in queries.grid_places([cast.grids["grid"].pk], today())[cast.grids["grid"].pk]] == [
        estate.pk
    ]


@pytest.mark.parametrize(
    ("place", "into", "refusal"),
    [
        ("building", "estate", Refusal.MERGE_SELF),
        ("building", "building", Refusal.MERGE_SELF),
        ("building", "road", Refusal.MERGE_UNLIKE),
        ("community", "other_community", Refusal.MERGE_UNLIKE),
    ],
)
def test_what_cannot_be_one_is_refused(cast: Cast, place: str, into: str, refusal: Refusal) -> None:
    with pytest.raises(RefusedError) as caught:
        actions.merge_places(by=SYSTEM, place=cast.places[place].pk, into=cast.places[into].pk, on=today())
    assert caught.value.refusal is refusal


def test_nobody_merges_into_a_place_beyond_the_own_reach(cast: Cast) -> None:
    ours, theirs = cast.places["building"].pk, cast.places["other_building"].pk
    for place, into in ((ours, theirs), (theirs, ours)):
        with pytest.raises(PermissionDenied):
            actions.merge_places(by=cast.street_officer, place=place, into=into, on=today())


def test_an_area_takes_no_more_places_than_a_filter_can_ask_for(cast: Cast) -> None:
    with pytest.raises(RefusedError) as caught:
        actions.make_area(by=SYSTEM, name="大", within=cast.places["district"].pk, members=range(1, 500))
    assert caught.value.refusal is Refusal.AREA_LARGE


def test_an_export_is_entered_with_its_rows(cast: Cast) -> None:
    uid = actions.record_export(by=cast.street_officer, what="places", rows=12, path="/cc/")
    assert entered("register.exported") == [(uid, {"what": "places", "rows": 12})]
