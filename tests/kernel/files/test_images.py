"""Pictures are measured before they are decoded, and masked for good."""

import io
import struct
import zlib
from datetime import UTC, datetime

import pytest
from PIL import Image, ImageDraw

from anju.kernel.files import images
from anju.kernel.files.images import Box
from anju.kernel.files.sniff import RefusedError
from tests.kernel.files.pictures import LAT_E7, LON_E7, file, photo


def _bomb(width: int, height: int) -> bytes:
    """A few hundred bytes that say they are a huge picture."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\x00" * 999)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("size", [(10_000, 10_000), (65_000, 65_000), (2_000_000, 30)])
def test_a_bomb_is_refused_before_it_goes_off(size: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    def explode(*_: object) -> None:
        raise AssertionError("decoded")

    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", explode)
    with pytest.raises(RefusedError):
        images.read(file(_bomb(*size)))


def test_a_picture_that_ends_too_early_is_refused() -> None:
    with pytest.raises(RefusedError, match="没有传完整"):
        images.read(file(photo(size=(900, 700))[:4000]))


def test_a_lying_head_is_refused() -> None:
    with pytest.raises(RefusedError):
        images.read(file(b"\xff\xd8\xff" + b"text" * 100))


def test_time_and_place_are_read_as_integers() -> None:
    captured = images.read(file(photo())).captured
    assert captured.at == datetime(2026, 11, 24, 1, 42, 10, tzinfo=UTC)
    assert captured.lon_e7 is not None
    assert captured.lat_e7 is not None
    assert abs(captured.lon_e7 - LON_E7) < 2000
    assert abs(captured.lat_e7 - LAT_E7) < 2000


def test_a_photo_without_place_has_none() -> None:
    captured = images.read(file(photo(position=False))).captured
    assert (captured.lon_e7, captured.lat_e7) == (None, None)


@pytest.mark.parametrize("parts", [None, (1, 2), ("x", "y", "z"), (400, 0, 0), (float("inf"), 0, 0)])
def test_nonsense_about_the_place_counts_as_absent(parts: object) -> None:
    assert images._degrees(parts, "N", "S", 90) is None


def test_a_preview_is_small_upright_and_says_nothing() -> None:
    picture = images.read(file(photo(size=(2000, 1000), orientation=6)))
    assert (picture.width, picture.height) == (1000, 2000)
    preview = Image.open(io.BytesIO(picture.preview))
    assert preview.size == (400, 800)
    assert not preview.getexif()
    assert "exif" not in preview.info


def test_a_transparent_picture_lies_on_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(out, "PNG")
    preview = Image.open(io.BytesIO(images.read(out).preview)).convert("RGB")
    assert min(preview.tobytes()) > 250


def _striped() -> bytes:
    """Stripes two pixels wide: any of them still to be told would be a leak."""
    picture = Image.new("RGB", (400, 400), "white")
    draw = ImageDraw.Draw(picture)
    for x in range(0, 400, 4):
        draw.rectangle((x, 0, x + 1, 399), fill="black")
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _contrast(picture: Image.Image, area: tuple[int, int, int, int]) -> int:
    low, high = picture.crop(area).convert("L").getextrema()
    return int(high) - int(low)


def test_a_masked_region_holds_nothing_of_what_was_there_and_the_rest_stays() -> None:
    copy = Image.open(io.BytesIO(images.masked(file(_striped()), [Box(250, 250, 750, 750)])))
    assert _contrast(copy, (110, 110, 290, 290)) < 40
    assert _contrast(copy, (10, 10, 90, 90)) > 200


def test_a_released_copy_is_small_and_says_nothing() -> None:
    copy = Image.open(io.BytesIO(images.masked(file(photo(size=(3000, 2000))), [])))
    assert copy.size == (1600, 1067)
    assert not copy.getexif()


@pytest.mark.parametrize("edges", [(0, 0, 0, 10), (-1, 0, 5, 5), (0, 0, 1001, 5), (9, 9, 3, 20)])
def test_a_box_lies_inside_the_picture(edges: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="box"):
        Box(*edges)
