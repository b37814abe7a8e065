"""From what a cell holds to what a field needs; every refusal says what to write instead."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Final

from anju.intake.problems import Problem
from anju.intake.tables.cells import Unreadable, Value
from anju.intake.tables.dates import DateOrder, parse_moment
from anju.intake.tables.text import tidy

Converted = str | int | Decimal | bool | date | datetime | None

_TRUE: Final = frozenset({"是", "有", "对", "真", "已", "√", "✓", "✔", "y", "yes", "true", "t", "1", "1.0"})
_FALSE: Final = frozenset({"否", "无", "没有", "不", "假", "未", "×", "✗", "x", "n", "no", "false", "f", "0", "0.0"})
_SCIENTIFIC: Final = re.compile(r"\d(?:\.\d+)?[eE]\+?\d{2,}")
_EXACT_DIGITS: Final = 15
_NUMBER: Final = re.compile(r"([-+]?\d+(?:\.\d+)?)\s*(.*)", re.DOTALL)
_TONNES: Final[dict[str, Decimal]] = {
    "吨": Decimal(1),
    "t": Decimal(1),
    "tonne": Decimal(1),
    "tonnes": Decimal(1),
    "公斤": Decimal("0.001"),
    "千克": Decimal("0.001"),
    "kg": Decimal("0.001"),
    "斤": Decimal("0.0005"),
    "克": Decimal("0.000001"),
    "g": Decimal("0.000001"),
}


class CellRefused(Exception):  # noqa: N818 - named for what happened to the cell
    """A cell that does not fit its field; `problem` has no position yet."""

    def __init__(self, code: str, **params: str | int) -> None:
        self.problem = Problem(code, params)
        super().__init__(self.problem.text)


def as_text(value: Value) -> str:
    """Any value as a person would read it: whole numbers without a point, dates in ISO form."""
    if value is None:
        return ""
    if isinstance(value, str):
        return tidy(value)
    if isinstance(value, Unreadable):
        raise CellRefused(value.code, value=value.text)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float | int):
        return plain_number(value)
    if isinstance(value, datetime) and value.time() == time.min:
        return value.date().isoformat()
    return value.isoformat()


def plain_number(value: float) -> str:
    """A number without an exponent and without a needless point."""
    if float(value).is_integer() and abs(value) < 10**_EXACT_DIGITS:
        return str(int(value))
    return format(Decimal(repr(float(value))), "f") if abs(value) < 10**_EXACT_DIGITS else f"{value:.2E}"


def to_text(value: Value, *, limit: int | None = None) -> str:
    """Text within a limit of characters."""
    text = as_text(value)
    if limit is not None and len(text) > limit:
        raise CellRefused("cell.too_long", length=len(text), limit=limit)
    return text


def to_identifier(value: Value, *, limit: int | None = None) -> str:
    """An id as text. A number that Excel has rounded (over 15 digits, or 1.2E+17) is refused: digits are lost."""
    if isinstance(value, float) and not isinstance(value, bool):
        if abs(value) >= 10**_EXACT_DIGITS:
            raise CellRefused("cell.id_as_number", value=f"{value:.1E}")
        if not value.is_integer():
            raise CellRefused("cell.id_fraction", value=plain_number(value))
    text = to_text(value, limit=limit).replace(" ", "")
    if _SCIENTIFIC.fullmatch(text):
        raise CellRefused("cell.id_as_number", value=text)
    return text


def to_decimal(value: Value) -> Decimal:
    """A number, thousands separators allowed."""
    if isinstance(value, float) and not isinstance(value, bool):
        return Decimal(repr(value))
    text = as_text(value).replace(",", "").replace("，", "")
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise CellRefused("cell.number", value=text) from None
    if not number.is_finite():
        raise CellRefused("cell.number", value=text)
    return number


def to_integer(value: Value) -> int:
    """A whole number; `12.0` and `12层` count as 12, `12.5` does not."""
    if isinstance(value, float) and value.is_integer() and not isinstance(value, bool):
        return int(value)
    text = as_text(value)
    match = _NUMBER.fullmatch(text.replace(",", ""))
    if match is None or (match[2] and match[2] not in _COUNTERS):
        raise CellRefused("cell.integer", value=text)
    number = Decimal(match[1])
    if number != number.to_integral_value():
        raise CellRefused("cell.integer", value=text)
    return int(number)


_COUNTERS: Final = frozenset("层户栋幢个处人年间辆只台组套天次米件座岁")


def to_boolean(value: Value) -> bool:
    """是/否 and its usual spellings."""
    if isinstance(value, bool):
        return value
    text = as_text(value).casefold()
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    raise CellRefused("cell.boolean", value=text)


def to_tonnes(value: Value, *, unit: str = "") -> Decimal:
    """A mass in tonnes. A bare number takes the unit its column declares (`重量（公斤）`).

    Without a unit anywhere it is refused.
    """
    text = as_text(value).replace(",", "")
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise CellRefused("cell.mass", value=text)
    written = match[2].casefold() or unit.casefold()
    if not written:
        raise CellRefused("cell.mass_unit", value=text)
    factor = _TONNES.get(written)
    if factor is None:
        raise CellRefused("cell.mass", value=text)
    return Decimal(match[1]) * factor


def unit_in(header: str) -> str:
    """The mass unit a header names in brackets or after a slash, e.g. 清运量(吨); empty where there is none."""
    found = re.search(r"[(（/\[【]\s*([^)）\]】]+?)\s*[)）\]】]?\s*$", header)
    unit = found[1].casefold() if found else ""
    return unit if unit in _TONNES else ""


def to_moment(value: Value, *, order: DateOrder | None = None, mode_1904: bool = False) -> datetime:
    """A naive date and time; a bare date is midnight."""
    if isinstance(value, datetime):
        return value
    text = as_text(value)
    moment = parse_moment(value if isinstance(value, float) else text, order=order, mode_1904=mode_1904)
    if isinstance(moment, str):
        raise CellRefused(moment, value=text)
    return moment


_LAST_SECOND: Final = time(23, 59, 59)
_MIDNIGHT_WRITTEN: Final = re.compile(r"\d\s*[T\s日号]\s*0?0\s*[:：时点]")


def to_deadline(value: Value, *, order: DateOrder | None = None, mode_1904: bool = False) -> datetime:
    """A naive date and time by which something is due: a bare date is the end of its day, not its beginning."""
    moment = to_moment(value, order=order, mode_1904=mode_1904)
    if moment.time() != time.min or (isinstance(value, str) and _MIDNIGHT_WRITTEN.search(as_text(value))):
        return moment
    return datetime.combine(moment.date(), _LAST_SECOND)


def to_date(value: Value, *, order: DateOrder | None = None, mode_1904: bool = False) -> date:
    """A calendar day; a time of day is dropped."""
    return to_moment(value, order=order, mode_1904=mode_1904).date()


def to_coordinate(value: Value, *, bound: int) -> Decimal:
    """Decimal degrees within ±bound; degrees and minutes are refused."""
    try:
        number = to_decimal(value)
    except CellRefused:
        raise CellRefused("cell.coordinate", value=as_text(value)) from None
    if not -bound <= number <= bound:
        raise CellRefused("cell.range", value=str(number), low=-bound, high=bound)
    return number


_MOBILE: Final = re.compile(r"(?:\+?86)?(1[3-9]\d{9})")
_LANDLINE: Final = re.compile(r"0\d{2,3}-?\d{7,8}(?:-\d{1,6})?|\d{7,8}|[48]00-?\d{3}-?\d{4}")


def to_phone(value: Value) -> str:
    """A mobile number without its country code, or a landline as written."""
    text = to_identifier(value).replace(" ", "")
    bare = re.sub(r"[-()]", "", text)
    if match := _MOBILE.fullmatch(bare):
        return match[1]
    if _LANDLINE.fullmatch(text):
        return text
    raise CellRefused("cell.phone", value=text)


_CODE_LETTERS: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CODE_WEIGHTS: Final = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def to_credit_code(value: Value) -> str:
    """A unified social credit code with its check character (GB 32100-2015)."""
    text = to_identifier(value).upper()
    if len(text) != 18 or any(char not in _CODE_LETTERS for char in text):
        raise CellRefused("cell.credit_code", value=text)
    total = sum(_CODE_LETTERS.index(char) * weight for char, weight in zip(text[:17], _CODE_WEIGHTS, strict=True))
    if _CODE_LETTERS[(31 - total % 31) % 31] != text[17]:
        raise CellRefused("cell.credit_code", value=text)
    return text


def chosen(value: Value, choices: dict[str, str], *, shown: str) -> str:
    """The stored value of a choice; `choices` maps every accepted spelling (casefolded) to it."""
    text = as_text(value)
    found = choices.get(text.casefold())
    if found is None:
        raise CellRefused("cell.choice", value=text, choices=shown)
    return found


Converter = Callable[[Value], Converted]
