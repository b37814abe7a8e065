"""What goes over a phone's thin line: compressed, and with a word about which contract the app speaks."""

import gzip
import json
import uuid
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from anju.supervision.grid import actions
from anju.supervision.grid.models import Device, Record
from anju.supervision.grid.views import phone as views
from tests.cast import Cast
from tests.supervision.grid.conftest import MONDAY, iso
from tests.supervision.grid.test_package import MOST, grown
from tests.supervision.grid.test_phone import day, enrol, member, post

__all__ = ["member"]
PRESSED = {"Accept-Encoding": "gzip"}


def _pressed(client: Client, known_as: str, **headers: str) -> HttpResponse:
    return day(client, known_as, headers={**PRESSED, **headers})


def test_the_day_goes_compressed_to_those_who_take_it(member: Client, cast: Cast) -> None:
    grown(cast, 300, 100)
    known_as = enrol(member)
    plain, pressed = day(member, known_as), _pressed(member, known_as)
    assert (plain.has_header("Content-Encoding"), pressed["Content-Encoding"]) == (False, "gzip")
    assert "Accept-Encoding" in pressed["Vary"]
    told, whole = json.loads(gzip.decompress(pressed.content)), plain.json()
    assert {**told, "csrf": ""} == {**whole, "csrf": ""}
    assert int(pressed["Content-Length"]) == len(pressed.content) < len(plain.content) / 8
    assert len(pressed.content) < MOST / 8


def test_no_two_compressed_answers_hold_the_same_bytes_of_the_token(member: Client) -> None:
    known_as = enrol(member)
    told = [json.loads(gzip.decompress(_pressed(member, known_as).content)) for _ in range(4)]
    assert len({one["csrf"] for one in told}) == 4
    assert len({one["version"] for one in told}) == 1


def test_an_unchanged_day_is_known_by_its_compressed_name_too(member: Client) -> None:
    known_as = enrol(member)
    pressed = _pressed(member, known_as)
    assert pressed["ETag"].startswith("W/")
    for tag in (pressed["ETag"], pressed["ETag"].removeprefix("W/")):
        again = _pressed(member, known_as, **{"If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b"")


def _ask(client: Client, known_as: str, **headers: str) -> list[HttpResponse]:
    """Everything an app asks for, in turn."""
    record: dict[str, Any] = {"seq": 1, "key": str(uuid.uuid4()), "kind": "seen", "at": iso(MONDAY), "data": {}}
    return [
        day(client, known_as, headers=headers),
        post(client, "device", {"device": known_as}, headers=headers),
        post(client, "records", {"device": known_as, "records": [record]}, headers=headers),
    ]


@pytest.mark.parametrize("said", [{}, {"Anju-Protocol": "1"}, {"Anju-Protocol": "x"}, {"Anju-Protocol": "9" * 400}])
def test_an_app_older_than_the_oldest_is_asked_to_load_anew_and_nothing_is_taken(
    member: Client, monkeypatch: pytest.MonkeyPatch, said: dict[str, str]
) -> None:
    known_as = enrol(member)
    monkeypatch.setattr(views, "OLDEST_PROTOCOL", 2)
    for answer in _ask(member, known_as, **said):
        assert answer.status_code == 426
        assert "换成新版" in answer.json()["title"]  # type: ignore[attr-defined]
        assert "未发送的记录都在" in answer.json()["title"]  # type: ignore[attr-defined]
    assert Record._all.count() == 0
    assert [answer.status_code for answer in _ask(member, known_as, **{"Anju-Protocol": "2"})] == [200] * 3
    assert Record._all.count() == 1


def test_apps_that_name_no_protocol_are_taken_from(member: Client) -> None:
    assert [answer.status_code for answer in _ask(member, enrol(member))] == [200] * 3


def test_a_lost_phone_is_wiped_however_old_its_app_is(
    member: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    known_as = enrol(member)
    actions.revoke_phone(by=cast.grid_member, device=Device._all.get())
    monkeypatch.setattr(views, "OLDEST_PROTOCOL", 2)
    for client in (member, Client()):
        for answer in _ask(client, known_as):
            assert (answer.status_code, answer.json()["wipe"]) == (410, True)  # type: ignore[attr-defined]
