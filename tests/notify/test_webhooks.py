"""Subscribers are told once, in order, signed, in their reach only."""

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from anju.kernel import clock
from anju.kernel.actors import system
from anju.kernel.ledger import consumers, seals
from anju.kernel.ledger.deeds import Ref, deed
from anju.kernel.ledger.models import Entry
from anju.notify import actions, herald
from anju.notify.enums import DeliveryState, SendError
from anju.notify.models import Event, Subscription
from anju.notify.queries import webhooks
from anju.notify.rules import retry, signing
from tests.notify.conftest import TUESDAY_TEN, District
from tests.notify.servers import Fake, serving
from tests.notify.test_crash import Killed, killed_at


@pytest.fixture
def fake(settings: LazySettings) -> Iterator[Fake]:
    with clock.simulated(TUESDAY_TEN), serving(Fake()) as fake:
        settings.ANJU_PRIVATE_HOSTS = [f"127.0.0.1:{fake.port}"]
        yield fake


def _subscribe(district: District, fake: Fake, types: tuple[str, ...] = ("case.",), path: str = "/cc/") -> str:
    by = district.actor("office")
    row, secret = actions.add_subscription(by=by, name="城运中心", url=fake.url, types=types, path=path)
    actions.switch_subscription(by=by, subscription=row.pk, on=True)
    return secret


def _happen(verb: str = "case.opened", path: str = "/cc/1/1/", subject: str = "1") -> None:
    with deed(by=system("test")) as act:
        act.enter(verb, Ref("case", subject), path=path, data={"n": 1})


def _deliver(minutes: int = 0) -> int:
    with clock.simulated(TUESDAY_TEN + timedelta(minutes=minutes)):
        return herald.deliver()


def _subjects(fake: Fake) -> list[str]:
    return [json.loads(body)["subject"] for _, _, body in fake.requests]


