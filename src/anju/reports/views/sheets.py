"""Figures as Excel files: a figure's rows, and a crossed table. Text is text, never a formula."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Self

import xlsxwriter
from django.utils.translation import gettext as _

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.documents.workbook import CAREFUL
from anju.kernel.figures.reading import Number, Question
from anju.kernel.figures.registry import facets
from anju.kernel.jobs.exports import Told
from anju.reports.queries import asking, crossing
from anju.reports.queries.crossing import Cell, Line, Table
from anju.reports.views import asked as asks
from anju.reports.wording import DASH, change

PAGE = 1_000
"""Rows that are read and written at a time: none of them is held longer."""


class _Sheet:
    """A book of one sheet whose lines are written one after another."""

    def __init__(self, path: Path) -> None:
        self.book = xlsxwriter.Workbook(str(path), {**CAREFUL, "tmpdir": str(path.parent)})
        self.sheet = self.book.add_worksheet(_("数字"))
        self.bold, self.big = (
            self.book.add_format({"bold": True, "border": 1, "text_wrap": True}),
            self.book.add_format({"bold": True, "font_size": 16}),
        )
        self.at = 0

    def line(self, values: Sequence[Any], style: Any = None) -> None:
        for column, value in enumerate(values):
            if isinstance(value, str):
                self.sheet.write_string(self.at, column, value, style)
            else:
                self.sheet.write_number(self.at, column, value, style)
        self.at += 1

    def __enter__(self) -> Self:
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.set_footer("&C第 &P 页，共 &N 页")
        return self

    def __exit__(self, *_error: object) -> None:
        self.book.close()


def _head(sheet: _Sheet, actor: Actor, asked: Question, wished: asks.Wish) -> None:
    """Title, what was asked, what it means and the number."""
    figure = asked.figure
    said, of = asks.number_words(asked)
    made = _("制表时间：%(at)s　制表人：%(who)s") % {
        "at": f"{clock.local(clock.now()):%Y-%m-%d %H:%M}",
        "who": actor.name,
    }
    sheet.line([str(figure.title)], sheet.big)
    sheet.line([f"{asks.in_words(asked, wished)}　{made}"])
    sheet.line([_("口径：%(words)s") % {"words": figure.definition}])
    sheet.line([f"{said} {figure.unit} {of}"])
    sheet.line([])


def _pages(actor: Actor, asked: Question) -> Iterator[list[asking.Row]]:
    after, more = "", True
    while more:
        lines, after = asking.rows(actor, asked, after, PAGE)
        more = bool(after)
        yield lines


def of_rows(path: Path, actor: Actor, asked: Question, wished: asks.Wish, told: Told) -> int:
    """The rows a figure was counted from, all of them, and from which head of the ledger; how many they are."""
    with _Sheet(path) as sheet:
        names = [str(facets[name].title) for name in asking.counted(asked).facets]
        sheet.sheet.set_column(0, 0, 16)
        sheet.sheet.set_column(1, 1, 40)
        sheet.sheet.set_column(2, 3 + len(names), 18)
        size = asks.standing(asked)["head"].size
        _head(sheet, actor, asked, wished)
        sheet.line([_("编号"), _("地点"), _("日期"), *names, _("数量")], sheet.bold)
        count = 0
        for lines in _pages(actor, asked):
            for line in lines:
                day = f"{clock.local(line.at):%Y-%m-%d %H:%M}"
                sheet.line([line.label, line.where, day, *(str(word) for word in line.facets), line.value])
            count += len(lines)
            told(count)
        sheet.line([_("合计 %(n)s 行　账本至第 %(size)s 条") % {"n": count, "size": size}])
    return count


def of_table(path: Path, actor: Actor, table: Table, wished: asks.Wish) -> int:
    """A crossed table with its remarks; how many lines it has. Of a ratio, each number's part and whole beside it."""
    asked = table.asked
    with _Sheet(path) as sheet:
        names = dict(crossing.axes(asked))
        ratio = asked.figure.of is not None
        sheet.sheet.set_column(0, 0, 28)
        sheet.sheet.set_column(1, 60, 13)
        size = asks.standing(asked)["head"].size
        _head(sheet, actor, asked, wished)
        heads = [head.name for head in table.heads]
        heads += [_("合计")] if table.summed or not table.heads else []
        heads += [_("上年同期")] if table.compared else []
        shown = [one for head in heads for one in ((head, _("部分／整体")) if ratio else (head,))]
        sheet.line([names[table.rows], *shown, *([_("同比")] if table.compared else [])], sheet.bold)
        for line in [*table.lines, *([table.totals] if table.totals else [])]:
            sheet.line([line.head.name, *_values(table, line, ratio=ratio)])
        for note in table.notes:
            sheet.line([note])
        sheet.line([_("合计 %(n)s 行　账本至第 %(size)s 条") % {"n": len(table.lines), "size": size}])
    return len(table.lines)


def _values(table: Table, line: Line, *, ratio: bool) -> list[str | float]:
    cells: list[Cell | None] = list(line.cells)
    cells += [line.total] if table.summed or not table.heads else []
    cells += [line.before] if table.compared else []
    found: list[str | float] = []
    for cell in cells:
        found += _plain(cell.number if cell else None, ratio=ratio)
    if table.compared:
        now = line.total
        found.append(change(now.number, line.before.number) if now and line.before else DASH)
    return found


def _plain(number: Number | None, *, ratio: bool) -> list[str | float]:
    if number is None or number.amount is None:
        return [DASH, DASH] if ratio else [DASH]
    value = float(round(number.amount, 3))
    return [value, f"{number.parts[0]}/{number.parts[1]}"] if number.parts else [value]
