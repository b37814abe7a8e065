"""A handed-out file is read like a stranger's: bounded before it is opened, and never trusted to be well made."""

import io
import json
import uuid
import zipfile
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anju.supervision.grid.enums import Unreadable
from anju.supervision.grid.rules import handouts
from anju.supervision.grid.rules.handouts import Handout, UnreadableError

PHONE = "6f1c3c9a-8f0e-4f55-9a35-0a6c0f6e6a11"


def packed(files: Mapping[str, bytes], how: int = zipfile.ZIP_STORED) -> io.BytesIO:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", how) as file:
        for name, data in files.items():
            file.writestr(name, data)
    target.seek(0)
    return target


def told(said: Any, **photos: bytes) -> Handout:
    source = packed({"records.json": json.dumps(said).encode(), **{f"photos/{k}.jpg": v for k, v in photos.items()}})
    with handouts.opened(source) as archive:
        return handouts.read(archive)


def reason(source: io.BytesIO) -> Unreadable:
    with pytest.raises(UnreadableError) as caught, handouts.opened(source) as archive:
        handouts.read(archive)
    return caught.value.reason


@pytest.mark.parametrize(
    "files",
    [
        {"records.json": b"0" * (handouts.MOST_LISTING + 1)},
        {"records.json": b"{}", "photos/a.jpg": b"0" * (handouts.MOST_PHOTO + 1)},
        {"records.json": b"{}", **{f"photos/{n}.jpg": b"" for n in range(handouts.MOST_ENTRIES)}},
        {"records.json": b"{}", **{f"photos/{n}.jpg": b"0" * handouts.MOST_PHOTO for n in range(13)}},
    ],
    ids=["listing", "photo", "entries", "all together"],
)
def test_a_small_file_that_unpacks_to_a_large_one_is_refused_unopened(files: dict[str, bytes]) -> None:
    source = packed(files, zipfile.ZIP_DEFLATED)
    assert len(source.getvalue()) < 1_000_000
    assert reason(source) is Unreadable.TOO_LARGE


def test_an_entry_yields_no_more_than_it_declares() -> None:
    source = packed({"records.json": b" " * 5_000_000}, zipfile.ZIP_DEFLATED)
    data = bytearray(source.getvalue())
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = (100).to_bytes(4, "little")
    assert reason(io.BytesIO(bytes(data))) is Unreadable.BROKEN


def test_a_name_twice_and_another_packing_are_refused() -> None:
    twice = io.BytesIO()
    with zipfile.ZipFile(twice, "w") as file:
        file.writestr("records.json", "{}")
        with pytest.warns(UserWarning, match="Duplicate"):
            file.writestr("records.json", "{}")
    assert reason(twice) is Unreadable.BROKEN
    assert reason(packed({"records.json": b"{}"}, zipfile.ZIP_LZMA)) is Unreadable.BROKEN


def test_a_zip_of_something_else_is_no_handout() -> None:
    assert reason(packed({"report.docx": b"..."})) is Unreadable.NO_ZIP


def test_too_many_records_are_no_day_of_a_phone() -> None:
    rows = [{}] * (handouts.MOST_RECORDS + 1)
    source = packed({"records.json": json.dumps({"device": PHONE, "records": rows}).encode()})
    assert reason(source) is Unreadable.TOO_LARGE


def test_only_photos_that_a_record_names_are_taken() -> None:
    mine, fixed, voice, stray, key = (str(uuid.uuid4()) for _ in range(5))
    data = {"photos": [{"id": mine}], "fixed": {"photos": [{"id": fixed}]}, "voice": voice}
    said = {"device": PHONE, "records": [{"key": key, "kind": "hazard", "data": data}, "no record", {"key": "x"}]}
    found = told(said, **{mine: b"1", fixed: b"2", voice: b"3", stray: b"4", "../up": b"5"})
    assert {str(one.id) for one in found.photos} == {mine, fixed, voice}
    assert {str(one.of) for one in found.photos} == {key}
    assert len(found.records) == 2


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    )
)
def test_any_listing_is_read_or_refused(said: Any) -> None:
    for whole in (said, {"device": PHONE, "records": [said], "member": said, "made": said}):
        assert _read_or_refused(whole) in {PHONE, Unreadable.BROKEN}


def _read_or_refused(said: Any) -> str:
    try:
        return str(told(said).device)
    except UnreadableError as error:
        return error.reason
