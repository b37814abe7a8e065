"""A register of fires kept elsewhere, read row by row: .xlsx or .csv with the columns of our own export."""

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _
from openpyxl import load_workbook

from anju.kernel import clock
from anju.supervision.inspections.backcheck.actions.fires import Said
from anju.supervision.inspections.backcheck.enums import Burned, Dwelling

COLUMNS = (
    "接警编号", "接警时间", "地点", "具体部位", "燃烧物", "住宅类型", "死亡人数", "受伤人数", "火灾认定日期",
    "起火原因",
)  # fmt: skip
NEEDED = ("接警编号", "接警时间", "燃烧物", "住宅类型")
MOST_ROWS = 2000
MOST_UNPACKED = 60 * 1024 * 1024
UNDETERMINED = "待火灾认定"
"""What our own export writes where no cause stands yet."""

Row = dict[str, Any]


def rows_of(content: bytes) -> list[Row]:
    """The rows by column name. Raises ValidationError for a file that is none, too large, or lacks a column."""
    table = list(_xlsx(content) if content[:2] == b"PK" else _csv(content))
    head = next((at for at, row in enumerate(table[:10]) if "接警编号" in [str(cell).strip() for cell in row]), None)
    if head is None:
        raise ValidationError(_("没有找到列名“接警编号”。请用导出的火灾登记作样子。"))
    names = [str(cell or "").strip() for cell in table[head]]
    missing = [name for name in NEEDED if name not in names]
    if missing:
        raise ValidationError(_("缺少这些列：%(names)s") % {"names": "、".join(missing)})
    filled = [row for row in table[head + 1 :] if any(cell not in (None, "") for cell in row)]
    rows = [dict(zip(names, row, strict=False)) for row in filled]
    if len(rows) > MOST_ROWS:
        raise ValidationError(_("一次最多 %(most)s 行，请分成几份。") % {"most": MOST_ROWS})
    return rows


def _xlsx(content: bytes) -> Iterator[Sequence[Any]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as box:
            if sum(one.file_size for one in box.infolist()) > MOST_UNPACKED:
                raise ValidationError(_("文件解开后太大，没有读。"))
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        for number, row in enumerate(book.worksheets[0].iter_rows(values_only=True)):
            if number > MOST_ROWS + 20:
                break
            yield row
    except ValidationError:
        raise
    except Exception as error:
        raise ValidationError(_("这个文件打不开，请另存为 .xlsx 或 .csv 再传。")) from error


def _csv(content: bytes) -> Iterator[Sequence[Any]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        yield from csv.reader(io.StringIO(text))
        return
    raise ValidationError(_("这个文件打不开，请另存为 .xlsx 或 .csv 再传。"))


def said_of(row: Row, place: Any) -> Said:
    """One row as it is entered. Raises ValidationError that says what does not fit."""
    cause = _text(row, "起火原因")
    return Said(
        _text(row, "接警编号"),
        _moment(row.get("接警时间")),
        _word(row, "燃烧物", Burned),
        _word(row, "住宅类型", Dwelling),
        place,
        _text(row, "具体部位")[:120],
        deaths=_number(row, "死亡人数"),
        injured=_number(row, "受伤人数"),
        cause="" if cause == UNDETERMINED else cause[:200],
        determined_on=_day(row.get("火灾认定日期")),
    )


def _text(row: Row, name: str) -> str:
    value = row.get(name)
    return str(value if value is not None else "").strip()


def _word(row: Row, name: str, words: Any) -> str:
    said = _text(row, name)
    for one in words:
        with translation.override("zh-hans"):
            chinese = str(one.label)
        if said in (one.value, chinese, str(one.label)):
            return str(one.value)
    offered = "、".join(str(one.label) for one in words)
    raise ValidationError(_("%(name)s应是：%(offered)s") % {"name": name, "offered": offered})


def _number(row: Row, name: str) -> int:
    said = _text(row, name).removesuffix(".0") or "0"
    if not said.isdecimal() or len(said) > 4:
        raise ValidationError(_("%(name)s应是整数") % {"name": name})
    return int(said)


def _moment(value: Any) -> datetime:
    if isinstance(value, datetime):
        return value.replace(tzinfo=clock.DISTRICT_TIME)
    text = str(value or "").strip().replace("/", "-")
    for form in ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"):
        try:
            return datetime.strptime(text, form).replace(tzinfo=clock.DISTRICT_TIME)
        except ValueError:
            continue
    raise ValidationError(_("接警时间应写成 2026-11-28 14:05"))


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if value in (None, ""):
        return None
    if isinstance(value, date):
        return value
    text = str(value).strip().replace("/", "-")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValidationError(_("火灾认定日期应写成 2026-12-20")) from None
