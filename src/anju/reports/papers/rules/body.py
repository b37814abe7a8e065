"""The text of a section as blocks, and back. What is typed is plain: a line is a paragraph.

    # 主要工作及成效          heading (## one level below)
    **一是创新机制。**全区…    a paragraph whose first sentence leads
    {{grids}}                the figure of a field, wherever it stands
    {{chart:rectified}}      a drawing, alone on its line
    | 街道 | 结果 |            a table: the first line is its head; 表：… before it is its caption

`read(write(blocks)) == blocks`, and reading never fails: what is no mark is text.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

TOKEN = re.compile(r"\{\{\s*([a-z][a-z0-9_]{0,23})\s*\}\}")
BLANK = "【请补充"
"""What a template leaves to its writer; a document with one of these is not signed."""
_LEAD = re.compile(r"\*\*(.+?)\*\*")
_CHART = re.compile(r"\{\{\s*chart:([a-z_]+)\s*\}\}")


@dataclass(frozen=True, slots=True)
class Head:
    """A heading of level 1 or 2; numbers are given when it is printed."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph with fields in it."""

    text: str
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing, by its code."""

    code: str


@dataclass(frozen=True, slots=True)
class Rows:
    """A table."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""


Block = Head | Para | Chart | Rows


def read(text: str) -> list[Block]:
    """The blocks of a section."""
    found: list[Block] = []
    lines = [line.strip() for line in text.replace("\r\n", "\n").split("\n")]
    at = 0
    while at < len(lines):
        line = lines[at]
        captioned = line.startswith("表：") and at + 1 < len(lines) and lines[at + 1].startswith("|")
        if captioned or line.startswith("|"):
            start = at + captioned
            end = start
            while end < len(lines) and lines[end].startswith("|"):
                end += 1
            found.append(_table(lines[start:end], line[2:] if captioned else ""))
            at = end
            continue
        if line:
            found.append(_line(line))
        at += 1
    return found


def _line(line: str) -> Block:
    if (chart := _CHART.fullmatch(line)) is not None:
        return Chart(chart[1])
    if line.startswith("#"):
        level = len(line) - len(line.lstrip("#"))
        return Head(min(level, 2), line.lstrip("#").strip())
    lead = _LEAD.match(line)
    return Para(line[lead.end() :], lead[1]) if lead else Para(line)


def _table(lines: Sequence[str], caption: str) -> Rows:
    cells = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines]
    width = len(cells[0])
    rows = tuple((*row[:width], *("",) * (width - len(row))) for row in cells[1:])
    return Rows(cells[0], rows, caption)


def write(blocks: Sequence[Block]) -> str:
    """The text of blocks."""
    return "\n".join(line for block in blocks for line in _lines(block))


def _lines(block: Block) -> Iterator[str]:
    if isinstance(block, Head):
        yield f"{'#' * block.level} {block.text}"
    elif isinstance(block, Para):
        yield (f"**{block.lead}**" if block.lead else "") + block.text
    elif isinstance(block, Chart):
        yield f"{{{{chart:{block.code}}}}}"
    else:
        if block.caption:
            yield f"表：{block.caption}"
        for row in (block.head, *block.rows):
            yield f"| {' | '.join(row)} |"


def keys(texts: Sequence[str]) -> list[str]:
    """The fields that stand in the texts, in the order in which they first do."""
    return list(dict.fromkeys(key for text in texts for key in TOKEN.findall(text)))


def pieces(text: str) -> list[tuple[str, str]]:
    """(words, field) in turn: of a piece one is empty."""
    found: list[tuple[str, str]] = []
    at = 0
    for token in TOKEN.finditer(text):
        if token.start() > at:
            found.append((text[at : token.start()], ""))
        found.append(("", token[1]))
        at = token.end()
    if at < len(text):
        found.append((text[at:], ""))
    return found


def blanks(texts: Sequence[str]) -> int:
    """How many places are still to be filled in."""
    return sum(text.count(BLANK) for text in texts)


def title_of(text: str, number: int) -> str:
    """What a section is called on the screen: its first heading."""
    first = next((block for block in read(text) if isinstance(block, Head)), None)
    return first.text if first else ("开头" if number == 0 else f"第{number + 1}部分")
