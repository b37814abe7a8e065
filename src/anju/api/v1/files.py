"""Photos and papers: sent in, described, shown. What a case or a clean-up takes is the upload; what it then has is an
attachment, seen by who sees its subject.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import File, Router, Schema, Status, UploadedFile
from pydantic import Field

from anju.api.v1.base import Id, Number, who
from anju.api.v1.cases import found
from anju.api.v1.problems import ProblemError
from anju.kernel.actors import Actor
from anju.kernel.files import doors, keeping, serving
from anju.kernel.files.models import Attachment
from anju.kernel.files.sniff import RefusedError
from anju.kernel.permissions import granting
from anju.supervision.lists.permissions import Permission
from anju.supervision.lists.queries import evidence

router = Router(tags=["attachments"])
SENDERS = (Permission.REPORT, Permission.RECTIFY, Permission.CLEAN_UP)
"""Who holds none of these has nothing to send."""
JPEG: dict[str, Any] = {
    "responses": {
        200: {"description": "OK", "content": {"image/jpeg": {"schema": {"type": "string", "format": "binary"}}}}
    }
}
PRIVATE = "private, max-age=600"


class UploadOut(Schema):
    """What was sent and belongs to nothing yet. Name `upload` in a report, a submission or a clean-up."""

    upload: str = Field(examples=["x0N3p0c3l1n8w5S2b7QmZg"])
    media: str = Field(examples=["photo"], description="photo, video or document")
    media_type: str = Field(examples=["image/jpeg"])
    size: int = Field(examples=[1834022])
    captured_at: datetime | None = Field(examples=["2026-11-23T01:02:03Z"])
    expires_at: datetime = Field(examples=["2026-11-26T01:05:00Z"], description="Gone then, if nothing has taken it")


@router.post("/uploads", response={201: UploadOut}, operation_id="upload", summary="Send a photo, video or PDF")
def upload(request: HttpRequest, file: Annotated[UploadedFile, File()]) -> Any:
    """One file as `multipart/form-data`, member `file`. JPEG, PNG, WebP and PDF up to 20 MB, MP4 up to 60 MB, photos of
    at most 50 million pixels; known by its content. Its sender alone sees and uses it, once; 120 files or 600 MB may
    wait.
    """
    actor = who(request)
    if not any(granting(actor, permission) for permission in SENDERS):
        raise PermissionDenied(_("只有上报、整改或登记清理的单位可以上传。"))
    try:
        row = keeping.receive(by=actor, source=file)
    except RefusedError as error:
        raise ProblemError(422, "refused", str(error), errors=[{"at": "/file", "detail": str(error)}]) from None
    assert row.blob is not None
    return Status(
        201,
        UploadOut(
            upload=row.token,
            media=row.blob.media,
            media_type=row.blob.media_type,
            size=row.blob.size,
            captured_at=row.captured_at,
            expires_at=row.expires_at,
        ),
    )


class AttachmentOut(Schema):
    """Evidence of one subject. Callers that read masked, tokens among them, see a photo only as its released copy."""

    id: int = Field(examples=[771])
    subject: str = Field(examples=["duty:842"], description="hazard: as found; duty: as handed in; clean_up")
    stage: str = Field(examples=["after"], description="before, after or other")
    evidence_kind: str = Field(examples=["photo_pair"])
    media: str = Field(examples=["photo"])
    size: int | None
    sha256: str = Field(description="Of the bytes as they came; empty once erased")
    organisation: int | None = Field(description="Whose post attached it; null for a helper or a resident")
    captured_at: datetime | None
    attached_at: datetime
    erased: bool
    preview: str | None = Field(examples=["/api/v1/attachments/771/preview"])
    released: str | None = Field(examples=["/api/v1/attachments/771/released"])


@router.get(
    "/hazards/{number}/attachments",
    response=list[AttachmentOut],
    operation_id="hazard_attachments",
    summary="The evidence of a case: as found, then as handed in",
)
def of_case(request: HttpRequest, number: Number) -> Any:
    actor, duty = who(request), found(who(request), number)
    rows = [
        *doors.of_subjects(actor, "hazard", [str(duty.hazard_id)]).get(str(duty.hazard_id), []),
        *doors.of_subjects(actor, "duty", [str(duty.pk)]).get(str(duty.pk), []),
    ]
    return _described(actor, rows)


@router.get(
    "/attachments/{attachment_id}", response=AttachmentOut, operation_id="attachment", summary="One piece of evidence"
)
def attachment(request: HttpRequest, attachment_id: Id) -> Any:
    return _described(who(request), [_seen(request, attachment_id)])[0]


@router.get(
    "/attachments/{attachment_id}/preview",
    operation_id="preview",
    summary="The small picture, 800 pixels",
    openapi_extra=JPEG,
)
def preview(request: HttpRequest, attachment_id: Id) -> HttpResponse:
    """Without what the camera wrote into it. Who reads masked gets the released copy, or 404. The original is opened by
    a named person in the browser, which the ledger notes.
    """
    row = _seen(request, attachment_id)
    masked = evidence.sees_masked_only(who(request))
    return _picture(_released(row) if masked else serving.preview_of(row))


@router.get(
    "/attachments/{attachment_id}/released",
    operation_id="released",
    summary="The masked copy that a person has let out",
    openapi_extra=JPEG,
)
def released(request: HttpRequest, attachment_id: Id) -> HttpResponse:
    return _picture(_released(_seen(request, attachment_id)))


def _seen(request: HttpRequest, pk: int) -> Attachment:
    seen = doors.seen(who(request), [pk]).get(pk)
    if seen is None:
        raise Http404
    return seen.attachment


def _released(row: Attachment) -> bytes | None:
    standing = evidence.releases_of([row.pk]).get(row.pk)
    return serving.released_copy(standing) if standing else None


def _picture(content: bytes | None) -> HttpResponse:
    if content is None:
        raise Http404
    return HttpResponse(content, content_type="image/jpeg", headers={"Cache-Control": PRIVATE})


def _described(actor: Actor, rows: list[Attachment]) -> list[AttachmentOut]:
    standing = evidence.releases_of(row.pk for row in rows)
    masked = evidence.sees_masked_only(actor)
    return [_one(row, released=row.pk in standing, masked=masked) for row in rows]


def _one(row: Attachment, *, released: bool, masked: bool) -> AttachmentOut:
    at = f"/api/v1/attachments/{row.pk}"
    shown = released if masked else row.blob is not None and row.media == "photo"
    return AttachmentOut(
        id=row.pk,
        subject=f"{row.subject_kind}:{row.subject_id}",
        stage=row.stage,
        evidence_kind=row.evidence_kind,
        media=row.media,
        size=row.blob.size if row.blob else None,
        sha256=row.digest,
        organisation=row.organisation,
        captured_at=row.captured_at,
        attached_at=row.attached_at,
        erased=row.is_erased,
        preview=f"{at}/preview" if shown else None,
        released=f"{at}/released" if released else None,
    )


def ids_of(actor: Actor, kind: str, subjects: Iterable[int]) -> dict[str, list[int]]:
    """Subject id → ids of its standing attachments, of the subjects the actor may see."""
    found_rows = doors.of_subjects(actor, kind, [str(pk) for pk in subjects])
    return {pk: [row.pk for row in rows if not row.is_erased] for pk, rows in found_rows.items()}
