"""Settings, gateways, trial mode, dead letters: who may, and what is entered."""

from collections.abc import Callable
from datetime import time
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from anju.kernel import clock, texts
from anju.kernel.actors import system
from anju.kernel.ledger import seals
from anju.kernel.ledger.deeds import Ref
from anju.kernel.ledger.models import Entry
from anju.kernel.ledger.verify import verify
from anju.notify import actions, vault
from anju.notify.actions import outbox
from anju.notify.enums import DeliveryState, GatewayKind, SendError
from anju.notify.models import Delivery, Event, Gateway, Preference, Subscription, Switch
from anju.notify.queries import outbox as outbox_queries
from anju.notify.queries.recipients import Accounts
from tests.notify.conftest import District

WISHES: dict[str, Any] = {
    "email": False, "sms": True, "quiet_from": time(21), "quiet_until": time(7), "digest": True, "digest_at": time(9),
}  # fmt: skip


def _robot(district: District, **more: Any) -> Gateway:
    values: dict[str, Any] = {
        "kind": GatewayKind.WECOM, "name": "物业群", "path": "/cc/1/", "organisation": district.company.pk,
        "config": {"key": "k-123"}, **more,
    }  # fmt: skip
    return actions.add_gateway(by=district.actor("office"), **values)


def _dead(district: District, email: Gateway) -> Delivery:
    actions.tell(
        system("test"), code="test.plain", to=Accounts(district.id("manager")), subject=Ref("duty", "7"),
        params={"n": 1}, path="/cc/1/1/",
    )  # fmt: skip
    Delivery._all.update(due_at=clock.now())
    held = outbox.claim(clock.now())
    assert held is not None
    outbox.fail(held, clock.now(), SendError.ADDRESS, for_good=True)
    return Delivery._all.get()


def test_own_settings_are_kept_and_entered_without_hours(district: District) -> None:
    actions.set_preference(by=district.actor("manager"), **WISHES)
    actions.set_preference(by=district.actor("manager"), **{**WISHES, "email": True})
    row = Preference._all.get()
    assert (row.account_id, row.email, row.quiet_from) == (district.id("manager"), True, time(21))
    assert Entry._all.filter(verb="message_settings.set").count() == 2


def test_the_system_has_no_settings(district: District) -> None:
    with pytest.raises(ValueError):
        actions.set_preference(by=system("test"), **WISHES)


def test_a_gateway_starts_switched_off_with_its_key_encrypted(district: District) -> None:
    robot = _robot(district)
    assert not robot.enabled
    assert "k-123" not in robot.sealed
    assert vault.open_(robot.sealed, GatewayKind.WECOM) == {"key": "k-123"}
    assert not Entry._all.filter(data__contains="k-123").exists()


def test_a_gateway_is_switched_on_and_off_with_an_entry_each(district: District) -> None:
    robot = _robot(district)
    for on in (True, True, False):
        actions.switch_gateway(by=district.actor("office"), gateway=robot.pk, on=on)
    verbs = list(Entry._all.filter(verb__startswith="gateway.switched").order_by("id").values_list("verb", flat=True))
    assert verbs == ["gateway.switched_on", "gateway.switched_off"]


def test_changing_without_a_new_key_keeps_the_old(district: District) -> None:
    robot = _robot(district)
    changed = actions.change_gateway(by=district.actor("office"), gateway=robot.pk, name="新名", per_minute=10)
    assert (changed.name, changed.sealed) == ("新名", robot.sealed)


def test_a_new_key_replaces_the_old(district: District) -> None:
    robot = _robot(district)
    actions.change_gateway(
        by=district.actor("office"), gateway=robot.pk, name="群", per_minute=10, config={"key": "k-9"}
    )
    assert vault.open_(Gateway._all.get().sealed, GatewayKind.WECOM) == {"key": "k-9"}


