"""A run's table as rows of field values: the same for the check, the import and a run that goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from anju.intake import uploads
from anju.intake.mapping import ConvertedRow, Mapping, RowConverter, fingerprint, mapping_from_dict
from anju.intake.mapping.specs import known_keys
from anju.intake.models import ImportRun
from anju.intake.problems import TableRefused
from anju.intake.tables import Header, Row, Table, find_header, header_at, open_table
from anju.intake.targets import TARGETS, Target

FIRST = 40
"""Rows read to find the header and to show samples."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A run's table, opened."""

    target: Target
    table: Table
    header: Header
    signature: str
    first: list[Row]
    """The first rows as they stand, read once: a page shows them without opening the file again."""

    def rows(self, mapping: Mapping, after: int = 0) -> Iterator[ConvertedRow]:
        """Rows of data after a row number, converted."""
        converter = RowConverter(self.target.fields, mapping, self.header, mode_1904=self.table.mode_1904)
        first = max(after, self.header.last_row)
        return (converter.convert(row) for row in self.table.rows() if row.number > first and converter.is_data(row))

    def samples(self, count: int = 3) -> list[Row]:
        """The first rows below the header."""
        return [row for row in self.first if row.number > self.header.last_row][:count]


def opened(run: ImportRun, *, sheet: str = "", header_row: int | None = None) -> Opened:
    """Open a run's table at its sheet and header, or at those just pointed at. Raises TableRefused."""
    path = uploads.path_of(run.stored)
    if not run.stored or not path.exists():
        raise TableRefused("file.gone")
    return opened_table(
        open_table(path, sheet=sheet or run.sheet or None), TARGETS[run.target], header_row or run.header_row
    )


def opened_table(table: Table, target: Target, header_row: int | None = None) -> Opened:
    """A table with its header found or pointed at."""
    first = list(islice(table.rows(), FIRST))
    if header_row:
        header = header_at(first, header_row)
    else:
        header = find_header(first, is_known=known_keys(target.fields).__contains__)
    return Opened(target, table, header, fingerprint(header), first)


def mapping_of(run: ImportRun) -> Mapping:
    """The mapping chosen for a run."""
    return mapping_from_dict(run.mapping)


def in_pieces(rows: Iterator[ConvertedRow], size: int, each: Callable[[list[ConvertedRow]], None]) -> None:
    """Hand rows on, `size` at a time."""
    while piece := list(islice(rows, size)):
        each(piece)
