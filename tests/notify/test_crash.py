"""A worker killed between any two statements loses nothing and doubles nothing.

`Killed` is no Exception, so nothing in the program can catch it, just as nothing can catch SIGKILL. The receiver knows
a message by its id, as mailboxes (Message-ID) and receivers of webhooks do: what it saw twice under one id, it saw
once. The raw number of hand-overs shows that even without ids at most the one message in the air is repeated.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from anju.kernel import clock
from anju.kernel.actors import system
from anju.kernel.ledger.deeds import Ref
from anju.notify import postman
from anju.notify.actions import tell
from anju.notify.channels import Envelope, SendFailedError
from anju.notify.enums import DeliveryState, GatewayKind, SendError
from anju.notify.models import Delivery, Gateway, Message, Notice
from anju.notify.queries.recipients import OfOrganisation
from tests.notify.conftest import TUESDAY_TEN, District

WORK = ("INSERT", "UPDATE", "DELETE", "SELECT")


class Killed(BaseException):
    """The process is gone."""


@contextmanager
def killed_at(statement: int) -> Iterator[list[bool]]:
    """Raise before the n-th statement; the list is empty when fewer ran."""
    ran, killed = [0], list[bool]()

    def count(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip().upper().startswith(WORK):
            if ran[0] == statement:
                killed.append(True)
                raise Killed
            ran[0] += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        yield killed


class Receiver:
    """Counts what arrives; fails where told, and can be killed just after taking a message."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, tuple[str, ...]]] = []
        self.die_after: int | None = None
        self.fail_first = False

    def __call__(self, _config: Any, envelope: Envelope) -> None:
        if self.fail_first:
            self.fail_first = False
            raise SendFailedError(SendError.NETWORK)
        self.seen.append((envelope.uid, (envelope.to, *envelope.lines)))
        if self.die_after == len(self.seen):
            raise Killed

    @property
    def messages(self) -> list[tuple[str, ...]]:
        return sorted(dict(self.seen).values())


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Receiver:
    receiver = Receiver()
    monkeypatch.setitem(postman.CHANNELS, GatewayKind.EMAIL, receiver)
    return receiver


def _tell(district: District) -> None:
    tell(
        system("test"), code="test.plain", to=OfOrganisation(district.company.pk), subject=Ref("duty", "7"),
        params={"n": 1}, path="/cc/1/1/",
    )  # fmt: skip


def _recover() -> None:
    """A fresh worker comes back after every lease and pause."""
    at = TUESDAY_TEN + timedelta(hours=1)
    for _ in range(6):
        with clock.simulated(at):
            postman.deliver()
        at += timedelta(hours=3)


EXPECTED = [("manager@example.org", "第1件"), ("second@example.org", "第1件")]


def _one_life(district: District, receiver: Receiver, statement: int) -> bool:
    """Deliver with a kill before the n-th statement, recover, check; False once the run was too short to be killed."""
    with transaction.atomic():
        with clock.simulated(TUESDAY_TEN):
            _tell(district)
        with clock.simulated(TUESDAY_TEN + timedelta(minutes=30)), suppress(Killed), killed_at(statement) as killed:
            postman.deliver()
        handed_over = len(receiver.seen)
        _recover()
        assert receiver.messages == EXPECTED, f"killed before statement {statement}"
        assert len(receiver.seen) <= max(handed_over, 1) + 2
        assert len(receiver.seen) - len(receiver.messages) <= 1, f"repeated, killed before statement {statement}"
        assert set(Delivery._all.values_list("state", flat=True)) == {DeliveryState.SENT}
        transaction.set_rollback(True)
    receiver.seen.clear()
    return bool(killed)


@pytest.mark.parametrize("fails_first", [False, True], ids=["all well", "first try fails"])
def test_a_worker_killed_before_any_statement_loses_and_doubles_nothing(
    district: District, email: Gateway, receiver: Receiver, fails_first: bool
) -> None:
    statement = 0
    receiver.fail_first = fails_first
    while _one_life(district, receiver, statement):
        statement += 1
        receiver.fail_first = fails_first
    assert statement > 10


@pytest.mark.parametrize("position", [1, 2])
def test_a_worker_killed_after_handing_over_repeats_under_the_same_id(
    district: District, email: Gateway, receiver: Receiver, position: int
) -> None:
    with clock.simulated(TUESDAY_TEN):
        _tell(district)
    receiver.die_after = position
    with clock.simulated(TUESDAY_TEN + timedelta(minutes=30)), suppress(Killed):
        postman.deliver()
    receiver.die_after = None
    _recover()
    assert receiver.messages == EXPECTED
    assert len(receiver.seen) == 3


def test_a_teller_killed_before_any_statement_tells_all_or_nobody(
    district: District, email: Gateway, receiver: Receiver
) -> None:
    statement, killed = 0, [True]
    while killed:
        with transaction.atomic():
            with clock.simulated(TUESDAY_TEN), suppress(Killed), killed_at(statement) as killed:
                _tell(district)
            counts = (Notice._all.count(), Message._all.count(), Delivery._all.count())
            assert counts == ((0, 0, 0) if killed else (1, 2, 2)), f"killed before statement {statement}"
            transaction.set_rollback(True)
        statement += 1
    assert statement > 8


def test_two_workers_side_by_side_send_each_message_once(
    district: District, email: Gateway, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second worker runs while the first is in the middle of sending."""
    with clock.simulated(TUESDAY_TEN):
        _tell(district)
    inside: list[bool] = []

    def send(config: Any, envelope: Envelope) -> None:
        if not inside:
            inside.append(True)
            postman.deliver()
        receiver(config, envelope)

    monkeypatch.setitem(postman.CHANNELS, GatewayKind.EMAIL, send)
    with clock.simulated(TUESDAY_TEN + timedelta(minutes=30)):
        postman.deliver()
    assert sorted(words for _, words in receiver.seen) == EXPECTED
