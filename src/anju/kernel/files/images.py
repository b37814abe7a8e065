"""Pictures: measured before they are decoded, shrunk for staff, masked for everybody else."""

import io
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import IO, Any

from django.utils.translation import gettext as _
from PIL import ExifTags, Image, ImageDraw, ImageOps

from anju.kernel import clock
from anju.kernel.files.sniff import PIXELS, RefusedError

FORMATS = ("JPEG", "PNG", "WEBP")
PREVIEW = 800
"""Longest side of what staff see, in pixels."""
RELEASED = 1600
"""Longest side of what leaves staff pages."""
LARGEST_BLOCK = 8
"""Blocks across a masked region: too few to make out a face or a plate."""

Image.core.set_block_size(64 << 20)  # type: ignore[attr-defined]  # what PILLOW_BLOCK_SIZE sets
"""Pictures lie in blocks above the size up to which the C library keeps freed memory for the thread that had it: ten
threads that had each decoded 48 million pixels held 1.5 GB, two at a time or not; so they hold 0.5."""
_decoding = threading.BoundedSemaphore(2)
"""A large picture takes up to 200 MB while it is decoded: two at a time in one process."""


@dataclass(frozen=True, slots=True)
class Captured:
    """What the camera wrote down; each may be absent. Position in 1e-7 degrees WGS-84."""

    at: datetime | None = None
    lon_e7: int | None = None
    lat_e7: int | None = None
    orientation: int = 1


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo that was decoded whole: its size as seen, and its preview (JPEG, without metadata)."""

    width: int
    height: int
    captured: Captured
    preview: bytes


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in thousandths of the picture as seen: left, top, right, bottom."""

    left: int
    top: int
    right: int
    bottom: int

    def __post_init__(self) -> None:
        if not (0 <= self.left < self.right <= 1000 and 0 <= self.top < self.bottom <= 1000):
            raise ValueError(f"a box lies inside the picture: {self}")


