"""What a form asks for: by placeholders where somebody wrote them, else by the titles of its columns and labels."""

import re
from collections.abc import Callable

from openpyxl.utils import get_column_letter

from anju.burden.rules.mapping import MOST_CELLS, PLACEHOLDER, Block, Cell, FormMapping
from anju.burden.rules.matching import is_called, name_key
from anju.burden.sheets.opening import Opened, texts
from anju.burden.sheets.refusing import FormRefusedError
from anju.burden.sources.catalogue import SOURCES
from anju.burden.sources.facts import FACTS
from anju.burden.sources.kinds import Fact, Field, Source

LABEL = re.compile(r"([^\s：:_＿]{2,16}?(?:[（(][^）)]{1,6}[）)])?)\s*[：:][ \t\u3000_＿]*")
HEADER_WITHIN = 40
BY_HAND = frozenset({"手工填写", "手工"})
"""Placeholders of what is filled in by hand."""
Texts = dict[tuple[int, int], str]


def fact_called(name: str) -> Fact | None:
    """The fact with a name, a key or a synonym."""
    return next((one for one in FACTS if name == one.key or is_called(name, (one.name, *one.others))), None)


def field_called(source: Source, name: str) -> Field | None:
    """The field of a source with a name, a key or a synonym; its own names go before synonyms of others."""
    own = next((one for one in source.fields if name == one.key or is_called(name, (one.name,))), None)
    return own or next((one for one in source.fields if is_called(name, one.others)), None)


def source_called(name: str) -> Source | None:
    """The source with a name or key."""
    return next((one for one in SOURCES if name == one.key or is_called(name, (one.name,))), None)


def understood(opened: Opened) -> FormMapping:
    """The mapping of a form as it can be seen. Raises FormRefusedError where nothing can."""
    written = texts(opened.sheet)
    if any(PLACEHOLDER.search(text) for text in written.values()):
        found = _by_placeholders(opened, written)
    else:
        found = _by_titles(opened, written)
    if not found.cells and not found.blocks:
        raise FormRefusedError("form.nothing")
    if len(found.cells) + sum(len(block.columns) for block in found.blocks) > MOST_CELLS:
        raise FormRefusedError("form.cells", limit=MOST_CELLS)
    return found


# --- placeholders


def _anchors(opened: Opened) -> list[tuple[int, int, str]]:
    """Cells with text, once each, in reading order."""
    cells = [(cell.row, cell.column, cell.value) for cell in opened.sheet._cells.values() if cell.value is not None]
    return sorted((row, column, str(value)) for row, column, value in cells)


def _by_placeholders(opened: Opened, written: Texts) -> FormMapping:
    cells: dict[str, Cell] = {}
    unknown: dict[str, str] = {}
    rows: dict[int, tuple[Source, dict[str, Cell]]] = {}
    for row, column, text in _anchors(opened):
        named = PLACEHOLDER.findall(text)
        letter = get_column_letter(column)
        if not named:
            if (asked := LABEL.match(text)) and asked.end() == len(text):
                cells[f"{letter}{row}"] = Cell(asked[1], "")
            continue
        sources = {found.key: found for name in named if (found := _source_in(name)) is not None}
        if len(sources) > 1 or (sources and row in rows and rows[row][0].key not in sources):
            raise FormRefusedError("form.mixed_row", row=row)
        source = next(iter(sources.values()), None)
        pattern, wrong = _pattern(text, source)
        if set(wrong) <= BY_HAND and wrong:
            unknown[f"{letter}{row}"] = pattern = ""
        elif wrong:
            unknown[f"{letter}{row}"] = "、".join(wrong)
            pattern = ""
        title = _title_above(written, row, column) if source else _title_beside(written, row, column, text)
        if source is None:
            cells[f"{letter}{row}"] = Cell(title, pattern)
        else:
            rows.setdefault(row, (source, {}))[1][letter] = Cell(title, pattern)
    blocks = tuple(_block(written, row, source, columns) for row, (source, columns) in sorted(rows.items()))
    in_blocks = {block.row for block in blocks}
    for at in [at for at in cells if int(re.sub(r"\D", "", at)) in in_blocks]:
        block = next(one for one in blocks if one.row == int(re.sub(r"\D", "", at)))
        block.columns[re.sub(r"\d", "", at)] = cells.pop(at)
    return FormMapping(cells, blocks, unknown, opened.formulas)


def _source_in(name: str) -> Source | None:
    before, dot, _after = name.replace("．", ".").partition(".")
    return source_called(before.strip()) if dot else None


def _pattern(text: str, source: Source | None) -> tuple[str, list[str]]:
    wrong: list[str] = []

    def token(match: re.Match[str]) -> str:
        name = match[1].replace("．", ".")
        if source is not None and "." in name:
            column = field_called(source, name.partition(".")[2].strip())
            if column is not None:
                return f"{{{{row:{column.key}}}}}"
        elif (known := fact_called(name)) is not None:
            return f"{{{{fact:{known.key}}}}}"
        wrong.append(match[1])
        return ""

    return PLACEHOLDER.sub(token, text), wrong


def _block(written: Texts, row: int, source: Source, columns: dict[str, Cell]) -> Block:
    return Block(row, _spare(written, row), source.key, columns)


