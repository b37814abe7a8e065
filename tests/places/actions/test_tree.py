"""Adding places."""

import pytest
from django.core.exceptions import PermissionDenied
from pytest_django import DjangoAssertNumQueries

from anju.places import actions
from anju.places.datum import Point, RefusedError
from anju.places.enums import ManagementMode, PlaceKind, Refusal, WaterState
from anju.places.models import BuildingFacts, EstateFacts, Place
from anju.places.rules import BuildingFigures, EstateFigures, NewPlace
from tests.cast import SYSTEM, Cast, today
from tests.places.entries import entered, states_agree, verbs_of_the_last_deed

K = PlaceKind


def test_a_district_officer_adds_a_place_and_it_is_entered(cast: Cast) -> None:
    estate = cast.places["estate"]
    place = actions.add_place(by=cast.district_officer, kind=K.BUILDING, name=" 9幢 ", parent=estate.pk)
    assert (place.name, place.full_name, place.path) == ("9幢", "柳岸新村9幢", f"{estate.path}2/")
    assert entered("place.added")[-1] == (str(place.pk), {"kind": "building", "parent": estate.pk})
    assert states_agree()


def test_sequence_numbers_are_never_given_twice(cast: Cast) -> None:
    estate = cast.places["estate"].pk
    paths = [actions.add_place(by=SYSTEM, kind=K.GATE, name=f"{n}号门", parent=estate).path for n in range(12)]
    assert [path.split("/")[-2] for path in paths] == [str(n) for n in range(2, 14)]
    assert Place._all.get(pk=estate).children_made == 13


