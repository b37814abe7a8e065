"""The hazards' layer of the map: what is drawn, for whom, at what cost."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from anju.kernel import clock
from anju.kernel.db.bulk import insert_rows, reserve_ids
from anju.places.models import Place
from anju.places.queries.geo import Box, reach_box
from anju.supervision.lists.models import Duty, Hazard
from anju.supervision.lists.permissions import Permission
from anju.supervision.lists.queries import listing
from anju.supervision.lists.queries import map as points
from anju.ui import geojson
from tests.cast import Cast

Found = Callable[..., Duty]
As = Callable[[str], Client]
WEST, SOUTH = 118.60, 31.90
BOX = f"{WEST - 0.001},{SOUTH - 0.001},{WEST + 0.06},{SOUTH + 0.06}"
HERE, ROWS, SOURCE = "lists:map", "lists:map-rows", "lists:map-hazards"


@pytest.fixture
def as_(cast: Cast, client: Client) -> As:
    """A browser signed in as somebody of the cast."""

    def sign_in(name: str) -> Client:
        client.force_login(cast.accounts[name])
        return client

    return sign_in


def at(cast: Cast, name: str, x: float = 0.003, y: float = 0.003) -> None:
    """Give a place of the cast a point."""
    place = cast.places[name]
    place.lon_e7, place.lat_e7 = round((WEST + x) * 1e7), round((SOUTH + y) * 1e7)
    place.save(update_fields=["lon_e7", "lat_e7"])


def many(template: Duty, count: int, *, closed: bool = False) -> None:
    """Copies of a case in a square of a hundred by so many steps of 0.0005 degrees."""
    now = clock.now()
    hazards, duties = [], []
    ids = reserve_ids(Hazard, count)
    for number, (pk, duty_pk) in enumerate(zip(ids, reserve_ids(Duty, count), strict=True)):
        hazard = Hazard(
            **{field.attname: getattr(template.hazard, field.attname) for field in Hazard._meta.concrete_fields}
        )
        hazard.pk, hazard.number, hazard.client_ref = pk, f"YH-X-{pk}", None
        hazard.lon_e7 = round(WEST * 1e7) + number % 100 * 5000
        hazard.lat_e7 = round(SOUTH * 1e7) + number // 100 % 100 * 5000
        duty = Duty(**{field.attname: getattr(template, field.attname) for field in Duty._meta.concrete_fields})
        duty.pk, duty.hazard_id, duty.number = duty_pk, pk, f"ZR-X-{pk}"
        if closed:
            duty.state, duty.outcome, duty.closed_at, duty.closed_by = "closed", "rectified", now, 1
            duty.next_action_at = duty.holder_due_at = None
        hazards.append(hazard)
        duties.append(duty)
    insert_rows(Hazard, hazards)
    insert_rows(Duty, duties)


def features(answer: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(answer.content)["features"]
    return found


def asked(browser: Client, zoom: int = 14, **filters: str) -> Any:
    return browser.get(reverse(SOURCE), {"bbox": BOX, "zoom": str(zoom), **filters})


def test_a_case_is_drawn_where_its_hazard_is_and_leads_to_its_page(cast: Cast, as_: As, found: Found) -> None:
    at(cast, "building")
    duty = found()
    (drawn,) = features(asked(as_("street_officer")))
    assert drawn["geometry"]["coordinates"] == [WEST + 0.003, SOUTH + 0.003]
    assert drawn["properties"]["url"] == reverse("lists:case", args=[duty.hazard.number])
    assert drawn["properties"]["kind"] == "hazard"
    assert "late" not in drawn["properties"]


def test_what_is_late_is_said_in_words_too(cast: Cast, as_: As, found: Found) -> None:
    at(cast, "building")
    duty = found()
    Duty._all.filter(pk=duty.pk).update(holder_due_at=clock.now() - timedelta(days=1))
    (drawn,) = features(asked(as_("street_officer")))
    assert drawn["properties"]["late"] is True
    assert "已逾期" in drawn["properties"]["note"]


@pytest.mark.parametrize("who", ["outsider", "other_property_manager"])
def test_an_outsider_sees_no_foreign_case_on_the_map_nor_beside_it(cast: Cast, as_: As, found: Found, who: str) -> None:
    at(cast, "building")
    duty = found()
    assert features(asked(as_(who))) == []
    for name in (HERE, ROWS):
        assert duty.hazard.number not in as_(who).get(reverse(name), {"bbox": BOX}).content.decode()


def test_the_lists_own_filters_narrow_the_map(cast: Cast, as_: As, found: Found) -> None:
    at(cast, "building")
    found()
    found("EB-06")
    browser = as_("street_officer")
    assert len(features(asked(browser))) == 2
    assert len(features(asked(browser, kind="EB-06"))) == 1
    assert features(asked(browser, state="closed")) == []
    assert features(asked(browser, place=cast.places["owners_estate"].path)) == []


def test_closed_cases_are_found_in_a_small_box_by_their_points(cast: Cast, as_: As, found: Found) -> None:
    many(found(), 30, closed=True)
    near = f"{WEST - 0.0001},{SOUTH - 0.0001},{WEST + 0.0026},{SOUTH + 0.01}"
    answer = as_("street_officer").get(reverse(SOURCE), {"bbox": near, "zoom": "17", "state": "closed"})
    drawn = features(answer)
    assert len(drawn) == 6
    assert all(one["properties"]["closed"] for one in drawn)


def test_many_cases_are_counted_in_cells_and_none_is_lost(cast: Cast, as_: As, found: Found) -> None:
    many(found(), 2000)
    drawn = features(asked(as_("street_officer")))
    assert {one["properties"]["kind"] for one in drawn} == {"cluster"}
    assert sum(one["properties"]["count"] for one in drawn) == 2000
    assert len(drawn) <= 625


def test_a_clusters_box_holds_what_it_counts(cast: Cast, as_: As, found: Found) -> None:
    many(found(), 600)
    browser = as_("street_officer")
    cluster = features(asked(browser))[0]["properties"]
    west, south, east, north = (float(side) for side in cluster["box"].split(","))
    inside = browser.get(reverse(ROWS), {"bbox": f"{west - 1e-5},{south - 1e-5},{east + 1e-5},{north + 1e-5}"})
    assert inside.context["total"] == cluster["count"]


@pytest.mark.parametrize("zoom", [9, 12, 14, 16, 19])
def test_no_answer_is_larger_than_a_hundred_thousand_bytes(cast: Cast, as_: As, found: Found, zoom: int) -> None:
    many(found(), 3000)
    answer = asked(as_("street_officer"), zoom)
    assert len(answer.content) <= geojson.BUDGET
    assert json.loads(answer.content)["partial"] is False


def test_single_cases_with_long_names_stay_within_the_budget_too(cast: Cast, as_: As, found: Found) -> None:
    duty = found()
    Place._all.filter(pk=duty.hazard.place_id).update(full_name="很长的名字" * 60)
    many(duty, points.FEW)
    answer = asked(as_("street_officer"))
    assert len(answer.content) <= geojson.BUDGET
    assert json.loads(answer.content)["partial"] is True


def test_more_than_the_cap_is_drawn_in_part_and_said_to_be(
    cast: Cast, as_: As, found: Found, monkeypatch: pytest.MonkeyPatch
) -> None:
    many(found(), 400)
    monkeypatch.setattr(points, "CAP", 300)
    answer = json.loads(asked(as_("street_officer")).content)
    assert answer["partial"] is True
    assert sum(one["properties"]["count"] for one in answer["features"]) == 301


def statements(browser: Client, **query: str) -> int:
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        assert browser.get(reverse(SOURCE), {"bbox": BOX, "zoom": "14", **query}).status_code == 200
    return len(captured)


def test_a_view_takes_as_many_statements_for_one_case_as_for_thousands(cast: Cast, as_: As, found: Found) -> None:
    at(cast, "building")
    duty = found()
    browser = as_("street_officer")
    statements(browser)
    few = statements(browser)
    many(duty, 3000)
    assert statements(browser) <= few + 1


def plan(rows: Any) -> str:
    return str(rows.explain())


def test_open_cases_are_read_from_an_index_of_duties_however_many_are_closed(cast: Cast, found: Found) -> None:
    duty = found()
    many(duty, 5000, closed=True)
    many(duty, 200)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    rows = listing.duties(cast.street_officer, listing.Filters(), now=clock.now())
    said = plan(points.within(rows, Box.read(BOX, "14"), open_only=True).order_by().values("pk")[:100])
    assert "lists_duty_" in said
    assert "SCAN lists_duty" not in said
    assert "Seq Scan on lists_duty" not in said


def test_a_small_box_of_closed_cases_is_read_from_the_index_of_points(cast: Cast, found: Found) -> None:
    many(found(), 5000, closed=True)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    rows = Duty.objects.for_(cast.district_officer, Permission.SEE).filter(state="closed")
    near = Box.read(f"{WEST},{SOUTH},{WEST + 0.001},{SOUTH + 0.001}", "18")
    assert "lists_hazard_point" in plan(points.within(rows, near, open_only=False).order_by().values("pk"))


def test_the_list_beside_holds_the_same_cases_and_links_to_the_list(cast: Cast, as_: As, found: Found) -> None:
    at(cast, "building")
    duty = found("EB-06")
    answer = as_("street_officer").get(reverse(ROWS), {"bbox": BOX, "zoom": "14", "kind": "EB-06"})
    said = answer.content.decode()
    assert duty.hazard.number in said
    assert f"{reverse('lists:hazards')}?kind=EB-06" in said
    assert "图里 1 条" in said
    elsewhere = as_("street_officer").get(reverse(ROWS), {"bbox": "10,10,11,11"})
    assert duty.hazard.number not in elsewhere.content.decode()


def test_the_list_beside_goes_on_by_key(cast: Cast, as_: As, found: Found) -> None:
    many(found(), 60)
    browser = as_("street_officer")
    first = browser.get(reverse(ROWS), {"bbox": BOX, "zoom": "14"})
    second = browser.get(first.context["more_url"])
    shown = {duty.pk for duty, _ring in first.context["rows"]} & {duty.pk for duty, _ring in second.context["rows"]}
    assert len(first.context["rows"]) == listing.PAGE
    assert shown == set()
    assert second.context["total"] == 60


def test_the_page_works_without_script_as_a_list_and_says_what_has_no_point(cast: Cast, as_: As, found: Found) -> None:
    at(cast, "estate")
    duty = found()
    page = as_("street_officer").get(reverse(HERE))
    assert duty.hazard.number in page.content.decode()
    assert page.context["nowhere"] == 1
    assert "另有 1 条" in page.content.decode()


def test_who_may_see_no_cases_sees_the_ground_alone(cast: Cast, as_: As, found: Found) -> None:
    at(cast, "building")
    duty = found()
    page = as_("administrator").get(reverse(HERE))
    assert duty.hazard.number not in page.content.decode()
    assert reverse(SOURCE) not in page.context["sources"]
    assert reverse("places:features") in page.context["sources"]
    assert as_("administrator").get(reverse(SOURCE), {"bbox": BOX}).status_code == 403


@pytest.mark.parametrize("name", [SOURCE, ROWS])
def test_a_box_that_is_none_is_refused_with_what_is_wrong(as_: As, name: str) -> None:
    answer = as_("street_officer").get(reverse(name), {"bbox": "1,2,3"})
    assert answer.status_code == 400
    assert "bbox" in json.loads(answer.content)["title"]


@pytest.mark.parametrize("name", [HERE, SOURCE, ROWS])
def test_the_map_needs_a_sign_in(db: None, client: Client, name: str) -> None:
    assert client.get(reverse(name)).status_code == 302


def test_the_map_opens_on_the_readers_reach_or_the_place_filtered_for(cast: Cast) -> None:
    assert reach_box(cast.street_officer) is None
    at(cast, "building")
    at(cast, "other_building", 0.05, 0.05)
    west, _south, east, _north = reach_box(cast.street_officer) or (0, 0, 0, 0)
    assert west < WEST + 0.003 < east < WEST + 0.04
    everything = reach_box(cast.district_officer) or (0, 0, 0, 0)
    assert everything[2] > WEST + 0.05
    assert reach_box(cast.district_officer, cast.places["other_street"].path)[0] > WEST + 0.04  # type: ignore[index]
    assert reach_box(cast.outsider, cast.places["street"].path) is None
    assert reach_box(cast.outsider, "odd") is None
