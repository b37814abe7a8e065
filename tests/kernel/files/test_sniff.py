"""What a file is, by its bytes."""

import pytest

from anju.kernel.files import sniff
from anju.kernel.files.enums import Media
from anju.kernel.files.sniff import RefusedError
from tests.kernel.files.pictures import photo


@pytest.mark.parametrize(
    ("head", "media_type"),
    [
        (photo("JPEG")[:32], "image/jpeg"),
        (photo("PNG")[:32], "image/png"),
        (photo("WEBP")[:32], "image/webp"),
        (b"\x00\x00\x00\x20ftypisom\x00\x00", "video/mp4"),
        (b"%PDF-1.7\n", "application/pdf"),
        (b"OggS\x00\x02", "audio/ogg"),
        (b"\x1aE\xdf\xa3\x9f\x42\x86", "audio/webm"),
        (b"\x00\x00\x00\x1cftypM4A \x00\x00", "audio/mp4"),
    ],
)
def test_a_type_is_read_from_the_first_bytes(head: bytes, media_type: str) -> None:
    assert sniff.kind_of(head).media_type == media_type


@pytest.mark.parametrize("head", [b"", b"GIF89a", b"<svg xmlns=", b"<!doctype html>", b"MZ\x90\x00", b"PK\x03\x04"])
def test_everything_else_is_refused_whatever_it_is_called(head: bytes) -> None:
    with pytest.raises(RefusedError, match="PDF"):
        sniff.kind_of(head)


@pytest.mark.parametrize("brand", [b"heic", b"mif1", b"avif"])
def test_a_heic_photo_is_refused_with_the_way_out(brand: bytes) -> None:
    with pytest.raises(RefusedError, match="兼容性最佳"):
        sniff.kind_of(b"\x00\x00\x00\x18ftyp" + brand)


def test_each_medium_has_its_own_limit_and_the_refusal_says_it() -> None:
    jpeg = sniff.kind_of(photo()[:32])
    sniff.check_size(jpeg, sniff.LIMITS[Media.PHOTO])
    with pytest.raises(RefusedError, match="最多 20 MB"):
        sniff.check_size(jpeg, sniff.LIMITS[Media.PHOTO] + 1)
    with pytest.raises(RefusedError, match="空"):
        sniff.check_size(jpeg, 0)
