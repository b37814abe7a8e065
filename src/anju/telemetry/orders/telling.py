"""How an order ended, in words: what the device answered, field by field, and who pressed the button."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language

from anju.gateway.protocols.gbt26875 import Frame, explain
from anju.gateway.protocols.gbt26875.names import in_language
from anju.people.queries.walking import names_of_actors
from anju.telemetry.models import Device, Order
from anju.telemetry.orders import queries
from anju.telemetry.orders.enums import OrderKind, OrderState
from anju.telemetry.projecting.profiles import read_or_usual

HEAD = 26
"""Bytes of a frame before its command: start mark, number, version, moment, addresses, length."""
TAIL = 3
"""Checksum and end mark."""
LEAST = HEAD + 1 + TAIL
"""A frame that says nothing but its command; the gateway hands over whole frames only."""
TONES = {
    OrderState.OPEN: ("wait", "clock"), OrderState.ANSWERED: ("done", "circle-check"),
    OrderState.DENIED: ("bad", "circle-x"), OrderState.SILENT: ("warn", "wifi-off"),
    OrderState.EXPIRED: ("warn", "clock-pause"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """One order as its page shows it. `parts`: (field, value) of what the answer says; empty for a bare confirmation.

    `pressed`: of 查岗, when the button was first heard within its minutes; the device's confirmation is none.
    """

    order: Order
    tone: str
    icon: str
    by: str
    parts: list[tuple[str, str]]
    pressed: datetime | None
    waits: bool
    """Of 查岗: the device has it, and nobody has pressed so far."""


def told(rows: list[Order], device: Device, now: datetime) -> list[Told]:
    """The orders of one device in words."""
    names = names_of_actors({f"person:{row.asked_by}" for row in rows if row.asked_by is not None})
    return [_one(row, device, names, now) for row in rows]


def _one(row: Order, device: Device, names: dict[str, str], now: datetime) -> Told:
    tone, icon = TONES[OrderState(row.state)]
    duty = row.kind == OrderKind.INSPECT_DUTY and row.state == OrderState.ANSWERED
    pressed = queries.pressed_at(row) if duty else None
    return Told(
        row, tone, icon, names.get(f"person:{row.asked_by}", ""), parts_of(bytes(row.answer), device), pressed,
        duty and pressed is None and now < queries.duty_due(row),
    )  # fmt: skip


def parts_of(answer: bytes, device: Device) -> list[tuple[str, str]]:
    """What a device's frame says, by its model's dialect; nothing for silence."""
    if len(answer) < LEAST:
        return []
    language: Any = "en" if (get_language() or "").startswith("en") else "zh"
    dialect = read_or_usual(device.model.profile if device.model else "").dialect
    found = explain(Frame(answer), language, dialect)
    return [(in_language(one.name, language), one.value) for one in found if HEAD < one.offset < len(answer) - TAIL]
