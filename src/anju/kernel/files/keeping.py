"""From bytes that somebody sends to an `Upload`: looked at, cleaned where the sender is no staff, kept once.

The bytes are written before the row that names them, so a crash between the two leaves bytes that nobody names; `sweep`
finds them. A row never names bytes that are not on the disk.
"""

import hashlib
import io
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from anju.kernel import clock, ids
from anju.kernel.actors import Actor
from anju.kernel.files import images, sniff, strip
from anju.kernel.files.enums import Media
from anju.kernel.files.images import Captured, Picture
from anju.kernel.files.models import Blob, Upload
from anju.kernel.files.sniff import Kind, RefusedError
from anju.kernel.files.store import Store, original, preview, store

LIFE = timedelta(days=3)
"""How long an upload waits to be attached."""
MOST_WAITING, MOST_WAITING_BYTES = 120, 600 * sniff.MEGABYTE
"""What one sender may have waiting."""
COPY = 1024 * 1024


@dataclass(frozen=True, slots=True)
class _Looked:
    """What was found out about the bytes."""

    kind: Kind
    size: int
    digest: str
    source: IO[bytes]
    picture: Picture | None
    captured: Captured


def receive(*, by: Actor, source: IO[bytes], private: bool = False) -> Upload:
    """Take a whole file in. `private`: the sender is a resident or helper, whose photos keep no metadata and no place.

    `source` must be seekable. Raises RefusedError with words for the sender.
    """
    size = _size(source)
    _check_quota(by, size)
    upload = _new(by, size, private)
    return _settle(upload, _look(source, private=private))


