"""The pages, as brigade, property and outsiders use them."""

import json
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from anju.alarms.presence import actions, queries, secret
from anju.alarms.presence.enums import Line, Outcome, Said, Why
from anju.alarms.presence.models import Check, Draw, Room
from anju.kernel import clock
from anju.kernel.ledger.models import Entry
from tests.alarms.presence.conftest import PHONE, Desk, control_room


def signed_in(client: Client, desk: Desk, who: str) -> Client:
    client.force_login(desk.cast.accounts[who])
    return client


def shown(client: Client, name: str, *args: object, **query: str) -> str:
    answer = client.get(reverse(f"presence:{name}", args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_room_is_put_under_checks_on_its_facility_s_page(client: Client, desk: Desk) -> None:
    other = control_room(desk.cast, "building")
    signed_in(client, desk, "fire_officer")
    facility = reverse("facilities:facility", args=(other.pk,))
    assert "纳入查岗" in client.get(facility).content.decode()
    form = {"phone": "025-8765 4321", "device": str(desk.device.pk), "monthly": "6", "nightly": "2"}
    url = reverse("presence:room", args=(other.pk,))
    assert "传输装置" in client.get(url).content.decode()
    assert client.post(url, form).status_code == 422, "the terms are missing"
    client.post(url, {**form, "button_minutes": "4", "call_minutes": "2"})
    room = Room._all.get(facility=other)
    assert (room.device, room.monthly, room.call_minutes) == (desk.device, 6, 2)
    assert queries.phone_of(room) == "02587654321"
    page = client.get(url).content.decode()
    assert "87654321" not in page
    assert "现在查岗" in client.get(facility).content.decode()
    client.post(reverse("presence:room-end", args=(other.pk,)))
    assert "没有纳入查岗" in client.get(facility).content.decode()


def test_the_property_sees_its_record_and_neither_terms_nor_plan(client: Client, desk: Desk) -> None:
    signed_in(client, desk, "property_manager")
    facility = client.get(reverse("facilities:facility", args=(desk.facility.pk,))).content.decode()
    assert "已纳入查岗" in facility
    assert "查岗设置" not in facility
    for name in ("room", "ask"):
        assert client.get(reverse(f"presence:{name}", args=(desk.facility.pk,))).status_code == 403
    assert client.get(reverse("presence:draws")).status_code == 403
    assert "还没有查岗" in (page := shown(client, "list"))
    assert "看全部" not in page
    narrowed = client.get(reverse("presence:list"), {"q": "甲"}).content.decode()
    assert "没有这样的查岗" in narrowed
    assert "看全部" in narrowed
    assert "现在没有查岗" in shown(client, "mine")


def test_a_check_asked_for_is_answered_on_the_phone_and_read_by_all_it_concerns(client: Client, desk: Desk) -> None:
    signed_in(client, desk, "fire_officer")
    url = reverse("presence:ask", args=(desk.facility.pk,))
    assert client.post(url, {"reason": "", "line": "voice"}).status_code == 422
    page = client.post(url, {"reason": "有人反映夜里没人", "line": "voice"}, follow=True).content.decode()
    assert "有人反映夜里没人" in page
    row = Check._all.get()
    desk.settle(row)
    desk.takes(row)
    desk.rings(row)
    desk.settle(row)
    signed_in(client, desk, "property_manager")
    page = shown(client, "mine")
    assert "把听到的四位数字填在这里" in page
    assert secret.code_of(row.pk) not in page
    assert "有人反映夜里没人" not in shown(client, "check", row.pk)
    answer = reverse("presence:answer", args=(row.pk,))
    wrong = f"{(int(secret.code_of(row.pk)) + 1) % 10000:04}"
    assert "还能填 2 次" in client.post(answer, {"code": wrong}, follow=True).content.decode()
    assert "口令正确" in client.post(answer, {"code": f" {secret.code_of(row.pk)} "}, follow=True).content.decode()
    desk.presses()
    assert desk.settle(row).outcome == Outcome.PRESENT
    assert "两项都在时限内应答" in shown(client, "check", row.pk)
    signed_in(client, desk, "street_officer")
    assert "在岗" in shown(client, "list", tab="present")


def test_what_waits_stands_on_the_desk_of_who_is_asked_only(client: Client, desk: Desk) -> None:
    row = desk.ask()
    asked = {who: list(queries.asked_of(desk.cast.actor(who))) for who in desk.cast.accounts}
    assert {who for who, rows in asked.items() if rows} == {"property_manager"}
    signed_in(client, desk, "property_manager")
    assert "应答查岗" in client.get(reverse("lists:work")).content.decode()
    desk.cast.accounts["fire_officer"].refresh_from_db()
    assert row.organisation == desk.cast.organisations["company"]


@pytest.mark.parametrize("who", ["outsider", "other_property_manager"])
def test_an_outsider_sees_and_answers_nothing(client: Client, desk: Desk, who: str) -> None:
    row = desk.ask()
    signed_in(client, desk, who)
    assert client.get(reverse("presence:check", args=(row.pk,))).status_code == 404
    assert desk.facility.name not in shown(client, "list").partition("<table")[2]
    assert client.post(reverse("presence:answer", args=(row.pk,)), {"code": secret.code_of(row.pk)}).status_code == 403
    row.refresh_from_db()
    assert row.typed == Said.WAITING


def test_whoever_calls_by_hand_sees_number_and_code_on_that_answer_only(client: Client, desk: Desk) -> None:
    row = desk.ask(Line.PERSON)
    signed_in(client, desk, "district_officer")
    assert PHONE not in shown(client, "check", row.pk)
    page = client.post(reverse("presence:open", args=(row.pk,))).content.decode()
    assert PHONE in page
    assert f">{secret.code_of(row.pk)}<" in page
    assert PHONE not in shown(client, "check", row.pk)
    client.post(reverse("presence:unreachable", args=(row.pk,)))
    row.refresh_from_db()
    assert row.typed_why == Why.UNREACHABLE
    assert client.post(reverse("presence:open", args=(row.pk,))).status_code == 403


def test_filters_stand_in_the_address_and_the_list_is_paged_and_goes_out(
    client: Client, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
    for _ in range(3):
        row = desk.ask()
        Check._all.filter(pk=row.pk).update(outcome=Outcome.NOBODY, ended_at=clock.now())
    running = desk.ask()
    signed_in(client, desk, "fire_officer")
    first = shown(client, "list")
    assert first.count("<tr data-row") == 2
    second = shown(client, "list", after=str(running.pk - 1))
    assert second.count("<tr data-row") == 2
    assert shown(client, "list", tab="open").count("<tr data-row") == 1
    assert shown(client, "list", tab="nobody").count("<tr data-row") == 2
    assert shown(client, "list", begun="drawn").count("<tr data-row") == 0
    assert shown(client, "list", room=str(desk.facility.pk)).count("<tr data-row") == 2
    assert shown(client, "list", until="2020-01-01").count("<tr data-row") == 0
    assert shown(client, "list", q="没有这个").count("<tr data-row") == 0
    answer = client.post(f"{reverse('presence:export')}?tab=nobody")
    sheet = load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    assert sum("无人应答" in [cell.value for cell in line] for line in sheet.iter_rows()) == 3
    assert json.loads(Entry._all.get(verb="register.exported").data)["rows"] == 3


def test_the_draws_show_the_seed_of_a_month_that_is_over_and_no_other(client: Client, desk: Desk) -> None:
    actions.promise_months()
    row = Draw._all.get()
    signed_in(client, desk, "fire_officer")
    page = shown(client, "draws")
    assert row.commitment in page
    assert secret.seed_of(row.path, row.month) not in page
    with clock.simulated(clock.now() + timedelta(days=40)):
        actions.promise_months()
        page = shown(client, "draws")
    assert secret.seed_of(row.path, row.month) in page


def test_a_voice_gateway_s_word_is_taken_once_and_a_forged_one_never(client: Client, desk: Desk) -> None:
    row = desk.ask()
    url = reverse("presence:line", args=(secret.token_of(row.pk),))

    def said(url: str, body: str) -> Any:
        return client.post(url, body, content_type="application/json")

    assert said(url, '{"key": "1"}').json() == {"taken": False}
    assert said(url, "no json").json() == {"taken": False}
    assert said(url, '{"result": "unreachable"}').json() == {"taken": True}
    assert said(url, '{"result": "unreachable"}').json() == {"taken": False}
    forged = reverse("presence:line", args=(f"{row.pk + 1}:{secret.token_of(row.pk).partition(':')[2]}",))
    assert said(forged, "{}").status_code == 410
    assert client.get(url).status_code == 405


def test_an_empty_room_s_alarm_asks_for_what_it_was_and_not_for_a_fire(client: Client, desk: Desk) -> None:
    alarm = desk.nobody(clock.now()).alarm
    assert alarm is not None
    signed_in(client, desk, "property_manager")
    page = client.get(reverse("alarms:alarm", args=(alarm.pk,))).content.decode()
    assert "查岗无人应答" in page
    assert "是火</button>" not in page
    client.post(reverse("alarms:do", args=(alarm.pk, "take")))
    url = reverse("alarms:judge", args=(alarm.pk,))
    form = client.get(url).content.decode()
    assert "无人在岗" in form
    assert "误报原因" not in form
    client.post(url, {"outcome": "unmanned"})
    alarm.refresh_from_db()
    assert alarm.outcome == "unmanned"
