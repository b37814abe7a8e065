"""Metadata is gone from the bytes, the picture is the same."""

import io

import pytest
from PIL import Image

from anju.kernel.files.strip import BrokenError, stripped
from tests.kernel.files.pictures import CAMERA, exif, photo

TYPES = [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")]


def _pixels(data: bytes) -> bytes:
    return Image.open(io.BytesIO(data)).convert("RGB").tobytes()


@pytest.mark.parametrize(("kind", "media_type"), TYPES)
def test_nothing_the_camera_wrote_stays_and_no_pixel_changes(kind: str, media_type: str) -> None:
    data = photo(kind)
    assert CAMERA.encode() in data
    clean = stripped(data, media_type)
    assert CAMERA.encode() not in clean
    assert b"2026:11:24" not in clean
    assert not Image.open(io.BytesIO(clean)).getexif()
    assert _pixels(clean) == _pixels(data)


@pytest.mark.parametrize(("kind", "media_type"), [*TYPES[:2]])
def test_only_the_way_up_is_written_again(kind: str, media_type: str) -> None:
    clean = stripped(photo(kind, orientation=6), media_type, 6)
    assert dict(Image.open(io.BytesIO(clean)).getexif()) == {0x0112: 6}
    assert CAMERA.encode() not in clean


def test_what_follows_the_end_of_a_jpeg_goes_too() -> None:
    data = photo()
    assert stripped(data + b"motion clip", "image/jpeg") == stripped(data, "image/jpeg")


def test_a_comment_and_a_foreign_segment_go() -> None:
    data = photo()
    comment = b"\xff\xfe\x00\x08secret" + b"\xff\xed\x00\x08secret"
    assert b"secret" not in stripped(data[:2] + comment + data[2:], "image/jpeg")


def test_a_progressive_jpeg_stays_whole() -> None:
    out = io.BytesIO()
    Image.open(io.BytesIO(photo())).save(out, "JPEG", progressive=True, exif=exif())
    clean = stripped(out.getvalue(), "image/jpeg")
    assert CAMERA.encode() not in clean
    assert _pixels(clean) == _pixels(out.getvalue())


@pytest.mark.parametrize(("kind", "media_type"), TYPES)
def test_half_a_picture_is_told_apart(kind: str, media_type: str) -> None:
    data = photo(kind)
    with pytest.raises(BrokenError):
        stripped(data[: len(data) // 2] if kind != "WEBP" else data[:12], media_type)


@pytest.mark.parametrize("media_type", [media_type for _, media_type in TYPES])
def test_other_bytes_are_told_apart(media_type: str) -> None:
    with pytest.raises(BrokenError):
        stripped(b"nonsense" * 10, media_type)
