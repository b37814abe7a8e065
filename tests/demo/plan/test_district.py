"""The planned district in figures and names."""

from collections import Counter

from anju.demo.plan import DISTRICT, TINY, District, Kind, Water, plan_district


def test_the_counts_of_the_seed_hold(planned: District) -> None:
    assert len(planned.grids) == 95
    assert len(planned.of(Kind.SHED)) == 7406
    assert len(planned.of(Kind.STREET)) == 9
    assert len(planned.of(Kind.COMMUNITY)) == 60
    assert len(planned.of(Kind.ESTATE)) == 420
    assert len(planned.areas) == 22


def test_there_are_some_4500_buildings(planned: District) -> None:
    assert 4000 <= len(planned.of(Kind.BUILDING)) <= 5000


def test_exactly_315_high_rises_are_without_water(planned: District) -> None:
    dry = [b for b in planned.of(Kind.BUILDING) if b.building and b.building.water is Water.DRY]
    assert len(dry) == 315
    assert all(b.building and b.building.height_cm > 2700 for b in dry)


def test_old_areas_are_made_of_old_estates_each_in_one_area(planned: District) -> None:
    members = [ref for area in planned.areas for ref in area.places]
    assert len(members) == len(set(members))
    assert all((facts := planned.places[ref].estate) and facts.style == "walkup" for ref in members)
    assert len({area.name for area in planned.areas}) == 22


def test_parents_come_before_children_and_are_of_the_right_kind(planned: District) -> None:
    right = {
        Kind.STREET: {Kind.DISTRICT}, Kind.COMMUNITY: {Kind.STREET}, Kind.ESTATE: {Kind.COMMUNITY},
        Kind.BUILDING: {Kind.ESTATE}, Kind.UNIT: {Kind.BUILDING}, Kind.SHED: {Kind.ESTATE},
    }  # fmt: skip
    for place in planned.places[1:]:
        assert place.parent < place.ref
        assert planned.places[place.parent].kind in right.get(place.kind, set(Kind))


def test_names_are_unique_under_their_parent(planned: District) -> None:
    counts = Counter((place.parent, place.kind, place.name) for place in planned.places)
    doubled = [key for key, count in counts.items() if count > 1 and key[1] not in {Kind.PARKING, Kind.OPEN_GROUND}]
    assert doubled == []


def test_no_two_estates_share_a_name(planned: District) -> None:
    assert len({estate.name for estate in planned.of(Kind.ESTATE)}) == 420


def test_the_well_known_names_are_there(planned: District) -> None:
    names = {place.name for place in planned.places}
    assert {"澄川区", "槐安街道", "桂桥社区", "桂桥新村"} <= names


def test_every_grid_has_places_to_look_at(planned: District) -> None:
    assert all(grid.places for grid in planned.grids)


def test_the_same_seed_gives_the_same_district() -> None:
    assert plan_district(8, TINY).places == plan_district(8, TINY).places


def test_another_seed_gives_another_district() -> None:
    assert plan_district(8, TINY).places != plan_district(9, TINY).places


def test_every_estate_names_how_it_is_managed(planned: District) -> None:
    modes = Counter(estate.estate.management for estate in planned.of(Kind.ESTATE) if estate.estate)
    assert sum(modes.values()) == DISTRICT.estates
    assert len(modes) == 3


def test_facts_of_buildings_agree_with_each_other(planned: District) -> None:
    for building in planned.of(Kind.BUILDING):
        facts = building.building
        assert facts is not None
        assert 2.7 <= facts.height_cm / 100 / facts.storeys <= 3.4
        assert facts.households % facts.units == 0
        assert (facts.water is Water.NONE_NEEDED) == (facts.height_cm <= 2700)


def test_a_tiny_district_is_one_street(tiny: District) -> None:
    assert [street.name for street in tiny.of(Kind.STREET)] == ["槐安街道"]
