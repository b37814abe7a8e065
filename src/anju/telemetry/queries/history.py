"""What a device said: readings over time with their gaps, signals, points, and frames as they came."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from django.db import connection

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.telemetry import rules
from anju.telemetry.models import Device, FrameBatch, Holding, Reading, Series, Signal
from anju.telemetry.permissions import Permission

HOUR_US: Final = 3_600 * 1_000_000
DAY_US: Final = 24 * HOUR_US
EAST_US: Final = 8 * HOUR_US
"""Days are counted in district time."""


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


def readings(series: int, *, since: int, until: int, span: Span = Span.RAW) -> list[Told]:
    """Readings from a moment up to another (microseconds), with gaps as None, at most `rules.MOST_POINTS` and gaps.

    Where there are more, neighbours are taken together: their mean stands in the middle, with the least and the most.
    """
    rows = Reading._all.filter(series_id=series, at__gte=since, at__lt=until)
    if span is Span.RAW and rows[: rules.MOST_POINTS + 1].count() <= rules.MOST_POINTS:
        found = [Told(at, milli, milli, milli) for at, milli in rows.order_by("at").values_list("at", "milli")]
    else:
        bucket = BUCKET.get(span) or max(1, (until - since) // rules.MOST_POINTS)
        bucket = max(bucket, -(-(until - since) // rules.MOST_POINTS))
        found = _together(series, since, until, bucket)
    return _with_gaps(found)


def _together(series: int, since: int, until: int, bucket: int) -> list[Told]:
    """By buckets that begin with a whole one in district time. In the database: a year of minutes is half a million."""
    table = Reading._meta.db_table
    mean = "SUM(milli) / COUNT(*)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT (at + %s) / %s, {mean}, MIN(milli), MAX(milli) FROM {table}"  # noqa: S608 - names are ours
            " WHERE series_id = %s AND at >= %s AND at < %s GROUP BY 1 ORDER BY 1",
            [EAST_US, bucket, series, since, until],
        )
        rows = cursor.fetchall()
    return [
        Told(int(number) * bucket - EAST_US + bucket // 2, round(middle), int(least), int(most))
        for number, middle, least, most in rows
    ]


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
