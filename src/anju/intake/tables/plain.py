"""The plain form in which Excel, WPS, LibreOffice and our own writer put down rows and strings, read by pattern.

A pattern takes a tenth of what building a tree takes. It speaks for a fragment only where it accounts for every
character of it; anything else — a comment, CDATA, another order of attributes, a tag with a prefix — is left to the
XML parser, which reads the plain form the same (`tests/intake/tables/test_plain.py`).
"""

from __future__ import annotations

import re
from operator import itemgetter
from typing import Final

from anju.intake.tables.fragments import Fragment, parsed

Cell = tuple[str, str, str, str, str, str, str]
"""Its own text, column letters, style, type, formula with its tags, value, inline text; empty what it has not."""

_ATTRIBUTES: Final = r'(?: [A-Za-z0-9:]+="[^<>&"]*")*'
_ROW: Final = re.compile(rf'<row r="([0-9]{{1,7}})"{_ATTRIBUTES}>')
_EMPTY: Final = re.compile(rf'<row r="([0-9]{{1,7}})"{_ATTRIBUTES}/>')
_CELL: Final = re.compile(
    r'(<c r="([A-Z]{1,3})[0-9]{1,7}"(?: s="([0-9]+)")?(?: t="([a-zA-Z]+)")?'
    rf"(?:/>|>(<f{_ATTRIBUTES}(?:/>|>[^<]*</f>))?"
    r'(?:<v>([^<]*)</v>|<is><t(?: xml:space="preserve")?>([^<]*)</t></is>)?</c>))'
)
_STRING: Final = re.compile(r'(<si><t(?: xml:space="preserve")?>([^<]*)</t></si>)')
_STRANGE: Final = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|]]>")
"""What XML forbids in a text, or changes in it: then the parser decides."""
_END: Final = "</row>"
_whole = itemgetter(0)


def plain_rows(fragment: Fragment) -> list[tuple[int, list[Cell]]] | None:
    """Row numbers with their cells; None where the fragment is not plain to its last character."""
    text = _text_of(fragment)
    if text is None:
        return None
    rows: list[tuple[int, list[Cell]]] = []
    *pieces, rest = text.split(_END)
    for piece in pieces:
        head = _ROW.match(piece, _skipped(piece, rows))
        if head is None:
            return None
        cells: list[Cell] = _CELL.findall(piece, head.end())
        if sum(map(len, map(_whole, cells))) != len(piece) - head.end():
            return None
        if "&" in piece:
            cells = [(*cell[:5], resolved(cell[5]), resolved(cell[6])) for cell in cells]
        rows.append((int(head[1]), cells))
    return rows if _skipped(rest, rows) == len(rest) else None


def _skipped(piece: str, rows: list[tuple[int, list[Cell]]]) -> int:
    """Where a piece goes on after the rows that hold nothing, `<row …/>`, noted as empty."""
    start = 0
    while head := _EMPTY.match(piece, start):
        rows.append((int(head[1]), []))
        start = head.end()
    return start


def plain_strings(fragment: Fragment) -> list[str] | None:
    """Shared strings as they stand, None where the fragment is not plain."""
    text = _text_of(fragment)
    if text is None:
        return None
    found: list[tuple[str, str]] = _STRING.findall(text)
    if sum(map(len, map(_whole, found))) != len(text):
        return None
    return [resolved(inner) for _, inner in found]


def resolved(text: str) -> str:
    """A text with its entities resolved, by the parser: rare, and there are several ways to write one."""
    return parsed(f"<t>{text}</t>").text or "" if "&" in text else text


def _text_of(fragment: Fragment) -> str | None:
    if fragment.prefixed:
        return None
    try:
        text = fragment.body.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if _STRANGE.search(text) else text
