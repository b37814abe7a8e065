"""Orders on a device's page: given by a form, and how each ended."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from anju.gateway.protocols.gbt26875 import build
from anju.gateway.protocols.gbt26875.values import TimeLabel
from anju.kernel import clock
from anju.kernel.actors import system
from anju.telemetry.enums import DeviceState
from anju.telemetry.models import Device, Order, Point, Signal
from anju.telemetry.orders import queries
from anju.telemetry.orders.actions import settle_order
from anju.telemetry.orders.enums import OrderKind, OrderState
from anju.telemetry.orders.telling import parts_of, told
from tests.cast import Cast
from tests.telemetry.orders.test_actions import SOURCE, cast, device, given, made

__all__ = ["cast", "device"]

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
VERSION = b"\x19\x01\x02\x03"
"""A software version (type 25), as a reading of it is replied to: one object, 2.3."""


def frame(command: int, unit: bytes = b"") -> bytes:
    label = TimeLabel.of(NOON)
    return build(command, unit, serial=1, source=SOURCE, destination=bytes(6), time=label).raw


def ended(row: Order, state: OrderState, answer: bytes = b"") -> None:
    settle_order(by=system("test"), order=row.pk, state=state, answer=answer)


def signed_in(client: Client, cast: Cast, who: str) -> Client:
    client.force_login(cast.accounts[who])
    return client


def url(device: Device) -> str:
    return reverse("orders:device", args=(device.pk,))


def test_an_order_is_given_by_the_form_and_stands_on_the_device_s_page(
    client: Client, cast: Cast, device: Device
) -> None:
    signed_in(client, cast, "fire_officer")
    page = client.post(url(device), {"kind": "read_state", "minutes": "5"}, follow=True).content.decode()
    assert "命令已记下" in page
    row = Order._all.get()
    assert (row.kind, row.minutes, row.asked_by) == (OrderKind.READ_STATE, 0, cast.accounts["fire_officer"].pk)
    assert "fire_officer同志" in page
    on_device = client.get(reverse("telemetry:device", args=(device.pk,))).content.decode()
    assert "读运行状态" in on_device
    assert "待下发" in on_device
    again = client.post(url(device), {"kind": "read_state"})
    assert again.status_code == 422
    assert "上一条命令还没有结果" in again.content.decode()


def test_a_duty_check_needs_its_minutes(client: Client, cast: Cast, device: Device) -> None:
    signed_in(client, cast, "fire_officer")
    for minutes in ("", "0", "256"):
        assert client.post(url(device), {"kind": "inspect_duty", "minutes": minutes}).status_code == 422
    client.post(url(device), {"kind": "inspect_duty", "minutes": "7"})
    assert Order._all.get().minutes == 7


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (OrderState.ANSWERED, "设备已应答"),
        (OrderState.DENIED, "设备拒绝"),
        (OrderState.SILENT, "设备没有应答"),
        (OrderState.EXPIRED, "过期未下发"),
    ],
)
def test_how_each_ended_is_said(client: Client, cast: Cast, device: Device, state: OrderState, words: str) -> None:
    ended(given(cast, device), state)
    assert words in signed_in(client, cast, "fire_officer").get(url(device)).content.decode()


def test_an_answer_is_read_field_by_field(client: Client, cast: Cast, device: Device) -> None:
    ended(given(cast, device, OrderKind.READ_VERSION), OrderState.ANSWERED, frame(5, VERSION))
    parts = parts_of(bytes(Order._all.get().answer), device)
    assert len(parts) >= 3
    assert any("版本" in name for name, _value in parts)
    page = signed_in(client, cast, "fire_officer").get(url(device)).content.decode()
    assert "看应答" in page
    assert parts[-1][1] in page


def test_a_bare_confirmation_and_silence_have_no_fields(device: Device) -> None:
    assert [value for _name, value in parts_of(frame(3), device)] == []
    assert parts_of(b"", device) == []


def test_of_a_duty_check_the_person_s_answer_is_told_apart_from_the_device_s(cast: Cast, device: Device) -> None:
    with clock.simulated(NOON):
        row = given(cast, device, OrderKind.INSPECT_DUTY, 5)
        ended(row, OrderState.ANSWERED)
    row.refresh_from_db()
    assert told([row], device, NOON + timedelta(minutes=4))[0].waits
    late = told([row], device, NOON + timedelta(minutes=6))[0]
    assert (late.waits, late.pressed) == (False, None)
    point = Point._all.create(device=device)
    for minutes in (-1, 6, 3):
        at = clock.to_us(NOON + timedelta(minutes=minutes))
        Signal._all.create(point=point, state=queries.DUTY_ANSWERED, on=True, at=at, heard=at)
    assert told([row], device, NOON + timedelta(minutes=9))[0].pressed == NOON + timedelta(minutes=3)


def test_the_history_is_paged(client: Client, cast: Cast, device: Device) -> None:
    for _ in range(queries.PAGE + 2):
        ended(given(cast, device), OrderState.SILENT)
    signed_in(client, cast, "fire_officer")
    first = client.get(url(device)).content.decode()
    assert first.count("设备没有应答") == queries.PAGE
    last = Order._all.order_by("-pk")[queries.PAGE - 1].pk
    assert f"?after={last}" in first
    assert client.get(url(device), {"after": str(last)}).content.decode().count("设备没有应答") == 2


@pytest.mark.parametrize("who", ["outsider", "property_manager", "street_officer", "district_officer", "grid_member"])
def test_nobody_but_the_brigade_sees_or_gives_orders(client: Client, cast: Cast, device: Device, who: str) -> None:
    given(cast, device)
    signed_in(client, cast, who)
    assert client.get(url(device)).status_code == 403
    assert client.post(url(device), {"kind": "read_state"}).status_code == 403
    page = client.get(reverse("telemetry:device", args=(device.pk,)))
    assert page.status_code in (403, 404) or "下发命令" not in page.content.decode()


def test_a_device_that_takes_none_has_no_form_and_one_out_of_use_only_its_past(client: Client, cast: Cast) -> None:
    signed_in(client, cast, "fire_officer")
    other = made(cast, scheme="hydrant", key="MK1")
    assert client.get(url(other)).status_code == 404
    assert "下发命令" not in client.get(reverse("telemetry:device", args=(other.pk,))).content.decode()
    retired = made(cast, key="0102030405ff", state=DeviceState.RETIRED)
    page = client.get(url(retired))
    assert page.status_code == 200
    assert '<form method="post" class="sheet' not in page.content.decode()
