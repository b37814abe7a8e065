"""Periods in words, and words that name a period: its first day and the first no longer in it, None where open."""

from datetime import date, timedelta

Days = tuple[date | None, date | None]
EVER_WORDS = "平台启用以来"


def last_year(today: date) -> tuple[date, date]:
    """The twelve whole months before this one."""
    end = today.replace(day=1)
    return end.replace(year=end.year - 1), end


def preceding(days: Days) -> Days | None:
    """As long a time just before: of whole months as many months, else as many days; None where an end is open."""
    first, end = days
    if first is None or end is None:
        return None
    if first.day != 1 or end.day != 1:
        return first - (end - first), first
    month = first.year * 12 + first.month - 1 - ((end.year - first.year) * 12 + end.month - first.month)
    return date(month // 12, month % 12 + 1, 1), first


def in_words(days: Days, today: date) -> str:
    """今年以来, 去年以来, 2025年7月至2026年6月, 2026年11月, 2026年11月23日至29日; without beginning: 平台启用以来."""
    first, end = days
    if first is None:
        return EVER_WORDS if end is None else f"截至{_day(end - timedelta(days=1))}"
    runs = end is None or end > today
    if runs and (first.month, first.day) == (1, 1) and today.year - first.year in (0, 1):
        return "今年以来" if first.year == today.year else "去年以来"
    last = (end or today + timedelta(days=1)) - timedelta(days=1)
    if first.day == 1 and (last + timedelta(days=1)).day == 1:
        return _months(first, last)
    if first == last:
        return _day(first)
    until = f"{last.day}日" if (first.year, first.month) == (last.year, last.month) else f"{last.month}月{last.day}日"
    return f"{_day(first)}至{until if first.year == last.year else _day(last)}"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _months(first: date, last: date) -> str:
    if (first.month, last.month) == (1, 12) and first.year == last.year:
        return f"{first.year}年"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.year}年{first.month}月"
    until = f"{last.month}月" if first.year == last.year else f"{last.year}年{last.month}月"
    return f"{first.year}年{first.month}月至{until}"


def named(words: str, today: date) -> Days | None:
    """What a word says of the period, as of today; None for a word that names none."""
    start = today.replace(month=1, day=1)
    after = today + timedelta(days=1)
    month = today.replace(day=1)
    found: dict[str, Days] = {
        "今年以来": (start, after),
        "去年以来": (start.replace(year=start.year - 1), after),
        "去年": (start.replace(year=start.year - 1), start),
        "本月": (month, after),
        "上月": ((month - timedelta(days=1)).replace(day=1), month),
        "本周": (today - timedelta(days=today.weekday()), after),
    }
    return found.get(words)


WORDS = ("今年以来", "去年以来", "去年", "本月", "上月", "本周")
"""Longer ones first, so that 去年以来 is not read as 去年."""


def agrees(words: str, days: Days, today: date) -> bool:
    """Whether a field's period is the one the words name: the same beginning, and an end that is no other moment.

    A period still running (its end is open or to come) agrees with "up to today".
    """
    meant = named(words, today)
    if meant is None:
        return True
    first, end = days
    if first != meant[0]:
        return False
    up_to_today = meant[1] is not None and meant[1] > today
    if up_to_today:
        return end is None or end > today
    return end == meant[1]