@contextmanager
def opened(file: IO[bytes]) -> Iterator[Image.Image]:
    """The picture, its dimensions checked before a pixel is decoded. Raises RefusedError."""
    try:
        file.seek(0)
        picture = Image.open(file, formats=FORMATS)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise RefusedError(_("照片打不开，可能没有传完整。请重新选择或重拍。")) from error
    with picture:
        if picture.width * picture.height > PIXELS:
            raise RefusedError(
                _("照片太大：%(width)s×%(height)s 像素，最多 %(most)s 万像素。请调低相机分辨率。")
                % {"width": picture.width, "height": picture.height, "most": PIXELS // 10_000}
            )
        yield picture


def read(file: IO[bytes]) -> Picture:
    """Decode a photo once, to be sure that it is whole, and make its preview. Raises RefusedError."""
    with opened(file) as picture, _decoding:
        captured = captured_by(picture)  # of a PNG this decodes the whole picture
        width, height = picture.size
        if captured.orientation >= 5:
            width, height = height, width
        try:
            picture.draft("RGB", (PREVIEW * 2, PREVIEW * 2))
            preview = _jpeg(_seen(picture, PREVIEW), quality=78)
        except (OSError, ValueError, SyntaxError, IndexError) as error:
            raise RefusedError(_("照片打不开，可能没有传完整。请重新选择或重拍。")) from error
        return Picture(width, height, captured, preview)


def masked(file: IO[bytes], boxes: Sequence[Box]) -> bytes:
    """A copy to be released: smaller, without metadata, every box made unreadable for good. Raises RefusedError."""
    with opened(file) as picture, _decoding:
        seen = _seen(picture, RELEASED)
        for box in boxes:
            _blot(seen, box)
        return _jpeg(seen, quality=85)


def redrawn(file: IO[bytes]) -> bytes:
    """The whole picture drawn anew as JPEG: nothing of the file but its pixels. Raises RefusedError."""
    with opened(file) as picture, _decoding:
        return _jpeg(_seen(picture, max(picture.size)), quality=92)


def _blot(picture: Image.Image, box: Box) -> None:
    """A few flat blocks in the region's own average colours: nothing of the region is left to sharpen."""
    width, height = picture.size
    area = (
        box.left * width // 1000,
        box.top * height // 1000,
        max(box.right * width // 1000, box.left * width // 1000 + 1),
        max(box.bottom * height // 1000, box.top * height // 1000 + 1),
    )
    region = picture.crop(area)
    across = max(1, min(LARGEST_BLOCK, region.width // 16))
    down = max(1, min(LARGEST_BLOCK, region.height // 16))
    blocks = region.resize((across, down), Image.Resampling.BOX).resize(region.size, Image.Resampling.NEAREST)
    picture.paste(blocks, area[:2])
    ImageDraw.Draw(picture).rectangle(
        (area[0], area[1], area[2] - 1, area[3] - 1), outline=(90, 90, 90), width=max(1, width // 400)
    )


def _seen(picture: Image.Image, longest: int) -> Image.Image:
    """As a person sees it: upright, on white, in RGB, no side longer than `longest`."""
    picture.thumbnail((longest, longest), Image.Resampling.LANCZOS)  # first: turning a large picture takes a copy of it
    upright = ImageOps.exif_transpose(picture)
    if upright.mode in {"RGBA", "LA", "PA"} or "transparency" in upright.info:
        layer = upright.convert("RGBA")
        ground = Image.new("RGB", layer.size, "white")
        ground.paste(layer, mask=layer.getchannel("A"))
        return ground
    return upright.convert("RGB")


def _jpeg(picture: Image.Image, *, quality: int) -> bytes:
    clean = Image.new("RGB", picture.size)
    clean.paste(picture)
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


def captured_by(picture: Image.Image) -> Captured:
    """Time, place and way up as the camera wrote them; nonsense counts as absent."""
    try:
        exif = picture.getexif()
        camera: dict[int, Any] = exif.get_ifd(ExifTags.IFD.Exif)
        gps: dict[int, Any] = exif.get_ifd(ExifTags.IFD.GPSInfo)
        orientation = exif.get(ExifTags.Base.Orientation, 1)
    except (OSError, ValueError, SyntaxError, TypeError, KeyError, IndexError):
        return Captured()
    lat = _degrees(gps.get(2), gps.get(1), "S", 90)
    lon = _degrees(gps.get(4), gps.get(3), "W", 180)
    both = lat is not None and lon is not None and (lat, lon) != (0, 0)
    return Captured(
        at=_moment(camera.get(ExifTags.Base.DateTimeOriginal), camera.get(ExifTags.Base.OffsetTimeOriginal)),
        lon_e7=lon if both else None,
        lat_e7=lat if both else None,
        orientation=orientation if isinstance(orientation, int) and 1 <= orientation <= 8 else 1,
    )


def _moment(text: object, offset: object) -> datetime | None:
    """`2026:11:24 09:42:10`, in the camera's own offset or district time."""
    if not isinstance(text, str):
        return None
    try:
        naive = datetime.strptime(text.strip("\x00 "), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 - the zone follows
    except ValueError:
        return None
    return naive.replace(tzinfo=_zone(offset) or clock.DISTRICT_TIME).astimezone(UTC)


def _zone(offset: object) -> timezone | None:
    if not isinstance(offset, str):
        return None
    try:
        sign = -1 if offset.startswith("-") else 1
        hours, minutes = offset.strip("\x00 +-").split(":")
        return timezone(sign * timedelta(hours=int(hours), minutes=int(minutes)))
    except ValueError:
        return None


def _degrees(parts: Any, side: Any, negative: str, most: int) -> int | None:
    try:
        degrees, minutes, seconds = (float(part) for part in parts)
        value = round((degrees + minutes / 60 + seconds / 3600) * 10_000_000)
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None
    if not 0 <= value <= most * 10_000_000:
        return None
    return -value if side == negative else value