def begin(*, by: Actor, length: int, private: bool = False) -> Upload:
    """Announce a file that comes in pieces. Raises RefusedError where it can be seen to be too large already."""
    if not 0 < length <= sniff.LARGEST:
        raise RefusedError(_("文件太大，最多 %(most)s MB。") % {"most": sniff.LARGEST // sniff.MEGABYTE})
    _check_quota(by, length)
    upload = _new(by, length, private)
    upload.save()
    folder = pieces(upload).parent
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    pieces(upload).touch(mode=0o600)
    return upload


def own(by: Actor, token: str) -> Upload | None:
    """The upload of this token, finished or not, if `by` sends it."""
    return Upload._all.select_related("blob").filter(token=token, owner=str(by)).first()


def pieces(upload: Upload) -> Path:
    """The file that the pieces of an unfinished upload are appended to, on this machine."""
    return Path(settings.ANJU_FILES_DIR) / "incoming" / upload.token


def received(upload: Upload) -> int:
    """How many bytes of an unfinished upload are here; 0 on a machine that has seen none of them."""
    try:
        return pieces(upload).stat().st_size
    except FileNotFoundError:
        return 0


def finish(upload: Upload) -> Upload:
    """All pieces are here: look at the whole. Raises RefusedError; the pieces are gone then."""
    file = pieces(upload)
    try:
        with file.open("rb") as source:
            return _settle(upload, _look(source, private=upload.private))
    except RefusedError:
        discard(upload)
        raise
    finally:
        file.unlink(missing_ok=True)


def discard(upload: Upload) -> None:
    """The sender takes it back, or it has expired."""
    pieces(upload).unlink(missing_ok=True)
    with transaction.atomic():
        Upload._all.filter(pk=upload.pk).delete()
        if upload.blob_id is not None:
            doom(upload.blob_id)


def doom(*blobs: int) -> None:
    """Something no longer refers to these bytes: they go at the next sweep unless something else does."""
    Blob._all.filter(pk__in=blobs, doomed_at__isnull=True).update(doomed_at=clock.now())


def _new(by: Actor, length: int, private: bool) -> Upload:
    now = clock.now()
    return Upload(token=ids.token(), owner=str(by), length=length, private=private, begun_at=now, expires_at=now + LIFE)


def _check_quota(by: Actor, size: int) -> None:
    waiting = Upload._all.filter(owner=str(by), expires_at__gt=clock.now()).aggregate(
        count=Count("id"), size=Sum("length")
    )
    if waiting["count"] >= MOST_WAITING or (waiting["size"] or 0) + size > MOST_WAITING_BYTES:
        raise RefusedError(_("您有太多上传后没有用上的文件。请先提交或移除一些，再传新的。"))


def _size(source: IO[bytes]) -> int:
    source.seek(0, io.SEEK_END)
    size = source.tell()
    source.seek(0)
    return size


def _look(source: IO[bytes], *, private: bool) -> _Looked:
    size = _size(source)
    kind = sniff.kind_of(source.read(sniff.HEAD))
    sniff.check_size(kind, size)
    if kind.media is not Media.PHOTO:
        if private:
            raise RefusedError(_("这里只收照片。"))
        return _Looked(kind, size, _digest(source), source, None, Captured())
    picture = images.read(source)
    captured = picture.captured
    if private:
        clean = without_metadata(source, kind.media_type, captured.orientation)
        source, size = io.BytesIO(clean), len(clean)
        captured = Captured(at=captured.at, orientation=captured.orientation)
    return _Looked(kind, size, _digest(source), source, picture, captured)


def without_metadata(source: IO[bytes], media_type: str, orientation: int) -> bytes:
    """A photo's bytes with everything but the picture taken out; drawn anew where its parts cannot be told apart."""
    source.seek(0)
    try:
        return strip.stripped(source.read(), media_type, orientation)
    except strip.BrokenError:
        return images.redrawn(source)


def _digest(source: IO[bytes]) -> str:
    source.seek(0)
    digest = hashlib.sha256()
    while piece := source.read(COPY):
        digest.update(piece)
    source.seek(0)
    return digest.hexdigest()


def keep(source: IO[bytes]) -> Blob:
    """Keep bytes that nobody sends, for a bulk action that makes evidence of them at once (`evidence.compose`).

    Raises RefusedError for what would be refused to a sender.
    """
    looked = _look(source, private=False)
    place = store()
    _write(place, looked)
    with transaction.atomic():
        return _kept_row(place, looked)


def _settle(upload: Upload, looked: _Looked) -> Upload:
    place = store()
    _write(place, looked)
    with transaction.atomic():
        upload.blob = _kept_row(place, looked)
        upload.length = looked.size
        upload.captured_at = looked.captured.at
        upload.lon_e7, upload.lat_e7 = looked.captured.lon_e7, looked.captured.lat_e7
        upload.save()
    return upload


def _kept_row(place: Store, looked: _Looked) -> Blob:
    blob = keep_row(
        looked.digest,
        size=looked.size,
        kind=looked.kind,
        width=looked.picture.width if looked.picture else None,
        height=looked.picture.height if looked.picture else None,
        orientation=looked.captured.orientation,
    )
    if not place.has(original(looked.digest)):
        _write(place, looked)  # the same bytes were swept away between the writing and this lock
    return blob


def _write(place: Store, looked: _Looked) -> None:
    looked.source.seek(0)
    place.put(original(looked.digest), looked.source)
    if looked.picture is not None:
        place.put(preview(looked.digest), io.BytesIO(looked.picture.preview))


def keep_row(
    digest: str, *, size: int, kind: Kind, width: int | None, height: int | None, orientation: int = 1
) -> Blob:
    """The row of these bytes, locked, and no longer doomed. Inside a transaction."""
    facts = {
        "size": size, "media": kind.media, "media_type": kind.media_type, "width": width, "height": height,
        "orientation": orientation, "kept_at": clock.now(),
    }  # fmt: skip
    blob, _made = Blob._all.select_for_update().get_or_create(digest=digest, defaults=facts)
    if blob.doomed_at is not None:
        blob.doomed_at = None
        blob.save(update_fields=["doomed_at"])
    return blob


def kept() -> tuple[int, int]:
    """How many files of evidence are kept, and their bytes together."""
    told = Blob._all.aggregate(files=Count("pk"), size=Sum("size"))
    return told["files"], told["size"] or 0
