"""The planned district on a map: nothing overlaps, everything lies where it says, grids cover all."""

from random import Random

import pytest
from shapely import Point, Polygon, STRtree, union_all

from anju.demo.plan import DISTRICT, TINY, District, Kind, plan_district
from anju.demo.plan.lattice import make_lattice, outline
from anju.demo.plan.regions import divide, shares

SOLID = (Kind.BUILDING, Kind.SHED, Kind.PARKING)


def polygons(district: District, *kinds: Kind) -> list[Polygon]:
    return [Polygon(place.shape) for kind in kinds for place in district.of(kind)]


def test_no_two_buildings_sheds_or_car_parks_overlap(planned: District) -> None:
    shapes = polygons(planned, *SOLID)
    first, second = STRtree(shapes).query(shapes, predicate="intersects")
    assert [(a, b) for a, b in zip(first, second, strict=True) if a < b] == []


def test_every_building_stands_inside_its_estate(planned: District) -> None:
    estates = {place.ref: Polygon(place.shape) for place in planned.of(Kind.ESTATE)}
    outside = [
        place.name
        for kind in SOLID
        for place in planned.of(kind)
        if not estates[planned.estate_of(place.ref)].contains(Polygon(place.shape))
    ]
    assert outside == []


def test_estates_do_not_overlap_and_lie_in_their_community(planned: District) -> None:
    shapes = polygons(planned, Kind.ESTATE)
    first, _ = STRtree(shapes).query(shapes, predicate="overlaps")
    assert len(first) == 0
    for place in planned.of(Kind.ESTATE):
        assert Polygon(planned.places[place.parent].shape).contains(Polygon(place.shape))


@pytest.mark.parametrize("kind", [Kind.STREET, Kind.COMMUNITY])
def test_streets_and_communities_tile_the_district(planned: District, kind: Kind) -> None:
    whole = Polygon(planned.places[0].shape)
    parts = polygons(planned, kind)
    assert sum(part.area for part in parts) == pytest.approx(whole.area, rel=1e-9)
    assert union_all(parts).symmetric_difference(whole).area == pytest.approx(0, abs=1e-12)


def test_grids_tile_the_communities(planned: District) -> None:
    for community in planned.of(Kind.COMMUNITY):
        parts = [Polygon(grid.shape) for grid in planned.grids if grid.community == community.ref]
        assert union_all(parts).equals(Polygon(community.shape))


def test_any_point_of_the_district_lies_in_exactly_one_grid(planned: District) -> None:
    rng, whole = Random(5), Polygon(planned.places[0].shape)
    west, south, east, north = whole.bounds
    tree = STRtree([Polygon(grid.shape) for grid in planned.grids])
    points = [Point(rng.uniform(west, east), rng.uniform(south, north)) for _ in range(3000)]
    inside = [point for point in points if whole.contains(point)]
    asked, _ = tree.query(inside, predicate="within")
    assert sorted(asked) == list(range(len(inside)))


def test_every_place_lies_in_the_grid_it_names(planned: District) -> None:
    grids = [Polygon(grid.shape) for grid in planned.grids]
    wrong = [p.name for p in planned.places if p.grid >= 0 and not grids[p.grid].contains(Point(p.point))]
    assert wrong == []


def test_all_lies_in_the_made_up_spot(planned: District) -> None:
    for lon, lat in (point for place in planned.places for point in (place.point, *place.shape)):
        assert 118.5 < lon < 118.7
        assert 31.8 < lat < 32.0


@pytest.mark.parametrize("seed", range(6))
def test_every_seed_divides_into_connected_parts_without_holes(seed: int) -> None:
    rng = Random(seed)
    lattice = make_lattice(rng, DISTRICT.columns, DISTRICT.rows)
    division = divide(rng, lattice, DISTRICT.street_bands, DISTRICT.communities, DISTRICT.grids)
    grids = [grid for street in division for community in street for grid in community]
    assert len(grids) == DISTRICT.grids
    assert len({block for grid in grids for block in grid}) == DISTRICT.columns * DISTRICT.rows
    assert all(len(outline(lattice, grid)) == 1 for grid in grids)


@pytest.mark.parametrize("seed", range(5))
def test_small_districts_of_any_seed_hold_their_counts(seed: int) -> None:
    district = plan_district(seed, TINY)
    assert len(district.of(Kind.SHED)) == TINY.sheds
    assert len(district.of(Kind.ESTATE)) == TINY.estates
    shapes = polygons(district, *SOLID)
    first, second = STRtree(shapes).query(shapes, predicate="intersects")
    assert not any(a < b for a, b in zip(first, second, strict=True))


def test_a_set_of_blocks_that_touch_only_at_a_corner_counts_as_two() -> None:
    lattice = make_lattice(Random(1), 3, 3)
    assert len(outline(lattice, [(0, 0), (1, 1)])) == 2
    assert len(outline(lattice, [(0, 0), (0, 1), (1, 1)])) == 1


def test_shares_are_whole_positive_and_add_up() -> None:
    assert sum(shares(95, [7] * 60)) == 95
    assert min(shares(3, [1, 1000, 1])) == 1


def test_districts_of_one_city_stand_apart() -> None:
    first, second = (Polygon(plan_district(1, TINY, number).places[0].shape) for number in (0, 1))
    assert first.disjoint(second)
