"""How much a file may ask of the machine before it is refused."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass

from anju.intake.problems import TableRefused

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one upload. Bytes are of the expanded content; a ratio is expanded over stored size."""

    expanded_bytes: int = 600 * MEGABYTE
    ratio: int = 250
    ratio_from_bytes: int = 8 * MEGABYTE
    entries: int = 4_000
    rows: int = 200_000
    columns: int = 256
    cell_characters: int = 32_767
    shared_string_bytes: int = 160 * MEGABYTE
    merges: int = 200_000
    legacy_bytes: int = 80 * MEGABYTE


def check_archive(archive: zipfile.ZipFile, stored_bytes: int, limits: Limits) -> None:
    """Refuse a zip bomb from its directory alone, before anything is expanded.

    The declared sizes bind the later reading too: zipfile never yields more than an entry declares. Archives within
    the archive are never opened. Overlapping entries, which let a few bytes expand many times, are refused.
    """
    entries = archive.infolist()
    if len(entries) > limits.entries:
        raise TableRefused("limit.entries")
    if sum(entry.file_size for entry in entries) > limits.expanded_bytes:
        raise TableRefused("limit.bytes", limit=limits.expanded_bytes // MEGABYTE)
    for entry in entries:
        large = entry.file_size > limits.ratio_from_bytes
        if large and entry.file_size > limits.ratio * max(entry.compress_size, 1):
            raise TableRefused("limit.ratio")
        if entry.flag_bits & 0x1:
            raise TableRefused("file.encrypted")
    end = 0
    for entry in sorted(entries, key=lambda each: each.header_offset):
        if entry.header_offset < end:
            raise TableRefused("limit.overlap")
        end = entry.header_offset + entry.compress_size
    if end > stored_bytes:
        raise TableRefused("file.damaged")
