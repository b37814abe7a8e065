"""Devices over the API, by a token of a property company's system and by people; each with who is not let in."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from anju.facilities import actions as facilities
from anju.facilities.actions import NewFacility
from anju.gateway.observed import Scheme
from anju.kernel import clock
from anju.kernel.ledger.models import Entry
from anju.telemetry import actions
from anju.telemetry.actions import ModelSaid
from anju.telemetry.actions.projecting import run_once
from anju.telemetry.models import Device, Point, Reading, Series, Shield, Signal
from tests.api.conftest import MONDAY, Caller
from tests.cast import SYSTEM, Cast
from tests.places.entries import states_agree
from tests.telemetry.made import T0, batch, of, system

System = Callable[..., Caller]
KEEPING = ("telemetry.see", "telemetry.keep", "telemetry.claim")
KEY = of(1).hex()


@pytest.fixture
def caller(system: System) -> Caller:
    return system(*KEEPING, place="estate")


@pytest.fixture
def stranger(system: System) -> Caller:
    return system(*KEEPING, place="other_estate")


def new(cast: Cast, **told: Any) -> dict[str, Any]:
    return {"scheme": "gbt26875", "key": KEY, "place": cast.places["building"].pk, "name": "1幢主机", **told}


@pytest.fixture
def device(cast: Cast, caller: Caller) -> int:
    answer = caller.post("/devices", {"devices": [new(cast)]})
    assert answer.status_code == 200, answer.content
    found: int = answer.json()["items"][0]["id"]
    return found


def test_a_system_registers_devices_once_and_all_or_none(cast: Cast, caller: Caller) -> None:
    model = actions.keep_model(by=cast.fire_officer, said=ModelSaid("M-1", "主机型号", Scheme.GBT26875))
    facility = facilities.register(
        by=SYSTEM, new=NewFacility(kind="F19", place=cast.places["building"], code="BJ-1", name="报警主机")
    )
    told = new(cast, model="M-1", facility=facility.pk, floor=1, spot="消控室", installed_on="2024-06-01")
    sent = caller.post("/devices", {"devices": [told]}, **{"Idempotency-Key": "register-0001"})
    again = caller.post("/devices", {"devices": [told]}, **{"Idempotency-Key": "register-0001"})
    assert again.json() == sent.json()
    assert again["Idempotent-Replayed"] == "true"
    row = Device._all.get()
    assert (row.model, row.facility, row.floor, row.spot, row.name) == (model, facility, 1, "消控室", "1幢主机")
    both = {"devices": [new(cast, key="f" * 12), told]}
    assert caller.post("/devices", both).status_code == 422
    assert Device._all.count() == 1
    assert Entry._all.get(verb="device.registered").actor.startswith("token:")
    assert states_agree()


@pytest.mark.parametrize("told", [{"place": 999_999}, {"model": "没有"}, {"facility": 999_999}, {"key": "0a0b"}])
def test_what_is_not_there_is_named(cast: Cast, caller: Caller, told: dict[str, Any]) -> None:
    answer = caller.post("/devices", {"devices": [new(cast, **told)]})
    assert answer.status_code == 422
    assert answer.json()["type"] == "urn:anju:problem:refused"
    assert not Device._all.exists()


def test_nobody_registers_where_others_keep(cast: Cast, stranger: Caller, system: System) -> None:
    assert stranger.post("/devices", {"devices": [new(cast)]}).status_code == 422
    assert system("telemetry.see").post("/devices", {"devices": [new(cast)]}).status_code in (403, 422)
    assert not Device._all.exists()


def test_the_register_is_read_with_filters_and_by_its_reach(
    cast: Cast, caller: Caller, stranger: Caller, device: int
) -> None:
    assert [one["key"] for one in caller.get("/devices").json()["items"]] == [KEY]
    assert caller.get(f"/devices/{device}").json()["state"] == "claimed"
    assert caller.get("/devices?q=没有").json()["items"] == []
    assert caller.get("/devices?about=silent").json()["items"] == []
    assert caller.get("/devices?cursor=x").status_code == 422
    assert stranger.get("/devices").json()["items"] == []
    assert stranger.get(f"/devices/{device}").status_code == 404


def test_the_register_is_paged(cast: Cast, caller: Caller) -> None:
    many = [new(cast, key=f"{number:012x}") for number in range(60)]
    assert caller.post("/devices", {"devices": many}).status_code == 200
    first = caller.get("/devices").json()
    second = caller.get(f"/devices?cursor={first['next']}").json()
    assert (len(first["items"]), len(second["items"]), second["next"]) == (50, 10, None)
    assert len({one["id"] for one in first["items"] + second["items"]}) == 60


def test_what_waits_is_claimed_with_its_likely_model(cast: Cast, caller: Caller, system: System) -> None:
    actions.keep_model(by=cast.fire_officer, said=ModelSaid("M-1", "主机型号", Scheme.GBT26875))
    send([system_frame(1), system_frame(2)])
    waiting = caller.get("/devices/waiting").json()["items"]
    body = {"devices": [one["id"] for one in waiting], "place": cast.places["building"].pk, "suggested": True}
    assert system("telemetry.see").get("/devices/waiting").json()["items"] == []
    assert system("telemetry.see", "telemetry.keep").post("/devices/claimed", body).status_code == 403
    claimed = caller.post("/devices/claimed", body).json()["items"]
    assert [(one["state"], one["model"]) for one in claimed] == [("claimed", "M-1")] * 2
    assert caller.post("/devices/claimed", body).status_code == 403
    assert states_agree()


def system_frame(number: int) -> bytes:
    return system(1, 0, device=number)


def send(frames: list[bytes]) -> None:
    batch(frames, 1)
    run_once()


def test_a_device_is_changed_retired_and_brought_back(
    cast: Cast, caller: Caller, stranger: Caller, device: int
) -> None:
    to = {"place": cast.places["estate"].pk, "name": "门卫室主机", "floor": 1}
    assert stranger.put(f"/devices/{device}", to).status_code == 404
    assert caller.put(f"/devices/{device}", {"place": cast.places["other_estate"].pk}).status_code == 422
    assert caller.put(f"/devices/{device}", to).json()["name"] == "门卫室主机"
    assert stranger.post(f"/devices/{device}/retired").status_code == 404
    assert caller.post(f"/devices/{device}/returned").status_code == 409
    assert caller.post(f"/devices/{device}/retired").json()["state"] == "retired"
    assert caller.post(f"/devices/{device}/retired").status_code == 409
    assert [one["id"] for one in caller.get("/devices?state=retired").json()["items"]] == [device]
    assert caller.post(f"/devices/{device}/returned").json()["state"] == "claimed"
    assert states_agree()


def test_points_are_put_as_a_list_and_a_second_time_change_nothing(
    cast: Cast, caller: Caller, stranger: Caller, device: int
) -> None:
    lines = [
        {"address": "3-9", "kind": "烟感", "spot": "503 门口", "floor": 5},
        {"address": "3-9", "kind": "手报", "spot": "5 层走道"},
    ]
    assert stranger.put(f"/devices/{device}/point-list", {"points": lines}).status_code == 404
    put = caller.put(f"/devices/{device}/point-list", {"points": lines}).json()
    assert put == {"added": 2, "changed": 0, "unchanged": 0}
    assert caller.put(f"/devices/{device}/point-list", {"points": lines}).json()["unchanged"] == 2
    shown = caller.get(f"/devices/{device}/point-list").json()["items"]
    assert [(one["key"], one["kind"], one["name"], one["spot"]) for one in shown] == [
        ("1/0/589827/23", 23, "手报", "5 层走道"), ("1/0/589827/40", 40, "烟感", "503 门口"),
    ]  # fmt: skip
    wrong = caller.put(f"/devices/{device}/point-list", {"points": [{"address": "三-九"}]})
    assert (wrong.status_code, wrong.json()["errors"][0]["at"]) == (422, "/points/0/address")
    elsewhere = {"points": [{"address": "3-8", "place": cast.places["other_building"].pk}]}
    assert caller.put(f"/devices/{device}/point-list", elsewhere).status_code == 422
    assert Point._all.count() == 2
    assert stranger.get(f"/devices/{device}/point-list").status_code == 404


def test_readings_of_a_series_raw_and_by_the_hour(caller: Caller, stranger: Caller, device: int) -> None:
    series = Series._all.create(
        point=Point._all.create(device_id=device), quantity="pressure_kpa", last_us=clock.to_us(T0), last_milli=302_900
    )
    start = clock.to_us(T0)
    for minute in range(4):
        Reading._all.create(series_id=series.pk, at=start + minute * 1_800_000_000, milli=300_000 + minute * 1_000)
    (shown,) = caller.get(f"/devices/{device}/series").json()["items"]
    assert (shown["quantity"], shown["last"]) == ("pressure_kpa", 302.9)
    asked = "since=2026-11-30T08:00:00Z&until=2026-11-30T12:00:00Z"
    raw = caller.get(f"/series/{series.pk}/readings?{asked}").json()["items"]
    assert [one["value"] for one in raw] == [300, 301, 302, 303]
    hourly = caller.get(f"/series/{series.pk}/readings?{asked}&span=hourly").json()["items"]
    assert [(one["value"], one["least"], one["most"]) for one in hourly] == [(300.5, 300, 301), (302.5, 302, 303)]
    assert caller.get(f"/series/{series.pk}/readings").status_code == 422
    backwards = "since=2026-11-30T12:00:00Z&until=2026-11-30T08:00:00Z"
    assert caller.get(f"/series/{series.pk}/readings?{backwards}").status_code == 422
    assert stranger.get(f"/series/{series.pk}/readings?{asked}").status_code == 404


def test_another_system_follows_what_devices_tell(cast: Cast, caller: Caller, stranger: Caller, device: int) -> None:
    point = Point._all.create(device_id=device, key="1/0/3/40")
    moment = clock.to_us(MONDAY)
    for number in range(205):
        Signal._all.create(point=point, state="fire", on=number % 2 == 0, at=moment + number, heard=moment)
    first = caller.get("/signals").json()
    second = caller.get(f"/signals?after={first['last']}").json()
    assert (len(first["items"]), len(second["items"])) == (200, 5)
    assert first["items"][0] | {"id": 0, "point": 0} == {
        "id": 0, "device": device, "point": 0, "key": "1/0/3/40", "state": "fire", "on": True,
        "at": "2026-11-23T02:00:00Z", "heard_at": "2026-11-23T02:00:00Z",
    }  # fmt: skip
    assert caller.get(f"/signals?after={second['last']}").json() == {"items": [], "last": second["last"]}
    assert len(caller.get(f"/signals?after={first['last']}&device={device}").json()["items"]) == 5
    away = stranger.get("/signals").json()
    assert (away["items"], away["last"]) == ([], second["last"])
    assert stranger.get(f"/signals?device={device}").json()["items"] == []


def test_a_shield_begins_and_is_ended_early(caller: Caller, stranger: Caller, device: int) -> None:
    until = (clock.now() + timedelta(hours=2)).isoformat()
    body = {"kind": "test", "until": until}
    assert stranger.post(f"/devices/{device}/shields", body).status_code == 404
    made = caller.post(f"/devices/{device}/shields", body).json()
    assert [one["id"] for one in caller.get(f"/devices/{device}/shields").json()["items"]] == [made["id"]]
    too_long = {"kind": "test", "until": (clock.now() + timedelta(days=3)).isoformat()}
    assert caller.post(f"/devices/{device}/shields", too_long).status_code == 422
    assert stranger.post(f"/shields/{made['id']}/ended").status_code == 404
    assert caller.post(f"/shields/{made['id']}/ended").json()["ended_at"]
    assert caller.post(f"/shields/{made['id']}/ended").status_code == 409
    assert Shield._all.count() == 1
    assert states_agree()


def test_a_street_reads_and_changes_nothing(person: Callable[[str], Caller], device: int) -> None:
    street = person("street_officer")
    assert street.get(f"/devices/{device}").status_code == 200
    assert street.post(f"/devices/{device}/retired").status_code == 403
    assert street.put(f"/devices/{device}/point-list", {"points": [{"address": "1-1"}]}).status_code == 403
    assert Device._all.get().state == "claimed"
