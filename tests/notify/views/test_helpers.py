"""The page of a helper's link."""

import pytest
from django.test import Client

from anju.kernel import texts
from anju.kernel.ledger.deeds import Ref
from anju.notify import actions
from anju.notify.models import HelperContribution, HelperLink
from tests.notify.conftest import District


@pytest.fixture
def opened(district: District) -> tuple[HelperLink, str]:
    link, token = actions.give_link(
        by=district.actor("manager"), subject=Ref("duty", "7"), path="/cc/1/1/1/",
        shown={"what": "楼道堆物", "where": "样板小区3幢", "until": "3月12日前", "ask": "清完拍一张"},
    )  # fmt: skip
    return link, f"/h/{token}"


def test_a_helper_needs_no_account(client: Client, opened: tuple[HelperLink, str]) -> None:
    page = client.get(opened[1]).content.decode()
    assert all(words in page for words in ("楼道堆物", "样板小区3幢", "3月12日前", "清完拍一张"))


def test_the_page_is_small_and_works_without_script(client: Client, opened: tuple[HelperLink, str]) -> None:
    page = client.get(opened[1]).content
    assert len(page) <= 30_000
    assert b'<form method="post"' in page
    assert b"hx-" not in page.split(b"<main", 1)[1]


def test_the_page_names_nobody(district: District, client: Client, opened: tuple[HelperLink, str]) -> None:
    page = client.get(opened[1]).content.decode()
    assert not any(account.name in page or account.login in page for account in district.accounts.values())


def test_its_address_goes_to_no_other_site_no_cache_and_no_index(
    client: Client, opened: tuple[HelperLink, str]
) -> None:
    answer = client.get(opened[1])
    assert answer["Referrer-Policy"] == "same-origin"
    assert "no-store" in answer["Cache-Control"]
    assert "noindex" in answer["X-Robots-Tag"]


def test_a_sentence_is_sent_and_thanked_for(client: Client, opened: tuple[HelperLink, str]) -> None:
    answer = client.post(opened[1], {"sentence": "已经清走"})
    assert "已收到" in answer.content.decode()
    made = HelperContribution._all.get()
    assert texts.read([made.sentence or 0]) == {made.sentence: "已经清走"}


def test_nothing_is_answered_with_what_to_do(client: Client, opened: tuple[HelperLink, str]) -> None:
    answer = client.post(opened[1], {"sentence": ""})
    assert answer.status_code == 422
    assert "写一句话" in answer.content.decode()


@pytest.mark.parametrize("token", ["x", "A" * 22, "..", "%00"])
def test_a_wrong_token_and_a_dead_one_look_the_same(
    district: District, client: Client, opened: tuple[HelperLink, str], token: str
) -> None:
    wrong = client.get(f"/h/{token}")
    actions.revoke_link(by=district.actor("manager"), link=opened[0].pk)
    dead = client.get(opened[1])
    assert (wrong.status_code, dead.status_code) == (410, 410)
    assert wrong.content == dead.content


def test_a_dead_link_takes_nothing(district: District, client: Client, opened: tuple[HelperLink, str]) -> None:
    actions.revoke_link(by=district.actor("manager"), link=opened[0].pk)
    assert client.post(opened[1], {"sentence": "晚了"}).status_code == 410
    assert not HelperContribution._all.exists()


def test_a_form_from_another_site_is_refused(opened: tuple[HelperLink, str]) -> None:
    assert Client(enforce_csrf_checks=True).post(opened[1], {"sentence": "x"}).status_code == 403
