"""What the lists tell on the page of a place."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse

from anju.kernel import clock
from anju.supervision.lists import actions
from anju.supervision.lists.models import Duty
from anju.supervision.lists.panels import of_place
from tests.cast import Cast

Found = Callable[..., Duty]


def page(client: Client, cast: Cast, who: str, place: str) -> str:
    client.force_login(cast.accounts[who])
    return client.get(reverse("places:place", args=[cast.places[place].pk])).content.decode()


def test_open_cases_stand_on_the_page_of_the_building_and_of_its_estate(
    cast: Cast, found: Found, client: Client
) -> None:
    duty = found()
    for place in ("building", "estate", "street"):
        assert duty.hazard.number in page(client, cast, "street_officer", place)
    assert duty.hazard.number not in page(client, cast, "street_officer", "owners_estate")


def test_a_reader_without_a_post_at_the_lists_gets_no_panel(cast: Cast, found: Found, client: Client) -> None:
    found()
    assert "place-hazards" not in page(client, cast, "administrator", "building")


def test_the_panel_tells_an_outsider_nothing(cast: Cast, found: Found) -> None:
    found()
    told = of_place(cast.outsider, cast.places["building"])
    assert (told["rows"], told["total"], told["closed"]) == ([], 0, [])


def test_severities_and_late_ones_are_counted_with_their_links(cast: Cast, found: Found) -> None:
    late = found()
    found("EB-06")
    Duty._all.filter(pk=late.pk).update(holder_due_at=clock.now() - timedelta(days=1))
    told = of_place(cast.street_officer, cast.places["estate"])
    assert told["total"] == sum(count for _severity, count, _url in told["severities"]) == 2
    assert told["late"] == 1
    assert told["rows"][0].pk == late.pk
    assert "due=late" in told["late_url"]
    assert cast.places["estate"].path.replace("/", "%2F") in told["open_url"]


def test_closed_cases_are_told_last_first(cast: Cast, submitted: Found) -> None:
    duty = submitted()
    actions.verify(by=cast.community_worker, duty_id=duty.pk, passed=True)
    told = of_place(cast.street_officer, cast.places["building"])
    assert [row.pk for row in told["closed"]] == [duty.pk]
    assert told["total"] == 0


def test_the_panel_takes_the_same_statements_for_one_case_as_for_twenty(
    cast: Cast, found: Found, django_assert_max_num_queries: Any
) -> None:
    for floor in range(20):
        found(floor=floor)
    actor = cast.street_officer
    with django_assert_max_num_queries(7):
        of_place(actor, cast.places["estate"])
