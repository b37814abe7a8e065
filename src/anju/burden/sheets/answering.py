"""What the records answer to a form: values by cell, and what stays for somebody's hand, each with the reason."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from anju.burden.rules.mapping import Block, FormMapping, tokens, value_of
from anju.burden.sources.catalogue import fact, source
from anju.burden.sources.kinds import Line, Reader, Value
from anju.kernel import clock

FORM_LANGUAGE = "zh-hans"
"""Forms of the state are Chinese, whoever fills them in which language."""


@dataclass(frozen=True, slots=True)
class ByHand:
    """A cell or column that nobody can fill from records."""

    at: str
    title: str
    why: str


@dataclass(frozen=True, slots=True)
class Table:
    """The lines of a block, as values by column."""

    block: Block
    lines: tuple[dict[str, Value], ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """All that goes into a form."""

    cells: dict[str, Value]
    tables: tuple[Table, ...]
    by_hand: tuple[ByHand, ...]

    @property
    def rows(self) -> int:
        """Lines in all tables."""
        return sum(len(table.lines) for table in self.tables)


def answers(mapping: FormMapping, reader: Reader) -> Answers:
    """What the records say, as the reader sees them. Raises TooManyRowsError."""
    known = Known(reader)
    cells: dict[str, Value] = {}
    for at, cell in mapping.cells.items():
        cells[at] = value_of(cell.pattern, known.fact, words) if cell.pattern else None
    tables = tuple(_table(block, known) for block in mapping.blocks)
    return Answers(cells, tables, tuple(_by_hand(mapping, cells, tables, reader)))


class Known:
    """Facts asked once each, in the language of forms."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self._facts: dict[str, Value] = {}

    def fact(self, _kind: str, key: str) -> Value:
        """A fact; None where the reader may not know it."""
        if key not in self._facts:
            found = fact(key)
            with override(FORM_LANGUAGE):
                open_to = found is not None and found.open_to(self.reader.actor)
                self._facts[key] = found.value(self.reader) if found is not None and open_to else None
        return self._facts[key]

    def lines(self, key: str) -> list[Line]:
        """The records of a source; none where the reader may not see them."""
        found = source(key)
        if found is None or not found.open_to(self.reader.actor):
            return []
        with override(FORM_LANGUAGE):
            return list(found.rows(self.reader))


def _table(block: Block, known: Known) -> Table:
    lines = []
    for line in known.lines(block.source):

        def answer(kind: str, key: str, line: Line = line) -> Value:
            return line.get(key) if kind == "row" else known.fact(kind, key)

        lines.append(
            {
                letter: value_of(cell.pattern, answer, words) if cell.pattern else None
                for letter, cell in block.columns.items()
            }
        )
    return Table(block, tuple(lines))


def words(value: Any) -> str:
    """A value inside a text."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{clock.local(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return f"{value:%Y}年{value.month}月{value.day}日"
    return str(value)


def _by_hand(mapping: FormMapping, cells: dict[str, Value], tables: tuple[Table, ...], reader: Reader) -> list[ByHand]:
    found = [ByHand(at, "", _("这一格原来是公式，请填好后自行计算")) for at in mapping.formulas]
    for at, cell in mapping.cells.items():
        if mapping.unknown.get(at):
            found.append(ByHand(at, cell.title, _("目录里没有“%(name)s”") % {"name": mapping.unknown[at]}))
        elif not cell.pattern:
            found.append(ByHand(at, cell.title, _("没有对应的记录")))
        elif _empty(cells[at]) or _unanswered(cell.pattern, reader):
            found.append(ByHand(at, cell.title, _why(cell.pattern, reader)))
    for table in tables:
        found += _columns_by_hand(mapping, table, reader)
    return found


def _unanswered(pattern: str, reader: Reader) -> bool:
    """Whether a text has a place for what the reader may not know."""
    asked = [fact(key) for kind, key in tokens(pattern) if kind == "fact"]
    return any(one is not None and not one.open_to(reader.actor) for one in asked)


def _why(pattern: str, reader: Reader) -> str:
    return _("您的岗位看不到这类记录") if _unanswered(pattern, reader) else _("没有记录可填")


def _columns_by_hand(mapping: FormMapping, table: Table, reader: Reader) -> list[ByHand]:
    block = table.block
    origin = source(block.source)
    if origin is None or not origin.open_to(reader.actor):
        return [ByHand(f"{block.row}", str(origin.name if origin else ""), _("您的岗位看不到这类记录"))]
    empty = Counter(letter for line in table.lines for letter, value in line.items() if _empty(value))
    found = []
    for letter, cell in block.columns.items():
        at = f"{letter}{block.row}"
        if mapping.unknown.get(at):
            found.append(ByHand(letter, cell.title, _("目录里没有“%(name)s”") % {"name": mapping.unknown[at]}))
        elif not cell.pattern:
            found.append(ByHand(letter, cell.title, _("没有对应的记录")))
        elif empty[letter]:
            found.append(ByHand(letter, cell.title, _("%(count)s 行没有记录") % {"count": empty[letter]}))
    return found


def _empty(value: Value) -> bool:
    return value is None or value == ""
