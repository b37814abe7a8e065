"""Uploads become evidence of a subject inside the deed that uses them; evidence is opened, copied and erased.

The callers are actions of a domain: they have asked whether `act.by` may. Every one of these is an entry.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from anju.kernel import clock
from anju.kernel.actors import Actor, ActorKind
from anju.kernel.db.bulk import instance
from anju.kernel.files.enums import Stage
from anju.kernel.files.keeping import doom
from anju.kernel.files.models import Attachment, Blob, Release, Upload
from anju.kernel.files.sniff import RefusedError
from anju.kernel.files.sweep import sweep
from anju.kernel.ledger.deeds import Deed, Ref
from anju.kernel.ledger.models import Subject


@dataclass(frozen=True, slots=True)
class Item:
    """An upload and what it is to show."""

    token: str
    stage: Stage = Stage.OTHER
    evidence_kind: str = ""


def attach(act: Deed, items: Sequence[Item], *, path: str, subject: Subject | Ref | None = None) -> list[Attachment]:
    """Make uploads of `act.by` evidence, in the order given. Where the subject does not exist yet, `bind` must follow.

    `path` is the subject's place path. Raises RefusedError where one is gone or somebody else's; then none is taken.
    """
    if not items:
        return []
    wanted = [item.token for item in items]
    rows = Upload._all.select_for_update(of=("self",)).select_related("blob")
    mine = {row.token: row for row in rows.filter(token__in=wanted, owner=str(act.by), blob__isnull=False)}
    if len(mine) != len(wanted):
        raise RefusedError(_("有照片已过期或已经用过，请移除后重新上传。"))
    acting = act.by.acting
    made = []
    for item in items:
        upload = mine[item.token]
        assert upload.blob is not None
        made.append(
            Attachment._all.create(
                blob=upload.blob,
                digest=upload.blob.digest,
                media=upload.blob.media,
                stage=item.stage,
                evidence_kind=item.evidence_kind,
                path=path,
                organisation=acting.organisation if acting else None,
                uploader=act.by.account,
                captured_at=upload.captured_at,
                lon_e7=upload.lon_e7,
                lat_e7=upload.lat_e7,
                attached_at=clock.from_us(act.at),
            )
        )
    Upload._all.filter(token__in=wanted).delete()
    if subject is not None:
        bind(act, made, subject)
    return made


def compose(
    act: Deed, blob: Blob, subject: Subject | Ref, *, path: str, stage: Stage, evidence_kind: str = ""
) -> Attachment:
    """`attach` in memory: the row, unsaved, for a bulk action that gives it its id, saves it with others and then
    says so to the ledger (`added`).
    """
    kind, pk = _named(subject)
    acting = act.by.acting
    return instance(
        Attachment,
        blob_id=blob.pk,
        digest=blob.digest,
        media=blob.media,
        subject_kind=kind,
        subject_id=pk,
        stage=stage,
        evidence_kind=evidence_kind,
        path=path,
        organisation=acting.organisation if acting else None,
        uploader=act.by.account,
        attached_at=clock.from_us(act.at),
    )


def added(act: Deed, row: Attachment) -> None:
    """The entry of new evidence."""
    _enter(act, "attachment.added", row)


def bind(act: Deed, rows: Iterable[Attachment], subject: Subject | Ref) -> None:
    """Name the subject of evidence that was attached before the subject had an id, and tell the ledger."""
    kind, pk = _named(subject)
    for row in rows:
        row.subject_kind, row.subject_id = kind, pk
        row.save(update_fields=["subject_kind", "subject_id"])
        added(act, row)


def loosen(act: Deed, rows: Iterable[Attachment], *, path: str, stage: Stage, evidence_kind: str) -> list[Attachment]:
    """Free what `act.by` sent from the record it was kept for, now that it is known what it shows; `bind` must follow.

    What somebody else sent, and what was erased, is left where it is.
    """
    own = [row for row in rows if row.uploader == act.by.account and row.blob_id is not None]
    for row in own:
        row.subject_kind, row.subject_id, row.path = "", "", path
        row.stage, row.evidence_kind = stage, evidence_kind
        row.save(update_fields=["subject_kind", "subject_id", "path", "stage", "evidence_kind"])
    return own


def say_off_site(rows: Iterable[Attachment]) -> None:
    """These were chosen from the album, as their sender's own record says."""
    Attachment._all.filter(pk__in=[row.pk for row in rows]).update(off_site=True)