def test_an_entry_is_told_as_a_signed_cloudevent(district: District, fake: Fake) -> None:
    secret = _subscribe(district, fake)
    _happen()
    consumers.drain()
    _deliver()
    ((_, headers, body),) = fake.requests
    assert headers["content-type"].startswith("application/cloudevents+json")
    assert json.loads(body)["type"] == "anju.case.opened"
    assert headers["webhook-id"] == json.loads(body)["id"] == str(Entry._all.get(verb="case.opened").uid)
    assert signing.verify_webhook(secret, headers, body, now=clock.now_us() // 1_000_000)


def test_only_wished_types_are_told(district: District, fake: Fake) -> None:
    _subscribe(district, fake, ("case.opened",))
    _happen("case.opened")
    _happen("case.closed")
    consumers.drain()
    assert Event._all.count() == 1


def test_only_what_lies_in_reach_is_told(district: District, fake: Fake) -> None:
    _subscribe(district, fake, path="/cc/1/")
    for path in ("/cc/1/1/", "/cc/2/", "/dd/1/", ""):
        _happen(path=path)
    consumers.drain()
    assert [event.path for event in Event._all.all()] == ["/cc/1/1/"]


def test_a_subscription_is_off_until_it_is_switched_on(district: District, fake: Fake) -> None:
    actions.add_subscription(by=district.actor("office"), name="x", url=fake.url, types=["case."], path="/cc/")
    _happen()
    consumers.drain()
    assert not Event._all.exists()


def test_reading_the_ledger_again_tells_nothing_twice(district: District, fake: Fake) -> None:
    _subscribe(district, fake)
    _happen()
    consumers.drain()
    from anju.kernel.ledger.models import Cursor

    Cursor._all.filter(consumer="notify.webhooks").update(index=0)
    consumers.drain()
    assert Event._all.count() == 1


def test_events_arrive_in_the_order_of_the_ledger_also_after_a_failure(district: District, fake: Fake) -> None:
    _subscribe(district, fake)
    fake.answers = [(200, {}, b""), (503, {}, b""), (200, {}, b"")]
    for n in range(4):
        _happen(subject=str(n))
    consumers.drain()
    _deliver()
    assert _subjects(fake) == ["case/0", "case/1"]
    _deliver(5)
    assert _subjects(fake) == ["case/0", "case/1", "case/1", "case/2", "case/3"]


def test_one_failing_receiver_does_not_hold_another(district: District, fake: Fake) -> None:
    _subscribe(district, fake)
    Subscription._all.update(url="https://127.0.0.1:1/closed")
    _subscribe(district, fake)
    _happen()
    consumers.drain()
    _deliver()
    assert _subjects(fake) == ["case/1"]


def test_after_ten_failures_there_is_a_dead_letter_and_the_next_event_goes(district: District, fake: Fake) -> None:
    _subscribe(district, fake)
    fake.answers = [*[(500, dict[str, str](), b"")] * retry.ATTEMPTS, (200, {}, b"")]
    _happen(subject="1")
    _happen(subject="2")
    consumers.drain()
    for step in range(retry.ATTEMPTS + 1):
        _deliver(step * 180)
    assert list(Event._all.order_by("id").values_list("state", flat=True)) == [DeliveryState.DEAD, DeliveryState.SENT]
    assert Entry._all.filter(verb="webhook.failed").count() == 1


def test_a_receiver_that_is_gone_is_not_asked_again(district: District, fake: Fake) -> None:
    _subscribe(district, fake)
    fake.answers = [(410, {}, b"")]
    _happen(subject="1")
    _happen(subject="2")
    consumers.drain()
    _deliver()
    assert len(fake.requests) == 1
    assert not Subscription._all.get().active


def test_a_private_address_is_a_dead_letter_at_once(district: District, fake: Fake, settings: LazySettings) -> None:
    _subscribe(district, fake)
    Subscription._all.update(url="https://169.254.169.254/latest/")
    settings.ANJU_PRIVATE_HOSTS = []
    _happen()
    consumers.drain()
    _deliver()
    assert (Event._all.get().state, Event._all.get().error) == (DeliveryState.DEAD, SendError.FORBIDDEN)


def test_a_repetition_is_byte_for_byte_the_same_under_the_same_id(district: District, fake: Fake) -> None:
    _subscribe(district, fake)
    fake.answers = [(503, {}, b""), (200, {}, b"")]
    _happen()
    consumers.drain()
    _deliver()
    _deliver(5)
    (_, first, one), (_, second, two) = fake.requests
    assert one == two
    assert first["webhook-id"] == second["webhook-id"]


def _read() -> None:
    """What is new is sealed, and subscriptions alone hear of it: nobody else's statements are tried."""
    seals.seal()
    consumers.run(names=frozenset({"notify.webhooks"}))


@pytest.mark.timeout(500)
def test_a_worker_killed_before_any_statement_loses_and_doubles_no_event(district: District, fake: Fake) -> None:
    _subscribe(district, fake)
    statement, killed = 0, [True]
    while killed:
        fake.requests.clear()
        with transaction.atomic():
            with suppress(Killed), killed_at(statement) as killed:
                for n in range(2):
                    _happen(subject=str(n))
                _read()
                _deliver()
            happened = Entry._all.filter(verb="case.opened").count()
            _read()
            _deliver(10)
            assert list(dict.fromkeys(_subjects(fake))) == [f"case/{n}" for n in range(happened)], statement
            assert len(fake.requests) <= happened + 1
            transaction.set_rollback(True)
        statement += 1
    assert statement > 20


def test_after_a_new_secret_both_hold_for_a_day(district: District, fake: Fake) -> None:
    old = _subscribe(district, fake)
    new = actions.renew_secret(by=district.actor("office"), subscription=Subscription._all.get().pk)
    for minutes in (0, 60 * 25):
        _happen()
        consumers.drain()
        _deliver(minutes)
    valid = [
        [signing.verify_webhook(s, headers, body, now=int(headers["webhook-timestamp"])) for s in (old, new)]
        for _, headers, body in fake.requests
    ]
    assert valid == [[True, True], [False, True]]


def test_the_secret_is_neither_in_the_row_nor_in_the_ledger(district: District, fake: Fake) -> None:
    secret = _subscribe(district, fake)
    assert secret not in Subscription._all.get().sealed
    assert not Entry._all.filter(data__contains=secret).exists()


@pytest.mark.parametrize("url", ["http://example.org/", "https://u:p@example.org/", "ftp://example.org/", "nonsense"])
def test_an_address_that_cannot_be_is_refused_at_entry(district: District, url: str) -> None:
    with pytest.raises(ValidationError):
        actions.add_subscription(by=district.actor("office"), name="x", url=url, types=["case."], path="/cc/")


@pytest.mark.parametrize("types", [[], ["*"], ["case"]])
def test_types_that_cannot_be_are_refused(district: District, types: list[str]) -> None:
    with pytest.raises(ValidationError):
        actions.add_subscription(
            by=district.actor("office"), name="x", url="https://example.org/", types=types, path="/cc/"
        )


@pytest.mark.parametrize("who", ["manager", "street", "outsider"])
def test_only_keepers_make_subscriptions(district: District, who: str) -> None:
    with pytest.raises(PermissionDenied):
        actions.add_subscription(
            by=district.actor(who), name="x", url="https://example.org/", types=["case."], path="/cc/1/"
        )


def test_an_outsider_changes_and_sees_no_subscription(district: District, fake: Fake) -> None:
    _subscribe(district, fake)
    outsider, pk = district.actor("outsider"), Subscription._all.get().pk
    for deed_ in (
        lambda: actions.switch_subscription(by=outsider, subscription=pk, on=False),
        lambda: actions.renew_secret(by=outsider, subscription=pk),
        lambda: actions.change_subscription(by=outsider, subscription=pk, name="y", url=fake.url, types=["case."]),
    ):
        with pytest.raises(PermissionDenied):
            deed_()
    assert webhooks.subscriptions_of(outsider).count() == 0
    assert webhooks.subscriptions_of(district.actor("admin")).count() == 1


def test_a_revoked_tokens_subscriptions_stop(district: District, fake: Fake) -> None:
    _subscribe(district, fake)
    Subscription._all.update(holder="token:12")
    assert actions.switch_off_holder(by=district.actor("admin"), holder="token:12") == 1
    assert not Subscription._all.get().active
