"""Both stores keep the same promises."""

import io
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import pytest
from django.conf import LazySettings
from django.core.exceptions import ImproperlyConfigured

from anju.kernel.files import store as module
from anju.kernel.files.store import Bucket, Folder, MissingError, Store, store
from tests.kernel.files.buckets import bucket


@pytest.fixture(params=["folder", "bucket"])
def place(request: pytest.FixtureRequest, settings: LazySettings) -> Iterator[Store]:
    if request.param == "folder":
        yield store()
        return
    with bucket() as (address, _objects):
        settings.ANJU_S3_BUCKET, settings.ANJU_S3_ENDPOINT, settings.ANJU_S3_REGION = "evidence", address, "local"
        settings.ANJU_S3_KEY, settings.ANJU_S3_SECRET, settings.ANJU_S3_PREFIX = "key", "secret", "anju"
        yield store()
        module._client.cache_clear()


def _read(place: Store, key: str) -> bytes:
    with place.open(key) as file:
        return file.read()


def test_what_was_put_is_there_until_it_is_deleted(place: Store) -> None:
    assert not place.has("original/aa/x")
    place.put("original/aa/x", io.BytesIO(b"evidence"))
    assert place.has("original/aa/x")
    assert _read(place, "original/aa/x") == b"evidence"
    place.delete("original/aa/x")
    place.delete("original/aa/x")
    with pytest.raises(MissingError):
        place.open("original/aa/x")


def test_keys_are_listed_below_a_prefix_with_their_moment(place: Store) -> None:
    place.put("original/aa/x", io.BytesIO(b"1"))
    place.put("preview/aa/x.jpg", io.BytesIO(b"2"))
    found = dict(place.keys("original/"))
    assert list(found) == ["original/aa/x"]
    assert found["original/aa/x"].tzinfo is not None


def test_the_settings_choose_the_store(settings: LazySettings) -> None:
    assert isinstance(store(), Folder)
    settings.ANJU_S3_BUCKET, settings.ANJU_S3_REGION = "evidence", "local"
    assert isinstance(store(), Bucket)
    module._client.cache_clear()


def test_a_bucket_without_boto3_says_what_to_install(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    module._client.cache_clear()
    settings.ANJU_S3_BUCKET = "evidence"
    monkeypatch.setitem(__import__("sys").modules, "boto3", None)
    with pytest.raises(ImproperlyConfigured, match=r"anju\[s3\]"):
        store()


def test_a_bucket_shared_by_sites_keeps_each_below_its_prefix(settings: LazySettings) -> None:
    with bucket() as (address, objects):
        settings.ANJU_S3_BUCKET, settings.ANJU_S3_ENDPOINT, settings.ANJU_S3_REGION = "evidence", address, "local"
        settings.ANJU_S3_KEY, settings.ANJU_S3_SECRET, settings.ANJU_S3_PREFIX = "key", "secret", "north/"
        store().put("original/aa/x", io.BytesIO(b"1"))
        assert list(objects) == ["evidence/north/original/aa/x"]
        module._client.cache_clear()


def test_a_failed_copy_leaves_no_file_and_no_draft(tmp_path: Path) -> None:
    class Broken(io.BytesIO):
        def read(self, _size: int | None = -1, /) -> bytes:
            raise OSError("the line is cut")

    with pytest.raises(OSError, match="cut"):
        Folder(tmp_path).put("original/aa/x", Broken())
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == []


def test_bytes_are_on_the_disk_before_the_name_appears(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    happened: list[str] = []
    sync, rename = os.fsync, Path.rename

    def synced(descriptor: int) -> None:
        happened.append("folder" if os.path.isdir(f"/proc/self/fd/{descriptor}") else "file")  # noqa: PTH112
        sync(descriptor)

    def renamed(self: Path, target: Any) -> Path:
        happened.append("name")
        return rename(self, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "rename", renamed)
    folder = Folder(tmp_path)
    folder.put("original/aa/x", io.BytesIO(b"1"))
    assert happened == ["folder", "folder", "file", "name", "folder"]


def test_putting_again_keeps_the_bytes_and_makes_them_young(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.put("original/aa/x", io.BytesIO(b"first"))
    os.utime(tmp_path / "original/aa/x", (0, 0))
    source: IO[bytes] = io.BytesIO(b"other")
    folder.put("original/aa/x", source)
    assert _read(folder, "original/aa/x") == b"first"
    assert dict(folder.keys("original/"))["original/aa/x"] > datetime(2020, 1, 1, tzinfo=UTC)


def test_only_the_owner_of_the_process_reads_the_files(tmp_path: Path) -> None:
    Folder(tmp_path).put("original/aa/x", io.BytesIO(b"1"))
    assert (tmp_path / "original/aa/x").stat().st_mode & 0o077 == 0
    assert (tmp_path / "original").stat().st_mode & 0o077 == 0
