"""The register of places as a page, as Excel and as an answer to a form's field."""

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from anju.places import actions
from anju.places.enums import PlaceKind
from tests.cast import SYSTEM, Cast, today
from tests.places.entries import entered

As = Callable[[str], Client]
HERE = "places:register"


def body(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.parametrize("name", ["places:register", "places:grids", "places:areas", "places:grid-at", "places:find"])
def test_pages_need_a_sign_in(db: None, client: Client, name: str) -> None:
    assert client.get(reverse(name)).status_code == 302


def test_the_register_shows_what_is_in_reach(as_: As) -> None:
    page = body(as_("street_officer").get(reverse(HERE)))
    assert "柳岸新村" in page
    assert "桥头花园" not in page


def test_an_outsider_sees_none_of_it(as_: As) -> None:
    page = body(as_("outsider").get(reverse(HERE), {"q": "柳岸"}))
    assert "柳岸新村" not in page
    assert "没有符合条件的地点" in page


def test_the_filter_is_said_in_words_and_kept_in_the_address(as_: As, cast: Cast) -> None:
    page = body(as_("street_officer").get(reverse(HERE), {"kind": "estate", "place": cast.places["street"].path}))
    assert "在用，北街道，小区" in page
    assert "筛选结果 3 处" in page


def test_pages_go_on_by_key(as_: As, cast: Cast) -> None:
    for number in range(60):
        actions.add_place(by=SYSTEM, kind=PlaceKind.GATE, name=f"{number}号门", parent=cast.places["estate"].pk)
    browser = as_("street_officer")
    first = browser.get(reverse(HERE), {"kind": "gate"})
    url = first.context["pager"].next_url
    second = browser.get(url)
    shown = {row[0].pk for row in first.context["rows"]} & {row[0].pk for row in second.context["rows"]}
    assert shown == set()
    assert len(second.context["rows"]) == 10
    back = browser.get(second.context["pager"].previous_url)
    assert [row[0].pk for row in back.context["rows"]] == [row[0].pk for row in first.context["rows"]]


def test_the_register_takes_the_same_queries_for_one_row_as_for_fifty(
    as_: As, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    for number in range(49):
        actions.add_place(by=SYSTEM, kind=PlaceKind.GATE, name=f"{number}号门", parent=cast.places["estate"].pk)
    browser = as_("street_officer")
    with django_assert_max_num_queries(12):
        browser.get(reverse(HERE))


def exported(browser: Client, **given: str) -> list[list[Any]]:
    answer = browser.post(reverse("places:export"), given)
    page = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert page is not None
    return [list(row) for row in page.iter_rows(values_only=True)]


def test_the_file_holds_the_rows_the_page_shows_under_the_same_words(as_: As, cast: Cast) -> None:
    rows = exported(as_("street_officer"), kind="estate")
    assert rows[0][0] == "地点台账"
    assert rows[1][0].startswith("口径：在用，小区。数据截至")
    assert [row[1] for row in rows[3:-1]] == ["柳岸新村", "自管小区", "老旧小区"]
    assert rows[-1][0].startswith("导出人：street_officer")


def test_a_name_that_looks_like_a_formula_leaves_as_text(as_: As, cast: Cast) -> None:
    actions.change_place(by=SYSTEM, place=cast.places["building"].pk, address='=HYPERLINK("x")')
    answer = as_("street_officer").post(reverse("places:export"), {"kind": "building"})
    page = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert page is not None
    assert page.cell(4, 6).data_type == "s"
    assert page.cell(4, 6).value == '=HYPERLINK("x")'


def test_an_export_is_entered_and_get_exports_nothing(as_: As) -> None:
    browser = as_("street_officer")
    assert browser.get(reverse("places:export")).status_code == 405
    exported(browser, kind="estate")
    assert [data for _id, data in entered("register.exported")] == [{"what": "places", "rows": 3}]


def test_an_outsiders_file_holds_the_outsiders_rows(as_: As) -> None:
    assert [row[1] for row in exported(as_("outsider"), kind="estate")[3:-1]] == ["桥头花园"]


def test_a_forms_field_finds_places_with_their_street(as_: As, cast: Cast) -> None:
    said = json.loads(as_("street_officer").get(reverse("places:find"), {"q": "柳岸", "kinds": "estate"}).content)
    assert said == [{"value": str(cast.places["estate"].pk), "label": "柳岸新村", "note": "小区 · 北街道 · 柳岸社区"}]
    assert json.loads(as_("outsider").get(reverse("places:find"), {"q": "柳岸"}).content) == []


def test_closed_places_have_their_tab(as_: As, cast: Cast) -> None:
    actions.close_place(by=SYSTEM, place=cast.places["road"].pk, on=today())
    page = body(as_("street_officer").get(reverse(HERE), {"state": "closed"}))
    assert "柳岸路" in page
    assert "柳岸新村" not in page
