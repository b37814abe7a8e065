"""What a device said: readings over time with their gaps, signals, points, and frames as they came."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, TypeVar

from django.db import connection
from django.db.models import Q

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.telemetry import rules
from anju.telemetry.models import ColdMonth, Device, FrameBatch, Holding, Reading, Series, Signal
from anju.telemetry.permissions import Permission
from anju.telemetry.queries import cold
from anju.telemetry.rules import DAY_US, EAST_US, HOUR_US, Month

TRIES: Final = 5
"""A month that goes cold while it is read is read again."""


class Span(StrEnum):
    """How far back a chart looks: each kind of value each, by hour, by day."""

    RAW = "raw"
    HOURLY = "hourly"
    DAILY = "daily"


REACH: Final = {Span.RAW: timedelta(days=1), Span.HOURLY: timedelta(days=14), Span.DAILY: timedelta(days=400)}
BUCKET: Final = {Span.HOURLY: HOUR_US, Span.DAILY: DAY_US}


@dataclass(frozen=True, slots=True)
class Told:
    """One value of a chart: thousandths of the unit; of several, their mean, least and most. None: a gap."""

    at: int
    milli: int | None
    least: int | None = None
    most: int | None = None


def series_of(device: Device, limit: int = 12) -> list[Series]:
    """A device's series, those told last first."""
    rows = Series._all.filter(point__device=device).select_related("point")
    return list(rows.exclude(last_us=None).order_by("-last_us", "pk")[:limit])


def series_for(actor: Actor, pk: int) -> Series | None:
    """One series of a device in reach."""
    row = Series._all.filter(pk=pk).select_related("point__device__place").first()
    if row is None or not Device.objects.for_(actor, Permission.SEE).filter(pk=row.point.device_id).exists():
        return None
    return row


@dataclass(frozen=True, slots=True)
class Course:
    """Values over time, and the cold months of it that cannot be read here: nothing is known of what they hold."""

    told: list[Told]
    unread: list[str]