def _spare(written: Texts, row: int) -> int:
    """The block's row and the blank rows that follow it, where the form has more text below; else just the one."""
    last = max((at for at, _column in written), default=row)
    spare = 1
    while row + spare <= last and _is_blank(written, row, row + spare):
        spare += 1
    return spare if row + spare <= last else 1


def _is_blank(written: Texts, row: int, below: int) -> bool:
    """Whether a row below the block's is one more line: running numbers, and what is merged down from the block's row,
    may stand there.
    """
    texts_there = {column: text for (at, column), text in written.items() if at == below}
    return all(text.isdecimal() or written.get((row, column)) == text for column, text in texts_there.items())


def _title_above(written: Texts, row: int, column: int) -> str:
    for above in range(row - 1, max(row - 4, 0), -1):
        text = written.get((above, column))
        if text and not PLACEHOLDER.search(text):
            return text[:60]
    return ""


def _title_beside(written: Texts, row: int, column: int, text: str) -> str:
    rest = " ".join(PLACEHOLDER.sub("", text).split())
    if rest.strip("：:（）()"):
        return re.split("[：:]", rest)[0][:60]
    found = [written.get((row, left), "") for left in range(column - 1, 0, -1)]
    beside = [one for one in found if one and not PLACEHOLDER.search(one)]
    if beside:
        named = next((one for one in beside if len(one) > 2), beside[0])  # 次, 处, 万元 are units
        return named.strip(" ：:")[:60]
    return _title_above(written, row, column)


# --- titles


def _by_titles(opened: Opened, written: Texts) -> FormMapping:
    header = _header(written)
    block = _table(written, header) if header else None
    skip = set(range(block.row - 1, block.row + block.spare)) if block else set()
    cells: dict[str, Cell] = {}
    for row, column, text in _anchors(opened):
        if row not in skip:
            cells |= _labels(opened, written, row, column, text)
    return FormMapping(cells, (block,) if block else (), {}, opened.formulas)


def _header(written: Texts) -> int | None:
    """The last row of the header: most titles that are known, then most titles, with a blank row below."""
    best, found = 0, None
    for row in sorted({at for at, _column in written})[:HEADER_WITHIN]:
        titles = {column: text for (at, column), text in written.items() if at == row}
        distinct = {name_key(text) for text in titles.values()}
        below = [column for column in titles if (row + 1, column) in written]
        if len(distinct) < 3 or len(below) > len(titles) // 3:
            continue
        known = max(sum(field_called(source, text) is not None for text in titles.values()) for source in SOURCES)
        score = 4 * known + len(distinct)
        if score > best and known >= 2:
            best, found = score, row
    return found


def _table(written: Texts, header: int) -> Block:
    titles = {column: text for (at, column), text in sorted(written.items()) if at == header}
    source = max(SOURCES, key=lambda one: sum(field_called(one, text) is not None for text in titles.values()))
    used: set[str] = set()
    columns: dict[str, Cell] = {}
    for column, text in titles.items():
        group = written.get((header - 1, column), "")
        known = field_called(source, text) or (field_called(source, group + text) if group != text else None)
        title = f"{group}/{text}" if list(titles.values()).count(text) > 1 and group not in {"", text} else text
        fresh = known is not None and known.key not in used
        if known is not None and fresh:
            used.add(known.key)
        columns[get_column_letter(column)] = Cell(title[:60], f"{{{{row:{known.key}}}}}" if known and fresh else "")
    return Block(header + 1, _spare(written, header + 1), source.key, columns)


def _labels(opened: Opened, written: Texts, row: int, column: int, text: str) -> dict[str, Cell]:
    """What a cell outside the table asks: after a colon, or in the empty cell to its right."""
    at = f"{get_column_letter(column)}{row}"
    matches = list(LABEL.finditer(text))
    right = _right_of(opened, written, row, column)
    beside = f"{get_column_letter(right)}{row}" if right and (row, right) not in written else ""
    if len(matches) == 1 and matches[0].end() == len(text) and matches[0].start() == 0 and beside:
        return _one(beside, matches[0][1])
    if matches:
        names = [match[1] for match in matches]
        if not any(fact_called(name) for name in names):
            return {at: Cell("、".join(names)[:60], "")} if matches[-1].end() == len(text) else {}
        return {at: Cell("、".join(names)[:60], LABEL.sub(_after_label(text), text))}
    if beside and fact_called(text) is not None:
        return _one(beside, text)
    return {}


def _after_label(text: str) -> Callable[[re.Match[str]], str]:
    def put(match: re.Match[str]) -> str:
        known = fact_called(match[1])
        blank = match.end() == len(text) or match[0][-1] in " \t\u3000_＿"
        if known is None or not blank:
            return match[0]
        gap = "" if match.end() == len(text) else "　　"
        return f"{match[1]}：{{{{fact:{known.key}}}}}{gap}"

    return put


def _one(at: str, title: str) -> dict[str, Cell]:
    known = fact_called(title)
    return {at: Cell(title[:60], f"{{{{fact:{known.key}}}}}" if known else "")}


def _right_of(opened: Opened, written: Texts, row: int, column: int) -> int | None:
    """The column after a cell or the merged range it anchors, within the form's width."""
    end = next(
        (one.max_col for one in opened.sheet.merged_cells.ranges if (one.min_row, one.min_col) == (row, column)), column
    )
    return end + 1 if end < max(at for _row, at in written) else None
