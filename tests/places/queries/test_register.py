"""The register: filters, paging, counts."""

import pytest

from anju.places import actions, queries
from anju.places.enums import ManagementMode, PlaceKind
from anju.places.queries import Filters
from anju.places.queries import register as module
from tests.cast import SYSTEM, Cast, today

K = PlaceKind


def found(cast: Cast, who: str = "district_officer", **filters: str) -> set[str]:
    rows = queries.places(cast.actor(who), Filters.read(filters))
    return {str(row) for row in rows}


def test_filters_are_read_from_the_address_and_trimmed() -> None:
    filters = Filters.read({"kind": " estate ", "q": "x" * 300, "nobody": "1"})
    assert filters.kind == "estate"
    assert len(filters.q) == 120
    assert filters.without("q") == {"kind": "estate"}


def test_kind_and_place_narrow_the_register(cast: Cast) -> None:
    assert found(cast, kind="building", place=cast.places["street"].path) == {"1幢"}
    assert found(cast, kind="street") == {"北街道", "南街道"}


def test_the_mode_of_management_narrows_it_and_unknown_takes_in_what_nobody_told(cast: Cast) -> None:
    assert found(cast, mode="community_custody") == {"老旧小区"}
    assert "自管小区" in found(cast, mode="unknown")
    assert "柳岸新村" not in found(cast, mode="community_custody")


def test_an_area_narrows_it_to_all_below_its_places(cast: Cast) -> None:
    area = actions.make_area(
        by=SYSTEM, name="旧片区", within=cast.places["district"].pk, members=[cast.places["estate"].pk]
    )
    assert found(cast, area=str(area.pk)) == {"柳岸新村", "1幢"}
    assert found(cast, "outsider", area=str(area.pk)) == set()


def test_words_are_looked_for_in_names_addresses_and_codes(cast: Cast) -> None:
    actions.change_place(by=SYSTEM, place=cast.places["building"].pk, address="柳岸路7号", code="B-7")
    assert found(cast, q="柳岸路7") == {"1幢"}
    assert found(cast, q="B-7") == {"1幢"}
    assert found(cast, q="没有的") == set()


def test_closed_places_have_their_own_list(cast: Cast) -> None:
    actions.close_place(by=SYSTEM, place=cast.places["road"].pk, on=today())
    assert "柳岸路" not in found(cast)
    assert found(cast, state="closed") == {"柳岸路"}


@pytest.mark.parametrize("wrong", [{"kind": "palace"}, {"place": "cc"}, {"area": "x"}, {"state": "odd"}])
def test_a_value_nobody_knows_selects_nothing(cast: Cast, wrong: dict[str, str]) -> None:
    assert found(cast, **wrong) == set()


def test_an_outsider_sees_only_the_own_street(cast: Cast) -> None:
    assert found(cast, "outsider") == {"南街道", "桥头社区", "桥头花园", "1幢"}


def test_pages_follow_each_other_without_gap_and_lead_back(cast: Cast) -> None:
    rows = queries.places(cast.district_officer, Filters())
    total = queries.counted(rows)
    first = queries.page(rows, limit=5)
    second = queries.page(rows, after=first.after, limit=5)
    third = queries.page(rows, after=second.after, limit=5)
    paths = [row.path for page in (first, second, third) for row in page.rows]
    assert paths == sorted(set(paths))
    assert len(paths) == total
    assert third.after == ""
    assert first.before == ""
    back = queries.page(rows, before=second.before, limit=5)
    assert [row.pk for row in back.rows] == [row.pk for row in first.rows]
    assert back.before == ""


def test_counting_stops_where_it_says_enough(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CAP", 3)
    assert queries.counted(queries.places(cast.district_officer, Filters())) == "3+"


def test_streets_and_communities_are_named_for_many_places_in_one_query(
    cast: Cast, django_assert_num_queries: object
) -> None:
    rows = [cast.places[name] for name in ("building", "other_estate", "road", "district")]
    with django_assert_num_queries(1):  # type: ignore[operator]
        above = queries.named_above(rows)
    assert above[rows[0].pk] == ("北街道", "柳岸社区")
    assert above[rows[1].pk] == ("南街道", "桥头社区")
    assert above[rows[2].pk] == ("北街道", "")
    assert above[rows[3].pk] == ("", "")


def test_territories_to_choose_from_are_those_in_reach(cast: Cast) -> None:
    assert [row.name for row in queries.territories(cast.outsider)] == ["南街道", "桥头社区"]


def test_an_export_reads_every_row_in_tree_order(cast: Cast) -> None:
    rows = queries.places(cast.district_officer, Filters(kind="estate"))
    assert [row.path for row in queries.every(rows)] == sorted(row.path for row in rows)


def test_the_facts_come_with_the_page(cast: Cast, django_assert_num_queries: object) -> None:
    rows = queries.places(cast.street_officer, Filters(kind="estate"))
    with django_assert_num_queries(1):  # type: ignore[operator]
        modes = {
            row.name: getattr(row, "estate_facts", None) and row.estate_facts.mode for row in queries.page(rows).rows
        }
    assert modes["老旧小区"] == ManagementMode.COMMUNITY_CUSTODY
