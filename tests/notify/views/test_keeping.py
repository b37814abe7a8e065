"""Outbox, channels and subscriptions in a browser: keepers only."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from anju.kernel import clock
from anju.kernel.actors import system
from anju.kernel.ledger.deeds import Ref
from anju.notify import actions, vault
from anju.notify.enums import DeliveryState, GatewayKind, SendError
from anju.notify.models import Delivery, Event, Gateway, Subscription, Switch
from anju.notify.queries.recipients import Accounts
from tests.notify.conftest import District
from tests.notify.views.test_inbox import as_

__all__ = ["as_"]
As = Callable[[str], Client]


@pytest.fixture
def letter(district: District, email: Gateway) -> Delivery:
    actions.tell(
        system("test"), code="test.plain", to=Accounts(district.id("manager")), subject=Ref("duty", "7"),
        params={"n": 1}, path="/cc/1/1/",
    )  # fmt: skip
    Delivery._all.update(state=DeliveryState.DEAD, error=SendError.ADDRESS)
    return Delivery._all.get()


@pytest.fixture
def subscription(district: District) -> Subscription:
    row, _secret = actions.add_subscription(
        by=district.actor("office"), name="城运中心", url="https://example.org/hook", types=["duty."], path="/cc/"
    )
    return row


ADDRESSES = [
    ("outbox", []), ("channels", []), ("channel-new", []), ("channel", [1]), ("subscriptions", []),
    ("subscription-new", []), ("subscription", [1]),
]  # fmt: skip
DEEDS = [
    ("settle", ["letters"]), ("channels:trial", []), ("channel-switch", [1]), ("subscription-switch", [1]),
    ("subscription-secret", [1]),
]  # fmt: skip


@pytest.mark.parametrize("who", ["outsider", "manager", "street"])
@pytest.mark.parametrize(("name", "args"), ADDRESSES)
def test_a_page_of_the_keepers_is_shut_to_others(
    district: District, as_: As, who: str, name: str, args: list[int]
) -> None:
    assert as_(who).get(reverse(f"notify:{name}", args=args)).status_code == 403


@pytest.mark.parametrize("who", ["outsider", "manager", "street"])
@pytest.mark.parametrize(("name", "args"), DEEDS)
def test_a_deed_of_the_keepers_is_shut_to_others(
    district: District, as_: As, who: str, name: str, args: list[object]
) -> None:
    name = name.replace("channels:", "")
    assert as_(who).post(reverse(f"notify:{name}", args=args), {"on": "1"}).status_code == 403
    assert not Switch._all.exists()


def test_a_dead_letter_is_shown_without_address_and_words(district: District, letter: Delivery, as_: As) -> None:
    page = as_("admin").get(reverse("notify:outbox")).content.decode()
    assert "测试通知" in page
    assert "没有可用的地址" in page
    assert "第1件" not in page
    assert "example.org" not in page
    assert "甲manager" not in page


def test_a_dead_letter_is_sent_again(district: District, letter: Delivery, as_: As) -> None:
    as_("office").post(reverse("notify:settle", args=["letters"]), {"ids": [letter.pk], "as": "retry"})
    assert Delivery._all.get().state == DeliveryState.WAITING


def test_a_dead_letter_is_given_up_with_a_reason(district: District, letter: Delivery, as_: As) -> None:
    client, address = as_("office"), reverse("notify:settle", args=["letters"])
    answer = client.post(address, {"ids": [letter.pk], "as": "discard", "reason": ""}, follow=True)
    assert "请写明为什么放弃发送" in answer.content.decode()
    assert Delivery._all.get().state == DeliveryState.DEAD
    client.post(address, {"ids": [letter.pk], "as": "discard", "reason": "已当面告知"})
    assert Delivery._all.get().state == DeliveryState.DISCARDED


def test_dead_events_stand_beside_them(district: District, subscription: Subscription, as_: As) -> None:
    event = Event._all.create(
        subscription=subscription, entry_uid="00000000-0000-0000-0000-000000000001", path="/cc/1/",
        state=DeliveryState.DEAD, due_at=clock.now(), error=SendError.NETWORK,
    )  # fmt: skip
    client = as_("office")
    assert "未送达的事件" in client.get(reverse("notify:outbox")).content.decode()
    client.post(reverse("notify:settle", args=["events"]), {"ids": [event.pk], "as": "retry"})
    assert Event._all.get().state == DeliveryState.WAITING


def test_an_unknown_kind_or_state_is_refused(district: District, as_: As) -> None:
    assert as_("office").post(reverse("notify:settle", args=["others"]), {"as": "retry"}).status_code == 404
    assert as_("office").get(reverse("notify:outbox"), {"state": "nowhere"}).status_code == 404


CHANNEL = {"kind": "wecom", "name": "物业群", "per_minute": "20", "key": "k-123"}


def test_a_robot_is_added_switched_off(district: District, as_: As) -> None:
    as_("office").post(reverse("notify:channel-new"), {**CHANNEL, "organisation": district.company.pk})
    robot = Gateway._all.get()
    assert (robot.kind, robot.enabled, robot.path) == (GatewayKind.WECOM, False, "/cc/1/")
    assert vault.open_(robot.sealed, robot.kind) == {"key": "k-123"}


def test_a_robot_without_its_group_is_refused_in_words(district: District, as_: As) -> None:
    answer = as_("office").post(reverse("notify:channel-new"), CHANNEL)
    assert answer.status_code == 422
    assert "请选择这个群属于哪个单位" in answer.content.decode()


def test_a_key_is_never_shown_again(district: District, as_: As) -> None:
    client = as_("office")
    client.post(reverse("notify:channel-new"), {**CHANNEL, "organisation": district.company.pk})
    for address in (reverse("notify:channels"), reverse("notify:channel", args=[Gateway._all.get().pk])):
        assert "k-123" not in client.get(address).content.decode()


def test_a_channel_keeps_its_key_when_its_name_changes(district: District, as_: As) -> None:
    client = as_("office")
    client.post(reverse("notify:channel-new"), {**CHANNEL, "organisation": district.company.pk})
    client.post(reverse("notify:channel", args=[Gateway._all.get().pk]), {"name": "新名", "per_minute": "5"})
    robot = Gateway._all.get()
    assert (robot.name, robot.per_minute) == ("新名", 5)
    assert vault.open_(robot.sealed, robot.kind) == {"key": "k-123"}


def test_a_wrong_change_is_said_on_the_form(district: District, as_: As) -> None:
    client = as_("office")
    client.post(reverse("notify:channel-new"), {**CHANNEL, "organisation": district.company.pk})
    answer = client.post(reverse("notify:channel", args=[Gateway._all.get().pk]), {"name": "x", "per_minute": "500"})
    assert answer.status_code == 422


def test_a_text_message_gateway_takes_its_settings_as_json(district: District, as_: As) -> None:
    form = {
        "kind": "sms_http", "name": "短信", "per_minute": "60", "url": "https://sms.example.org/send",
        "headers": '{"x-key": "v"}', "body": '{"to": "{phone}"}', "ok": '{"code": 0}',
    }  # fmt: skip
    as_("office").post(reverse("notify:channel-new"), form)
    row = Gateway._all.get()
    assert vault.open_(row.sealed, row.kind)["body"] == {"to": "{phone}"}


def test_headers_that_are_no_object_are_refused(district: District, as_: As) -> None:
    form = {"kind": "sms_http", "name": "短信", "per_minute": "60", "url": "https://x", "headers": "[1]"}
    assert as_("office").post(reverse("notify:channel-new"), form).status_code == 422


def test_a_channel_is_switched(district: District, email: Gateway, as_: As) -> None:
    as_("office").post(reverse("notify:channel-switch", args=[email.pk]), {"on": "0"})
    assert not Gateway._all.get().enabled


def test_trial_mode_is_switched_and_said(district: District, as_: As) -> None:
    client = as_("office")
    client.post(reverse("notify:trial"), {"on": "1"})
    assert Switch._all.get().trial
    assert "试运行中" in client.get(reverse("notify:outbox")).content.decode()


SUBSCRIPTION = {"name": "城运中心", "url": "https://example.org/hook", "types": "duty.assigned\nduty.closed"}


def test_a_subscriptions_secret_is_shown_once_and_stored_nowhere_in_the_browser(district: District, as_: As) -> None:
    client = as_("admin")
    answer = client.post(reverse("notify:subscription-new"), SUBSCRIPTION)
    row = Subscription._all.get()
    secret = vault.open_(row.sealed, "subscription")["secret"]
    assert secret in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert secret not in client.get(reverse("notify:subscriptions")).content.decode()
    assert (row.types, row.active) == (["duty.assigned", "duty.closed"], False)


@pytest.mark.parametrize("url", ["http://example.org/", "https://a:b@example.org/", "x"])
def test_an_address_that_cannot_be_is_said(district: District, as_: As, url: str) -> None:
    answer = as_("admin").post(reverse("notify:subscription-new"), {**SUBSCRIPTION, "url": url})
    assert answer.status_code == 422
    assert "公网地址" in answer.content.decode()


def test_a_subscription_is_changed_switched_and_given_a_new_secret(
    district: District, subscription: Subscription, as_: As
) -> None:
    client, pk = as_("office"), subscription.pk
    client.post(reverse("notify:subscription", args=[pk]), {**SUBSCRIPTION, "name": "新名"})
    client.post(reverse("notify:subscription-switch", args=[pk]), {"on": "1"})
    answer = client.post(reverse("notify:subscription-secret", args=[pk]))
    row = Subscription._all.get()
    assert (row.name, row.active) == ("新名", True)
    assert vault.open_(row.sealed, "subscription")["secret"] in answer.content.decode()


def test_what_does_not_exist_is_not_found(district: District, as_: As) -> None:
    client = as_("office")
    assert client.get(reverse("notify:channel", args=[999])).status_code == 404
    assert client.get(reverse("notify:subscription", args=[999])).status_code == 404
    assert client.post(reverse("notify:channel-switch", args=[999])).status_code == 404
