"""CSV and its relatives: encoding and delimiter found out, rows streamed."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from typing import IO, Final

from anju.intake.problems import TableRefused
from anju.intake.tables.cells import Row, Value
from anju.intake.tables.limits import MEGABYTE, Limits

_BLOCK: Final = 1 << 20
_SAMPLE_CHARACTERS: Final = 64 * 1024
_SAMPLE_LINES: Final = 50
DELIMITERS: Final = (",", "\t", ";", "|", "，")
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def find_encoding(source: IO[bytes], limits: Limits) -> str:
    """The encoding the whole file decodes in: a byte order mark, else UTF-8, else GB 18030.

    The whole file is read, because a file that is ASCII for a megabyte may hold its first Chinese name after it.
    """
    head = source.read(4)
    source.seek(0)
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    candidates = {name: codecs.getincrementaldecoder(name)() for name in ("utf-8", "gb18030")}
    size = 0
    while candidates:
        block = source.read(_BLOCK)
        size += len(block)
        if size > limits.expanded_bytes:
            raise TableRefused("limit.bytes", limit=limits.expanded_bytes // MEGABYTE)
        candidates = {name: each for name, each in candidates.items() if _accepts(each, block, final=not block)}
        if not block:
            break
    source.seek(0)
    if not candidates:
        raise TableRefused("file.encoding")
    return next(iter(candidates))


def _accepts(decoder: codecs.IncrementalDecoder, block: bytes, *, final: bool) -> bool:
    try:
        return "\x00" not in decoder.decode(block, final)
    except UnicodeDecodeError:
        return False


def find_delimiter(sample: str) -> str:
    """The delimiter that cuts the sample's lines most evenly into the most fields; a comma where none does."""
    best, best_score = ",", 0.0
    for delimiter in DELIMITERS:
        widths = [len(fields) for fields in _sample_fields(sample, delimiter)]
        if not widths:
            continue
        common = max(set(widths), key=lambda width: (widths.count(width), width))
        score = (common - 1) * widths.count(common) / len(widths)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _sample_fields(sample: str, delimiter: str) -> list[list[str]]:
    lines: list[list[str]] = []
    try:
        for fields in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
            if any(fields):
                lines.append(fields)
            if len(lines) >= _SAMPLE_LINES:
                break
    except csv.Error:
        return lines
    return lines


def read_delimited(source: IO[bytes], encoding: str, limits: Limits) -> Iterator[Row]:
    """Rows with at least one value; `number` counts records, as a spreadsheet program shows them."""
    text = io.TextIOWrapper(source, encoding=encoding, newline="")
    try:
        sample = text.read(_SAMPLE_CHARACTERS)
        delimiter = find_delimiter(sample)
        text.seek(0)
        yield from _rows(csv.reader(text, delimiter=delimiter), limits)
    except csv.Error as error:
        if "field larger" in str(error):
            raise TableRefused("limit.cell", limit=limits.cell_characters) from error
        raise TableRefused("file.damaged") from error
    except UnicodeDecodeError as error:
        raise TableRefused("file.encoding") from error
    finally:
        text.detach()


def _rows(reader: Iterator[list[str]], limits: Limits) -> Iterator[Row]:
    count = 0
    for number, fields in enumerate(reader, start=1):
        if not any(fields):
            continue
        count += 1
        if count > limits.rows:
            raise TableRefused("limit.rows", limit=limits.rows)
        if len(fields) > limits.columns:
            raise TableRefused("limit.columns", limit=limits.columns)
        if max(map(len, fields)) > limits.cell_characters:
            raise TableRefused("limit.cell", limit=limits.cell_characters)
        cells: list[Value] = [field or None for field in fields]
        yield Row(number, cells)
