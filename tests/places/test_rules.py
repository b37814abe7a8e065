"""The tree's arithmetic."""

import pytest

from anju.places import rules
from anju.places.datum import RefusedError
from anju.places.enums import PlaceKind, Refusal
from anju.places.rules import BuildingFigures, EstateFigures

K = PlaceKind


@pytest.mark.parametrize(
    ("kind", "under"),
    [
        (K.DISTRICT, None), (K.STREET, K.DISTRICT), (K.COMMUNITY, K.STREET), (K.ESTATE, K.COMMUNITY),
        (K.ESTATE, K.STREET), (K.BUILDING, K.ESTATE), (K.BUILDING, K.COMMUNITY), (K.UNIT, K.BUILDING),
        (K.SHED, K.ESTATE), (K.ROAD, K.STREET), (K.FIRE_LANE, K.ESTATE), (K.SHOP, K.BUILDING),
    ],
)  # fmt: skip
def test_a_kind_hangs_where_it_belongs(kind: PlaceKind, under: PlaceKind | None) -> None:
    assert rules.may_hang(kind, under)


@pytest.mark.parametrize(
    ("kind", "under"),
    [
        (K.DISTRICT, K.DISTRICT), (K.STREET, None), (K.STREET, K.COMMUNITY), (K.COMMUNITY, K.DISTRICT),
        (K.BUILDING, K.UNIT), (K.UNIT, K.ESTATE), (K.ESTATE, K.ESTATE), (K.ROAD, K.BUILDING), (K.SHED, K.DISTRICT),
        (K.SHOP, None),
    ],
)  # fmt: skip
def test_a_kind_hangs_nowhere_else(kind: PlaceKind, under: PlaceKind | None) -> None:
    assert not rules.may_hang(kind, under)


def test_every_kind_knows_its_parents() -> None:
    assert set(rules.PARENTS) == set(PlaceKind)


def test_a_districts_code_begins_its_path() -> None:
    assert rules.district_path("qinghe-2") == "/qinghe-2/"


@pytest.mark.parametrize("code", ["-", "A", "a/b", "x" * 21, "区", "a b"])
def test_a_code_that_cannot_begin_a_path_is_refused(code: str) -> None:
    with pytest.raises(RefusedError) as caught:
        rules.district_path(code)
    assert caught.value.refusal is Refusal.CODE_UNFIT


def test_a_district_without_a_code_is_refused() -> None:
    with pytest.raises(RefusedError) as caught:
        rules.district_path("")
    assert caught.value.refusal is Refusal.CODE_MISSING


def test_paths_go_down_and_up() -> None:
    assert rules.child_path("/cc/3/", 12) == "/cc/3/12/"
    assert rules.parent_path("/cc/3/12/") == "/cc/3/"
    assert rules.parent_path("/cc/") is None


def test_the_lineage_runs_from_the_district_to_the_place() -> None:
    assert rules.lineage("/cc/3/12/") == ("/cc/", "/cc/3/", "/cc/3/12/")
    assert rules.depth("/cc/3/12/") == 3
    assert rules.district_of("/cc/3/12/") == "/cc/"


def test_under_means_at_or_below_and_not_merely_alike() -> None:
    assert rules.is_under("/cc/3/", "/cc/3/")
    assert rules.is_under("/cc/3/1/", "/cc/3/")
    assert not rules.is_under("/cc/31/", "/cc/3/")


def test_a_path_is_rebased_with_what_hangs_below() -> None:
    assert rules.rebased("/cc/3/12/1/", "/cc/3/12/", "/cc/4/7/") == "/cc/4/7/1/"
    with pytest.raises(ValueError, match="not under"):
        rules.rebased("/cc/9/", "/cc/3/", "/cc/4/")


@pytest.mark.parametrize(
    ("kind", "name", "above", "full"),
    [
        (K.STREET, "北街道", "示例区", "北街道"),
        (K.ESTATE, "柳岸新村", "柳岸社区", "柳岸新村"),
        (K.BUILDING, "1幢", "柳岸新村", "柳岸新村1幢"),
        (K.ROAD, "柳岸路", "北街道", "北街道柳岸路"),
        (K.BUILDING, "101 Ash St", "Ward 13", "Ward 13 101 Ash St"),
        (K.UNIT, "2单元", "柳岸新村1幢", "柳岸新村1幢2单元"),
    ],
)
def test_a_place_is_called_as_in_an_address(kind: PlaceKind, name: str, above: str, full: str) -> None:
    assert rules.full_name(kind=kind, name=name, above=above) == full


def test_a_full_name_fits_its_column() -> None:
    assert len(rules.full_name(kind=K.BUILDING, name="楼" * 200, above="村" * 200)) == rules.FULL_NAME


def test_names_sort_as_people_count() -> None:
    assert sorted(["10幢", "2幢", "1幢", "甲楼"], key=rules.natural) == ["1幢", "2幢", "10幢", "甲楼"]


@pytest.mark.parametrize(
    "figures",
    [
        BuildingFigures(), BuildingFigures(height_cm=9980, storeys=33, storeys_below=2, year_built=2011),
        EstateFigures(households=1820, year_built=1988),
    ],
)  # fmt: skip
def test_figures_of_this_world_are_plausible(figures: BuildingFigures | EstateFigures) -> None:
    assert rules.plausible(figures)


@pytest.mark.parametrize(
    "figures",
    [
        BuildingFigures(height_cm=200_000), BuildingFigures(storeys=500), BuildingFigures(storeys_below=-1),
        BuildingFigures(year_built=20011), EstateFigures(year_built=88), EstateFigures(households=-1),
    ],
)  # fmt: skip
def test_figures_of_no_world_are_not(figures: BuildingFigures | EstateFigures) -> None:
    assert not rules.plausible(figures)
