"""Reading by where."""

import json

import pytest
from django.db import connection

from anju.places import actions, queries
from anju.places.datum import Point
from anju.places.enums import PlaceKind
from anju.places.models import Place
from anju.places.queries import features
from anju.places.queries.geo import ACROSS, Box, clusters
from anju.ui import geojson
from tests.cast import SYSTEM, Cast, today
from tests.places.conftest import SOUTH, WEST, drawn

WIDE = f"{WEST - 0.01},{SOUTH - 0.01},{WEST + 0.05},{SOUTH + 0.05}"


def points(cast: Cast, count: int) -> None:
    """Sheds in a row, 0.1 thousandth of a degree apart."""
    west, south = round(WEST * 1e7), round(SOUTH * 1e7)
    for number in range(count):
        point = Point(west + number * 1000, south + 1000)
        actions.add_place(
            by=SYSTEM, kind=PlaceKind.SHED, name=f"{number}号车棚", parent=cast.places["estate"].pk, point=point
        )


@pytest.mark.parametrize("bad", ["", "1,2,3", "a,b,c,d", "3,1,2,2", "1,1,2,nan", "-190,0,10,10"])
def test_what_is_no_box_is_refused(bad: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Box.read(bad, "14")


def test_a_box_never_has_more_than_its_cells() -> None:
    for zoom in range(23):
        box = Box.read("118.0,31.0,119.0,32.0", str(zoom))
        assert (box.east_e7 - box.west_e7) / box.cell_e7 <= ACROSS


def test_few_points_are_told_one_by_one_and_many_by_cells(cast: Cast) -> None:
    points(cast, 12)
    box = Box.read(WIDE, "14")
    sheds = queries.visible(SYSTEM).filter(kind="shed")
    assert len(clusters(sheds, box).rows) == 12
    cells = clusters(sheds, box, few=5).cells
    assert sum(cell.count for cell in cells) == 12
    assert len(cells) < 12
    assert all(cell.one is None for cell in cells if cell.count > 1)


def test_points_outside_the_box_are_not_counted(cast: Cast) -> None:
    points(cast, 3)
    assert clusters(queries.visible(SYSTEM), Box.read("10,10,11,11", "14")).rows == []


def test_a_point_is_found_in_the_places_around_it_and_their_grid(mapped: Cast) -> None:
    found = queries.locate(WEST + 0.0035, SOUTH + 0.0035, today())
    assert found.nearest == mapped.places["building"].pk
    assert found.places["street"] == mapped.places["street"].pk
    assert found.grid == mapped.grids["grid"].pk


def test_a_grids_own_outline_goes_before_the_places_grid(mapped: Cast) -> None:
    actions.set_grid_boundary(by=SYSTEM, grid=mapped.grids["other_grid"].pk, outline=drawn(3, 3, 1))
    assert queries.locate(WEST + 0.0035, SOUTH + 0.0035, today()).grid == mapped.grids["other_grid"].pk


def test_a_point_in_no_outline_lies_nowhere(mapped: Cast) -> None:
    found = queries.locate(10, 10, today())
    assert (found.nearest, found.grid) == (None, None)


def test_a_new_outline_is_found_at_once(mapped: Cast) -> None:
    assert queries.locate(WEST + 0.0125, SOUTH + 0.0125, today()).nearest == mapped.places["community"].pk
    actions.set_boundary(by=SYSTEM, place=mapped.places["custody_estate"].pk, outline=drawn(12, 12, 1))
    assert queries.locate(WEST + 0.0125, SOUTH + 0.0125, today()).nearest == mapped.places["custody_estate"].pk


def drawn_kinds(cast: Cast, who: str, zoom: int, **more: object) -> list[str]:
    found = features.in_view(cast.actor(who), Box.read(WIDE, str(zoom)), **more)  # type: ignore[arg-type]
    return [json.loads(one)["properties"]["kind"] for one in found]


def test_nearer_the_map_draws_smaller_things_after_the_larger(mapped: Cast) -> None:
    assert drawn_kinds(mapped, "district_officer", 9) == ["district"]
    near = drawn_kinds(mapped, "district_officer", 16)
    assert near[:3] == ["district", "street", "street"]
    assert near[-1] == "building"


def test_a_place_without_outline_is_a_dot_when_near(mapped: Cast) -> None:
    lon, lat = round((WEST + 0.023) * 1e7), round((SOUTH + 0.003) * 1e7)
    actions.change_place(by=SYSTEM, place=mapped.places["other_building"].pk, point=Point(lon, lat))
    assert "dot" in drawn_kinds(mapped, "outsider", 16)
    assert "dot" not in drawn_kinds(mapped, "outsider", 14)
    assert "dot" not in drawn_kinds(mapped, "community_worker", 16)


def test_the_map_draws_an_outsider_only_the_own_ground(mapped: Cast) -> None:
    found = features.in_view(mapped.outsider, Box.read(WIDE, "16"))
    labels = {json.loads(one)["properties"]["label"] for one in found}
    assert labels == {"南街道", "桥头社区", "桥头花园"}


def test_grids_are_drawn_when_asked_for(mapped: Cast) -> None:
    actions.set_grid_boundary(by=SYSTEM, grid=mapped.grids["grid"].pk, outline=drawn(2, 2, 9))
    assert "grid" in drawn_kinds(mapped, "street_officer", 14, grids=True)
    assert "grid" not in drawn_kinds(mapped, "street_officer", 14)
    assert "grid" not in drawn_kinds(mapped, "outsider", 14, grids=True)


def test_the_focus_is_drawn_at_any_zoom_and_once(mapped: Cast) -> None:
    pk = mapped.places["building"].pk
    assert drawn_kinds(mapped, "street_officer", 10, focus=pk)[0] == "building"
    assert drawn_kinds(mapped, "street_officer", 17, focus=pk).count("building") == 1
    assert "building" not in drawn_kinds(mapped, "outsider", 10, focus=pk)


def test_a_view_takes_four_statements_however_much_it_shows(
    mapped: Cast, django_assert_max_num_queries: object
) -> None:
    points(mapped, 20)
    actor = mapped.district_officer
    with django_assert_max_num_queries(4):  # type: ignore[operator]
        list(features.in_view(actor, Box.read(WIDE, "18"), grids=True, focus=mapped.places["estate"].pk))


def test_far_away_an_outline_loses_what_nobody_could_see(mapped: Cast) -> None:
    ring = [[WEST + x / 1e4, SOUTH + (x % 2) / 1e6] for x in range(200)] + [[WEST + 0.01, SOUTH + 0.02]]
    shape = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    from anju.places.enums import Datum
    from anju.places.geometry import outline

    boundary = actions.set_boundary(by=SYSTEM, place=mapped.places["road"].pk, outline=outline(shape, Datum.WGS84))
    (far,), (near,) = features.simplified([boundary], 12), features.simplified([boundary], 20)
    assert len(far) < len(near) / 10


def test_an_answer_never_outgrows_its_budget_and_says_what_it_left_out() -> None:
    one = geojson.feature(geojson.point(1, 2), {"label": "柳" * 300})
    whole = geojson.collection([one] * 500)
    assert len(whole) <= geojson.BUDGET
    answer = json.loads(whole)
    assert answer["partial"] is True
    assert 50 < len(answer["features"]) < 500
    assert json.loads(geojson.collection([one]))["partial"] is False


def test_properties_without_value_are_left_out() -> None:
    said = json.loads(geojson.feature(geojson.point(1, 2), {"kind": "dot", "note": "", "late": False, "url": None}))
    assert said["properties"] == {"kind": "dot"}


def test_a_box_of_points_is_read_by_an_index(cast: Cast) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("shared data not present: a table of a dozen rows is scanned on PostgreSQL")
    rows = queries.in_box(Place.objects.system("a plan"), Box.read(WIDE, "14"))
    assert "places_place_point" in rows.explain()
