"""The file a phone hands out (frontend/src/phone/handout.ts), and what it must be to be taken in. Keeps nothing.

Everybody may make such a file, so it is read like any stranger's: bounded before it is opened, and every record is
judged as if the phone had sent it.
"""

import json
import uuid
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from anju.supervision.grid.enums import RecordKind, Unreadable
from anju.supervision.grid.rules import records as rules

LISTING, FOLDER = "records.json", "photos/"
MEGABYTE = 1024 * 1024
MOST_ENTRIES, MOST_RECORDS = 2_000, 5_000
MOST_BYTES, MOST_LISTING, MOST_PHOTO = 200 * MEGABYTE, 12 * MEGABYTE, 16 * MEGABYTE
"""Unpacked. A phone packs without compressing, so an honest file is about as large as what is in it."""
PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
SENT = ("seq", "key", "kind", "at", "heard_at", "place", "grid", "stop", "position", "data")
"""What a phone sends of a record; the rest is its own book-keeping. Its running time counts from a page long gone."""


class UnreadableError(ValueError):
    """The file cannot be taken in, for a reason its bringer reads."""

    def __init__(self, reason: Unreadable) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A photo or voice note in the file, and the record that names it."""

    id: uuid.UUID
    of: uuid.UUID
    name: str


@dataclass(frozen=True, slots=True)
class Handout:
    """What a file says: of which phone, whose name it knew, its records, its photos."""

    device: uuid.UUID
    member: str
    made: datetime | None
    records: tuple[Mapping[str, Any], ...]
    photos: tuple[Enclosed, ...]


def opened(source: IO[bytes]) -> zipfile.ZipFile:
    """The archive, found harmless by its own listing. Raises UnreadableError.

    The sizes it declares bind the reading too: no entry yields more than it declares.
    """
    try:
        archive = zipfile.ZipFile(source)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        source.seek(0)
        begun = source.read(4) == b"PK\x03\x04"
        raise UnreadableError(Unreadable.BROKEN if begun else Unreadable.NO_ZIP) from error
    entries = archive.infolist()
    sizes = {entry.filename: entry.file_size for entry in entries}
    listing = sizes.pop(LISTING, None)
    if listing is None:
        raise UnreadableError(Unreadable.NO_ZIP)
    large = listing > MOST_LISTING or any(size > MOST_PHOTO for size in sizes.values())
    if large or len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise UnreadableError(Unreadable.TOO_LARGE)
    odd = any(entry.flag_bits & 1 or entry.compress_type not in PACKED for entry in entries)
    if odd or len(sizes) + 1 != len(entries):  # with a password, packed in a way no phone does, or one name twice
        raise UnreadableError(Unreadable.BROKEN)
    return archive


def contents(archive: zipfile.ZipFile, name: str) -> bytes:
    """One entry's bytes. Raises UnreadableError where they are not what was packed."""
    try:
        return archive.read(name)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError) as error:
        raise UnreadableError(Unreadable.BROKEN) from error


def read(archive: zipfile.ZipFile) -> Handout:
    """What the archive says. Raises UnreadableError."""
    listing = contents(archive, LISTING)
    try:
        said = json.loads(listing)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(Unreadable.BROKEN) from error
    device = rules.identity(said.get("device")) if isinstance(said, dict) else None
    rows = said.get("records") if isinstance(said, dict) else None
    if device is None or not isinstance(rows, list):
        raise UnreadableError(Unreadable.BROKEN)
    if len(rows) > MOST_RECORDS:
        raise UnreadableError(Unreadable.TOO_LARGE)
    member = said.get("member")
    named = rules.words(member, "name", 80) if isinstance(member, dict) else ""
    records = [{name: row[name] for name in SENT if name in row} for row in rows if isinstance(row, dict)]
    photos = tuple(_enclosed(archive, records))
    here = {str(photo.id) for photo in photos}
    sent = tuple(row for row in records if not _brings(row, here))
    return Handout(device, named, rules.moment(said.get("made")), sent, photos)


def _brings(row: Mapping[str, Any], here: set[str]) -> bool:
    """Whether a record only says that a photo was uploaded which lies in the file itself."""
    data = row.get("data")
    return row.get("kind") == RecordKind.PHOTO and isinstance(data, dict) and str(data.get("id")).lower() in here


def _enclosed(archive: zipfile.ZipFile, records: list[dict[str, Any]]) -> Iterator[Enclosed]:
    """The photos that a record of the file names; others belong to nothing and stay where they are."""
    owners: dict[uuid.UUID, uuid.UUID] = {}
    for row in records:
        key, data = rules.identity(row.get("key")), row.get("data")
        if key is not None and isinstance(data, dict) and row.get("kind") != RecordKind.PHOTO:
            owners.update({picture.id: key for picture in rules.named_in(data)})
    for name in archive.namelist():
        found = rules.identity(name.removeprefix(FOLDER).rpartition(".")[0]) if name.startswith(FOLDER) else None
        if found is not None and found in owners:
            yield Enclosed(found, owners[found], name)
