"""Marks of photos are computed once, off the request. They are derived: no entry of the ledger tells of them."""

import logging

from django.db import transaction

from anju.kernel import clock
from anju.kernel.files.enums import Media
from anju.kernel.files.store import original, store
from anju.supervision.grid.models import RecordPhoto
from anju.supervision.grid.pictures import alike, mark, packed
from anju.supervision.grid.queries.marks import known_marks, streets_of, unmarked
from anju.supervision.grid.rules.looks import Mark

log = logging.getLogger(__name__)


def mark_photos(*, limit: int) -> bool:
    """Mark the oldest unmarked photos; whether there may be more. One that cannot be read is passed over for good."""
    rows = unmarked(clock.now(), limit=limit)
    streets = streets_of([row.record_key for row in rows])
    for row in rows:
        row.street = streets.get(row.record_key, "")
        found = _mark_of(row)
        with transaction.atomic():
            _keep(row, found)
    return len(rows) == limit


def _mark_of(row: RecordPhoto) -> Mark | None:
    blob = row.attachment.blob
    if blob is None or blob.media != Media.PHOTO:
        return None
    try:
        with store().open(original(blob.digest)) as file:
            return mark(file)
    except Exception:
        log.exception("photo %s could not be marked", row.pk)
        return None


def _keep(row: RecordPhoto, found: Mark | None) -> None:
    row.marked_at = clock.now()
    if found is not None:
        row.mark, row.phash = packed(found), _signed(found.whole)
        ids, marks = known_marks(row, row.marked_at) if row.street else ([], [])
        at = alike(found, marks)
        row.twin_id = None if at is None else ids[at]
    row.save(update_fields=["marked_at", "mark", "phash", "twin", "street"])


def _signed(value: int) -> int:
    return value - (1 << 64) if value >> 63 else value
