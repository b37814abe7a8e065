"""The file a phone handed out is taken in once, for whose it is, by whom that is."""

import io
import json
import uuid
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from anju.kernel.files.models import Attachment, Upload
from anju.kernel.ledger.models import Entry
from anju.supervision.grid import actions
from anju.supervision.grid.actions.handing_in import HandedIn
from anju.supervision.grid.models import Device, Record, RecordPhoto, RecordResult, Visit
from anju.supervision.grid.rules import handouts
from anju.supervision.lists.models import Hazard
from tests.cast import Cast
from tests.kernel.files.pictures import photo as picture
from tests.supervision.grid.conftest import MONDAY, Phone, iso, kept, result

Rows = list[dict[str, Any]]


def packed(
    device: object,
    records: Any,
    photos: dict[str, bytes] | None = None,
    *,
    name: str = "",
    how: int = zipfile.ZIP_STORED,
) -> bytes:
    """A file as the app packs it."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", how) as file:
        member = {"name": name, "post": None, "grid": None, "role": None}
        told = {"device": str(device), "member": member, "made": iso(MONDAY), "records": records}
        file.writestr("records.json", json.dumps(told, ensure_ascii=False))
        for one, data in (photos or {}).items():
            file.writestr(f"photos/{one}.jpg", data)
    return target.getvalue()


def as_kept(row: dict[str, Any]) -> dict[str, Any]:
    """With what a phone notes beside a record for itself."""
    own = {"hold": 1, "saved": 1, "title": "1幢 · 张三家", "session": 1.5, "uptime_ms": 7, "undone": False}
    return {**row, **own, "heard_at": iso(MONDAY)}


@pytest.fixture
def found(phone: Phone) -> tuple[Rows, dict[str, bytes]]:
    """A look and a hazard with two photos, all unsent."""
    hazard = phone.hazard(photos=2)
    ids = [one["id"] for one in hazard["data"]["photos"]]
    photos = {one: picture(seed=n + 1) for n, one in enumerate(ids)}
    return [as_kept(phone.record("seen")), as_kept(hazard)], photos


def hand_in(cast: Cast, who: str, file: bytes) -> HandedIn:
    return actions.hand_in(by=cast.actor(who), account=cast.accounts[who], file=io.BytesIO(file))


def here() -> tuple[int, ...]:
    models = (Record, Visit, Hazard, RecordPhoto, Attachment)
    return tuple(model._all.count() for model in models)  # type: ignore[attr-defined]


def test_everything_is_taken_in_as_the_members_own(
    phone: Phone, cast: Cast, found: tuple[Rows, dict[str, bytes]]
) -> None:
    rows, photos = found
    done = hand_in(cast, "grid_member", packed(phone.device.uuid, rows, photos))
    assert (done.records, done.photos, done.known, done.refused, done.unread) == (2, 2, 0, 0, 0)
    assert here() == (4, 2, 1, 2, 2)
    assert set(RecordResult._all.values_list("state", flat=True)) == {"applied"}
    hazard = result(rows[1])
    assert hazard.duty is not None
    assert len(hazard.duty.hazard.photos) == 2
    body = json.loads(Record._all.select_related("body").get(key=rows[0]["key"]).body.sent)
    assert set(body) == {"seq", "key", "kind", "at", "heard_at", "place", "grid", "data"}
    assert Upload._all.count() == 0
    entry = Entry._all.get(verb="patrol_device.handed_in")
    assert (entry.actor, json.loads(entry.data)["records"]) == (str(cast.actor("grid_member")), 2)


def test_twice_and_after_a_sync_and_before_one_it_is_once(
    phone: Phone, cast: Cast, found: tuple[Rows, dict[str, bytes]]
) -> None:
    rows, photos = found
    phone.send(rows[0])
    file = packed(phone.device.uuid, rows, photos)
    first = hand_in(cast, "grid_member", file)
    assert (first.records, first.known, first.photos) == (1, 1, 2)
    before = here()
    again = hand_in(cast, "grid_member", file)
    assert (again.records, again.known, again.photos, again.photos_known) == (0, 2, 0, 2)
    assert phone.send(*rows) == ["applied", "applied"]
    assert here() == before
    assert phone.send(*[phone.photo(rows[1], n, shade=n) for n in range(2)]) == [
        "applied",
        "applied",
    ]  # the phone's own
    assert here() == (before[0] + 2, *before[1:])


def test_a_photo_whose_upload_broke_off_is_taken_from_the_file(
    phone: Phone, cast: Cast, found: tuple[Rows, dict[str, bytes]]
) -> None:
    """The phone had named an upload that the server has thrown away since."""
    rows, photos = found
    ids = list(photos)
    told = as_kept(phone.record("photo", place=None, data={"id": ids[0], "for": rows[1]["key"], "upload": "gone"}))
    done = hand_in(cast, "grid_member", packed(phone.device.uuid, [*rows, told], photos))
    assert (done.records, done.photos, done.refused) == (2, 2, 0)


def test_what_was_taken_back_stays_taken_back(phone: Phone, cast: Cast) -> None:
    hazard = phone.hazard()
    done = hand_in(cast, "grid_member", packed(phone.device.uuid, [as_kept(hazard), as_kept(phone.undo(hazard))]))
    assert (done.records, Hazard._all.count()) == (2, 0)


def test_the_post_above_brings_it_and_it_counts_for_who_walked(
    phone: Phone, cast: Cast, found: tuple[Rows, dict[str, bytes]]
) -> None:
    rows, photos = found
    hand_in(cast, "community_worker", packed(phone.device.uuid, rows, photos))
    assert set(Visit._all.values_list("account", flat=True)) == {cast.accounts["grid_member"].pk}
    assert set(RecordPhoto._all.values_list("account", flat=True)) == {cast.accounts["grid_member"].pk}
    assert Entry._all.get(verb="patrol_device.handed_in").actor == str(cast.actor("community_worker"))


@pytest.mark.parametrize("who", ["outsider", "other_property_manager", "property_manager", "auditor_like"])
def test_nobody_else_brings_it(phone: Phone, cast: Cast, found: tuple[Rows, dict[str, bytes]], who: str) -> None:
    who = "fire_officer" if who == "auditor_like" else who
    with pytest.raises(PermissionDenied):
        hand_in(cast, who, packed(phone.device.uuid, *found, name=cast.accounts[who].name))
    assert kept() == 0


def test_a_phone_that_never_met_the_server_is_its_members_by_name(cast: Cast) -> None:
    unknown, phone = uuid.uuid4(), Phone(cast, "grid_member", Device())
    rows = [as_kept(phone.record("seen"))]
    name = cast.accounts["grid_member"].name
    for who, named in (("grid_member", "别人"), ("community_worker", name)):
        with pytest.raises(handouts.UnreadableError, match="no_phone"):
            hand_in(cast, who, packed(unknown, rows, name=named))
    assert (kept(), Device._all.count()) == (0, 0)
    done = hand_in(cast, "grid_member", packed(unknown, rows, name=name))
    assert (done.records, Device._all.get().uuid) == (1, unknown)


def test_a_phone_used_by_two_is_the_bringers_own(
    phone: Phone, cast: Cast, found: tuple[Rows, dict[str, bytes]]
) -> None:
    other = cast.accounts["outsider"]
    actions.enrol_phone(
        by=cast.outsider, account=other, known_as=phone.device.uuid, name="", agent="", app="", sign_in=None
    )
    file = packed(phone.device.uuid, found[0][:1], name=cast.accounts["grid_member"].name)
    assert hand_in(cast, "outsider", file).device.account_id == other.pk
    assert hand_in(cast, "grid_member", file).records == 0, "a key is one person's for ever"


def test_an_unreadable_photo_costs_no_record(phone: Phone, cast: Cast, found: tuple[Rows, dict[str, bytes]]) -> None:
    rows, photos = found
    first, second = photos
    file = packed(phone.device.uuid, rows, {first: b"no photo at all", second: photos[second]})
    done = hand_in(cast, "grid_member", file)
    assert (done.records, done.photos, done.unread) == (2, 1, 1)
    assert hand_in(cast, "grid_member", packed(phone.device.uuid, rows, photos)).photos == 1


def test_a_long_day_goes_in_pieces(phone: Phone, cast: Cast) -> None:
    rows = [as_kept(phone.record("seen")) for _ in range(120)]
    assert hand_in(cast, "grid_member", packed(phone.device.uuid, rows)).records == 120
    assert Visit._all.count() == 120


def upload(client: Client, file: bytes, name: str = "anju.zip") -> HttpResponse:
    form = {"file": SimpleUploadedFile(name, file, "application/zip")}
    return client.post(reverse("grid:hand-in"), form, follow=True)  # type: ignore[return-value]


def test_the_page_says_what_became_of_it(
    phone: Phone, cast: Cast, client: Client, found: tuple[Rows, dict[str, bytes]]
) -> None:
    client.force_login(cast.accounts["grid_member"])
    file = packed(phone.device.uuid, *found)
    assert "收下 2 条记录、2 张照片" in upload(client, file).content.decode()
    assert "没有重复收" in upload(client, file).content.decode()
    bad = packed(phone.device.uuid, [phone.record("dance")])
    assert "有 1 条原样保存，没有用上" in upload(client, bad).content.decode()


def test_the_page_is_reached_from_the_phones_and_the_visits(cast: Cast, client: Client) -> None:
    for who, page in (("grid_member", "phones"), ("community_worker", "visits")):
        client.force_login(cast.accounts[who])
        assert reverse("grid:hand-in") in client.get(reverse(f"grid:{page}")).content.decode()
        assert client.get(reverse("grid:hand-in")).status_code == 200


def test_somebody_elses_phone_is_refused_in_words(
    phone: Phone, cast: Cast, client: Client, found: tuple[Rows, dict[str, bytes]]
) -> None:
    client.force_login(cast.accounts["outsider"])
    answer = upload(client, packed(phone.device.uuid, *found))
    assert answer.status_code == 403
    assert "这部手机是别人的" in answer.content.decode()


Spoil = Callable[[bytes], bytes]


def test_a_broken_file_is_said_to_be_and_nothing_is_kept(
    phone: Phone, cast: Cast, client: Client, found: tuple[Rows, dict[str, bytes]]
) -> None:
    client.force_login(cast.accounts["grid_member"])
    good = packed(phone.device.uuid, *found)
    flipped = bytearray(good)
    flipped[60] ^= 0xFF
    for file, words in (
        (b"", "这个文件是空的"),
        (b"%PDF-1.7", "这不是手机导出的文件"),
        (picture(), "这不是手机导出的文件"),
        (good[: len(good) // 2], "文件不完整或改动过"),
        (bytes(flipped), "文件不完整或改动过"),
        (packed("no uuid", []), "文件不完整或改动过"),
        (packed(phone.device.uuid, "no list"), "文件不完整或改动过"),
    ):
        answer = upload(client, file)
        assert (answer.status_code, words in answer.content.decode()) == (422, True), (file[:20], words)
    assert kept() == 0
