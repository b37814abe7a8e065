"""Tables of evidence: bytes kept once, what was sent in, what it is attached to, what was let out."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from anju.kernel.files.enums import Media, Stage
from anju.kernel.ledger.models import Subject
from anju.kernel.scope import PathField, Scope, ScopedManager


class Blob(models.Model):
    """Bytes kept once, under their SHA-256. A row without anything that refers to it is doomed with its bytes."""

    digest = models.CharField(max_length=64, unique=True)
    size = models.BigIntegerField()
    media = models.CharField(max_length=10, choices=Media)
    media_type = models.CharField(max_length=40)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    orientation = models.PositiveSmallIntegerField(default=1)
    """The way up, as EXIF says it."""
    kept_at = models.DateTimeField()
    doomed_at = models.DateTimeField(null=True)
    """Nothing refers to it any more: the bytes go, then the row."""

    _all = models.Manager["Blob"]()

    class Meta:
        default_manager_name = "_all"
        indexes = [
            models.Index(fields=["doomed_at"], condition=models.Q(doomed_at__isnull=False), name="files_blob_doomed")
        ]

    def __str__(self) -> str:
        return f"{self.media_type} {self.digest[:12]}"


class Upload(models.Model):
    """What somebody sends or has sent and has not attached to anything. It expires; nothing about it is evidence."""

    token = models.CharField(max_length=40, unique=True)
    owner = models.CharField(max_length=80)
    """The actor who sends it: only this one continues, sees or attaches it."""
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, null=True, related_name="uploads")
    """Empty while pieces are still coming."""
    length = models.BigIntegerField()
    """Bytes announced."""
    private = models.BooleanField(default=False)
    """The sender is no staff: metadata was taken out before anything was kept."""
    captured_at = models.DateTimeField(null=True)
    lon_e7 = models.IntegerField(null=True)
    lat_e7 = models.IntegerField(null=True)
    begun_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    _all = models.Manager["Upload"]()

    class Meta:
        default_manager_name = "_all"
        indexes = [models.Index(fields=["owner", "expires_at"], name="files_upload_owner")]

    def __str__(self) -> str:
        return f"upload {self.token[:6]}… of {self.owner}"


class Attachment(Subject):
    """A piece of evidence of one subject. Fetched by its id after asking who may see the subject (`doors`).

    The salted hash in its ledger entry covers the content's SHA-256: bytes that were exchanged are found by `verify`.
    """

    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, null=True, related_name="attachments")
    """Empty once erased."""
    digest = models.CharField(max_length=64, blank=True, default="")
    media = models.CharField(max_length=10, choices=Media)
    subject_kind = models.CharField(max_length=30)
    subject_id = models.CharField(max_length=64)
    stage = models.CharField(_("阶段"), max_length=10, choices=Stage, default=Stage.OTHER)
    evidence_kind = models.CharField(max_length=20, blank=True, default="")
    """The catalogue's word for what it proves; text here."""
    path = PathField(blank=True, default="")
    """The subject's place path as it was then."""
    organisation = models.BigIntegerField(null=True)
    """The uploader's, in the post that acted."""
    uploader = models.BigIntegerField(null=True)
    """Account id; empty for a helper or a resident."""
    captured_at = models.DateTimeField(null=True)
    lon_e7 = models.IntegerField(null=True)
    lat_e7 = models.IntegerField(null=True)
    off_site = models.BooleanField(default=False)
    """Chosen from the album, not taken on the spot (非现场拍摄): a remark, never a refusal."""
    attached_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)
    erased_by = models.BigIntegerField(null=True)

    ledger_kind = "attachment"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "digest", "media", "subject_kind", "subject_id", "stage", "evidence_kind", "path", "organisation", "uploader",
        "captured_at", "lon_e7", "lat_e7", "attached_at",
    )  # fmt: skip
    scope = Scope(path="path", parties=("organisation",), accounts=("uploader",))

    objects = ScopedManager["Attachment"]()
    _all = models.Manager["Attachment"]()

    class Meta:
        default_manager_name = "_all"
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="files_attachment_subject"),
            models.Index(fields=["digest"], name="files_attachment_digest"),
        ]

    def __str__(self) -> str:
        return f"{self.media} of {self.subject_kind}:{self.subject_id}"

    @property
    def is_erased(self) -> bool:
        return self.erased_at is not None


class Release(Subject):
    """A copy of a photo that may leave staff pages: a person marked its regions, the copy is masked there for good."""

    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="releases")
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, null=True, related_name="releases")
    """Empty once withdrawn or erased."""
    digest = models.CharField(max_length=64, blank=True, default="")
    boxes = models.JSONField(default=list)
    """[[left, top, right, bottom], …] in thousandths of the picture; empty: the person saw nothing to mask."""
    path = PathField(blank=True, default="")
    released_at = models.DateTimeField()
    released_by = models.BigIntegerField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.BigIntegerField(null=True)

    ledger_kind = "photo_release"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "attachment", "digest", "boxes", "path", "released_at", "released_by", "withdrawn_at", "withdrawn_by",
    )  # fmt: skip
    scope = Scope(path="path")

    objects = ScopedManager["Release"]()
    _all = models.Manager["Release"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [
            models.UniqueConstraint(
                fields=["attachment"], condition=models.Q(withdrawn_at__isnull=True), name="files_release_one"
            )
        ]

    def __str__(self) -> str:
        return f"release of {self.attachment_id}"
