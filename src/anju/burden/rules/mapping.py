"""What stands in a form's cells: patterns of text with places for values.

`{{fact:unit}}` is one value, `{{row:number}}` a field of the block's records. An empty pattern is a cell that somebody
fills in by hand.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

TOKEN = re.compile(r"\{\{(fact|row):([a-z_]{1,40})\}\}")
PLACEHOLDER = re.compile(r"\{\{\s*([^{}]{1,60}?)\s*\}\}")
MOST_CELLS = 400


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell outside the repeated rows: what it is called in the form, and its pattern."""

    title: str
    pattern: str


@dataclass(frozen=True, slots=True)
class Block:
    """Rows that repeat: one line per record, from `row` on; `spare` blank rows are there already."""

    row: int
    spare: int
    source: str
    columns: dict[str, Cell]
    """Column letters → title and pattern."""


@dataclass(frozen=True, slots=True)
class FormMapping:
    """All that is filled in a form. `unknown`: cell → placeholders that name nothing; empty: left to a
    hand by its maker.
    """

    cells: dict[str, Cell] = field(default_factory=dict)
    blocks: tuple[Block, ...] = ()
    unknown: dict[str, str] = field(default_factory=dict)
    formulas: tuple[str, ...] = ()
    """Cells that held a formula: emptied, since nothing here can work it out again."""

    def to_data(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "cells": _cells(self.cells),
            "blocks": [
                {"row": one.row, "spare": one.spare, "source": one.source, "columns": _cells(one.columns)}
                for one in self.blocks
            ],
            "unknown": self.unknown,
            "formulas": list(self.formulas),
        }

    @classmethod
    def from_data(cls, said: Mapping[str, Any]) -> "FormMapping":
        """From what was stored."""
        blocks = tuple(
            Block(one["row"], one["spare"], one["source"], _read(one["columns"])) for one in said.get("blocks", ())
        )
        return cls(_read(said.get("cells", {})), blocks, dict(said.get("unknown", {})), tuple(said.get("formulas", ())))


def _cells(cells: Mapping[str, Cell]) -> dict[str, list[str]]:
    return {at: [cell.title, cell.pattern] for at, cell in cells.items()}


def _read(said: Mapping[str, Any]) -> dict[str, Cell]:
    return {at: Cell(*pair) for at, pair in said.items()}


def tokens(pattern: str) -> list[tuple[str, str]]:
    """(fact or row, key) of every place for a value."""
    return TOKEN.findall(pattern)


def value_of(pattern: str, answer: Callable[[str, str], Any], words: Callable[[Any], str]) -> Any:
    """The value of a pattern: a lone token keeps its type, else text; None where nothing at all is known."""
    found = tokens(pattern)
    if TOKEN.fullmatch(pattern):
        return answer(*found[0])
    values = {pair: answer(*pair) for pair in found}
    if found and all(value is None or value == "" for value in values.values()):
        return None if not TOKEN.sub("", pattern).strip() else TOKEN.sub("", pattern)
    return TOKEN.sub(lambda match: words(values[match[1], match[2]]), pattern)
