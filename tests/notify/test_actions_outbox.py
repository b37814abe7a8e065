"""Claiming, retrying, merging, limiting."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from anju.kernel import clock
from anju.kernel.actors import system
from anju.kernel.ledger.deeds import Ref
from anju.kernel.ledger.models import Entry
from anju.notify.actions import mark_read, outbox, tell
from anju.notify.enums import DeliveryState, GatewayKind, SendError, Urgency
from anju.notify.models import Delivery, Gateway, Message
from anju.notify.queries.recipients import Accounts, OfOrganisation
from anju.notify.rules import retry
from tests.notify.conftest import TUESDAY_TEN, District

LATER = TUESDAY_TEN + timedelta(minutes=30)


@pytest.fixture(autouse=True)
def on_tuesday() -> Iterator[None]:
    with clock.simulated(TUESDAY_TEN):
        yield


def _tell(to: Any, n: int = 1, **more: Any) -> None:
    tell(system("test"), code="test.plain", to=to, subject=Ref("duty", "7"), params={"n": n}, path="/cc/1/1/", **more)


def _claim(at: datetime = LATER) -> outbox.Claim:
    held = outbox.claim(at)
    assert held is not None
    return held


def test_nothing_is_claimed_before_it_is_due(district: District, email: Gateway) -> None:
    _tell(Accounts(district.id("manager")))
    assert outbox.claim(TUESDAY_TEN + timedelta(minutes=9)) is None


def test_a_claimed_line_is_claimed_by_nobody_else(district: District, email: Gateway) -> None:
    _tell(Accounts(district.id("manager")))
    _claim()
    assert outbox.claim(LATER) is None


def test_lines_for_one_person_go_out_as_one_message(district: District, email: Gateway) -> None:
    for n in range(3):
        _tell(Accounts(district.id("manager")), n)
    _tell(Accounts(district.id("second")), 9)
    assert [len(_claim().lines), len(_claim().lines)] == [3, 1]


def test_a_message_never_mixes_two_peoples_lines(district: District, email: Gateway) -> None:
    _tell(OfOrganisation(district.company.pk))
    for held in (_claim(), _claim()):
        assert {line.account_id for line in held.lines} == {held.account}


def test_what_is_more_urgent_goes_first(district: District, email: Gateway) -> None:
    _tell(Accounts(district.id("manager")), 1)
    _tell(Accounts(district.id("second")), 2, urgency=Urgency.LIFE)
    assert _claim().account == district.id("second")


def test_a_gateway_switched_off_keeps_its_lines(district: District, email: Gateway) -> None:
    _tell(Accounts(district.id("manager")))
    Gateway._all.update(enabled=False)
    assert outbox.claim(LATER) is None
    assert Delivery._all.get().state == DeliveryState.WAITING


def test_a_success_ends_the_lines(district: District, email: Gateway) -> None:
    _tell(Accounts(district.id("manager")))
    outbox.succeed(_claim(), LATER)
    line = Delivery._all.get()
    assert (line.state, line.ended_at, line.lease_until) == (DeliveryState.SENT, LATER, None)


def test_a_failure_waits_longer_each_time(district: District, email: Gateway) -> None:
    _tell(Accounts(district.id("manager")))
    at, waits = LATER, []
    for _ in range(4):
        outbox.fail(_claim(at), at, SendError.NETWORK)
        due = Delivery._all.get().due_at
        waits.append((due - at).total_seconds())
        at = due
    assert [22 <= waits[0] <= 38, 45 <= waits[1] <= 75, 90 <= waits[2] <= 150, 180 <= waits[3] <= 300] == [True] * 4


def test_a_pause_the_other_side_asks_for_is_kept(district: District, email: Gateway) -> None:
    _tell(Accounts(district.id("manager")))
    outbox.fail(_claim(), LATER, SendError.BUSY, pause=600)
    assert Delivery._all.get().due_at == LATER + timedelta(minutes=10)


def test_a_repetition_has_the_same_id_and_the_same_lines(district: District, email: Gateway) -> None:
    _tell(Accounts(district.id("manager")), 1)
    first = _claim()
    outbox.fail(first, LATER, SendError.NETWORK)
    _tell(Accounts(district.id("manager")), 2)
    batches = {(held.batch, len(held.lines)) for held in (_claim(LATER + timedelta(hours=1)) for _ in range(2))}
    assert (first.batch, 1) in batches
    assert len(batches) == 2


def test_after_ten_failures_it_is_a_dead_letter_with_an_entry(district: District, email: Gateway) -> None:
    _tell(Accounts(district.id("manager")))
    at = LATER
    for _ in range(retry.ATTEMPTS):
        outbox.fail(_claim(at), at, SendError.NETWORK)
        at += timedelta(hours=3)
    assert Delivery._all.get().state == DeliveryState.DEAD
    assert Entry._all.filter(verb="delivery.failed", district="cc").count() == 1
    assert outbox.claim(at) is None


def test_what_cannot_get_better_is_a_dead_letter_at_once(district: District, email: Gateway) -> None:
    _tell(Accounts(district.id("manager")))
    outbox.fail(_claim(), LATER, SendError.ADDRESS, for_good=True)
    line = Delivery._all.get()
    assert (line.state, line.error, line.attempts) == (DeliveryState.DEAD, SendError.ADDRESS, 1)


def test_a_lost_lease_frees_the_batch_under_its_old_id(district: District, email: Gateway) -> None:
    _tell(Accounts(district.id("manager")))
    first = _claim()
    assert outbox.claim(LATER + retry.LEASE) is None
    again = _claim(LATER + retry.LEASE + timedelta(seconds=1))
    assert again.batch == first.batch
    assert again.lines[0].attempts == 2


def test_a_robot_takes_twenty_a_minute(district: District) -> None:
    robot = Gateway._all.create(
        kind=GatewayKind.WECOM, name="群", organisation=district.company, path="/cc/1/", enabled=True, per_minute=20
    )
    taken = 0
    for n in range(25):
        _tell(OfOrganisation(district.company.pk), n)
        while outbox.claim(LATER) is not None:
            taken += 1
    assert taken == 20
    assert Delivery._all.filter(gateway=robot, state=DeliveryState.WAITING).count() == 5
    assert outbox.claim(LATER + timedelta(seconds=59)) is None
    assert len(_claim(LATER + timedelta(seconds=60)).lines) == 5


def test_one_full_gateway_does_not_hold_another(district: District, email: Gateway) -> None:
    Gateway._all.filter(pk=email.pk).update(per_minute=1)
    other = Gateway._all.create(kind=GatewayKind.EMAIL, name="备用", path="/cc/", enabled=True, per_minute=10)
    _tell(OfOrganisation(district.company.pk))
    gateways = [held.gateway.pk for held in iter(lambda: outbox.claim(LATER), None)]
    assert sorted(gateways) == sorted([email.pk, other.pk, other.pk])


def test_what_was_read_in_the_inbox_is_not_sent(district: District, email: Gateway) -> None:
    _tell(Accounts(district.id("manager")))
    mark_read(by=district.actor("manager"), messages=[Message._all.get().pk])
    assert outbox.claim(LATER) is None
    assert Delivery._all.get().state == DeliveryState.NEEDLESS


def test_danger_to_life_is_sent_although_it_was_read(district: District, email: Gateway) -> None:
    _tell(Accounts(district.id("manager")), urgency=Urgency.LIFE)
    mark_read(by=district.actor("manager"), messages=[Message._all.get().pk])
    assert _claim().account == district.id("manager")


def test_nothing_is_sent_to_who_left(district: District, email: Gateway) -> None:
    _tell(Accounts(district.id("manager")))
    district.accounts["manager"].is_active = False
    district.accounts["manager"].save()
    assert outbox.claim(LATER) is None


def test_trial_lines_are_never_claimed(district: District, email: Gateway) -> None:
    _tell(Accounts(district.id("manager")))
    Delivery._all.update(state=DeliveryState.TRIAL)
    assert outbox.claim(LATER + timedelta(days=9)) is None
