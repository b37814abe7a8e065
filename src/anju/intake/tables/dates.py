"""Dates as they stand in Chinese and English tables. What could be read two ways is refused, never guessed."""

from __future__ import annotations

import re
from datetime import datetime, time
from enum import StrEnum
from typing import Final

from anju.intake.tables.serials import serial_to_datetime


class DateOrder(StrEnum):
    """How a column writes `5/3/2024`, where its mapping declares it."""

    MONTH_FIRST = "mdy"
    DAY_FIRST = "dmy"


_TIME: Final = (
    r"(?:[T\s]*(?P<hour>\d{1,2})\s*[:：时点]\s*(?:(?P<minute>\d{1,2})\s*[:：分]?\s*(?:(?P<second>\d{1,2})\s*秒?)?)?"
    r"(?:\.\d+)?)?"
)
_YEAR_FIRST: Final = re.compile(
    r"(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*[日号]?" + _TIME
)
_COMPACT: Final = re.compile(r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})")
_MONTH_ONLY: Final = re.compile(r"\d{4}\s*[-/.年]\s*\d{1,2}\s*月?(?:份)?")
_SHORT_YEAR: Final = re.compile(r"\d{2}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*[日号]?")
_YEAR_LAST: Final = re.compile(
    r"(?P<first>\d{1,2})\s*[-/.]\s*(?P<second_part>\d{1,2})\s*[-/.]\s*(?P<year>\d{4})" + _TIME
)
_NAMED: Final = re.compile(
    r"(?:(?P<month>[A-Za-z]{3,9})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?|(?P<day2>\d{1,2})(?:st|nd|rd|th)?\s+"
    r"(?P<month2>[A-Za-z]{3,9})\.?),?\s+(?P<year>\d{4})" + _TIME,
    re.IGNORECASE,
)
_SERIAL: Final = re.compile(r"\d{5}(?:\.\d+)?")
_SERIAL_RANGE: Final = (7_306, 73_050)  # 1920 to 2099: outside it a five-digit number is not a date
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def parse_moment(value: str | float, *, order: DateOrder | None = None, mode_1904: bool = False) -> datetime | str:
    """A naive datetime, or the code of the problem that stopped it.

    Serials are Excel's day counts; text without a time is midnight.
    """
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    text = text.strip()
    if match := _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text):
        return _moment(match.groupdict(), match["year"], match["month"], match["day"])
    if _SERIAL.fullmatch(text):
        return _from_serial(float(text), mode_1904=mode_1904)
    if match := _NAMED.fullmatch(text):
        month = (match["month"] or match["month2"])[:3].lower()
        if month not in _MONTHS:
            return "cell.date"
        return _moment(match.groupdict(), match["year"], str(_MONTHS.index(month) + 1), match["day"] or match["day2"])
    if match := _YEAR_LAST.fullmatch(text):
        return _year_last(match, order)
    if _MONTH_ONLY.fullmatch(text):
        return "cell.date_missing_day"
    return "cell.date_two_digit_year" if _SHORT_YEAR.fullmatch(text) else "cell.date"


def _from_serial(serial: float, *, mode_1904: bool) -> datetime | str:
    low, high = _SERIAL_RANGE
    if not low <= serial <= high:
        return "cell.date"
    moment = serial_to_datetime(serial, mode_1904=mode_1904)
    return "cell.date" if moment is None or isinstance(moment, time) else moment


def _year_last(match: re.Match[str], order: DateOrder | None) -> datetime | str:
    first, second = match["first"], match["second_part"]
    if order is None:
        if int(first) > 12:
            order = DateOrder.DAY_FIRST
        elif int(second) > 12:
            order = DateOrder.MONTH_FIRST
        elif first != second:
            return "cell.date_ambiguous"
    month, day = (second, first) if order is DateOrder.DAY_FIRST else (first, second)
    return _moment(match.groupdict(), match["year"], month, day)


def _moment(parts: dict[str, str | None], year: str, month: str, day: str) -> datetime | str:
    hour, minute, second = (int(parts.get(name) or 0) for name in ("hour", "minute", "second"))
    try:
        return datetime(int(year), int(month), int(day), hour, minute, second)  # noqa: DTZ001 - the mapping has the zone
    except ValueError:
        return "cell.date_no_such_day"
