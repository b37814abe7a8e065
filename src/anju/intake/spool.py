"""The rows of a check as they were converted, kept beside the upload: what was checked is what comes in.

Reading and converting a table costs about as much as planning its rows; kept, it is paid once. One line of JSON a row,
written and read as a stream. A run whose file is missing or was made for another mapping reads its table again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any, Final

import orjson

from anju.intake import uploads
from anju.intake.mapping import ConvertedRow
from anju.intake.models import ImportRun
from anju.intake.tables.convert import Converted

_VERSION: Final = "1"
_BUFFER: Final = 1 << 20
_MOMENT, _DAY, _NUMBER = "moment", "day", "number"
_READ: Final[dict[str, Callable[[str], Converted]]] = {
    _MOMENT: datetime.fromisoformat,
    _DAY: date.fromisoformat,
    _NUMBER: Decimal,
}


class Spool:
    """Takes a check's rows, piece by piece. Nothing is kept where the check does not come to its end."""

    def __init__(self, run: ImportRun, worker: str) -> None:
        self._path = uploads.rows_path(run.stored)
        self._part = self._path.with_suffix(f".{worker}.part")
        self._mark = _mark(run)
        self._file: IO[bytes] | None = None

    def __enter__(self) -> Spool:
        self._path.unlink(missing_ok=True)
        self._file = self._part.open("wb", buffering=_BUFFER)
        self._file.write(self._mark + b"\n")
        return self

    def add(self, rows: Sequence[ConvertedRow]) -> None:
        """One piece; of a row with something wrong only the number is kept."""
        assert self._file is not None
        lines = ((row.number, {} if row.problems else row.values) for row in rows)
        self._file.writelines(map(_written, lines))

    def keep(self) -> None:
        """The check came to its end."""
        assert self._file is not None
        self._file.close()
        self._part.replace(self._path)

    def __exit__(self, *exc: object) -> None:
        assert self._file is not None
        self._file.close()
        self._part.unlink(missing_ok=True)


def kept(run: ImportRun, *, after: int) -> Iterator[ConvertedRow] | None:
    """The rows of a run's check after a row number; None where none are kept for this mapping."""
    path = uploads.rows_path(run.stored)
    try:
        file = path.open("rb", buffering=_BUFFER)
    except FileNotFoundError:
        return None
    if file.readline() != _mark(run) + b"\n":
        file.close()
        return None
    return _rows(file, after)


def _rows(file: IO[bytes], after: int) -> Iterator[ConvertedRow]:
    with file:
        for number, values in map(orjson.loads, file):
            if number > after:
                yield ConvertedRow(number, {name: _value(value) for name, value in values.items()})


def drop(run: ImportRun) -> None:
    """The rows are no longer needed."""
    if run.stored:
        Path(uploads.rows_path(run.stored)).unlink(missing_ok=True)


def _mark(run: ImportRun) -> bytes:
    """Which table was read, and how."""
    told = [_VERSION, run.sha256, run.target, run.sheet, run.header_row, run.mapping]
    return hashlib.sha256(orjson.dumps(told, option=orjson.OPT_SORT_KEYS)).hexdigest().encode()


def _written(line: tuple[int, dict[str, Converted]]) -> bytes:
    return orjson.dumps(line, default=_tagged, option=orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_APPEND_NEWLINE)


def _tagged(value: object) -> dict[str, str]:
    if isinstance(value, datetime):
        return {_MOMENT: value.isoformat()}
    if isinstance(value, date):
        return {_DAY: value.isoformat()}
    if isinstance(value, Decimal):
        return {_NUMBER: str(value)}
    raise TypeError(type(value))


def _value(value: Any) -> Converted:
    if value.__class__ is dict:
        ((kind, text),) = value.items()
        return _READ[kind](text)
    plain: Converted = value
    return plain
