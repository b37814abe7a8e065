"""Reading grids, areas and their registers."""

from datetime import timedelta

from anju.places import actions, queries
from anju.places.queries import history, registers, staffing
from tests.cast import SINCE, SYSTEM, Cast, today


def test_a_place_lies_in_the_grid_of_the_nearest_place_above(cast: Cast) -> None:
    grid = queries.grid_of(cast.places["building"].path, today())
    assert grid == cast.grids["grid"]
    assert queries.grid_of(cast.places["custody_estate"].path, today()) is None


def test_a_place_lay_in_no_grid_before_it_was_drawn(cast: Cast) -> None:
    assert queries.grid_of(cast.places["building"].path, SINCE - timedelta(days=1)) is None


def test_grids_of_many_places_are_found_at_once(cast: Cast, django_assert_num_queries: object) -> None:
    paths = [cast.places[name].path for name in ("building", "other_building", "custody_estate")]
    with django_assert_num_queries(1):  # type: ignore[operator]
        found = queries.grids_of(paths, today())
    assert found == {paths[0]: cast.grids["grid"].pk, paths[1]: cast.grids["other_grid"].pk}


def test_grids_are_seen_by_whom_they_concern(cast: Cast) -> None:
    assert list(queries.visible_grids(cast.street_officer)) == [cast.grids["grid"]]
    assert list(queries.visible_grids(cast.property_manager)) == [cast.grids["grid"]]
    assert list(queries.visible_grids(cast.outsider)) == [cast.grids["other_grid"]]


def test_the_register_of_grids_is_filtered_by_place_and_words(cast: Cast) -> None:
    actor = cast.district_officer
    read = registers.GridFilters.read
    assert len(registers.grids(actor, read({}))) == 2
    assert [grid.number for grid in registers.grids(actor, read({"place": cast.places["street"].path}))] == ["1"]
    assert [grid.number for grid in registers.grids(actor, read({"q": "第2"}))] == ["2"]
    assert list(registers.grids(actor, read({"place": "odd"}))) == []


def test_a_closed_grid_leaves_the_register(cast: Cast) -> None:
    actions.close_grid(by=SYSTEM, grid=cast.grids["grid"].pk, on=today())
    assert list(registers.grids(cast.street_officer, registers.GridFilters())) == []


def test_every_grid_asked_for_is_staffed_or_said_not_to_be(cast: Cast) -> None:
    first, second = cast.grids["grid"].pk, cast.grids["other_grid"].pk
    before = list(staffing._providers)
    staffing.provide(lambda grids, day: {first: staffing.Staffing(1, ("王*",))})
    try:
        found = staffing.staffing([first, second], today())
    finally:
        staffing._providers[:] = before
    assert (found[first].count, found[second].count) == (1, 0)


def test_an_area_is_seen_where_it_holds_a_place_in_reach(cast: Cast) -> None:
    area = actions.make_area(
        by=SYSTEM, name="旧片区", within=cast.places["district"].pk, members=[cast.places["estate"].pk]
    )
    assert list(queries.visible_areas(cast.property_manager)) == [area]
    assert list(queries.visible_areas(cast.outsider)) == []
    assert [row.n for row in registers.area_rows(cast.district_officer, "旧")] == [1]  # type: ignore[attr-defined]
    assert queries.areas_of(cast.places["building"]) == [area]


def test_members_say_whether_the_reader_may_open_them(cast: Cast) -> None:
    rows = [cast.places["estate"], cast.places["other_estate"]]
    assert [opens for _, opens in registers.seen(cast.outsider, rows)] == [False, True]


def test_history_tells_the_newest_first_with_what_stood_before(cast: Cast) -> None:
    from anju.places.enums import WaterState
    from anju.places.rules import BuildingFigures

    building = cast.places["building"]
    actions.set_building_facts(by=SYSTEM, place=building.pk, figures=BuildingFigures(storeys=6))
    actions.set_building_facts(by=SYSTEM, place=building.pk, figures=BuildingFigures(storeys=7, water=WaterState.DRY))
    place = queries.place_for(SYSTEM, building.pk)
    assert place is not None
    told = history.of_place(place)
    assert [one.verb for one in told] == ["building_facts.set", "building_facts.set", "place.added"]
    assert told[0].data["storeys"] == 7
    assert told[0].before == {"storeys": 6, "water": "unknown"}
    assert told[1].before is None
    assert told[0].sealed is False


def test_a_grids_periods_are_read_newest_first(cast: Cast) -> None:
    actions.redraw_grid(by=SYSTEM, grid=cast.grids["grid"].pk, places=[cast.places["custody_estate"].pk], since=today())
    periods = queries.history_of(cast.grids["grid"])
    assert periods[0].place_id == cast.places["custody_estate"].pk
    assert [period.until for period in periods].count(None) == 1
    assert queries.counts_by_grid([cast.grids["grid"]], today()) == {cast.grids["grid"].pk: 1}
