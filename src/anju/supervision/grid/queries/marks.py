"""Photos whose marks are still to be computed, and those that a new one may be a copy of."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q

from anju.places.models import Place
from anju.supervision.grid.models import Record, RecordPhoto

REMEMBERED = timedelta(days=60)
MOST_COMPARED = 20_000
"""Photos of one street that a new one is compared with, the newest first; some 5 MB of marks."""
RECORD_WAIT = timedelta(days=1)
"""A photo whose record has not come is marked without its street after so long."""


def unmarked(now: datetime, *, limit: int) -> list[RecordPhoto]:
    """Photos and notes nobody has looked at yet, oldest first, once their records are here."""
    here = Exists(Record._all.filter(key=OuterRef("record_key")))
    rows = RecordPhoto._all.select_related("attachment__blob").filter(
        Q(here) | Q(received_at__lt=now - RECORD_WAIT), marked_at__isnull=True
    )
    return list(rows.order_by("pk")[:limit])


def street_of(path: str) -> str:
    """The street's path above or at a place's; the district's for what lies in no street; empty for no path."""
    parts = path.strip("/").split("/")
    return f"/{'/'.join(parts[:2])}/" if parts != [""] else ""


def streets_of(keys: Collection[Any]) -> dict[Any, str]:
    """Key of a record → the street of its place."""
    at = dict(Record._all.filter(key__in=keys, place__isnull=False).values_list("key", "place"))
    paths = dict(Place._all.filter(pk__in=set(at.values())).values_list("pk", "path"))
    return {key: street_of(paths[place]) for key, place in at.items() if place in paths}


def known_marks(photo: RecordPhoto, now: datetime) -> tuple[list[int], Sequence[bytes]]:
    """Ids and marks of the photos that others sent from the photo's street in two months before it: at most so many."""
    rows = RecordPhoto._all.filter(
        street=photo.street, mark__isnull=False, received_at__gt=now - REMEMBERED, pk__lt=photo.pk
    ).exclude(account=photo.account_id)
    found = rows.order_by("-received_at", "-pk").values_list("pk", "mark")[:MOST_COMPARED]
    ids, marks = [], []
    for pk, mark in found.iterator(chunk_size=2000):
        ids.append(pk)
        marks.append(bytes(mark or b""))
    return ids, marks
