"""Pages of points, several devices at once, what a device stands on, likely models, and Excel out and in again."""

from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from anju.facilities import actions as facilities
from anju.facilities.actions import NewFacility
from anju.facilities.models import Facility
from anju.gateway.observed import Scheme
from anju.telemetry import actions
from anju.telemetry.actions import Listed, ModelSaid, New
from anju.telemetry.actions.projecting import run_once
from anju.telemetry.models import Device, DeviceModel, Point, Shield
from anju.telemetry.queries.suggesting import suggestions
from tests.cast import SYSTEM, Cast, make_cast
from tests.intake.desk import checked, fates, wrongs
from tests.telemetry.made import FIRE, batch, component, of, system


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def device(cast: Cast) -> Device:
    new = New(Scheme.GBT26875, of(1).hex(), cast.places["building"], name="1幢主机", spot="消控室", floor=1)
    return actions.register(by=cast.property_manager, devices=[new])[0]


def standing(cast: Cast, place: str, code: str) -> Facility:
    return facilities.register(by=SYSTEM, new=NewFacility(kind="F19", place=cast.places[place], code=code, name=code))


def signed_in(client: Client, cast: Cast, who: str) -> Client:
    client.force_login(cast.accounts[who])
    return client


def text_of(client: Client, name: str, *args: int, **query: str) -> str:
    answer = client.get(reverse(f"telemetry:{name}", args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_spoke_and_nobody_described_is_listed_and_described(client: Client, cast: Cast, device: Device) -> None:
    lines = [Listed("1/0/65537", 42, "烟感", "503 门口")]
    actions.put_points(by=cast.property_manager, device=device.pk, lines=lines)
    batch([component(FIRE, 1)], 1)
    run_once()
    signed_in(client, cast, "property_manager")
    page = text_of(client, "device", device.pk)
    assert "1 个还不知道是什么" in page
    unknown = text_of(client, "point-list", device.pk, only="unknown")
    assert "3-9" in unknown
    assert "503 门口" not in unknown
    point = Point._all.get(listed=False)
    form = {"name": "手报", "floor": "5", "spot": "走道", "zone": "5F", "place": str(cast.places["building"].pk)}
    at = reverse("telemetry:point", args=(point.pk,))
    for who in ("street_officer", "other_property_manager"):
        assert signed_in(client, cast, who).post(at, form).status_code in (403, 404)
    signed_in(client, cast, "property_manager")
    assert client.post(at, {**form, "name": ""}).status_code == 422
    assert client.post(at, {**form, "place": str(cast.places["other_building"].pk)}).status_code == 422
    client.post(at, form)
    point.refresh_from_db()
    assert (point.name, point.floor, point.place, point.listed) == ("手报", 5, cast.places["building"], True)
    assert "没有点位" in text_of(client, "point-list", device.pk, only="unknown")
    assert "手报" in text_of(client, "point-list", device.pk, q="走道")


def test_points_of_others_are_not_found(client: Client, cast: Cast, device: Device) -> None:
    signed_in(client, cast, "other_property_manager")
    for name in ("point-list", "point-list-export"):
        at = reverse(f"telemetry:{name}", args=(device.pk,))
        assert (client.post(at) if name.endswith("export") else client.get(at)).status_code == 404


def table(answer: Any) -> list[list[str]]:
    """The rows of a workbook from its header on."""
    content = b"".join(answer.streaming_content)
    rows = [
        ["" if cell is None else str(cell) for cell in row] for row in load_workbook(BytesIO(content)).active.values
    ]
    begin = next(number for number, row in enumerate(rows) if row[0] == "设备号")
    return [row for row in rows[begin:] if row[0]]


def test_what_was_taken_out_comes_in_again_unchanged(client: Client, cast: Cast, device: Device) -> None:
    lines = [
        Listed("1/0/589827", 42, "烟感", "503 门口", "5F", 5, cast.places["building"]),
        Listed("1/0/589827", 23, "手报"),
        Listed("11/0/65537", 91, "水泵"),
    ]
    actions.put_points(by=cast.property_manager, device=device.pk, lines=lines)
    signed_in(client, cast, "property_manager")
    rows = table(client.post(reverse("telemetry:point-list-export", args=(device.pk,))))
    assert [row[3] for row in rows[1:]] == ["3-9", "3-9", "1-1"]
    run = checked(cast.property_manager, "points", rows)
    assert fates(run) == (0, 0, 3, 0), wrongs(run)
    rows = table(client.post(reverse("telemetry:export")))
    assert [row[0] for row in rows[1:]] == [device.key]
    run = checked(cast.property_manager, "devices", rows)
    assert fates(run) == (0, 0, 1, 0), wrongs(run)


def test_only_the_own_reach_leaves_as_a_file(client: Client, cast: Cast, device: Device) -> None:
    for who in ("outsider", "other_property_manager"):
        answer = signed_in(client, cast, who).post(reverse("telemetry:export"))
        assert device.key not in "".join(
            map(str, load_workbook(BytesIO(b"".join(answer.streaming_content))).active.values)
        )
    assert signed_in(client, cast, "grid_member").post(reverse("telemetry:export")).status_code == 403


def test_several_devices_are_shielded_and_retired_at_once(client: Client, cast: Cast, device: Device) -> None:
    other = actions.register(by=cast.property_manager, devices=[New(Scheme.MQTT, "b", cast.places["estate"])])[0]
    foreign = actions.register(by=SYSTEM, devices=[New(Scheme.MQTT, "c", cast.places["other_building"])])[0]
    signed_in(client, cast, "property_manager")
    at, ids = reverse("telemetry:bulk"), [str(device.pk), str(other.pk)]
    client.post(at, {"ids": ids, "deed": "test", "hours": "9999"})
    client.post(at, {"ids": ids, "deed": "burn", "hours": "2"})
    assert not Shield._all.exists()
    answer = client.post(at, {"ids": ids, "deed": "test", "hours": "2", "query": "about=fault&x=1"})
    assert answer["Location"] == reverse("telemetry:devices") + "?about=fault"
    assert set(Shield._all.values_list("device", "kind")) == {(device.pk, "test"), (other.pk, "test")}
    assert client.post(at, {"ids": [*ids, str(foreign.pk)], "deed": "retire"}).status_code == 403
    assert not Device._all.filter(state="retired").exists()
    client.post(at, {"ids": ids, "deed": "retire"})
    assert set(Device._all.filter(state="retired")) == {device, other}


def test_a_device_stands_on_a_facility_of_its_place(client: Client, cast: Cast, device: Device) -> None:
    here, elsewhere = standing(cast, "building", "BJ-1"), standing(cast, "other_building", "BJ-2")
    signed_in(client, cast, "property_manager")
    found = client.get(reverse("telemetry:facilities"), {"q": "BJ", "place": str(cast.places["building"].pk)}).json()
    assert [one["value"] for one in found] == [str(here.pk)]
    form = {"place": str(cast.places["building"].pk), "name": "主机", "facility": str(elsewhere.pk)}
    at = reverse("telemetry:change", args=(device.pk,))
    refused = client.post(at, form)
    assert refused.status_code == 422
    assert "BJ-2" not in refused.content.decode()
    client.post(at, {**form, "facility": str(here.pk)})
    device.refresh_from_db()
    assert device.facility == here
    page = client.get(at).content.decode()
    assert "BJ-1" in page
    assert 'data-pick-with="place"' in page
    client.post(at, {**form, "facility": "BJ-1", "place": str(cast.places["estate"].pk)})
    device.refresh_from_db()
    assert (device.facility, device.place) == (here, cast.places["estate"])


def test_the_register_is_narrowed_to_a_kind_and_to_one_facility(client: Client, cast: Cast, device: Device) -> None:
    facility = standing(cast, "building", "BJ-1")
    on = New(Scheme.MQTT, "b", cast.places["building"], name="水压", facility=facility)
    actions.register(by=cast.property_manager, devices=[on])
    signed_in(client, cast, "property_manager")
    for query in ({"facility": str(facility.pk)}, {"kind": "F19"}):
        page = text_of(client, "devices", **query)
        assert "水压" in page
        assert "1幢主机" not in page
    assert "水压" not in text_of(client, "devices", facility="x")
    assert "BJ-1" not in text_of(
        signed_in(client, cast, "other_property_manager"), "devices", facility=str(facility.pk)
    )


def test_several_that_wait_are_claimed_with_their_likely_models(client: Client, cast: Cast) -> None:
    model = actions.keep_model(by=cast.fire_officer, said=ModelSaid("M-1", "主机型号", Scheme.GBT26875))
    batch([system(1, 0, device=1), system(1, 0, device=2)], 1)
    run_once()
    signed_in(client, cast, "property_manager")
    assert "主机型号" in text_of(client, "waiting")
    facility = standing(cast, "building", "BJ-1")
    form = {
        "place": str(cast.places["building"].pk), "suggested": "on", "facility": str(facility.pk),
        "ids": [str(pk) for pk in Device._all.values_list("pk", flat=True)],
    }  # fmt: skip
    client.post(reverse("telemetry:waiting"), form)
    assert set(Device._all.values_list("state", "model", "facility")) == {("claimed", model.pk, facility.pk)}


def test_a_likely_model_is_that_of_its_neighbours_else_the_usual_one(cast: Cast) -> None:
    models: list[DeviceModel] = [
        actions.keep_model(by=cast.fire_officer, said=ModelSaid(code, code, Scheme.MQTT)) for code in ("A", "B")
    ]
    place = cast.places["building"]
    known = [New(Scheme.MQTT, f"{n}", place, model=models[0]) for n in range(3)]
    actions.register(by=SYSTEM, devices=[*known, New(Scheme.MQTT, "gw/1", place, model=models[1])])
    rows = [Device(pk=n, scheme=scheme, key=key) for n, (scheme, key) in enumerate(
        [("mqtt", "gw/2"), ("mqtt", "new"), ("mqtt", "other/1"), ("ctwing", "x")], 1
    )]  # fmt: skip
    assert {pk: row.code for pk, row in suggestions(rows).items()} == {1: "B", 2: "A", 3: "A"}
    Device._all.filter(key__in=("0", "1")).update(state="retired")
    assert {pk: row.code for pk, row in suggestions(rows).items()} == {1: "B"}
