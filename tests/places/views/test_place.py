"""The page of a place and what may be done there."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from anju.places import actions
from anju.places.enums import PlaceKind, Refusal
from anju.places.models import Boundary, BuildingFacts, EstateFacts, Place
from anju.places.views.deeds import DEEDS
from anju.ui import panels
from tests.cast import SYSTEM, Cast, today

As = Callable[[str], Client]


def url(cast: Cast, name: str = "building", deed: str = "") -> str:
    pk = cast.places[name].pk
    return reverse("places:act", args=[pk, deed]) if deed else reverse("places:place", args=[pk])


def body(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_page_shows_the_path_the_facts_and_the_grid_as_a_tag(as_: As, cast: Cast) -> None:
    page = as_("community_worker").get(url(cast))
    assert [crumb.label for crumb in page.context["crumbs"]] == ["示例区", "北街道", "柳岸社区", "柳岸新村", "1幢"]
    assert page.context["grid"] == cast.grids["grid"]
    assert "第1网格" in body(page)
    assert "未填" in body(page)


def test_what_lies_above_the_reach_is_named_without_a_link(as_: As, cast: Cast) -> None:
    crumbs = as_("property_manager").get(url(cast)).context["crumbs"]
    assert [bool(crumb.url) for crumb in crumbs] == [False, False, False, True, False]


@pytest.mark.parametrize("who", ["outsider", "other_property_manager", "other_grid_member"])
def test_an_outsider_finds_no_page(as_: As, cast: Cast, who: str) -> None:
    assert as_(who).get(url(cast)).status_code == 404
    assert as_(who).get(url(cast, deed="edit")).status_code == 404
    assert as_(who).post(url(cast, deed="close"), {"on": "2026-01-01"}).status_code == 404


@pytest.mark.parametrize("who", ["congress_staff", "grid_member", "property_manager"])
def test_who_may_only_look_is_offered_nothing_and_refused(as_: As, cast: Cast, who: str) -> None:
    browser = as_(who)
    assert browser.get(url(cast)).context["deeds"] == []
    for deed in ("edit", "facts", "add", "outline", "move", "merge", "close"):
        assert browser.post(url(cast, deed=deed), {}).status_code == 403
    assert Place._all.get(pk=cast.places["building"].pk).closed_on is None


def test_the_fire_brigade_may_say_what_is_known_and_no_more(as_: As, cast: Cast) -> None:
    shown = as_("fire_officer").get(url(cast)).context["deeds"]
    assert [one["url"] for one in shown] == [url(cast, deed="facts")]


@pytest.mark.parametrize("deed", list(DEEDS))
def test_every_form_opens(as_: As, cast: Cast, deed: str) -> None:
    assert as_("street_officer").get(url(cast, deed=deed)).status_code == 200


def test_an_unknown_deed_and_one_that_does_not_fit_are_no_pages(as_: As, cast: Cast) -> None:
    browser = as_("street_officer")
    assert browser.get(url(cast, deed="burn")).status_code == 404
    assert browser.get(url(cast, "road", "facts")).status_code == 404
    assert browser.get(url(cast, "road", "add")).status_code == 404
    assert browser.get(url(cast, "street", "merge")).status_code == 404


def test_a_place_is_added_below_with_its_point_converted(as_: As, cast: Cast) -> None:
    given = {"kind": "building", "name": "2幢", "lon": "118.605", "lat": "31.9", "datum": "gcj02"}
    as_("community_worker").post(url(cast, "estate", "add"), given)
    made = Place._all.get(name="2幢")
    assert made.parent_id == cast.places["estate"].pk
    assert made.lon_e7 is not None
    assert 0.003 < 118.605 - made.lon_e7 / 1e7 < 0.007


def test_a_point_without_its_datum_is_refused_plainly_and_nothing_typed_is_lost(as_: As, cast: Cast) -> None:
    given = {"kind": "building", "name": "二幢楼", "lon": "118.605", "lat": "31.9", "datum": ""}
    answer = as_("community_worker").post(url(cast, "estate", "add"), given)
    assert answer.status_code == 422
    assert str(Refusal.DATUM_UNDECLARED.label) in body(answer)
    assert "二幢楼" in body(answer)
    assert "118.605" in body(answer)
    assert not Place._all.filter(name="二幢楼").exists()


def test_half_a_point_and_one_off_the_globe_are_refused(as_: As, cast: Cast) -> None:
    browser = as_("community_worker")
    half = browser.post(url(cast, deed="edit"), {"name": "1幢", "lon": "118.6", "datum": "wgs84"})
    assert "经度和纬度要一起填" in body(half)
    off = browser.post(url(cast, deed="edit"), {"name": "1幢", "lon": "318.6", "lat": "31", "datum": "wgs84"})
    assert str(Refusal.POINT_OUTSIDE.label) in body(off)


def test_a_place_is_renamed_from_its_page(as_: As, cast: Cast) -> None:
    answer = as_("street_officer").post(url(cast, deed="edit"), {"name": "一幢", "address": "柳岸路1号"}, follow=True)
    assert "一幢已修改" in body(answer)
    assert Place._all.get(pk=cast.places["building"].pk).address == "柳岸路1号"


def test_facts_of_a_building_are_kept_in_centimetres_and_their_history_shown(as_: As, cast: Cast) -> None:
    browser = as_("fire_officer")
    browser.post(url(cast, deed="facts"), {"height": "54.5", "storeys": "18", "water": "dry"})
    browser.post(url(cast, deed="facts"), {"height": "56", "storeys": "18", "water": "ok"})
    assert BuildingFacts._all.get().height_cm == 5600
    page = body(browser.get(url(cast)))
    assert "高度 54.5 米 → 56 米；消防给水 无水 → 有水有压" in page


def test_facts_of_an_estate_are_set(as_: As, cast: Cast) -> None:
    as_("street_officer").post(url(cast, "owners_estate", "facts"), {"mode": "owners", "households": "120"})
    facts = EstateFacts._all.get(place=cast.places["owners_estate"])
    assert (facts.mode, facts.households) == ("owners", 120)


def test_an_outline_needs_its_datum_and_a_shape_that_closes(as_: As, cast: Cast) -> None:
    browser = as_("street_officer")
    shape = '{"type":"Polygon","coordinates":[[[118.6,31.9],[118.61,31.9],[118.61,31.91],[118.6,31.9]]]}'
    refused = browser.post(url(cast, deed="outline"), {"geojson": shape})
    assert str(Refusal.DATUM_UNDECLARED.label) in body(refused)
    assert "118.61" in body(refused)
    broken = browser.post(url(cast, deed="outline"), {"geojson": "{}", "datum": "wgs84"})
    assert str(Refusal.OUTLINE_UNFIT.label) in body(broken)
    browser.post(url(cast, deed="outline"), {"geojson": shape, "datum": "wgs84"})
    assert Boundary._all.filter(place=cast.places["building"]).exists()


def test_a_place_is_moved_and_one_moved_out_of_reach_is_refused(as_: As, cast: Cast) -> None:
    browser = as_("community_worker")
    refused = browser.post(url(cast, deed="move"), {"other": cast.places["other_estate"].pk})
    assert refused.status_code == 422
    assert "不在你能编辑的范围里" in body(refused)
    browser.post(url(cast, deed="move"), {"other": cast.places["owners_estate"].pk})
    assert Place._all.get(pk=cast.places["building"].pk).path.startswith(cast.places["owners_estate"].path)


def test_a_refused_choice_is_shown_by_its_name_again(as_: As, cast: Cast) -> None:
    answer = as_("street_officer").post(url(cast, deed="move"), {"other": cast.places["road"].pk})
    assert str(Refusal.KIND_MISPLACED.label) in body(answer)
    assert 'data-pick-label="柳岸路"' in body(answer)


def test_two_rows_are_merged_and_the_kept_one_is_shown(as_: As, cast: Cast) -> None:
    double = actions.add_place(by=SYSTEM, kind=PlaceKind.BUILDING, name="一号楼", parent=cast.places["estate"].pk)
    given = {"other": cast.places["building"].pk, "on": today().isoformat()}
    answer = as_("community_worker").post(reverse("places:act", args=[double.pk, "merge"]), given)
    assert answer.headers["Location"] == url(cast)
    assert Place._all.get(pk=double.pk).closed_on == today()


def test_a_place_is_closed_with_all_below_and_offers_nothing_any_more(as_: As, cast: Cast) -> None:
    browser = as_("street_officer")
    answer = browser.post(url(cast, "estate", "close"), {"on": today().isoformat()}, follow=True)
    assert "共 2 处" in body(answer)
    assert answer.context["deeds"] == []
    refused = browser.post(url(cast, "estate", "edit"), {"name": "新名"})
    assert str(Refusal.PLACE_CLOSED.label) in body(refused)


def test_upper_domains_fill_the_page(as_: As, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Place] = []
    for slot in ("place.page", "place.aside"):
        panel = panels.Panel("test", "ui/parts/blank.html", lambda actor, place: seen.append(place))
        monkeypatch.setitem(panels._panels[slot], "test", panel)
    as_("street_officer").get(url(cast))
    assert [place.pk for place in seen] == [cast.places["building"].pk] * 2


def test_an_area_and_children_are_shown(as_: As, cast: Cast) -> None:
    actions.make_area(by=SYSTEM, name="旧片区", within=cast.places["district"].pk, members=[cast.places["estate"].pk])
    page = body(as_("community_worker").get(url(cast, "estate")))
    assert "旧片区" in page
    assert url(cast) in page


def test_the_page_takes_the_same_queries_for_one_child_as_for_fifty(
    as_: As, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    for number in range(50):
        actions.add_place(by=SYSTEM, kind=PlaceKind.BUILDING, name=f"{number}幢", parent=cast.places["estate"].pk)
    browser = as_("street_officer")
    with django_assert_max_num_queries(28):
        browser.get(url(cast, "estate"))
