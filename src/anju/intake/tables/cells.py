"""What a reader yields: rows of plain Python values, each with the position the spreadsheet shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A cell without a usable value: a formula error or a formula that was never calculated."""

    code: str
    text: str = ""


Value = str | float | bool | datetime | time | Unreadable | None


class Row(NamedTuple):
    """One row that has at least one value of its own. `number` counts from 1; `cells` from column 0."""

    number: int
    cells: list[Value]

    def cell(self, column: int) -> Value:
        """The value in a column, None beyond the last one."""
        return self.cells[column] if column < len(self.cells) else None


class Merge(NamedTuple):
    """A merged range, inclusive; rows count from 1, columns from 0."""

    top: int
    left: int
    bottom: int
    right: int


def column_letters(column: int) -> str:
    """Column 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(reference: str) -> int:
    """The column of a cell reference such as AB12, from 0; -1 where there is no letter."""
    index = 0
    for char in reference:
        if "A" <= char <= "Z":
            index = index * 26 + ord(char) - 64
        else:
            break
    return index - 1


def parse_merge(reference: str) -> Merge | None:
    """`B2:D4` as a Merge; None for a single cell or nonsense."""
    first, _, last = reference.replace("$", "").partition(":")
    top, bottom = first.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), last.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    left, right = column_index(first), column_index(last)
    if not (top.isdecimal() and bottom.isdecimal()) or left < 0 or right < left or int(bottom) < int(top):
        return None
    return Merge(int(top), left, int(bottom), right)