def readings(series: int, *, since: int, until: int, span: Span = Span.RAW) -> Course:
    """Readings from a moment up to another (microseconds), with gaps as None, at most `rules.MOST_POINTS` and gaps.

    Where there are more, neighbours are taken together: their mean stands in the middle, with the least and the most.
    """

    def read(months: Sequence[ColdMonth]) -> Course:
        if span is Span.RAW:
            raw, unread = _values(series, since, until, rules.MOST_POINTS + 1, months)
            if len(raw) <= rules.MOST_POINTS:
                return _course([Told(at, milli, milli, milli) for at, milli in raw], unread)
        bucket = BUCKET.get(span) or max(1, (until - since) // rules.MOST_POINTS)
        bucket = max(bucket, -(-(until - since) // rules.MOST_POINTS))
        return _course(*_together(series, since, until, bucket, months))

    return _settled(since, until, read)


def values(series: int, *, since: int, until: int, most: int) -> list[cold.Value]:
    """The first readings from a moment up to another, as they came, from wherever they lie.

    A month whose file cannot be read here is left out: pages that draw use `readings`, which says so.
    """
    return _settled(since, until, lambda months: _values(series, since, until, most, months))[0]


R = TypeVar("R")


def _settled(since: int, until: int, read: Callable[[Sequence[ColdMonth]], R]) -> R:
    """What `read` finds by the cold months, once these are the same before and after it."""
    newest = Month.of(clock.now_us())
    if newest is None or since >= newest.plus(-1).begins:  # no month as young as that is ever cold
        return read(())
    months = cold.months(since, until)
    for _try in range(TRIES):
        found, before = read(months), months
        months = cold.months(since, until)
        if [one.pk for one in months] == [one.pk for one in before]:
            break
    return found


def _hot_parts(since: int, until: int, months: Sequence[ColdMonth]) -> list[tuple[int, int]]:
    """The stretches of time between cold months."""
    found, at = [], since
    for one in months:
        if at < one.begins:
            found.append((at, one.begins))
        at = max(at, one.ends)
    return [*found, (at, until)] if at < until else found


def _cold_parts(since: int, until: int, months: Sequence[ColdMonth]) -> list[tuple[int, int]]:
    return [(max(since, one.begins), min(until, one.ends)) for one in months]


def _table(series: int, parts: Sequence[tuple[int, int]], most: int | None = None) -> list[cold.Value]:
    """What the table has in some stretches of time, in order."""
    if not parts:
        return []
    within = Q()
    for since, until in parts:
        within |= Q(at__gte=since, at__lt=until)
    return list(Reading._all.filter(within, series_id=series).order_by("at").values_list("at", "milli")[:most])


def _values(
    series: int, since: int, until: int, most: int, months: Sequence[ColdMonth]
) -> tuple[list[cold.Value], list[ColdMonth]]:
    found = _table(series, _hot_parts(since, until, months), most)
    if not months:
        return found, []
    late = _table(series, _cold_parts(since, until, months))
    filed, unread = cold.raw(months, series, since, until, late, most)
    return sorted([*found, *late, *filed])[:most], unread


def _together(
    series: int, since: int, until: int, bucket: int, months: Sequence[ColdMonth]
) -> tuple[list[Told], list[ColdMonth]]:
    """By buckets that begin with a whole one in district time. In the database: a year of minutes is half a million."""
    sums: dict[int, cold.Sum] = {}
    for begins, ends in _hot_parts(since, until, months):
        for number, *summed in _summed(series, begins, ends, bucket):
            cold.put(sums, number, summed)
    late = _table(series, _cold_parts(since, until, months))
    for at, milli in late:
        cold.put(sums, (at + EAST_US) // bucket, (milli, 1, milli, milli))
    filed, unread = cold.together(months, series, since, until, late, bucket)
    for number, more in filed.items():
        cold.put(sums, number, more)
    return [
        Told(number * bucket - EAST_US + bucket // 2, (2 * total + count) // (2 * count), least, most)
        for number, (total, count, least, most) in sorted(sums.items())
    ], unread


def _summed(series: int, since: int, until: int, bucket: int) -> list[tuple[Any, ...]]:
    table = Reading._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT (at + %s) / %s, SUM(milli), COUNT(*), MIN(milli), MAX(milli) FROM {table}"  # noqa: S608 - names are ours
            " WHERE series_id = %s AND at >= %s AND at < %s GROUP BY 1",
            [EAST_US, bucket, series, since, until],
        )
        return list(cursor.fetchall())


def _course(told: list[Told], unread: Sequence[ColdMonth]) -> Course:
    return Course(_with_gaps(told), [one.month for one in unread])


def _with_gaps(rows: list[Told]) -> list[Told]:
    by_moment = {row.at: row for row in rows}
    told = rules.with_gaps([(row.at, row.milli or 0) for row in rows])
    return [by_moment[at] if value is not None else Told(at, None) for at, value in told]


def signals(device: Device, limit: int = 50) -> list[Signal]:
    """What a device told last, latest first."""
    rows = Signal._all.filter(point__device=device).select_related("point__place", "point__device__place")
    return list(rows.order_by("-pk")[:limit])


def holding(device: Device) -> list[Holding]:
    """What holds now, since when, the longest first."""
    return list(
        Holding._all.filter(point__device=device)
        .select_related("point__place", "point__device__place")
        .order_by("since", "pk")[:200]
    )


BATCHES: Final = 400
"""Of the last hour, looked through for a device's frames: a storm has more, and nobody reads on."""


def frames_of(device: Device, now: datetime, limit: int = 20) -> list[tuple[int, str, bytes]]:
    """(batch's moment, listener, frame) of the last hour, latest first. Raises nothing for a batch that is broken."""
    source = bytes.fromhex(device.key) if len(device.key) == 12 and device.scheme == "gbt26875" else None
    if source is None:
        return []
    since = clock.to_us(now) - HOUR_US
    found: list[tuple[int, str, bytes]] = []
    rows = FrameBatch._all.filter(at__gte=since, listener__startswith="gbt26875:").order_by("-pk")[:BATCHES]
    for row in rows.iterator(chunk_size=10):
        if source not in bytes(row.frames):
            continue
        found += [(row.at, row.listener, one) for one in reversed(row.each()) if one[12:18] == source]
        if len(found) >= limit:
            break
    return found[:limit]
