"""What a file is, from its first bytes. Names and declared types are what somebody claims."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from anju.kernel.files.enums import Media

HEAD = 32
"""Bytes that suffice."""
MEGABYTE = 1024 * 1024
LIMITS = {
    Media.PHOTO: 20 * MEGABYTE, Media.VIDEO: 60 * MEGABYTE, Media.DOCUMENT: 20 * MEGABYTE, Media.AUDIO: 10 * MEGABYTE
}  # fmt: skip
LARGEST = max(LIMITS.values())
PIXELS = 50_000_000
"""Width × height; a phone of 2026 makes 12 to 50 million."""


class RefusedError(ValueError):
    """The file cannot be evidence; the message tells the sender why and what to do."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A recognised type."""

    media: Media
    media_type: str
    suffix: str


_JPEG = Kind(Media.PHOTO, "image/jpeg", "jpg")
_PNG = Kind(Media.PHOTO, "image/png", "png")
_WEBP = Kind(Media.PHOTO, "image/webp", "webp")
_MP4 = Kind(Media.VIDEO, "video/mp4", "mp4")
_PDF = Kind(Media.DOCUMENT, "application/pdf", "pdf")
_OGG = Kind(Media.AUDIO, "audio/ogg", "ogg")
_WEBM = Kind(Media.AUDIO, "audio/webm", "webm")
_M4A = Kind(Media.AUDIO, "audio/mp4", "m4a")
KINDS = {kind.media_type: kind for kind in (_JPEG, _PNG, _WEBP, _MP4, _PDF, _OGG, _WEBM, _M4A)}

_HEIF = frozenset({b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif"})


def kind_of(head: bytes) -> Kind:
    """The type by content. Raises RefusedError for everything else."""
    if head.startswith(b"\xff\xd8\xff"):
        return _JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return _PNG
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return _WEBP
    if head.startswith(b"%PDF-"):
        return _PDF
    if head.startswith(b"OggS"):
        return _OGG
    if head.startswith(b"\x1aE\xdf\xa3"):
        return _WEBM  # as phones record a voice note; a film in WebM is not taken as one
    if head[4:8] == b"ftyp":
        if head[8:12] == b"M4A ":
            return _M4A
        if head[8:12] in _HEIF:
            raise RefusedError(
                _("这是 HEIC 格式的照片，很多电脑打不开。请在手机相机设置里选“兼容性最佳”后重拍，或截图后再传。")
            )
        return _MP4
    raise RefusedError(_("只收照片（JPG、PNG、WebP）、MP4 视频、录音和 PDF 文件。"))


def check_size(kind: Kind, size: int) -> None:
    """Raises RefusedError when the file is too large, or empty."""
    if size == 0:
        raise RefusedError(_("文件是空的，请重新选择。"))
    most = LIMITS[kind.media]
    if size > most:
        raise RefusedError(
            _("%(kind)s太大：%(size)s MB，最多 %(most)s MB。请压缩后再传。")
            % {"kind": kind.media.label, "size": -(-size // MEGABYTE), "most": most // MEGABYTE}
        )
