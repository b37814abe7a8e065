"""Working everything out again, and letting go of what is old."""

from typing import Final

from django.db import connection, transaction
from django.db.models import Max

from anju.telemetry import queries
from anju.telemetry.actions import cooling
from anju.telemetry.actions import parts as making
from anju.telemetry.actions.projecting import CURSOR, READ_ONCE, Projector
from anju.telemetry.models import Cursor, FrameBatch, Heard, Holding, Point, Reading, Series, Signal, Unread
from anju.telemetry.queries import cold, parts

SWEPT: Final = "readings.swept"
DROPPED: Final = "frames.dropped"
BATCHES_AT_ONCE: Final = 50
SERIES_AT_ONCE: Final = 200


def begin_rebuild() -> None:
    """Empty what is worked out, as far back as frames are kept, and set the cursor before the oldest of them.

    Devices, points and series stay, with their ids, as do readings and signals older than any frame, and cold months
    with what came late for them (docs/adr/0028). Signals keep their
    ids where they are found again, so that nobody who reads them by rising id takes an old one for news; those that are
    not found again go when the cursor has come to where it was. Until then alarms wait: do it in a quiet hour.
    """
    since = queries.kept_since()
    with transaction.atomic():
        Cursor._all.get_or_create(name=CURSOR)
        row = Cursor._all.select_for_update().get(name=CURSOR)
        _note_read(row)
        last = FrameBatch._all.aggregate(last=Max("pk"))["last"] or 0
        oldest = Signal._all.filter(heard__lt=since)
        _empty_readings(since, all_of_it=not Cursor._all.filter(name=DROPPED).exists())
        Holding._all.all().delete()
        held: dict[tuple[int, str], int | None] = {}
        for point, state, on, at in oldest.order_by("pk").values_list("point", "state", "on", "at").iterator():
            if not state.startswith("!"):
                held[point, state] = at if on else None
        Holding._all.bulk_create(
            [Holding(point_id=pk, state=state, since=at) for (pk, state), at in held.items() if at is not None]
        )
        Point._all.exclude(word=None).update(word=None)
        Heard._all.update(unknown=0, skew_s=None, battery_percent=None, battery_mv=None, signal_dbm=None)
        Unread._all.filter(batch__lte=last).delete()
        row.at, row.part, row.run, row.until = 0, 0, row.run + 1, last
        row.save(update_fields=["at", "part", "run", "until"])


def rebuild() -> int:
    """Work out everything that is kept again. Returns of how many frames. A running `watch` helps."""
    begin_rebuild()
    done = Projector().run()
    Projector().run()  # once more past the end: what was not found again goes
    return done


def _note_read(row: Cursor) -> None:
    """Up to which batch anything has ever been worked out; one rebuild may begin before another has ended."""
    read, _made = Cursor._all.get_or_create(name=READ_ONCE)
    if row.at > read.at:
        read.at = row.at
        read.save(update_fields=["at"])


def _empty_readings(since: int, *, all_of_it: bool) -> None:
    """Where frames were let go, a reading from before the oldest that is kept may be theirs: it stays.

    So does what lies in a cold month: its file is not written again, and what is there came late for it.
    """
    table, months = Reading._meta.db_table, cold.months()
    terms = [] if all_of_it else [("at >= %s", [since])]
    terms += [("NOT (at >= %s AND at < %s)", [month.begins, month.ends]) for month in months]
    where = f" WHERE {' AND '.join(term for term, _given in terms)}" if terms else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}{where}", [one for _term, given in terms for one in given])  # noqa: S608 - names are ours
    if not terms:
        Series._all.update(last_us=None, last_milli=None)
        return
    filed, unread = cold.latest()
    for row in Series._all.all().iterator():
        if any(month.begins <= (row.last_us or 0) < month.ends for month in unread):
            continue  # only the file knows whether it is right, and that cannot be read here
        latest = Reading._all.filter(series_id=row.pk).order_by("-at").values_list("at", "milli").first()
        row.last_us, row.last_milli = max(
            (one for one in (filed.get(row.pk), latest) if one), default=(None, None), key=lambda one: one[0] or 0
        )
        row.save(update_fields=["last_us", "last_milli"])


def drop_frames(*, before: int) -> bool:
    """Delete batches that were closed before a moment (microseconds) and are worked out. True: there are more."""
    read = Cursor._all.filter(name=CURSOR, until=None).values_list("at", flat=True).first() or 0
    rows = FrameBatch._all.filter(pk__lte=read, at__lt=before).order_by("pk")
    found = list(rows.values_list("pk", flat=True)[:BATCHES_AT_ONCE])
    if found:
        with transaction.atomic():
            FrameBatch._all.filter(pk__in=found).delete()
            Cursor._all.update_or_create(name=DROPPED, defaults={"at": found[-1]})
    return len(found) == BATCHES_AT_ONCE


def drop_readings(*, before: int) -> bool:
    """Delete readings older than a moment (microseconds), whole months first, then some series at a time.

    True: the round is not finished.
    """
    cooling.drop_before(before)
    for month in parts.parted_months() if parts.is_parted() else ():
        if month.ends <= before:
            with transaction.atomic():
                making.drop(month)
    place, _made = Cursor._all.get_or_create(name=SWEPT)
    found = list(Series._all.filter(pk__gt=place.at).order_by("pk").values_list("pk", flat=True)[:SERIES_AT_ONCE])
    table = Reading._meta.db_table
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.executemany(
                f"DELETE FROM {table} WHERE series_id = %s AND at < %s",  # noqa: S608 - names are ours
                [(series, before) for series in found],
            )
        place.at = found[-1] if len(found) == SERIES_AT_ONCE else 0
        place.save(update_fields=["at"])
    return bool(place.at)
