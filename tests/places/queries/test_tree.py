"""Reading the tree."""

from anju.places import actions, queries
from anju.places.enums import PlaceKind
from anju.places.models import Place
from tests.cast import SYSTEM, Cast, today

K = PlaceKind


def names(rows: list[Place]) -> list[str]:
    return [row.name for row in rows]


def test_a_place_is_found_by_whom_it_concerns_and_by_nobody_else(cast: Cast) -> None:
    pk = cast.places["building"].pk
    assert queries.place_for(cast.street_officer, pk) is not None
    assert queries.place_for(cast.property_manager, pk) is not None
    assert queries.place_for(cast.outsider, pk) is None
    assert queries.place_for(cast.other_property_manager, pk) is None


def test_the_breadcrumb_leads_from_the_district_down(cast: Cast) -> None:
    assert names(queries.breadcrumb(cast.places["building"])) == ["示例区", "北街道", "柳岸社区", "柳岸新村", "1幢"]


def test_children_stand_kind_by_kind_and_in_natural_order(cast: Cast) -> None:
    estate = cast.places["estate"]
    for name in ("10幢", "2幢"):
        actions.add_place(by=SYSTEM, kind=K.BUILDING, name=name, parent=estate.pk)
    actions.add_place(by=SYSTEM, kind=K.SHED, name="1号车棚", parent=estate.pk)
    gone = actions.add_place(by=SYSTEM, kind=K.BUILDING, name="9幢", parent=estate.pk)
    actions.close_place(by=SYSTEM, place=gone.pk, on=today())
    assert names(queries.children(cast.street_officer, estate)) == ["1幢", "2幢", "10幢", "1号车棚"]


def test_an_outsider_sees_no_children_and_counts_nothing(cast: Cast) -> None:
    estate = cast.places["estate"]
    assert queries.children(cast.outsider, estate) == []
    assert queries.counts_below(cast.outsider, cast.places["district"]).get(K.BUILDING) == 1


def test_what_lies_below_is_counted_by_kind(cast: Cast) -> None:
    found = queries.counts_below(cast.street_officer, cast.places["street"])
    assert found == {K.COMMUNITY: 1, K.ESTATE: 3, K.BUILDING: 1, K.ROAD: 1}


def test_children_are_counted_for_many_places_at_once(cast: Cast) -> None:
    street, community = cast.places["street"], cast.places["community"]
    assert queries.child_counts([street, community]) == {street.pk: 2, community.pk: 3}


def test_search_puts_what_begins_with_the_words_first(cast: Cast) -> None:
    actions.add_place(by=SYSTEM, kind=K.ESTATE, name="新柳岸", parent=cast.places["community"].pk)
    found = names(queries.search(cast.street_officer, "柳岸"))
    assert found[-1] == "新柳岸"
    assert set(found) >= {"柳岸社区", "柳岸新村", "柳岸路"}


def test_search_finds_by_code_and_narrows_by_kind(cast: Cast) -> None:
    actions.change_place(by=SYSTEM, place=cast.places["building"].pk, code="X-7")
    assert names(queries.search(cast.street_officer, "X-7")) == ["1幢"]
    assert names(queries.search(cast.street_officer, "柳岸", kinds=["road"])) == ["柳岸路"]


def test_search_shows_an_outsider_nothing_and_nothing_for_no_words(cast: Cast) -> None:
    assert queries.search(cast.outsider, "柳岸") == []
    assert queries.search(cast.street_officer, "  ") == []


def test_the_search_from_the_beginning_of_a_name_uses_the_index(cast: Cast) -> None:
    rows = queries.visible(SYSTEM).filter(full_name__gte="柳", full_name__lt="柳\U0010ffff").order_by("full_name", "pk")
    if "sqlite" in rows.query.get_compiler("default").connection.vendor:
        assert "places_place_full_name" in rows.explain()


def test_pieces_are_cut_as_the_values_come() -> None:
    assert list(queries.pieces(range(5), 2)) == [[0, 1], [2, 3], [4]]
    assert list(queries.pieces([], 2)) == []


def test_names_are_read_back_for_a_form(cast: Cast) -> None:
    assert queries.name_of(cast.places["estate"].pk) == "柳岸新村"
    assert queries.name_of(0) == ""
