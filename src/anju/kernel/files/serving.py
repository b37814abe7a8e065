"""What may be shown of evidence, as bytes without metadata. Whether it may is asked before."""

import io
from typing import IO

from anju.kernel.files.enums import Media
from anju.kernel.files.keeping import without_metadata
from anju.kernel.files.models import Attachment, Blob, Release, Upload
from anju.kernel.files.store import MissingError, original, preview, store


def preview_of(row: Attachment | Upload) -> bytes | None:
    """The small picture that staff see (JPEG); None for what is no photo or was erased."""
    if row.blob is None or row.blob.media != Media.PHOTO:
        return None
    with store().open(preview(row.blob.digest)) as file:
        return file.read()


def original_of(row: Attachment) -> bytes | IO[bytes]:
    """The original: a photo without what the camera wrote into it, anything else as it came. Raises MissingError."""
    if row.blob is None:
        raise MissingError(str(row))
    file = store().open(original(row.blob.digest))
    if row.blob.media != Media.PHOTO:
        return file
    with file:
        return _clean(file.read(), row.blob)


def _clean(data: bytes, blob: Blob) -> bytes:
    return without_metadata(io.BytesIO(data), blob.media_type, blob.orientation)


def released_copy(release: Release) -> bytes | None:
    """The masked copy; None once withdrawn."""
    if release.blob is None or release.withdrawn_at is not None:
        return None
    with store().open(original(release.blob.digest)) as file:
        return file.read()
