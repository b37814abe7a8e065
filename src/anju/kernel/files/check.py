"""Comparing the evidence with what stands in the store (`anju ledger verify --state`)."""

import hashlib
from collections.abc import Iterator

from anju.kernel.files.models import Attachment, Blob
from anju.kernel.files.store import MissingError, Store, original, store
from anju.kernel.ledger.verify import Fault

COPY = 1024 * 1024


def check() -> Iterator[Fault]:
    """Yield a fault for bytes that are gone or changed, and for evidence that points at other bytes than it says."""
    place = store()
    for blob in Blob._all.filter(doomed_at__isnull=True).order_by("pk").iterator(chunk_size=500):
        fault = _fault(place, blob)
        if fault:
            yield Fault(fault, f"file {blob.digest}")
    for row in Attachment._all.filter(blob__isnull=False).select_related("blob").iterator(chunk_size=500):
        if row.blob is not None and row.blob.digest != row.digest:
            yield Fault("points at other bytes than it says", f"attachment:{row.pk}")


def _fault(place: Store, blob: Blob) -> str | None:
    digest = hashlib.sha256()
    try:
        with place.open(original(blob.digest)) as file:
            while piece := file.read(COPY):
                digest.update(piece)
    except MissingError:
        return "the bytes are gone"
    return None if digest.hexdigest() == blob.digest else "the bytes were changed"
