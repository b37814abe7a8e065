"""Orders to devices: who gives them, one at a time, and that each ends."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from anju.gateway.protocols.gbt26875 import Outcome
from anju.gateway.sink import OrderDesk
from anju.kernel import clock
from anju.kernel.actors import system
from anju.kernel.ledger.models import Entry
from anju.telemetry.enums import DeviceState
from anju.telemetry.models import Device, Order
from anju.telemetry.orders import actions, queries
from anju.telemetry.orders.enums import OrderKind, OrderState
from anju.telemetry.orders.tasks import end_overdue
from tests.cast import Cast, make_cast

SOURCE = bytes.fromhex("010203040506")
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
HERE = system("test")


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def device(cast: Cast) -> Device:
    return made(cast)


def made(cast: Cast, **changes: Any) -> Device:
    place = cast.places["building"]
    values = {
        "scheme": "gbt26875", "key": SOURCE.hex(), "state": DeviceState.CLAIMED, "place": place, "path": place.path,
        "registered_at": NOON, **changes,
    }  # fmt: skip
    return Device._all.create(**values)


def given(cast: Cast, device: Device, kind: OrderKind = OrderKind.READ_STATE, minutes: int = 0) -> Order:
    return actions.give_order(by=cast.fire_officer, device=device.pk, kind=kind, minutes=minutes)


def test_an_order_waits_for_its_device_and_ends_with_its_answer(cast: Cast, device: Device) -> None:
    row, desk = given(cast, device), OrderDesk()
    [waiting] = desk.open([SOURCE, bytes(6)])
    assert (waiting.id, waiting.source, waiting.order.type) == (row.pk, SOURCE, 81)
    assert desk.open([bytes(6)]) == []
    desk.settle(row.pk, Outcome.REPLIED, b"@@##")
    desk.settle(row.pk, Outcome.TIMED_OUT, b"")
    row.refresh_from_db()
    assert (row.state, bytes(row.answer)) == (OrderState.ANSWERED, b"@@##")
    assert desk.open([SOURCE]) == []
    verbs = list(Entry._all.filter(subject_kind="device_order").order_by("id").values_list("verb", flat=True))
    assert verbs == ["device_order.asked", "device_order.answered"]


@pytest.mark.parametrize(
    ("kind", "minutes", "number"),
    [(OrderKind.SYNCHRONISE, 0, 90), (OrderKind.INSPECT_DUTY, 5, 91), (OrderKind.READ_VERSION, 0, 85),
     (OrderKind.READ_CONFIGURATION, 0, 86), (OrderKind.READ_CLOCK, 0, 88)],
)  # fmt: skip
def test_each_kind_is_a_type_of_the_standard(
    cast: Cast, device: Device, kind: OrderKind, minutes: int, number: int
) -> None:
    given(cast, device, kind, minutes)
    [waiting] = OrderDesk().open([SOURCE])
    assert waiting.order.type == number


@pytest.mark.parametrize(
    ("outcome", "state"),
    [(Outcome.CONFIRMED, OrderState.ANSWERED), (Outcome.DENIED, OrderState.DENIED),
     (Outcome.TIMED_OUT, OrderState.SILENT)],
)  # fmt: skip
def test_how_it_ended_is_told(cast: Cast, device: Device, outcome: Outcome, state: OrderState) -> None:
    row = given(cast, device)
    OrderDesk().settle(row.pk, outcome, b"")
    row.refresh_from_db()
    assert row.state == state
    given(cast, device)


def test_one_order_at_a_time(cast: Cast, device: Device) -> None:
    given(cast, device)
    with pytest.raises(ValidationError, match="还没有结果"):
        given(cast, device)


def test_an_order_that_could_not_be_delivered_is_given_up(cast: Cast, device: Device) -> None:
    with clock.simulated(NOON):
        row = given(cast, device)
    with clock.simulated(NOON + actions.TERM):
        assert OrderDesk().open([SOURCE]) == []
        end_overdue()
        end_overdue()
    row.refresh_from_db()
    assert row.state == OrderState.EXPIRED
    assert Entry._all.filter(verb="device_order.lapsed").count() == 1
    assert queries.overdue(NOON + timedelta(days=1)) == []


@pytest.mark.parametrize(
    ("kind", "minutes"),
    [(OrderKind.INSPECT_DUTY, 0), (OrderKind.INSPECT_DUTY, 256), (OrderKind.SYNCHRONISE, 5)],
)
def test_only_a_duty_check_says_how_long_it_waits(cast: Cast, device: Device, kind: OrderKind, minutes: int) -> None:
    with pytest.raises(ValidationError, match="查岗"):
        given(cast, device, kind, minutes)


def test_a_device_that_takes_no_orders_or_is_not_in_use_gets_none(cast: Cast) -> None:
    other = made(cast, scheme="hydrant", key="MK1")
    with pytest.raises(ValidationError, match="不接收"):
        given(cast, other)
    for state in (DeviceState.QUARANTINED, DeviceState.RETIRED):
        idle = made(cast, key=f"0000000000{state[:1].encode().hex()}", state=state)
        with pytest.raises(PermissionDenied):
            given(cast, idle)
    with pytest.raises(PermissionDenied):
        actions.give_order(by=cast.fire_officer, device=999_999, kind=OrderKind.READ_STATE)


@pytest.mark.parametrize("who", ["outsider", "street_officer", "grid_member", "property_manager", "administrator"])
def test_nobody_else_gives_orders_or_reads_them(cast: Cast, device: Device, who: str) -> None:
    with pytest.raises(PermissionDenied):
        actions.give_order(by=cast.actor(who), device=device.pk, kind=OrderKind.READ_STATE)
    given(cast, device)
    assert not queries.orders_of(cast.actor(who), device.pk).exists()
    assert queries.orders_of(cast.fire_officer, device.pk).count() == 1
