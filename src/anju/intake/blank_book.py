"""Template workbooks: a header row that the reader keys on, an example, notes on a second sheet, hidden code lists."""

from __future__ import annotations

from typing import IO, Any, Final

import xlsxwriter
from django.utils.translation import gettext as _

from anju.intake.mapping.specs import FieldSpec, FieldType
from anju.intake.tables import column_letters
from anju.intake.targets import Target
from anju.intake.wording import how
from anju.kernel import clock

_AS_TEXT: Final = frozenset({FieldType.IDENTIFIER, FieldType.PHONE, FieldType.CREDIT_CODE})
_ROWS: Final = 2_000
"""Rows that are prepared: text format, drop-down lists."""


def write_template(target: Target, stream: IO[bytes]) -> None:
    """A workbook to fill in. Headers are Chinese whatever the reader's language: tables travel between offices."""
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"title": str(target.key.label), "created": clock.now().replace(tzinfo=None)})
        _data_sheet(book, target)
        _notes_sheet(book, target)
        _lists_sheet(book, target)


def header_of(spec: FieldSpec) -> str:
    """A field's column name; a star marks what must be filled in."""
    return f"*{spec.label}" if spec.required else spec.label


def _data_sheet(book: Any, target: Target) -> None:
    page = book.add_worksheet("数据")
    head = book.add_format({"bold": True, "bg_color": "#E8EDEA", "border": 1, "text_wrap": True, "valign": "vcenter"})
    text, grey = book.add_format({"num_format": "@"}), book.add_format({"font_color": "#5C6965", "num_format": "@"})
    page.freeze_panes(1, 0)
    page.set_row(0, 30)
    marked = False
    for column, spec in enumerate(target.fields):
        page.set_column(column, column, max(12, 2 * len(spec.label) + 4), text if spec.type in _AS_TEXT else None)
        page.write_string(0, column, header_of(spec), head)
        example = spec.example
        if example and not marked:
            example, marked = f"示例：{example}", True
        if example:
            page.write_string(1, column, example, grey)
        if spec.choices:
            where = f"=代码!${column_letters(column)}$2:${column_letters(column)}${len(spec.choices) + 1}"
            page.data_validation(2, column, _ROWS, column, {"validate": "list", "source": where, "ignore_blank": True})


def _notes_sheet(book: Any, target: Target) -> None:
    page = book.add_worksheet("填表说明")
    bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    for column, width in enumerate((18, 8, 60, 28)):
        page.set_column(column, column, width, wrap)
    lines = [
        _("“数据”表的表头不要改；灰色的示例行可以留着，不会导入。"),
        _("带 * 的必填。编号、电话、信用代码请保持文本格式。"),
        *(_(note) for note in target.notes),
    ]
    for row, line in enumerate(lines):
        page.write_string(row, 0, line)
    top = len(lines) + 1
    for column, name in enumerate((_("项目"), _("必填"), _("怎样填"), _("示例"))):
        page.write_string(top, column, name, bold)
    for row, spec in enumerate(target.fields, top + 1):
        page.write_string(row, 0, spec.label)
        page.write_string(row, 1, _("是") if spec.required else "")
        page.write_string(row, 2, how_of(spec))
        page.write_string(row, 3, spec.example)


def how_of(spec: FieldSpec) -> str:
    """How a field is filled in, with its length and the form of dates."""
    parts = [told] if (told := how(spec)) else []
    if spec.limit and not spec.choices:
        parts.append(_("最多 %(limit)s 个字") % {"limit": spec.limit})
    if spec.type in (FieldType.DATE, FieldType.MOMENT, FieldType.DEADLINE):
        parts.append(_("如 2026-03-05、2026年3月5日"))
    return "；".join(parts)


def _lists_sheet(book: Any, target: Target) -> None:
    page = book.add_worksheet("代码")
    page.hide()
    for column, spec in enumerate(target.fields):
        page.write_string(0, column, spec.label)
        for row, label in enumerate(spec.choices.values(), 1):
            page.write_string(row, column, label.split("|")[0])
