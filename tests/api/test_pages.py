"""The pages of tokens and of the description."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from anju.api import queries
from anju.api.models import Token
from anju.kernel import clock
from tests.cast import Cast, today

LIST, GIVE, DOCS = reverse("api:tokens"), reverse("api:give"), reverse("api:docs")


def form(**changes: Any) -> dict[str, Any]:
    return {
        "name": "甲物业工单系统",
        "permissions": ["lists.see", "lists.rectify"],
        "places": ["/cc/1/"],
        "expires_on": (today() + timedelta(days=90)).isoformat(),
        **changes,
    }


def test_a_token_is_given_shown_once_and_listed(client: Client, cast: Cast) -> None:
    client.force_login(cast.accounts["district_officer"])
    assert "没有的权限，给不出去" in client.get(GIVE).content.decode()
    company = cast.organisations["company"].pk
    shown = client.post(GIVE, form(organisation=company))
    row = Token._all.get()
    text = shown.content.decode()
    assert "只显示这一次" in text
    assert shown["Cache-Control"].startswith("max-age=0")
    found = text[text.index(f"anju_{row.label}_") :].split("<")[0]
    assert queries.token_of(found, clock.now()) == row
    assert row.organisation_id == company
    listed = client.get(LIST).content.decode()
    assert "甲物业工单系统" in listed
    assert found not in listed


def test_a_mistake_keeps_what_was_typed(client: Client, cast: Cast) -> None:
    client.force_login(cast.accounts["district_officer"])
    answer = client.post(GIVE, form(expires_on="2020-01-01"))
    assert answer.status_code == 422
    assert "甲物业工单系统" in answer.content.decode()
    assert "400 天以内" in answer.content.decode()
    assert not Token._all.exists()


def test_an_administrator_is_offered_no_case_data(client: Client, cast: Cast) -> None:
    client.force_login(cast.accounts["administrator"])
    text = client.get(GIVE).content.decode()
    assert "places.view" in text
    assert "lists.see" not in text
    assert client.post(GIVE, form()).status_code == 422


def test_a_token_is_revoked_with_one_press(client: Client, cast: Cast, give: Callable[..., tuple[Token, str]]) -> None:
    row, text = give()
    client.force_login(cast.accounts["district_officer"])
    answer = client.post(reverse("api:revoke", args=[row.pk]), follow=True)
    assert "立即失效" in answer.content.decode()
    assert "已吊销" in answer.content.decode()
    assert queries.token_of(text, clock.now()) is None


@pytest.mark.parametrize("who", ["outsider", "street_officer", "grid_member", "property_manager", "congress_staff"])
def test_nobody_else_opens_the_pages(
    client: Client, cast: Cast, who: str, give: Callable[..., tuple[Token, str]]
) -> None:
    row, _text = give()
    client.force_login(cast.accounts[who])
    assert client.get(LIST).status_code == 403
    assert client.get(GIVE).status_code == 403
    assert client.post(GIVE, form()).status_code == 403
    assert client.post(reverse("api:revoke", args=[row.pk])).status_code == 403
    assert Token._all.filter(revoked_at=None).count() == 1


def test_a_token_of_another_district_is_not_found(client: Client, cast: Cast) -> None:
    client.force_login(cast.accounts["district_officer"])
    assert client.post(reverse("api:revoke", args=[999_999])).status_code == 404


def test_the_description_is_readable_by_anybody_and_names_every_operation(client: Client, db: None) -> None:
    text = client.get(DOCS).content.decode()
    submit = "/api/v1/hazards/{number}/submitted"
    for words in (submit, "Idempotency-Key", "photo_pair", "YH-2611-0842", "openapi.json"):
        assert words in text
    assert "<script>" not in text
