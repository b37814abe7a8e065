"""Merged ranges: where they are, and their anchor's value copied into the cells they cover."""

from __future__ import annotations

import re
from typing import IO, Final

from anju.intake.problems import TableRefused
from anju.intake.tables.cells import Merge, Row, Value, parse_merge
from anju.intake.tables.fragments import chunks
from anju.intake.tables.limits import Limits

_MERGE: Final = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Z0-9:$]+)[\"']")


def read_merges(source: IO[bytes], limits: Limits) -> list[Merge]:
    """The merged ranges, which stand after the data: found by a plain scan of the bytes."""
    merges: list[Merge] = []
    tail, inside = b"", False
    for chunk in chunks(source):
        window = tail + chunk
        if not inside and (opening := window.find(b"mergeCells")) >= 0:
            inside = True
            window = window[opening:]
        if not inside:
            tail = window[-64:]
            continue
        last = 0
        for match in _MERGE.finditer(window):
            last = match.end()
            if merge := parse_merge(match[1].decode("ascii")):
                merges.append(merge)
        if len(merges) > limits.merges:
            raise TableRefused("limit.entries")
        tail = window[last:][-256:]
    return merges


class MergeFiller:
    """Copies an anchor's value into the rest of its merged range, row by row, holding only the ranges now open."""

    def __init__(self, merges: list[Merge], limits: Limits) -> None:
        self._waiting = sorted(merges, reverse=True)
        self._open: list[tuple[Merge, Value]] = []
        self._limits = limits

    def fill(self, row: Row) -> Row:
        number, cells = row
        if self._open:
            self._open = [each for each in self._open if each[0].bottom >= number]
        while self._waiting and self._waiting[-1].top <= number:
            merge = self._waiting.pop()
            anchor = row.cell(merge.left) if merge.top == number else None
            if anchor is not None and merge.bottom >= number:
                self._open.append((merge, anchor))
        if len(self._open) > self._limits.columns:  # ranges cannot overlap, so a row meets at most one a column
            raise TableRefused("file.damaged")
        for merge, value in self._open:
            right = min(merge.right, self._limits.columns - 1)
            if right >= len(cells):
                cells.extend([None] * (right + 1 - len(cells)))
            for column in range(merge.left, right + 1):
                if cells[column] is None:
                    cells[column] = value
        return row