@pytest.mark.parametrize(
    "wrong",
    [{"organisation": None}, {"per_minute": 21}, {"per_minute": 0}, {"config": {}}, {"config": {"secret": "x"}}],
    ids=["no group", "too many", "none", "no key", "secret only"],
)
def test_a_robot_that_could_not_send_is_refused(district: District, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        _robot(district, **wrong)


def test_trial_mode_is_a_deed(district: District) -> None:
    actions.switch_trial(by=district.actor("office"), path="/cc/", on=True)
    assert outbox_queries.is_trial("/cc/1/1/")
    actions.switch_trial(by=district.actor("office"), path="/cc/", on=False)
    assert not outbox_queries.is_trial("/cc/1/1/")
    assert Entry._all.filter(verb__startswith="notify_switch.").count() == 2
    assert Switch._all.count() == 1


def test_a_dead_letter_is_tried_again_under_its_old_id(district: District, email: Gateway) -> None:
    letter = _dead(district, email)
    assert actions.retry_letters(by=district.actor("office"), letters=[letter.pk]) == 1
    held = outbox.claim(clock.now())
    assert held is not None
    assert (held.batch, held.lines[0].attempts) == (letter.batch, 1)


def test_a_dead_letter_is_given_up_with_a_reason_beside_the_ledger(district: District, email: Gateway) -> None:
    letter = _dead(district, email)
    actions.discard_letters(by=district.actor("office"), letters=[letter.pk], reason="甲已当面告知")
    assert Delivery._all.get().state == DeliveryState.DISCARDED
    assert "甲" not in Entry._all.get(verb="delivery.discarded").data
    assert list(texts.read(texts.ids_of(Ref("delivery", str(letter.pk)))).values()) == ["甲已当面告知"]


def test_giving_up_needs_a_reason(district: District, email: Gateway) -> None:
    letter = _dead(district, email)
    with pytest.raises(ValidationError):
        actions.discard_letters(by=district.actor("office"), letters=[letter.pk], reason="  ")
    assert Delivery._all.get().state == DeliveryState.DEAD


def test_only_dead_letters_are_touched(district: District, email: Gateway) -> None:
    letter = _dead(district, email)
    Delivery._all.update(state=DeliveryState.SENT)
    assert actions.retry_letters(by=district.actor("office"), letters=[letter.pk]) == 0
    assert actions.discard_letters(by=district.actor("office"), letters=[letter.pk], reason="x") == 0


def test_dead_events_are_tried_again_or_given_up(district: District) -> None:
    row = Subscription._all.create(name="x", url="https://example.org/", types=["a."], path="/cc/", sealed="")
    events = [
        Event._all.create(
            subscription=row, entry_uid=f"00000000-0000-0000-0000-00000000000{n}", path="/cc/1/",
            state=DeliveryState.DEAD, due_at=clock.now(),
        )
        for n in range(2)
    ]  # fmt: skip
    assert actions.retry_events(by=district.actor("office"), events=[events[0].pk]) == 1
    assert actions.discard_events(by=district.actor("office"), events=[events[1].pk], reason="对方停用") == 1
    states = list(Event._all.order_by("pk").values_list("state", flat=True))
    assert states == [DeliveryState.WAITING, DeliveryState.DISCARDED]


@pytest.mark.parametrize("who", ["outsider", "manager", "street"])
def test_who_keeps_nothing_can_do_nothing_of_it(district: District, email: Gateway, who: str) -> None:
    letter, by = _dead(district, email), district.actor(who)
    refused: list[Callable[[], object]] = [
        lambda: actions.add_gateway(by=by, kind=GatewayKind.EMAIL, name="x", path="/cc/1/"),
        lambda: actions.change_gateway(by=by, gateway=email.pk, name="x", per_minute=1),
        lambda: actions.switch_gateway(by=by, gateway=email.pk, on=False),
        lambda: actions.switch_trial(by=by, path="/cc/", on=True),
    ]
    for deed in refused:
        with pytest.raises(PermissionDenied):
            deed()
    assert actions.retry_letters(by=by, letters=[letter.pk]) == 0
    assert actions.discard_letters(by=by, letters=[letter.pk], reason="x") == 0
    assert outbox_queries.lines(by, DeliveryState.DEAD).count() == 0
    assert outbox_queries.gateways_of(by).count() == 0


def test_keepers_see_counts_by_state(district: District, email: Gateway) -> None:
    _dead(district, email)
    assert outbox_queries.counts(district.actor("admin")) == {DeliveryState.DEAD: 1}
    assert outbox_queries.dead(district.actor("office"), clock.now()).count() == 1


def test_the_ledger_accounts_for_everything_kept(district: District) -> None:
    actions.set_preference(by=district.actor("manager"), **WISHES)
    robot = _robot(district)
    actions.switch_gateway(by=district.actor("office"), gateway=robot.pk, on=True)
    actions.switch_trial(by=district.actor("office"), path="/cc/", on=True)
    actions.add_subscription(
        by=district.actor("office"), name="x", url="https://example.org/", types=["case."], path="/cc/"
    )
    seals.seal()
    ours = ("gateway", "message_settings", "notify_switch", "subscription", "text")
    assert [str(fault) for fault in verify(state=True) if fault.where.startswith(ours)] == []
