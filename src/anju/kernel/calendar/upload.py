"""Reading a year's holiday table from a spreadsheet: one row per day that differs, as date, 班/休, festival."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from python_calamine import CalamineError, CalamineWorkbook

from anju.kernel.calendar.days import DayMark

MAX_BYTES: Final = 1_000_000
MAX_UNPACKED_BYTES: Final = 20_000_000
MAX_ROWS: Final = 500

_WORKED: Final = frozenset({"班", "上班", "工作", "工作日", "调休上班", "补班", "work", "working"})
_OFF: Final = frozenset({"休", "放假", "假", "休息", "休假", "节假日", "off", "holiday"})
_DATE: Final = re.compile(r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s.*)?$")
_COMPACT_DATE: Final = re.compile(r"^(\d{4})(\d{2})(\d{2})$")

#: Days that every notice gives off, whatever it moves (全国年节及纪念日放假办法): a table without them is not complete.
_ALWAYS_OFF: Final = ((1, 1), (5, 1), (10, 1))


class TableError(ValueError):
    """The file is not a usable holiday table. `problems` are (row number from 1 or 0 for the file, what to correct)."""

    def __init__(self, problems: Iterable[tuple[int, str]]) -> None:
        self.problems = tuple(problems)
        super().__init__("；".join(f"第{row}行：{text}" if row else text for row, text in self.problems))


@dataclass(frozen=True, slots=True)
class UploadedYear:
    """A complete, checked notice for one year."""

    year: int
    marks: Mapping[date, DayMark]


def parse_year(content: bytes, filename: str, year: int) -> UploadedYear:
    """Reads `year`'s table from .xlsx, .xls or .csv. Nothing is taken from a file with any error: raises TableError."""
    if len(content) > MAX_BYTES:
        raise TableError([(0, "文件超过 1 MB，放假安排表只有几十行，请检查是否选错了文件")])
    rows = _csv_rows(content) if filename.lower().endswith(".csv") else _workbook_rows(content)
    if len(rows) > MAX_ROWS:
        raise TableError([(0, f"超过 {MAX_ROWS} 行，请只保留与平常周末不同的日期")])
    marks: dict[date, DayMark] = {}
    problems: list[tuple[int, str]] = []
    for number, row in enumerate(rows, start=1):
        if not any(_text(cell) for cell in row) or (number == 1 and _is_header(row)):
            continue
        try:
            mark = _mark(row, year)
            if mark.day in marks and marks[mark.day].working != mark.working:
                raise ValueError(f"{mark.day.isoformat()} 前面已写成另一种安排，请只留一行")
            marks[mark.day] = mark
        except ValueError as problem:
            problems.append((number, str(problem)))
    problems += _missing_days(marks, year)
    if problems:
        raise TableError(problems)
    return UploadedYear(year, MappingProxyType(marks))


def _missing_days(marks: Mapping[date, DayMark], year: int) -> list[tuple[int, str]]:
    absent = [date(year, month, day) for month, day in _ALWAYS_OFF]
    absent = [day for day in absent if day not in marks or marks[day].working]
    return [(0, f"{day.isoformat()} 是法定节日，表中应为“休”；请补全 {year} 年的放假安排") for day in absent]


def _mark(row: list[object], year: int) -> DayMark:
    cells = [*row, None, None, None]
    day = _date(cells[0])
    if day.year != year and (day.year, day.month) != (year - 1, 12):
        raise ValueError(f"{day.isoformat()} 不属于 {year} 年的放假安排，请核对年份")
    return DayMark(day, _working(cells[1]), _text(cells[2]))


def _date(cell: object) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = _text(cell)
    found = _DATE.match(text) or _COMPACT_DATE.match(text)
    try:
        if found:
            return date(*(int(part) for part in found.groups()))
    except ValueError:
        pass
    raise ValueError(f"“{text}”不是日期，请写成 2027-01-01 的样子")


def _working(cell: object) -> bool:
    word = _text(cell).lower()
    if word in _WORKED:
        return True
    if word in _OFF:
        return False
    raise ValueError(f"“{word}”应写“班”或“休”")


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return unicodedata.normalize("NFKC", str(cell)).strip()


def _is_header(row: list[object]) -> bool:
    first = _text(row[0] if row else None)
    return not isinstance(row[0], date) and not any(character.isdigit() for character in first)


def _csv_rows(content: bytes) -> list[list[object]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return [list(row) for row in csv.reader(io.StringIO(content.decode(encoding)))]
        except UnicodeDecodeError:
            continue
        except csv.Error as problem:
            raise TableError([(0, "CSV 文件无法读取，请另存为 UTF-8 的 CSV 或 Excel 再上传")]) from problem
    raise TableError([(0, "CSV 文件的编码无法识别，请另存为 UTF-8 的 CSV 或 Excel 再上传")])


def _workbook_rows(content: bytes) -> list[list[object]]:
    try:
        if zipfile.is_zipfile(io.BytesIO(content)):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED_BYTES:
                    raise TableError([(0, "文件解开后过大，不是放假安排表，请检查是否选错了文件")])
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    except (CalamineError, IndexError, zipfile.BadZipFile) as problem:
        raise TableError([(0, "这不是可以读取的 Excel 文件，请另存为 .xlsx 再上传")]) from problem
    if sheet.height > MAX_ROWS:
        raise TableError([(0, f"超过 {MAX_ROWS} 行，请只保留与平常周末不同的日期")])
    return [list(row) for row in sheet.to_python(nrows=MAX_ROWS)]
