"""Reads of the ledger for live pages; what anybody hears of them is decided in `topics`."""

from typing import Any

from django.db.models import QuerySet

from anju.kernel.db import prepared
from anju.kernel.ledger.models import Entry

Row = tuple[int, str, str, str, str, str]
"""id, subject kind, subject id, verb, path, data"""


def entries_after(last: int, limit: int) -> list[Row]:
    """Entries with a higher id, oldest first, sealed or not."""
    return list(prepared.read(_after, limit, last=last))


def _after(limit: int, *, last: int) -> QuerySet[Any]:
    rows = Entry._all.filter(id__gt=last).order_by("id")
    return rows.values_list("id", "subject_kind", "subject_id", "verb", "path", "data")[:limit]


def newest_entries(limit: int) -> list[tuple[Row, int]]:
    """The last entries, oldest first, each with its moment in microseconds."""
    rows = Entry._all.order_by("-id").values_list("id", "subject_kind", "subject_id", "verb", "path", "data", "at")
    return [(row[:6], row[6]) for row in reversed(rows[:limit])]


def newest() -> int:
    """The highest id written, or 0."""
    return Entry._all.order_by("-id").values_list("id", flat=True).first() or 0
