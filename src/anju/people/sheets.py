"""Small tables that people upload to this domain (a few thousand rows): enrolment and duty rosters.

`intake` imports large and unknown tables, but stands above this domain; here the headings are known and everything is
read at once, within tight limits.
"""

import csv
import io
import unicodedata
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import IO, Any

import python_calamine
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST_ROWS = 5000
MOST_BYTES = 4 * 1024 * 1024
MOST_UNPACKED = 60 * 1024 * 1024
HEADING_WITHIN = 10
"""The headings stand within the first rows: a title and a note may come before."""

Headings = Mapping[str, tuple[str, ...]]
"""Name of a value → what its column may be called, the first one as the template says it."""


@dataclass(slots=True)
class SheetRow:
    """One row: its number in the file, its values as text by name, and what is wrong with it."""

    number: int
    values: dict[str, str]
    errors: list[str] = field(default_factory=list)


def read(upload: IO[bytes], headings: Headings, *, needed: Sequence[str]) -> list[SheetRow]:
    """The rows of an .xlsx, .xls or .csv. Raises ValidationError saying what to do where it is no such table."""
    content = upload.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise ValidationError(_("文件超过 4 MB，请分成几份。"))
    grid = _grid(content)
    top, columns = _headings(grid, headings, needed)
    rows = []
    for number, cells in enumerate(grid[top + 1 :], top + 2):
        values = {name: cells[at] if at < len(cells) else "" for name, at in columns.items()}
        if any(values.values()):
            rows.append(SheetRow(number, values))
    if not rows:
        raise ValidationError(_("表头下面没有数据行。"))
    if len(rows) > MOST_ROWS:
        raise ValidationError(_("超过 %(n)s 行，请分成几份。") % {"n": MOST_ROWS})
    return rows


def _grid(content: bytes) -> list[list[str]]:
    if content[:4] == b"PK\x03\x04" or content[:4] == b"\xd0\xcf\x11\xe0":
        return [[text(cell) for cell in row] for row in _cells(content)]
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            lines = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in lines:
            return [[text(cell) for cell in row] for row in csv.reader(io.StringIO(lines))]
    raise ValidationError(_("看不懂这个文件，请用 Excel（.xlsx）或 CSV。"))


def _cells(content: bytes) -> list[list[Any]]:
    try:
        if content[:4] == b"PK\x03\x04":
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED:
                    raise ValidationError(_("文件解开后太大，请删去多余的格式和图片。"))
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        found: list[list[Any]] = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (python_calamine.CalamineError, zipfile.BadZipFile, IndexError, OSError, ValueError) as error:
        raise ValidationError(_("文件损坏或有密码，请另存为 .xlsx 再传。")) from error
    return found


def text(cell: Any) -> str:
    """A cell as text: full-width digits made plain, whole numbers without a point, dates as ISO."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.strftime("%Y-%m-%d %H:%M")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return cell.strftime("%H:%M")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return unicodedata.normalize("NFKC", str(cell)).strip()


def _headings(grid: list[list[str]], headings: Headings, needed: Sequence[str]) -> tuple[int, dict[str, int]]:
    """The row of the headings and the column of each value. Raises ValidationError naming those that are missing."""
    best: dict[str, int] = {}
    at = 0
    for number, cells in enumerate(grid[:HEADING_WITHIN]):
        plain = [cell.replace(" ", "").lower() for cell in cells]
        found = {
            name: plain.index(word.lower())
            for name, words in headings.items()
            for word in reversed(words)
            if word.lower() in plain
        }
        if len(found) > len(best):
            best, at = found, number
    missing = [headings[name][0] for name in needed if name not in best]
    if missing:
        raise ValidationError(_("缺少表头：%(names)s。请用模板。") % {"names": "、".join(missing)})
    return at, best


def day_of(text_: str) -> date | None:
    """2026-11-24, 2026/11/24, 2026.11.24 or 2026年11月24日; None where it is no day."""
    plain = text_.replace("年", "-").replace("月", "-").replace("日", "").replace("/", "-").replace(".", "-")
    parts = plain.split(" ")[0].strip("-").split("-")
    try:
        year, month, day = (int(part) for part in parts)
        return date(year, month, day)
    except ValueError:
        return None


def time_of(text_: str) -> time | None:
    """08:30, 8：30, 0830, 830 or 8; None where it is no time. 24:00 is midnight."""
    plain = text_.strip().replace("点", ":").strip(":")
    if plain in ("24:00", "24"):
        return time()
    hours, _colon, minutes = plain.partition(":")
    if not _colon and len(hours) in (3, 4):
        hours, minutes = hours[:-2], hours[-2:]
    try:
        return time(int(hours), int(minutes or 0))
    except ValueError:
        return None
