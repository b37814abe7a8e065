"""Photos are marked once, and one that was sent before from the same street is found, whoever sent it."""

import io
from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageOps

from anju.kernel import clock
from anju.kernel.files import keeping
from anju.kernel.files.store import original, store
from anju.people.enums import Role
from anju.supervision.grid.actions.asking import ask
from anju.supervision.grid.actions.marking import mark_photos
from anju.supervision.grid.models import RecordPhoto
from anju.supervision.grid.pictures import alike, mark_of, packed, unpacked
from anju.supervision.grid.rules.looks import Mark
from anju.supervision.grid.rules.photos import ALIKE, apart
from tests.cast import Cast, add_person
from tests.supervision.grid.conftest import MONDAY, Phone
from tests.supervision.grid.doubts.conftest import Street


def drawn(seed: int) -> Image.Image:
    """A picture with shapes, each seed another one."""
    rng = np.random.default_rng(seed)
    coarse = Image.fromarray(rng.integers(0, 255, (6, 8, 3), dtype=np.uint8), "RGB")
    return coarse.resize((640, 480), Image.Resampling.BICUBIC)


def as_jpeg(picture: Image.Image, quality: int = 85) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()


def cropped(picture: Image.Image) -> Image.Image:
    return picture.crop((32, 0, picture.width - 32, picture.height - 48))


def send(street: Street, who: str, number: int, *pictures: Image.Image) -> list[dict[str, Any]]:
    """Hazards at a building, each with a photo."""
    phone, told = street.phone(who), []
    for picture in pictures:
        record = phone.hazard("FF-11", photos=1) | {"place": street.buildings[number].pk}
        upload = keeping.receive(by=street.cast.actor(who), source=io.BytesIO(as_jpeg(picture)))
        data = {"id": record["data"]["photos"][0]["id"], "for": record["key"], "upload": upload.token}
        phone.send(record, phone.record("photo", place=None, data=data))
        told.append(record)
    return told


def photos() -> list[RecordPhoto]:
    return list(RecordPhoto._all.order_by("pk"))


def test_a_mark_is_kept_and_read_again() -> None:
    found = mark_of(drawn(1))
    assert found is not None
    assert unpacked(packed(found)) == found
    assert len(packed(found)) == 33 * 8


@pytest.mark.parametrize("seed", range(6))
def test_very_many_are_compared_as_one_by_one(seed: int) -> None:
    rng = Random(seed)
    marks = [Mark(rng.getrandbits(63) << 1, tuple(rng.getrandbits(63) << 1 for _ in range(32))) for _ in range(40)]
    shown = mark_of(ImageOps.mirror(cropped(drawn(seed))))
    whole = mark_of(drawn(seed))
    assert shown is not None
    assert whole is not None
    marks.insert(rng.randrange(40), whole)
    distances = [apart(shown, other) for other in marks]
    found = alike(shown, [packed(other) for other in marks])
    nearest = min(distances)
    assert found == (distances.index(nearest) if nearest <= ALIKE else None)
    assert alike(shown, []) is None


def test_each_photo_is_marked_once_and_a_broken_one_holds_up_nobody(street: Street) -> None:
    send(street, "grid_member", 0, drawn(1), drawn(2), drawn(3))
    blob = photos()[0].attachment.blob
    assert blob is not None
    store().delete(original(blob.digest))
    assert mark_photos(limit=2) is True
    assert mark_photos(limit=2) is False
    broken, *fine = photos()
    assert (broken.mark, broken.marked_at) == (None, MONDAY)
    assert all(row.mark and row.phash is not None for row in fine)
    before = [row.marked_at for row in fine]
    with clock.simulated(MONDAY + timedelta(hours=1)):
        mark_photos(limit=50)
    assert [row.marked_at for row in photos()[1:]] == before


def test_a_photo_waits_a_day_for_its_record(street: Street) -> None:
    phone = street.phone("grid_member")
    record = phone.hazard("FF-11", photos=1)
    phone.send(phone.photo(record))
    mark_photos(limit=50)
    assert photos()[0].marked_at is None
    with clock.simulated(MONDAY + timedelta(days=1, minutes=1)):
        mark_photos(limit=50)
    assert photos()[0].marked_at is not None
    assert photos()[0].street == ""


def test_what_a_colleague_sent_is_found_again_cropped_and_mirrored(street: Street) -> None:
    cast = street.cast
    pictures = [drawn(seed) for seed in range(11, 14)]
    send(street, "second_member", 0, *pictures)
    with clock.simulated(MONDAY + timedelta(hours=1)):
        send(street, "grid_member", 7, *(ImageOps.mirror(cropped(one)) for one in pictures), drawn(77))
        mark_photos(limit=50)
        first = photos()[:3]
        assert [row.twin for row in photos()] == [None, None, None, *first, None]
        found = ask([cast.accounts["grid_member"].pk, cast.accounts["second_member"].pk])
    assert [(one.account, one.sign) for one in found] == [(cast.accounts["grid_member"], "photo")]


def test_other_streets_and_own_photos_are_not_compared_here(
    street: Street, cast: Cast, phone_of: Callable[[str], Phone]
) -> None:
    add_person(cast, "third_member", Role.GRID_MEMBER, "other_street", "other_grid")
    send(street, "grid_member", 0, drawn(5))
    phone = phone_of("third_member")
    record = phone.hazard("FF-11", photos=1, place="other_building")
    upload = keeping.receive(by=cast.actor("third_member"), source=io.BytesIO(as_jpeg(drawn(5))))
    data = {"id": record["data"]["photos"][0]["id"], "for": record["key"], "upload": upload.token}
    phone.send(record, phone.record("photo", place=None, data=data))
    send(street, "grid_member", 9, drawn(5))
    mark_photos(limit=50)
    assert [row.twin for row in photos()] == [None, None, None]
