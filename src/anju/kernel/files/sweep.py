"""What goes by itself: uploads nobody attached, bytes nothing refers to, bytes a crash left without a row."""

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from anju.kernel import clock
from anju.kernel.files.keeping import discard
from anju.kernel.files.models import Attachment, Blob, Release, Upload
from anju.kernel.files.store import original, preview, store

STRAY = timedelta(days=1)
"""Bytes younger than this may belong to a row that is just being written."""


def expire(limit: int = 200) -> int:
    """Discard uploads that nobody attached in time."""
    late = list(Upload._all.filter(expires_at__lte=clock.now()).order_by("expires_at")[:limit])
    for upload in late:
        discard(upload)
    return len(late)


def sweep(limit: int = 200) -> int:
    """Destroy doomed bytes that nothing refers to; returns how many. Two of these at once harm nothing."""
    doomed = list(Blob._all.filter(doomed_at__isnull=False).order_by("doomed_at").values_list("pk", flat=True)[:limit])
    return sum(_end(pk) for pk in doomed)


def _end(pk: int) -> bool:
    """Under the row's lock nobody can begin to refer to it: who wants the same bytes waits, and keeps them anew."""
    with transaction.atomic():
        blob = Blob._all.select_for_update().filter(pk=pk, doomed_at__isnull=False).first()
        if blob is None:
            return False
        if any(table._all.filter(blob=blob).exists() for table in (Attachment, Upload, Release)):
            blob.doomed_at = None
            blob.save(update_fields=["doomed_at"])
            return False
        place = store()
        place.delete(preview(blob.digest))
        place.delete(original(blob.digest))
        blob.delete()
        return True


def strays(now: datetime | None = None) -> int:
    """Destroy bytes without a row that a crash left, and unfinished pieces of uploads that are gone."""
    place, before, gone = store(), (now or clock.now()) - STRAY, 0
    for prefix in ("original/", "preview/"):
        for key, put_at in place.keys(prefix):
            digest = key.rsplit("/", 1)[-1].removesuffix(".jpg")
            if put_at < before and not Blob._all.filter(digest=digest).exists():
                place.delete(key)
                gone += 1
    return gone + _pieces(before)


def _pieces(before: datetime) -> int:
    gone = 0
    for file in (Path(settings.ANJU_FILES_DIR) / "incoming").glob("*"):
        young = file.stat().st_mtime >= before.timestamp()
        if not young and not Upload._all.filter(token=file.name, blob__isnull=True).exists():
            file.unlink(missing_ok=True)
            gone += 1
    return gone
