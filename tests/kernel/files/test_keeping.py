"""Taking bytes in: once by content, whole or in pieces, cleaned for those who are no staff."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from anju.kernel.actors import Actor, ActorKind
from anju.kernel.files import keeping, sweep
from anju.kernel.files.models import Blob, Upload
from anju.kernel.files.sniff import RefusedError
from anju.kernel.files.store import original, preview, store
from tests.kernel.files.conftest import ANNA, BEN
from tests.kernel.files.pictures import CAMERA, file, photo

pytestmark = pytest.mark.django_db
HELPER = Actor(ActorKind.TOKEN, "helper_link:1")


def _bytes(blob: Blob | None) -> bytes:
    assert blob is not None
    with store().open(original(blob.digest)) as source:
        return source.read()


def test_the_same_photo_twice_is_kept_once() -> None:
    first = keeping.receive(by=ANNA, source=file(photo()))
    second = keeping.receive(by=BEN, source=file(photo()))
    assert first.blob_id == second.blob_id
    assert first.token != second.token
    assert len(list(store().keys("original/"))) == 1


def test_the_original_is_sealed_as_it_came_and_named_by_its_hash() -> None:
    data = photo()
    upload = keeping.receive(by=ANNA, source=file(data))
    assert upload.blob is not None
    assert upload.blob.digest == hashlib.sha256(data).hexdigest()
    assert _bytes(upload.blob) == data
    assert upload.lon_e7 is not None
    assert upload.captured_at is not None


def test_of_a_helpers_photo_nothing_the_camera_wrote_reaches_the_disk() -> None:
    upload = keeping.receive(by=HELPER, source=file(photo(orientation=6)), private=True)
    assert (upload.lon_e7, upload.lat_e7) == (None, None)
    assert upload.captured_at is not None
    for kept in (item for item in Path(settings.ANJU_FILES_DIR).rglob("*") if item.is_file()):
        assert CAMERA.encode() not in kept.read_bytes()


def test_a_helper_sends_photos_only() -> None:
    with pytest.raises(RefusedError, match="照片"):
        keeping.receive(by=HELPER, source=file(b"%PDF-1.7 text"), private=True)
    assert keeping.receive(by=ANNA, source=file(b"%PDF-1.7 text")).blob is not None


def test_a_preview_is_made_once_with_the_photo() -> None:
    upload = keeping.receive(by=ANNA, source=file(photo()))
    assert upload.blob is not None
    assert store().has(preview(upload.blob.digest))


def test_a_refused_file_leaves_nothing_behind() -> None:
    with pytest.raises(RefusedError):
        keeping.receive(by=ANNA, source=file(photo()[:500]))
    assert not Upload._all.exists()
    assert list(store().keys("original/")) == []


def test_a_file_comes_in_pieces_and_is_looked_at_as_a_whole() -> None:
    data = photo(seed=3)
    upload = keeping.begin(by=ANNA, length=len(data))
    for start in range(0, len(data), 1000):
        with keeping.pieces(upload).open("ab") as target:
            target.write(data[start : start + 1000])
        assert keeping.received(upload) == min(start + 1000, len(data))
    done = keeping.finish(upload)
    assert _bytes(done.blob) == data
    assert not keeping.pieces(upload).exists()


def test_pieces_that_make_no_photo_are_refused_and_gone() -> None:
    upload = keeping.begin(by=ANNA, length=9)
    keeping.pieces(upload).write_bytes(b"nonsense!")
    with pytest.raises(RefusedError):
        keeping.finish(upload)
    assert not Upload._all.exists()
    assert not keeping.pieces(upload).exists()


@pytest.mark.parametrize("length", [0, -1, 10**12])
def test_an_announced_length_that_cannot_be_is_refused_at_once(length: int) -> None:
    with pytest.raises(RefusedError):
        keeping.begin(by=ANNA, length=length)


def test_nobody_fills_the_store_with_what_is_never_attached(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "MOST_WAITING", 2)
    for seed in (1, 2):
        keeping.receive(by=ANNA, source=file(photo(seed=seed)))
    with pytest.raises(RefusedError, match="没有用上"):
        keeping.receive(by=ANNA, source=file(photo(seed=3)))
    assert keeping.receive(by=BEN, source=file(photo(seed=3))).blob is not None


def test_bytes_swept_away_between_writing_and_row_are_written_again(monkeypatch: pytest.MonkeyPatch) -> None:
    keep_row = keeping.keep_row

    def swept_first(digest: str, **facts: Any) -> Blob:
        store().delete(original(digest))
        store().delete(preview(digest))
        return keep_row(digest, **facts)

    monkeypatch.setattr(keeping, "keep_row", swept_first)
    upload = keeping.receive(by=ANNA, source=file(photo()))
    assert _bytes(upload.blob) == photo()


def test_a_crash_between_bytes_and_row_leaves_strays_that_are_swept(monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_: object, **__: object) -> Blob:
        raise KeyboardInterrupt

    monkeypatch.setattr(keeping, "keep_row", killed)
    with pytest.raises(KeyboardInterrupt):
        keeping.receive(by=ANNA, source=file(photo()))
    assert not Blob._all.exists()
    assert not Upload._all.exists()
    assert len(list(store().keys("original/"))) == 1
    assert sweep.strays() == 0  # young: it may be a row's that is being written
    for kept in (item for item in Path(settings.ANJU_FILES_DIR).rglob("*") if item.is_file()):
        __import__("os").utime(kept, (0, 0))
    assert sweep.strays() == 2
    assert list(store().keys("")) == []