def copy(
    act: Deed,
    sources: Iterable[Attachment],
    subject: Subject | Ref,
    *,
    path: str,
    stage: Stage,
    evidence_kind: str = "",
) -> list[Attachment]:
    """The same bytes as evidence of another subject: what a helper sent, taken as own by `act.by`."""
    kind, pk = _named(subject)
    acting = act.by.acting
    made = []
    for source in sources:
        if source.blob_id is None:
            raise RefusedError(_("这张照片已被删除。"))
        row = Attachment._all.create(
            blob_id=source.blob_id,
            digest=source.digest,
            media=source.media,
            subject_kind=kind,
            subject_id=pk,
            stage=stage,
            evidence_kind=evidence_kind,
            path=path,
            organisation=acting.organisation if acting else None,
            uploader=act.by.account,
            captured_at=source.captured_at,
            attached_at=clock.from_us(act.at),
        )
        _enter(act, "attachment.added", row, {"copied_from": source.pk})
        made.append(row)
    return made


def note_opening(act: Deed, attachment: Attachment) -> None:
    """Somebody looks at the original: that is an entry, and therefore a POST."""
    _enter(act, "attachment.opened", attachment)


def erase(act: Deed, attachment: Attachment, *, reason: str) -> None:
    """Destroy the bytes, unless other evidence consists of the same, and the salt; the released copy goes too.

    `reason` is a code, not free text. Raises RefusedError for what is erased already.
    """
    if not reason.isascii() or not reason.replace("_", "").isalnum():
        raise ValueError("a reason is a code: letters, digits and underscores")
    row = Attachment._all.select_for_update(of=("self",)).get(pk=attachment.pk)
    if row.blob_id is None:
        raise RefusedError(_("这张照片已被删除。"))
    gone = [row.blob_id]
    row.blob, row.digest, row.captured_at, row.lon_e7, row.lat_e7, row.salt = None, "", None, None, None, b""
    row.erased_at, row.erased_by = clock.from_us(act.at), act.by.account
    row.save()
    for release in Release._all.select_for_update(of=("self",)).filter(attachment=row, blob__isnull=False):
        assert release.blob_id is not None
        gone.append(release.blob_id)
        release.blob, release.digest = None, ""
        release.withdrawn_at, release.withdrawn_by = row.erased_at, row.erased_by
        release.save()
        act.enter("photo_release.withdrawn", release, path=release.path, data={"attachment": row.pk})
    doom(*gone)
    _enter(act, "attachment.erased", row, {"reason": reason})
    transaction.on_commit(sweep)


def _enter(act: Deed, verb: str, row: Attachment, more: dict[str, object] | None = None) -> None:
    data = {
        "about": f"{row.subject_kind}:{row.subject_id}",
        "media": row.media,
        "stage": row.stage,
        "evidence": row.evidence_kind,
        **(more or {}),
    }
    act.enter(verb, row, path=row.path, data=data)


def _named(subject: Subject | Ref) -> tuple[str, str]:
    if isinstance(subject, Ref):
        return subject.kind, subject.id
    if subject.pk is None:
        raise ValueError("save the subject before its evidence")
    return subject.ledger_kind, str(subject.pk)


def owned(by: Actor, tokens: Iterable[str]) -> dict[str, Upload]:
    """The finished uploads of `by` among these tokens, with their bytes' facts."""
    tokens = list(tokens)
    if by.kind is ActorKind.SYSTEM or not tokens:
        return {}
    rows = Upload._all.select_related("blob").filter(token__in=tokens, owner=str(by), blob__isnull=False)
    return {row.token: row for row in rows.filter(expires_at__gt=clock.now())}
