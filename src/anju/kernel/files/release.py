"""A copy that may leave staff pages: a person marks regions, the copy is masked there, the original stays sealed."""

import hashlib
import io
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from anju.kernel import clock
from anju.kernel.files import images, sniff
from anju.kernel.files.enums import Media
from anju.kernel.files.images import Box
from anju.kernel.files.keeping import doom, keep_row
from anju.kernel.files.models import Attachment, Release
from anju.kernel.files.sniff import RefusedError
from anju.kernel.files.store import original, store
from anju.kernel.files.sweep import sweep
from anju.kernel.ledger.deeds import Deed

MOST_BOXES = 40


def let_out(act: Deed, attachment: Attachment, boxes: Sequence[Box]) -> Release:
    """Release a masked copy; it takes the place of an earlier one. The caller has asked whether `act.by` may.

    Raises RefusedError for what is no photo, is erased, or has too many regions.
    """
    row = Attachment._all.select_for_update(of=("self",)).select_related("blob").get(pk=attachment.pk)
    if row.blob is None:
        raise RefusedError(_("这张照片已被删除。"))
    if row.media != Media.PHOTO:
        raise RefusedError(_("只有照片可以遮挡后放行。"))
    if len(boxes) > MOST_BOXES:
        raise RefusedError(_("最多标 %(most)s 处。") % {"most": MOST_BOXES})
    with store().open(original(row.blob.digest)) as source:
        copy = images.masked(io.BytesIO(source.read()), boxes)
    digest = hashlib.sha256(copy).hexdigest()
    store().put(original(digest), io.BytesIO(copy))
    with images.opened(io.BytesIO(copy)) as seen:
        width, height = seen.size
    blob = keep_row(digest, size=len(copy), kind=sniff.KINDS["image/jpeg"], width=width, height=height)
    if not store().has(original(digest)):
        store().put(original(digest), io.BytesIO(copy))
    for earlier in Release._all.filter(attachment=row, withdrawn_at__isnull=True):
        withdraw(act, earlier)
    release = Release._all.create(
        attachment=row,
        blob=blob,
        digest=digest,
        boxes=[[box.left, box.top, box.right, box.bottom] for box in boxes],
        path=row.path,
        released_at=clock.from_us(act.at),
        released_by=act.by.account,
    )
    act.enter("photo_release.made", release, path=row.path, data={"attachment": row.pk, "regions": len(boxes)})
    return release


def withdraw(act: Deed, release: Release) -> None:
    """Take a released copy back; its bytes go. Nothing happens to one that was withdrawn before."""
    row = Release._all.select_for_update(of=("self",)).get(pk=release.pk)
    if row.withdrawn_at is not None or row.blob_id is None:
        return
    doom(row.blob_id)
    row.blob, row.digest = None, ""
    row.withdrawn_at, row.withdrawn_by = clock.from_us(act.at), act.by.account
    row.save()
    act.enter("photo_release.withdrawn", row, path=row.path, data={"attachment": row.attachment_id})
    transaction.on_commit(sweep)
