"""Making and dropping PostgreSQL's partitions of the readings. Nothing hangs on one being there: the default
partition takes what has none, and hands it over when one is made.
"""

from collections.abc import Iterable, Sequence

from django.db import connection, transaction

from anju.kernel import clock
from anju.telemetry.queries import parts
from anju.telemetry.rules import AHEAD, DAY_US, EAST_US, Month, is_usual

_known: set[Month] = set()
"""Months that were seen with a partition. One that was dropped since costs nothing but the default's place."""


def this_month() -> Month:
    """By our clock."""
    found = Month.of(clock.now_us())
    assert found is not None
    return found


def make_for(moments: Sequence[int]) -> None:
    """Before readings of these moments are written: their months have partitions, but for strange ones."""
    if not moments:
        return
    first, last = Month.of(min(moments)), Month.of(max(moments))
    if first in _known and (last == first or (first is not None and last == first.plus(1) and last in _known)):
        return
    days = {(at + EAST_US) // DAY_US for at in moments}
    _make_missing(Month.of(day * DAY_US - EAST_US) for day in days)


def make_ahead() -> list[Month]:
    """This month, those to come, and months that were found in the default partition. Returns those made now."""
    if not parts.is_parted():
        return []
    now = this_month()
    return _make_missing([*(now.plus(more) for more in range(AHEAD + 1)), *parts.months_beside()])


def _make_missing(months: Iterable[Month | None]) -> list[Month]:
    now = this_month()
    wanted = {month for month in months if month is not None and month not in _known and is_usual(month, now)}
    if not wanted:
        return []
    _known.update(parts.parted_months())
    made = sorted(wanted - _known)
    for month in made:
        make(month)
    return made


def make(month: Month) -> None:
    """A partition for a month, with what the default one has of it. Harmless where there is one."""
    name = parts.name_of(month)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {parts.OTHER} IN ACCESS EXCLUSIVE MODE")  # whoever makes one too waits here
        if month in parts.parted_months():
            return
        cursor.execute(f"CREATE TABLE {name} (LIKE {parts.TABLE} INCLUDING ALL)")
        cursor.execute(
            f"WITH moved AS (DELETE FROM {parts.OTHER} WHERE at >= %s AND at < %s RETURNING series_id, at, milli)"  # noqa: S608 - names are ours
            f" INSERT INTO {name} (series_id, at, milli) SELECT series_id, at, milli FROM moved",
            [month.begins, month.ends],
        )
        cursor.execute(
            f"ALTER TABLE {parts.TABLE} ATTACH PARTITION {name} FOR VALUES FROM ({month.begins}) TO ({month.ends})"
        )


def drop(month: Month) -> None:
    """Let a month's partition go, inside a transaction; readers in the middle of it are waited for.

    For less long than PostgreSQL needs to call two waiters a deadlock: whoever writes must not be the one to lose.
    Raises OperationalError where that is not enough; come again.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '800ms'")
        cursor.execute(f"DROP TABLE {parts.name_of(month)}")
        cursor.execute("SET LOCAL lock_timeout = DEFAULT")
    _known.discard(month)
