"""Pages of grids and areas, and the ground of the map."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from anju.places import actions
from anju.places.enums import Refusal
from anju.places.models import Area, AreaPlace, Grid, GridPlace
from anju.places.queries import staffing
from tests.cast import SYSTEM, Cast, today
from tests.places.conftest import SOUTH, WEST
from tests.places.entries import entered

As = Callable[[str], Client]


def body(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def staffed(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> int:
    """One grid is walked by somebody."""
    pk = cast.grids["grid"].pk
    monkeypatch.setattr(staffing, "_providers", [lambda grids, day: {pk: staffing.Staffing(2, ("王*", "李*"))}])
    return pk


def test_grids_nobody_walks_are_listed_apart(as_: As, cast: Cast, staffed: int) -> None:
    browser = as_("district_officer")
    everything = browser.get(reverse("places:grids"))
    assert [row[0].pk for row in everything.context["rows"]] == [grid.pk for grid in cast.grids.values()]
    assert "2 人：王*、李*" in body(everything)
    vacant = browser.get(reverse("places:grids"), {"vacant": "1"})
    assert [row[0] for row in vacant.context["rows"]] == [cast.grids["other_grid"]]
    assert [tab.count for tab in vacant.context["tabs"]] == [2, 1]


def test_the_register_of_grids_takes_few_queries(as_: As, cast: Cast, django_assert_max_num_queries: Any) -> None:
    for number in range(3, 40):
        actions.make_grid(by=SYSTEM, number=str(number), name=f"{number}格", home=cast.places["community"].pk)
    browser = as_("district_officer")
    with django_assert_max_num_queries(12):
        browser.get(reverse("places:grids"))


def test_an_outsider_sees_no_foreign_grid(as_: As, cast: Cast) -> None:
    browser = as_("outsider")
    assert "第1网格" not in body(browser.get(reverse("places:grids")))
    assert browser.get(reverse("places:grid", args=[cast.grids["grid"].pk])).status_code == 404
    assert browser.post(reverse("places:grid-act", args=[cast.grids["grid"].pk, "close"])).status_code == 404


def test_a_grids_page_shows_its_places_and_offers_the_street_its_deeds(as_: As, cast: Cast) -> None:
    url = reverse("places:grid", args=[cast.grids["grid"].pk])
    page = as_("street_officer").get(url)
    assert "柳岸新村" in body(page)
    assert len(page.context["deeds"]) == 4
    assert as_("community_worker").get(url).context["deeds"] == []


@pytest.mark.parametrize("deed", ["redraw", "edit", "outline", "close"])
def test_who_may_only_look_at_a_grid_is_refused(as_: As, cast: Cast, deed: str) -> None:
    url = reverse("places:grid-act", args=[cast.grids["grid"].pk, deed])
    assert as_("grid_member").post(url, {}).status_code == 403
    assert as_("street_officer").get(url).status_code == 200


def test_a_grid_is_redrawn_from_its_page(as_: As, cast: Cast) -> None:
    url = reverse("places:grid-act", args=[cast.grids["grid"].pk, "redraw"])
    stay, new = cast.places["estate"].pk, cast.places["custody_estate"].pk
    as_("street_officer").post(url, {"stay": [stay], "other": new, "since": today().isoformat()})
    now = GridPlace._all.filter(grid=cast.grids["grid"], until=None).values_list("place", flat=True)
    assert set(now) == {stay, new}


def test_a_redrawing_across_streets_is_refused_in_words(as_: As, cast: Cast) -> None:
    url = reverse("places:grid-act", args=[cast.grids["grid"].pk, "redraw"])
    answer = as_("street_officer").post(url, {"other": cast.places["other_estate"].pk, "since": today().isoformat()})
    assert answer.status_code == 422
    assert str(Refusal.GRID_ELSEWHERE.label) in body(answer)


def test_a_grid_is_founded_renamed_and_closed(as_: As, cast: Cast) -> None:
    browser = as_("street_officer")
    given = {"number": "7", "name": "七号网格", "home": cast.places["community"].pk}
    browser.post(reverse("places:grid-add"), given)
    grid = Grid._all.get(number="7")
    browser.post(reverse("places:grid-act", args=[grid.pk, "edit"]), {"number": "8", "name": "八号网格"})
    browser.post(reverse("places:grid-act", args=[grid.pk, "close"]), {"on": today().isoformat()})
    grid.refresh_from_db()
    assert (grid.number, grid.closed_on) == ("8", today())


def test_nobody_founds_a_grid_in_a_foreign_street(as_: As, cast: Cast) -> None:
    given = {"number": "7", "name": "七号网格", "home": cast.places["community"].pk}
    answer = as_("outsider").post(reverse("places:grid-add"), given)
    assert answer.status_code == 422
    assert not Grid._all.filter(number="7").exists()
    assert as_("grid_member").get(reverse("places:grid-add")).status_code == 403


def test_the_grids_leave_as_a_file_and_that_is_entered(as_: As, cast: Cast, staffed: int) -> None:
    assert as_("district_officer").post(reverse("places:grids-export"), {"vacant": "1"}).status_code == 200
    assert [data for _id, data in entered("register.exported")] == [{"what": "grids", "rows": 1}]


def at(browser: Client, **given: str) -> Any:
    return browser.get(reverse("places:grid-at"), given)


def test_the_grid_of_a_point_is_found_in_the_datum_it_was_measured_in(as_: As, mapped: Cast) -> None:
    browser = as_("street_officer")
    here = {"lon": f"{WEST + 0.0035:.6f}", "lat": f"{SOUTH + 0.0035:.6f}"}
    found = at(browser, **here, datum="wgs84")
    assert found.context["grid"] == mapped.grids["grid"]
    assert "1幢" in body(found)
    undeclared = at(browser, **here, datum="")
    assert undeclared.status_code == 422
    assert str(Refusal.DATUM_UNDECLARED.label) in body(undeclared)
    assert "填" in body(at(browser, lon="118", lat="", datum="wgs84"))


def test_a_point_tells_an_outsider_nothing(as_: As, mapped: Cast) -> None:
    found = at(as_("outsider"), lon=f"{WEST + 0.0035:.6f}", lat=f"{SOUTH + 0.0035:.6f}", datum="wgs84")
    assert found.context["grid"] is None
    assert found.context["places"] == []


def test_an_area_is_founded_filled_and_renamed(as_: As, cast: Cast) -> None:
    browser = as_("district_officer")
    browser.post(reverse("places:area-add"), {"name": "旧片区", "within": cast.places["district"].pk})
    area = Area._all.get()
    url = reverse("places:area-act", args=[area.pk, "members"])
    browser.post(url, {"other": cast.places["estate"].pk})
    browser.post(url, {"stay": [cast.places["estate"].pk], "other": cast.places["other_estate"].pk})
    assert AreaPlace._all.count() == 2
    browser.post(reverse("places:area-act", args=[area.pk, "edit"]), {"name": "新名片区"})
    page = body(browser.get(reverse("places:area", args=[area.pk])))
    assert "新名片区" in page
    assert "桥头花园" in page
    assert "新名片区" in body(browser.get(reverse("places:areas"), {"q": "新名"}))


def test_an_area_is_nobody_elses(as_: As, cast: Cast) -> None:
    area = actions.make_area(
        by=SYSTEM, name="旧片区", within=cast.places["street"].pk, members=[cast.places["estate"].pk]
    )
    for name, args in (("places:area", [area.pk]), ("places:area-act", [area.pk, "edit"])):
        assert as_("outsider").get(reverse(name, args=args)).status_code == 404
    assert as_("grid_member").post(reverse("places:area-act", args=[area.pk, "edit"]), {}).status_code == 403
    assert as_("grid_member").get(reverse("places:area-add")).status_code == 403
    assert as_("street_officer").get(reverse("places:area-act", args=[area.pk, "odd"])).status_code == 404


def ground(browser: Client, **more: str) -> Any:
    box = f"{WEST},{SOUTH},{WEST + 0.04},{SOUTH + 0.04}"
    return browser.get(reverse("places:features"), {"bbox": box, "zoom": "16", **more})


def test_the_ground_is_geojson_of_what_the_reader_sees(as_: As, mapped: Cast) -> None:
    answer = ground(as_("outsider"))
    assert answer.headers["Content-Type"] == "application/geo+json"
    labels = {one["properties"]["label"] for one in json.loads(answer.content)["features"]}
    assert labels == {"南街道", "桥头社区", "桥头花园"}


def test_a_box_that_is_none_is_answered_with_what_is_wrong(as_: As) -> None:
    answer = as_("street_officer").get(reverse("places:features"), {"bbox": "1,2"})
    assert answer.status_code == 400
    assert "bbox" in json.loads(answer.content)["title"]
