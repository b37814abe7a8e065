"""The inbox in a browser without script."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from anju.kernel import clock
from anju.kernel.actors import system
from anju.kernel.ledger.deeds import Ref
from anju.notify import actions
from anju.notify.enums import Urgency
from anju.notify.models import Message, Preference
from anju.notify.queries import inbox
from anju.notify.queries.recipients import Accounts
from tests.notify.conftest import District

As = Callable[[str], Client]


@pytest.fixture
def as_(district: District, client: Client) -> As:
    def sign_in(login: str) -> Client:
        client.force_login(district.accounts[login])
        return client

    return sign_in


def _tell(district: District, who: str = "manager", n: int = 1, **more: Any) -> Message:
    notice = actions.tell(
        system("test"), code="test.plain", to=Accounts(district.id(who)), subject=Ref("duty", "7"), params={"n": n},
        path="/cc/1/1/", **more,
    )  # fmt: skip
    return notice.messages.get()


def _place_message(district: District) -> Message:
    notice = actions.tell(
        system("test"), code="test.assigned", to=Accounts(district.id("manager")), subject=Ref("duty", "7"),
        params={"where": district.building.pk, "due": "2026-03-12"}, path="/cc/1/1/1/",
    )  # fmt: skip
    return notice.messages.get()


@pytest.mark.parametrize("name", ["inbox", "settings", "outbox", "channels", "subscriptions"])
def test_pages_ask_a_visitor_to_sign_in(db: None, client: Client, name: str) -> None:
    assert client.get(reverse(f"notify:{name}")).status_code == 302


def test_the_inbox_shows_the_words_of_a_message(district: District, as_: As) -> None:
    _place_message(district)
    page = as_("manager").get(reverse("notify:inbox")).content.decode()
    assert "测试责任" in page
    assert "3幢有新的测试责任" in page


def test_an_outsider_sees_nothing_of_it(district: District, as_: As) -> None:
    _place_message(district)
    assert "测试责任" not in as_("outsider").get(reverse("notify:inbox")).content.decode()


def test_an_empty_inbox_says_so(district: District, as_: As) -> None:
    assert "没有未读消息" in as_("manager").get(reverse("notify:inbox")).content.decode()


def test_looking_marks_nothing(district: District, as_: As) -> None:
    _tell(district)
    as_("manager").get(reverse("notify:inbox"))
    assert Message._all.get().read_at is None


def test_opening_marks_read(district: District, as_: As) -> None:
    message = _tell(district)
    answer = as_("manager").post(reverse("notify:open", args=[message.pk]))
    assert answer.status_code == 302
    assert Message._all.get().read_at is not None


def test_opening_cannot_be_done_by_a_link(district: District, as_: As) -> None:
    message = _tell(district)
    assert as_("manager").get(reverse("notify:open", args=[message.pk])).status_code == 405


def test_an_outsider_opens_nothing(district: District, as_: As) -> None:
    message = _tell(district)
    assert as_("outsider").post(reverse("notify:open", args=[message.pk])).status_code == 404
    assert Message._all.get().read_at is None


def test_several_are_marked_at_once(district: District, as_: As) -> None:
    ids = [_tell(district, n=n).pk for n in range(3)]
    as_("manager").post(reverse("notify:mark"), {"ids": ids[:2], "as": "done"})
    assert Message._all.filter(done_at__isnull=False).count() == 2


def test_a_mark_that_is_none_is_refused(district: District, as_: As) -> None:
    assert as_("manager").post(reverse("notify:mark"), {"ids": [1], "as": "delete"}).status_code == 404


def test_a_shelf_that_is_none_is_refused(district: District, as_: As) -> None:
    assert as_("manager").get(reverse("notify:inbox"), {"shelf": "secret"}).status_code == 404


def test_a_full_page_takes_few_queries_whatever_its_length(
    district: District, as_: As, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(inbox.PAGE + 1):
        _place_message(district)
    client = as_("manager")
    with django_assert_max_num_queries(14):
        page = client.get(reverse("notify:inbox")).content.decode()
    assert "下一页" in page
    assert len(page.encode()) < 120_000


def test_the_next_page_holds_the_rest(district: District, as_: As) -> None:
    first = _tell(district, n=4321)
    for n in range(inbox.PAGE):
        _tell(district, n=n)
    client = as_("manager")
    newest = list(inbox.shelf(district.actor("manager"), "unread"))[inbox.PAGE - 1]

    before = f"{clock.to_us(newest.visible_at)}-{newest.pk}"
    page = client.get(reverse("notify:inbox"), {"before": before}).content.decode()
    assert "第4,321件" in page
    assert f'value="{first.pk}"' in page


@pytest.mark.parametrize("before", ["x", "1-", "-1", "9" * 50, "1-2-3"])
def test_a_broken_page_mark_shows_the_first_page(district: District, as_: As, before: str) -> None:
    _tell(district)
    assert as_("manager").get(reverse("notify:inbox"), {"before": before}).status_code == 200


def test_words_come_in_the_readers_language(district: District, as_: As) -> None:
    _tell(district, urgency=Urgency.URGENT)
    district.accounts["manager"].language = "en"
    district.accounts["manager"].save()
    assert 'lang="en"' in as_("manager").get(reverse("notify:inbox")).content.decode()


SETTINGS = {"quiet_from": "21:00", "quiet_until": "07:00", "digest": "on", "digest_at": "09:30"}


def test_settings_are_saved(district: District, as_: As) -> None:
    as_("manager").post(reverse("notify:settings"), SETTINGS)
    row = Preference._all.get()
    assert (row.account_id, row.email, row.digest, row.digest_at.minute) == (district.id("manager"), False, True, 30)


def test_settings_show_what_is_set(district: District, as_: As) -> None:
    client = as_("manager")
    client.post(reverse("notify:settings"), SETTINGS)
    assert 'value="21:00"' in client.get(reverse("notify:settings")).content.decode()


def test_a_wrong_time_is_said(district: District, as_: As) -> None:
    answer = as_("manager").post(reverse("notify:settings"), {**SETTINGS, "quiet_from": "25:00"})
    assert answer.status_code == 422
    assert not Preference._all.exists()