def test_an_outsider_may_not_add(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        actions.add_place(by=cast.outsider, kind=K.BUILDING, name="9幢", parent=cast.places["estate"].pk)
    assert not Place._all.filter(name="9幢").exists()


@pytest.mark.parametrize("role", ["grid_member", "property_manager", "congress_staff", "fire_officer"])
def test_whoever_only_looks_may_not_add(cast: Cast, role: str) -> None:
    with pytest.raises(PermissionDenied):
        actions.add_place(by=cast.actor(role), kind=K.BUILDING, name="9幢", parent=cast.places["estate"].pk)


def test_a_street_officer_adds_in_the_own_street(cast: Cast) -> None:
    place = actions.add_place(by=cast.street_officer, kind=K.ROAD, name="新路", parent=cast.places["street"].pk)
    assert place.path.startswith(cast.places["street"].path)


def test_only_the_system_founds_a_district(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        actions.add_place(by=cast.district_officer, kind=K.DISTRICT, name="新区", code="new")
    assert actions.add_place(by=SYSTEM, kind=K.DISTRICT, name="新区", code="new").path == "/new/"


def test_a_demo_and_a_real_district_refuse_each_other(cast: Cast) -> None:
    with pytest.raises(RefusedError) as caught:
        actions.add_place(by=SYSTEM, kind=K.DISTRICT, name="演示区", code="demo-cc")
    assert caught.value.refusal is Refusal.DEMO_BESIDE


@pytest.mark.django_db
def test_a_real_district_is_not_founded_beside_a_demo() -> None:
    actions.add_place(by=SYSTEM, kind=K.DISTRICT, name="演示区", code="demo-cc")
    actions.add_place(by=SYSTEM, kind=K.DISTRICT, name="又一演示区", code="demo-mh")
    with pytest.raises(RefusedError) as caught:
        actions.add_place(by=SYSTEM, kind=K.DISTRICT, name="新区", code="new")
    assert caught.value.refusal is Refusal.DEMO_BESIDE


def test_a_district_twice_is_refused(cast: Cast) -> None:
    actions.add_place(by=SYSTEM, kind=K.DISTRICT, name="新区", code="new")
    with pytest.raises(RefusedError) as caught:
        actions.add_place(by=SYSTEM, kind=K.DISTRICT, name="又一区", code="new")
    assert caught.value.refusal is Refusal.CODE_TAKEN


@pytest.mark.parametrize(
    ("row", "refusal"),
    [
        (NewPlace(K.STREET, "街", parent=0), Refusal.PARENT_MISSING),
        (NewPlace(K.BUILDING, "  ", parent=-1), Refusal.NAME_EMPTY),
        (NewPlace(K.STREET, "街", parent=-1), Refusal.KIND_MISPLACED),
        (NewPlace(K.BUILDING, "9幢", row=0), Refusal.PARENT_MISSING),
        (NewPlace(K.GATE, "门", parent=-1, estate=EstateFigures()), Refusal.FACTS_MISPLACED),
        (NewPlace(K.GATE, "门", parent=-1, building=BuildingFigures()), Refusal.FACTS_MISPLACED),
        (NewPlace(K.BUILDING, "9幢", parent=-1, building=BuildingFigures(storeys=900)), Refusal.FACTS_UNFIT),
    ],
)
def test_an_unfit_row_is_refused(cast: Cast, row: NewPlace, refusal: Refusal) -> None:
    if row.parent == -1:
        row = NewPlace(row.kind, row.name, parent=cast.places["estate"].pk, estate=row.estate, building=row.building)
    before = Place._all.count()
    with pytest.raises(RefusedError) as caught:
        actions.add_places(by=SYSTEM, rows=[row])
    assert caught.value.refusal is refusal
    assert Place._all.count() == before


def test_nothing_is_added_under_a_closed_place(cast: Cast) -> None:
    estate = cast.places["other_estate"]
    actions.close_place(by=SYSTEM, place=estate.pk, on=today())
    with pytest.raises(RefusedError) as caught:
        actions.add_place(by=SYSTEM, kind=K.BUILDING, name="9幢", parent=estate.pk)
    assert caught.value.refusal is Refusal.PARENT_CLOSED


def test_rows_hang_under_earlier_rows_of_the_same_call(cast: Cast) -> None:
    rows = [
        NewPlace(
            K.ESTATE, "新小区", parent=cast.places["community"].pk, estate=EstateFigures(ManagementMode.OWNERS, 120)
        ),
        NewPlace(
            K.BUILDING, "1幢", row=0, point=Point(1_187_000_000, 320_000_000), building=BuildingFigures(storeys=6)
        ),
        NewPlace(K.UNIT, "1单元", row=1),
        NewPlace(K.BUILDING, "2幢", row=0, building=BuildingFigures(water=WaterState.DRY)),
    ]
    estate, first, unit, second = actions.add_places(by=SYSTEM, rows=rows, imported=True)
    assert [first.path, second.path, unit.path] == [f"{estate.path}1/", f"{estate.path}2/", f"{estate.path}1/1/"]
    assert unit.full_name == "新小区1幢1单元"
    assert first.point == (118.7, 32.0)
    assert EstateFacts._all.get(place=estate).households == 120
    assert BuildingFacts._all.get(place=second).water == WaterState.DRY
    assert Place._all.get(pk=estate.pk).children_made == 2
    assert verbs_of_the_last_deed() == ["place.added"] * 4 + ["estate_facts.set"] + ["building_facts.set"] * 2
    assert states_agree()


def test_stored_rows_are_what_was_returned(cast: Cast) -> None:
    made = actions.add_places(
        by=SYSTEM, rows=[NewPlace(K.SHOP, "小店", parent=cast.places["estate"].pk)], imported=True
    )
    stored = Place._all.get(pk=made[0].pk)
    for field in Place._meta.concrete_fields:
        assert getattr(stored, field.attname) == getattr(made[0], field.attname)


def test_a_code_names_one_place_of_a_district(cast: Cast) -> None:
    estate = cast.places["estate"].pk
    actions.add_place(by=SYSTEM, kind=K.BUILDING, name="9幢", parent=estate, code="B-9")
    with pytest.raises(RefusedError) as caught:
        actions.add_place(by=SYSTEM, kind=K.BUILDING, name="10幢", parent=estate, code="B-9")
    assert (caught.value.refusal, caught.value.detail) == (Refusal.CODE_TAKEN, "B-9")


def test_a_code_twice_in_one_call_is_refused(cast: Cast) -> None:
    estate = cast.places["estate"].pk
    with pytest.raises(RefusedError) as caught:
        actions.add_places(by=SYSTEM, rows=[NewPlace(K.BUILDING, name, parent=estate, code="X") for name in "ab"])
    assert caught.value.refusal is Refusal.CODE_TAKEN


def test_another_district_may_use_the_same_code(cast: Cast) -> None:
    actions.add_place(by=SYSTEM, kind=K.BUILDING, name="9幢", parent=cast.places["estate"].pk, code="B-9")
    rows = [NewPlace(K.DISTRICT, "新区", code="new"), NewPlace(K.STREET, "街", row=0, code="B-9")]
    assert len(actions.add_places(by=SYSTEM, rows=rows)) == 2


def test_a_thousand_places_take_no_more_statements_than_pieces(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    rows = [NewPlace(K.BUILDING, f"{n}幢", parent=cast.places["estate"].pk) for n in range(1000)]
    with django_assert_max_num_queries(40):
        actions.add_places(by=SYSTEM, rows=rows)


def test_adding_nothing_is_nothing(db: None) -> None:
    assert actions.add_places(by=SYSTEM, rows=[]) == []
