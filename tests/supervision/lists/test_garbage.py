"""Addresses and forms of the lists hold out against what no page of ours sends."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from anju.supervision.lists import actions
from anju.supervision.lists.models import Duty
from anju.supervision.lists.queries.listing import Filters
from tests.cast import Cast
from tests.security.garbage import get_all, post_all

FILTERS = (*Filters.__dataclass_fields__, "after")
READ = {
    "hazards": FILTERS,
    "duties": FILTERS,
    "map": FILTERS,
    "map-hazards": (*FILTERS, "bbox", "zoom"),
    "map-rows": (*FILTERS, "bbox", "zoom"),
    "clean-ups": ("since", "until", "weighed", "after"),
    "work": ("tab",),
    "report": ("place",),
    "report-aside": ("place", "code", "pick", "description"),
    "report-places": ("q",),
    "clean-up-places": ("q",),
}
WRITTEN = {
    "verify-decide": ("pass", "ids", "return"),
    "bulk": ("ids", "extend", "page"),
    "report": ("place", "floor", "code", "pick", "client_ref", "before", "after", "spot"),
    "clean-up-add": ("place", "cleaned_on", "tonnes", "weighed", "photos"),
    "settings": ("works_limit_yuan", "on_site_percent", "look_back_percent", "look_back_days", "recurrence_days"),
}


@pytest.mark.parametrize("page", READ)
def test_no_address_breaks_a_page(cast: Cast, found: Callable[..., Duty], client: Client, page: str) -> None:
    found()
    client.force_login(cast.accounts["district_officer"])
    assert get_all(client, reverse(f"lists:{page}"), READ[page]) == []


@pytest.mark.parametrize("page", WRITTEN)
def test_no_form_breaks_a_page(cast: Cast, submitted: Callable[..., Duty], client: Client, page: str) -> None:
    submitted()
    client.force_login(cast.accounts["district_officer"])
    assert post_all(client, reverse(f"lists:{page}"), WRITTEN[page]) == []


@pytest.mark.parametrize(
    ("event", "names"),
    [
        ("submitted", ("outcome", "before", "after", "reason")),
        ("planned", ("measure", "funds_yuan", "funds_source", "responsible")),
        ("deferral_asked", ("because", "interim")),
        ("disputed", ("unit", "reason")),
        ("extended", ("due_on", "reason")),
        ("handed_over", ("unit", "because", "reason")),
        ("merged", ("master",)),
        ("discharge_reported", ("dissuaded_at", "noticed_at")),
        ("reopened", ("why", "reason")),
        ("looked_back", ("result",)),
        ("nothing", ("reason",)),
    ],
)
@pytest.mark.parametrize("who", ["property_manager", "street_officer"])
def test_no_deed_breaks_on_what_it_is_sent(
    cast: Cast, found: Callable[..., Duty], client: Client, who: str, event: str, names: tuple[str, ...]
) -> None:
    duty = found()
    client.force_login(cast.accounts[who])
    assert post_all(client, reverse("lists:act", args=[duty.hazard.number, event]), names) == []


def test_what_was_verified_by_another_meanwhile_is_said_and_breaks_nothing(
    cast: Cast, submitted: Callable[..., Duty], client: Client
) -> None:
    duty = submitted()
    actions.verify(by=cast.community_worker, duty_id=duty.pk, passed=True)
    client.force_login(cast.accounts["community_worker"])
    for sent in ({"pass": duty.pk}, {"return": duty.pk, f"reason-{duty.pk}": "没有清完"}, {"return": 10**12}):
        answer = client.post(reverse("lists:verify-decide"), sent)
        assert answer.status_code == 422
    assert Duty._all.get(pk=duty.pk).state == "closed"
