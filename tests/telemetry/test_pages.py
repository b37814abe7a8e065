"""The pages of devices, in a browser's order, each with who is not let in."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from anju.gateway.observed import Scheme
from anju.kernel import clock
from anju.telemetry import actions
from anju.telemetry.actions import New
from anju.telemetry.actions.projecting import run_once
from anju.telemetry.models import Device, DeviceModel, Heard, Shield, Unread
from anju.telemetry.queries import history, register
from tests.cast import Cast, make_cast
from tests.telemetry.made import T0, analog, batch, of, system, us

NOW = T0 + timedelta(hours=1)
FIRE_AND_FAULT = 0x07


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def device(cast: Cast) -> Device:
    new = New(Scheme.GBT26875, of(1).hex(), cast.places["building"], name="1幢主机")
    return actions.register(by=cast.property_manager, devices=[new])[0]


def signed_in(client: Client, cast: Cast, who: str) -> Client:
    client.force_login(cast.accounts[who])
    return client


def seen(client: Client, name: str, *args: int, **query: str) -> str:
    answer = client.get(reverse(f"telemetry:{name}", args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_register_shows_the_own_reach_and_nothing_else(client: Client, cast: Cast, device: Device) -> None:
    for who in ("property_manager", "street_officer", "community_worker", "fire_officer", "district_officer"):
        assert "1幢主机" in seen(signed_in(client, cast, who), "devices")
    for who in ("other_property_manager", "outsider"):
        assert "1幢主机" not in seen(signed_in(client, cast, who), "devices")
        assert client.get(reverse("telemetry:device", args=(device.pk,))).status_code == 404
    assert signed_in(client, cast, "grid_member").get(reverse("telemetry:devices")).status_code == 403


def test_a_device_is_registered_by_a_form(client: Client, cast: Cast) -> None:
    signed_in(client, cast, "property_manager")
    form = {"scheme": "gbt26875", "key": "0A0B0C010203", "name": "主机", "place": cast.places["building"].full_name}
    form["place"] = str(cast.places["building"].pk)
    assert "主机" in client.post(reverse("telemetry:add"), form, follow=True).content.decode()
    again = client.post(reverse("telemetry:add"), form)
    assert again.status_code == 422
    assert "设备号已登记" in again.content.decode()
    elsewhere = client.post(
        reverse("telemetry:add"), {**form, "key": "0" * 12, "place": str(cast.places["other_building"].pk)}
    )
    assert elsewhere.status_code == 422
    assert signed_in(client, cast, "street_officer").post(reverse("telemetry:add"), form).status_code == 403


def test_what_nobody_knows_waits_a_fire_first_and_is_claimed_in_bulk(client: Client, cast: Cast) -> None:
    batch([system(1, 0, device=1), system(3, 0, device=2)], 1)
    run_once()
    signed_in(client, cast, "property_manager")
    page = seen(client, "waiting")
    assert page.index(of(2).hex()) < page.index(of(1).hex())
    ids = [str(pk) for pk in Device._all.values_list("pk", flat=True)]
    form: dict[str, Any] = {"place": str(cast.places["building"].pk)}
    assert client.post(reverse("telemetry:waiting"), form).status_code == 422
    client.post(reverse("telemetry:waiting"), {**form, "ids": ids})
    assert set(Device._all.values_list("state", flat=True)) == {"claimed"}
    for who in ("street_officer", "community_worker"):
        assert signed_in(client, cast, who).get(reverse("telemetry:waiting")).status_code == 403


def test_the_page_of_a_device_tells_what_holds_what_it_said_and_its_readings(
    client: Client, cast: Cast, device: Device
) -> None:
    frames = [analog(3000 + at, at * 60, serial=at) for at in range(30)] + [system(FIRE_AND_FAULT, 1800, serial=99)]
    batch(frames, 1801)
    run_once()
    signed_in(client, cast, "property_manager")
    with clock.simulated(NOW):
        page = seen(client, "device", device.pk)
        for word in ("火警", "故障", "压力", "<polyline", "看数字", "302.9", "1/0"):
            assert word in page
        assert "近一小时的报文" not in page
        assert "<circle" in seen(client, "device", device.pk, span="hourly")
        fire = signed_in(client, cast, "fire_officer")
        assert frames[-1].hex(" ") in seen(fire, "device", device.pk)


def test_a_zone_is_shielded_and_that_is_ended_early(client: Client, cast: Cast, device: Device) -> None:
    signed_in(client, cast, "property_manager")
    until = clock.local(clock.now() + timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M")
    too_late = clock.local(clock.now() + timedelta(hours=30)).strftime("%Y-%m-%dT%H:%M")
    url = reverse("telemetry:shield", args=(device.pk,))
    said = client.post(url, {"kind": "test", "zone": "", "until": too_late}, follow=True).content.decode()
    assert "最长 24 小时" in said
    client.post(url, {"kind": "test", "zone": "", "until": until})
    made = Shield._all.get()
    assert "提前恢复" in seen(client, "device", device.pk)
    assert signed_in(client, cast, "outsider").post(reverse("telemetry:shield-end", args=(made.pk,))).status_code == 403
    signed_in(client, cast, "property_manager").post(reverse("telemetry:shield-end", args=(made.pk,)))
    made.refresh_from_db()
    assert made.ended_by == cast.accounts["property_manager"].pk


def test_a_device_is_changed_retired_and_brought_back(client: Client, cast: Cast, device: Device) -> None:
    signed_in(client, cast, "property_manager")
    form = {"name": "新名", "place": str(cast.places["estate"].pk), "spot": "消控室"}
    assert "新名" in client.post(reverse("telemetry:change", args=(device.pk,)), form, follow=True).content.decode()
    client.post(reverse("telemetry:retire", args=(device.pk,)))
    assert "新名" not in seen(client, "devices")
    assert "新名" in seen(client, "devices", state="retired")
    for who in ("street_officer", "other_property_manager"):
        signed_in(client, cast, who)
        for name in ("change", "retire", "return", "shield"):
            assert client.post(reverse(f"telemetry:{name}", args=(device.pk,)), form).status_code in (403, 404)
    signed_in(client, cast, "property_manager").post(reverse("telemetry:return", args=(device.pk,)))
    assert "新名" in seen(client, "devices")


def test_models_are_kept_by_the_district_alone(client: Client, cast: Cast) -> None:
    signed_in(client, cast, "fire_officer")
    form = {"code": "HY-1", "name": "压力", "scheme": "hydrant", "silent_after_s": "7200", "profile": '{"steps": 1}'}
    wrong = client.post(reverse("telemetry:model-add"), form)
    assert wrong.status_code == 422
    assert "读不懂" in wrong.content.decode()
    assert "HY-1" in client.post(reverse("telemetry:model-add"), {**form, "profile": ""}, follow=True).content.decode()
    row = DeviceModel._all.get()
    client.post(reverse("telemetry:model", args=(row.pk,)), {**form, "name": "新的", "profile": ""})
    row.refresh_from_db()
    assert row.name == "新的"
    Unread._all.create(batch=7, place=2, listener="x:y", why="ValueError: no", at=us(0))
    assert "ValueError: no" in seen(client, "unread")
    signed_in(client, cast, "property_manager")
    for name, args in (("models", ()), ("model-add", ()), ("model", (row.pk,)), ("unread", ())):
        assert client.get(reverse(f"telemetry:{name}", args=args)).status_code == 403


def test_silence_is_worked_out_when_somebody_asks(cast: Cast, device: Device) -> None:
    model = DeviceModel._all.create(code="q", name="q", scheme="plain", silent_after_s=600)
    names = ("never", "often", "own", "gone")
    news = [New(Scheme.PLAIN, name, cast.places["building"], model=model) for name in names]
    rows = {row.key: row for row in actions.register(by=cast.property_manager, devices=news)}
    actions.retire(by=cast.property_manager, device=rows["gone"].pk)
    now = clock.now() + timedelta(seconds=700)
    for name, ago in (("often", 100), ("own", 650), ("gone", 9999)):
        at = clock.to_us(now - timedelta(seconds=ago))
        Heard._all.create(device=rows[name], first_us=at, last_us=at)
    Device._all.filter(key="own").update(silent_after_s=3600)
    found = set(register.silent(Device._all.all(), now).values_list("key", flat=True))
    assert found == {"never"}
    for row in Device._all.select_related("model", "heard"):
        assert (register.silent_since(row, now) is not None) == (row.key in found)
    assert device.key in register.silent(Device._all.all(), now + timedelta(days=2)).values_list("key", flat=True)


@pytest.mark.parametrize("about", ["", "fire", "fault"])
def test_a_page_of_the_register_asks_the_same_of_few_and_of_many(client: Client, cast: Cast, about: str) -> None:
    signed_in(client, cast, "district_officer")

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            seen(client, "devices", about=about)
        return len(found)

    def more(first: int, last: int) -> None:
        news = [New(Scheme.GBT26875, of(n).hex(), cast.places["building"]) for n in range(first, last)]
        actions.register(by=cast.property_manager, devices=news)
        batch([system(FIRE_AND_FAULT, 0, device=n) for n in range(first, last)], first)
        run_once()

    more(1, 3)
    asked()
    few = asked()
    more(3, 60)
    assert asked() <= few + 1  # a count beside the navigation is asked again after a while
    assert few <= 14


def test_the_register_goes_on_page_by_page(client: Client, cast: Cast) -> None:
    news = [New(Scheme.PLAIN, f"d{n:03}", cast.places["building"]) for n in range(60)]
    actions.register(by=cast.property_manager, devices=news)
    rows = register.listed(cast.property_manager, register.Filters(), clock.now())
    first, after = register.page(rows, "")
    second, end = register.page(rows, after)
    assert [row.key for row in (*first, *second)] == [f"d{n:03}" for n in range(60)]
    assert end == ""
    assert f"after={after.replace('/', '%2F')}" in seen(signed_in(client, cast, "property_manager"), "devices")


def test_gaps_stay_visible_and_a_chart_is_sent_few_points(cast: Cast, device: Device) -> None:
    moments = [n * 60 for n in range(20)] + [20_000 + n * 60 for n in range(20)]
    batch([analog(n, at, serial=n) for n, at in enumerate(moments)], 30_000)
    run_once()
    (series,) = history.series_of(device)
    raw = history.readings(series.pk, since=us(0), until=us(86_400)).told
    assert [one.milli is None for one in raw].index(True) == 20
    assert len(raw) == 41
    hourly = history.readings(series.pk, since=us(0), until=us(86_400), span=history.Span.HOURLY).told
    assert [(one.least, one.most) for one in hourly if one.milli is not None] == [(0, 1900), (2000, 3900)]
    batch([analog(n % 7, 30_000 + n, serial=n % 65_536) for n in range(5000)], 40_000)
    run_once()
    many = history.readings(series.pk, since=us(0), until=us(86_400)).told
    assert len([one for one in many if one.milli is not None]) <= 500


def test_a_place_tells_of_its_devices_and_to_nobody_elsewhere(client: Client, cast: Cast, device: Device) -> None:
    batch([system(FIRE_AND_FAULT, 0)], 1)
    run_once()
    url = reverse("places:place", args=(cast.places["estate"].pk,))
    assert "有火警" in signed_in(client, cast, "property_manager").get(url).content.decode()
    assert "有火警" not in signed_in(client, cast, "grid_member").get(url).content.decode()
