"""A household's own detector calls those it named; none of them needs an account."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from anju.alarms import actions, linking, vault
from anju.alarms.enums import AlarmKind, Answer, ContactKind, Outcome, Rung, State
from anju.alarms.models import Alarm, Call, Contact
from anju.facilities.models import Facility
from anju.kernel import clock
from anju.kernel.ledger.models import Entry
from anju.notify import postman
from anju.notify import vault as secrets
from anju.notify.channels import web
from anju.notify.enums import GatewayKind
from anju.notify.models import Delivery, Gateway, Notice
from anju.telemetry.models import Device
from tests.alarms.conftest import World

PHONE = "13812345678"


@pytest.fixture
def detector(world: World) -> Device:
    return world.device(kind="F19")


def add(world: World, detector: Device, kind: ContactKind = ContactKind.FAMILY, phone: str = PHONE) -> Contact:
    return actions.add_contact(by=world.cast.community_worker, device=detector, kind=kind, name="王大妈", phone=phone)


def burns(world: World, detector: Device) -> Alarm:
    world.says(world.point(detector), "smoke")
    actions.hear()
    return Alarm._all.latest("pk")


def household(alarm: Alarm) -> list[Call]:
    return list(Call._all.filter(alarm=alarm, rung=Rung.CONTACT).order_by("pk"))


def test_everybody_it_named_is_called_at_once_beside_the_ladder(world: World, detector: Device) -> None:
    world.station()
    add(world, detector)
    add(world, detector, ContactKind.NEIGHBOUR)
    alarm = burns(world, detector)
    assert len(household(alarm)) == 2
    assert Call._all.filter(alarm=alarm, rung=Rung.STATION).exists()
    assert alarm.state == State.RAISED


def test_a_detector_of_a_panel_calls_no_household(world: World) -> None:
    device = world.device(kind="F18")
    add(world, device)
    assert household(burns(world, device)) == []


def test_name_and_number_stand_nowhere_in_the_clear(world: World, detector: Device) -> None:
    row = add(world, detector)
    alarm = burns(world, detector)
    written = json.dumps([*Entry._all.values_list("data", flat=True)]) + row.sealed
    written += json.dumps([*Notice._all.values_list("params", flat=True)])
    written += json.dumps([*Call._all.filter(alarm=alarm).values_list("rung", "answer")])
    assert PHONE not in written
    assert "王大妈" not in written
    assert vault.open_(row.sealed, detector.pk) == ("王大妈", PHONE)


def test_a_text_message_and_a_call_go_out_with_the_address_to_answer_at(
    world: World, detector: Device, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.ANJU_DATA_DIR, settings.ANJU_SITE_URL = tmp_path, "https://anju.example"
    Gateway._all.create(kind=GatewayKind.SMS_FILE, name="短信", path="/cc/", enabled=True)
    config = {"url": "https://voice.example/call", "body": {"to": "{phone}", "back": "{answer}", "say": "{text}"}}
    sealed = secrets.close(config, GatewayKind.VOICE_HTTP)
    Gateway._all.create(kind=GatewayKind.VOICE_HTTP, name="语音", path="/cc/", enabled=True, sealed=sealed)
    posted: list[dict[str, str]] = []
    monkeypatch.setattr(web, "post_json", lambda _url, body, **_more: posted.append(body) or {})
    add(world, detector)
    [call] = household(burns(world, detector))
    postman.deliver()
    address = f"https://anju.example{linking.address_of_call(str(call.pk))}"
    sent = [json.loads(line) for line in (tmp_path / "sms.jsonl").read_text().splitlines()]
    assert [one["to"] for one in sent if address in one["text"]] == [PHONE]
    [rung] = [one for one in posted if one["back"]]
    assert (rung["to"], rung["back"]) == (PHONE, address)
    assert "按1" in rung["say"]


@pytest.mark.parametrize(("key", "said"), [("1", Answer.GOING), ("2", Answer.CANNOT)])
def test_a_key_pressed_on_the_phone_is_noted_and_ends_nothing(
    client: Client, world: World, detector: Device, key: str, said: Answer
) -> None:
    add(world, detector)
    alarm = burns(world, detector)
    [call] = household(alarm)
    url = linking.address_of_call(str(call.pk))
    answer = client.post(url, json.dumps({"key": key}), content_type="application/json")
    assert answer.status_code == 200
    call.refresh_from_db()
    assert call.answer == said
    alarm.refresh_from_db()
    assert alarm.state == State.RAISED
    assert alarm.next_at is not None
    entry = Entry._all.get(verb="alarm.answered")
    assert entry.actor == f"resident:alarm_call:{call.pk}"


def test_the_link_works_in_a_browser_without_signing_in(world: World, detector: Device) -> None:
    add(world, detector)
    [call] = household(burns(world, detector))
    client = Client(enforce_csrf_checks=True)
    url = linking.address_of_call(str(call.pk))
    page = client.get(url).content.decode()
    assert "我去" in page
    assert PHONE not in page
    assert "已记下：你去看" in client.post(url, {"key": "1"}).content.decode()
    assert client.post(url, {"key": "9"}).status_code == 422


def test_a_link_opens_its_own_call_only_and_not_for_ever(client: Client, world: World, detector: Device) -> None:
    add(world, detector)
    alarm = burns(world, detector)
    [call] = household(alarm)
    token = linking.token_of(call.pk)
    forged = f"{call.pk + 1}:{token.partition(':')[2]}"
    assert client.get(reverse("alarms:answer", args=(forged,))).status_code == 410
    with clock.simulated(clock.now() + timedelta(hours=2, seconds=1)):
        assert linking.call_of(token) is None
    actions.arrive(by=world.cast.property_manager, alarm=alarm.pk)
    actions.judge(by=world.cast.property_manager, alarm=alarm.pk, outcome=Outcome.TEST)
    assert linking.call_of(token) is None


def test_a_station_s_call_has_no_link(world: World, detector: Device) -> None:
    alarm = burns(world, detector)
    call = Call._all.filter(alarm=alarm).first()
    assert call is not None
    assert linking.call_of(linking.token_of(call.pk)) is None


def test_an_erased_contact_is_not_called_and_not_even_what_waits_to_be_sent(world: World, detector: Device) -> None:
    row = add(world, detector)
    [call] = household(burns(world, detector))
    assert linking.phone_of_call(str(call.pk)) == PHONE
    actions.erase_contact(by=world.cast.community_worker, contact=row.pk)
    row.refresh_from_db()
    assert row.sealed == ""
    assert linking.phone_of_call(str(call.pk)) == ""
    assert Delivery._all.filter(account=None).count() == 0


def test_a_look_at_a_number_is_entered_and_a_stranger_has_none(world: World, detector: Device) -> None:
    row = add(world, detector)
    assert actions.show_contact(by=world.cast.community_worker, contact=row.pk) == ("王大妈", PHONE)
    assert Entry._all.filter(verb="alarm_contact.unmasked").count() == 1
    for who in (world.cast.outsider, world.cast.grid_member, world.cast.congress_staff):
        with pytest.raises(PermissionDenied):
            actions.show_contact(by=who, contact=row.pk)


def test_eight_are_enough(world: World, detector: Device) -> None:
    for _ in range(8):
        add(world, detector)
    with pytest.raises(ValidationError):
        add(world, detector)


def test_the_page_masks_and_shows_on_request(client: Client, world: World, detector: Device) -> None:
    client.force_login(world.cast.accounts["community_worker"])
    url = reverse("alarms:contacts", args=(detector.pk,))
    page = client.post(url, {"kind": "family", "name": "王大妈", "phone": "138 1234 5678"}, follow=True)
    said = page.content.decode()
    assert "王*" in said
    assert "138****5678" in said
    assert PHONE not in said
    row = Contact._all.get()
    assert PHONE in client.post(reverse("alarms:contact-show", args=(row.pk,))).content.decode()
    client.post(reverse("alarms:contact-erase", args=(row.pk,)))
    assert "还没有联系人" in client.get(url).content.decode()
    assert client.post(url, {"kind": "family", "name": "x", "phone": "abc"}).status_code == 422
    client.force_login(world.cast.accounts["outsider"])
    assert client.get(url).status_code == 404


def test_who_needs_help_raises_an_alarm_of_its_own_once(client: Client, world: World, detector: Device) -> None:
    world.station()
    add(world, detector)
    add(world, detector, ContactKind.NEIGHBOUR)
    fire = burns(world, detector)
    for call in household(fire):
        client.post(linking.address_of_call(str(call.pk)), {"key": "3"})
    [alarm] = Alarm._all.filter(kind=AlarmKind.HELP)
    assert (alarm.place, alarm.device, alarm.state) == (fire.place, detector, State.RAISED)
    assert [call.rung for call in Call._all.filter(alarm=alarm)] == [Rung.STATION]
    assert [call.answer for call in household(fire)] == [Answer.HELP, Answer.HELP]
    fire.refresh_from_db()
    assert fire.state == State.RAISED
    answer = client.get(linking.address_of_call(str(household(fire)[0].pk))).content.decode()
    assert "正在呼叫最近的人" in answer


def test_a_call_button_calls_the_nearest_and_the_household(client: Client, world: World) -> None:
    world.station()
    button = world.device(kind="F18")
    add(world, button)
    world.says(world.point(button), "help")
    actions.hear()
    [alarm] = Alarm._all.all()
    assert alarm.kind == AlarmKind.HELP
    assert {call.rung for call in Call._all.filter(alarm=alarm)} == {Rung.STATION, Rung.CONTACT}
    [call] = household(alarm)
    page = client.get(linking.address_of_call(str(call.pk))).content.decode()
    assert "家里有人求助" in page
    assert 'value="3"' not in page
    assert Notice._all.filter(code="alarms.household_help").count() == 1
    client.post(linking.address_of_call(str(call.pk)), {"key": "3"})
    assert Alarm._all.count() == 1


def test_help_does_not_end_by_itself_and_climbs_within_a_minute(world: World) -> None:
    point = world.point()
    world.says(point, "help")
    actions.hear()
    alarm = Alarm._all.get()
    assert alarm.next_at is not None
    assert alarm.next_at - alarm.raised_at == timedelta(minutes=1)
    world.says(point, "help", on=False)
    actions.hear()
    alarm.refresh_from_db()
    assert alarm.state == State.RAISED
    first = alarm.rung
    with clock.simulated(alarm.next_at):
        actions.climb(alarm.pk)
    alarm.refresh_from_db()
    assert alarm.rung > first


def test_a_detector_of_a_dwelling_leads_to_its_contacts(client: Client, world: World, detector: Device) -> None:
    panel = world.device(kind="F18")
    for who, shown in (("community_worker", True), ("property_manager", True), ("fire_officer", False)):
        client.force_login(world.cast.accounts[who])
        url = reverse("alarms:contacts", args=(detector.pk,))
        page = client.get(reverse("telemetry:device", args=(detector.pk,))).content.decode()
        assert (url in page) is shown
        assert (
            reverse("alarms:contacts", args=(panel.pk,))
            not in client.get(reverse("telemetry:device", args=(panel.pk,))).content.decode()
        )


def test_a_detector_registered_as_a_facility_leads_there_too(client: Client, world: World, detector: Device) -> None:
    place = world.cast.places["unit"]
    facility = Facility._all.create(kind="F19", name="301 烟感", district="cc", place=place, path=place.path)
    Device._all.filter(pk=detector.pk).update(facility=facility)
    client.force_login(world.cast.accounts["community_worker"])
    page = client.get(reverse("facilities:facility", args=(facility.pk,))).content.decode()
    assert reverse("alarms:contacts", args=(detector.pk,)) in page
    assert "还没有联系人" in page
    add(world, detector)
    assert "1 人" in client.get(reverse("facilities:facility", args=(facility.pk,))).content.decode()
