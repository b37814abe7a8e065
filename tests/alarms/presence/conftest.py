"""A control room of the first estate with its phone and its transmission device, and ways to let both answer."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from anju.alarms.presence import actions, queries, secret
from anju.alarms.presence.actions import Terms
from anju.alarms.presence.enums import Line
from anju.alarms.presence.models import Check, Room
from anju.facilities.models import Facility
from anju.kernel import clock
from anju.notify import vault as secrets
from anju.notify.enums import DeliveryState, GatewayKind
from anju.notify.models import Delivery, Gateway
from anju.telemetry.enums import DeviceState
from anju.telemetry.models import Device, Order
from anju.telemetry.orders.actions import settle_order
from anju.telemetry.orders.enums import OrderKind, OrderState
from tests.alarms.conftest import World
from tests.cast import SYSTEM, Cast

PHONE = "02512345678"
MINUTE = timedelta(minutes=1)


@dataclass
class Desk:
    """The room, and what happens around it. Times are told by `clock.simulated` in the tests."""

    world: World
    facility: Facility
    device: Device
    room: Room

    @property
    def cast(self) -> Cast:
        return self.world.cast

    def terms(self, **changes: Any) -> Terms:
        return Terms(
            **{
                "device": self.device, "phone": PHONE, "monthly": 4, "nightly": 1, "button_minutes": 5,
                "call_minutes": 3, **changes,
            }
        )  # fmt: skip

    def set(self, **changes: Any) -> Room:
        self.room = actions.keep_room(by=self.cast.fire_officer, facility=self.facility.pk, terms=self.terms(**changes))
        return self.room

    def ask(self, line: Line = Line.VOICE) -> Check:
        return actions.ask(by=self.cast.fire_officer, facility=self.facility.pk, reason="投诉无人", line=line)

    def takes(self, row: Check, state: OrderState = OrderState.ANSWERED) -> None:
        """The device has the order."""
        row.refresh_from_db()
        assert row.order is not None
        settle_order(by=SYSTEM, order=row.order.pk, state=state)

    def presses(self) -> None:
        """Somebody presses the button."""
        self.world.says(self.world.point(self.device), queries.PRESSED)

    def rings(self, row: Check, state: DeliveryState = DeliveryState.SENT) -> None:
        """The provider took the call."""
        row.refresh_from_db()
        Delivery._all.filter(notice=row.notice).update(state=state, ended_at=clock.now())

    def types(self, row: Check, code: str = "", who: str = "property_manager") -> bool:
        return actions.type_code(by=self.cast.actor(who), check=row.pk, code=code or secret.code_of(row.pk))

    def settle(self, row: Check) -> Check:
        actions.settle(row.pk)
        row.refresh_from_db()
        return row

    def nobody(self, at: datetime) -> Check:
        """A check in which all works and nobody answers."""
        with clock.simulated(at):
            row = self.ask()
            self.settle(row)
            self.takes(row)
            self.rings(row)
            self.settle(row)
        with clock.simulated(at + 6 * MINUTE):
            return self.settle(row)


def voice(enabled: bool = True) -> Gateway:
    """A provider that calls phones."""
    config = {"url": "https://voice.example/call", "body": {"to": "{phone}", "say": "{text}", "back": "{answer}"}}
    sealed = secrets.close(config, GatewayKind.VOICE_HTTP)
    return Gateway._all.create(kind=GatewayKind.VOICE_HTTP, name="语音", path="/cc/", enabled=enabled, sealed=sealed)


def control_room(cast: Cast, at: str = "estate", kind: str = queries.CONTROL_ROOM) -> Facility:
    place = cast.places[at]
    return Facility._all.create(kind=kind, name="消防控制室", district="cc", place=place, path=place.path)


def transmitter(cast: Cast, key: str = "010203040506", at: str = "estate") -> Device:
    place = cast.places[at]
    return Device._all.create(
        scheme="gbt26875", key=key, state=DeviceState.CLAIMED, place=place, path=place.path, registered_at=clock.now(),
        name="传输装置",
    )  # fmt: skip


@pytest.fixture
def desk(world: World) -> Desk:
    voice()
    facility, device = control_room(world.cast), transmitter(world.cast)
    terms = Terms(device, PHONE, 4, 1, 5, 3)
    room = actions.keep_room(by=world.cast.fire_officer, facility=facility.pk, terms=terms)
    return Desk(world, facility, device, room)


def orders() -> list[Order]:
    return list(Order._all.filter(kind=OrderKind.INSPECT_DUTY).order_by("pk"))
