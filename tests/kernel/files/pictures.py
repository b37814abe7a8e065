"""Photos as cameras make them, drawn here."""

import io
import random

from PIL import ExifTags, Image, ImageDraw

CAMERA = "SECRET-CAMERA"
LON_E7, LAT_E7 = 1_054_321_000, 307_654_000


def exif(*, orientation: int = 1, position: bool = True) -> Image.Exif:
    block = Image.Exif()
    block[ExifTags.Base.Make] = CAMERA
    block[ExifTags.Base.Orientation] = orientation
    camera = block.get_ifd(ExifTags.IFD.Exif)
    camera[ExifTags.Base.DateTimeOriginal] = "2026:11:24 09:42:10"
    if position:
        gps = block.get_ifd(ExifTags.IFD.GPSInfo)
        gps[1], gps[2] = "N", (30.0, 45.0, 55.44)
        gps[3], gps[4] = "E", (105.0, 25.0, 55.56)
    return block


def photo(
    kind: str = "JPEG",
    *,
    size: tuple[int, int] = (320, 200),
    seed: int = 1,
    orientation: int = 1,
    position: bool = True,
) -> bytes:
    """A picture that no other seed gives, with the metadata a phone writes."""
    rng = random.Random(seed)
    picture = Image.new("RGB", size, (rng.randrange(256), rng.randrange(256), rng.randrange(256)))
    draw = ImageDraw.Draw(picture)
    for _ in range(12):
        x, y = rng.randrange(size[0]), rng.randrange(size[1])
        colour = (rng.randrange(256), rng.randrange(256), rng.randrange(256))
        draw.rectangle((x, y, x + size[0] // 5, y + size[1] // 5), fill=colour)
    out = io.BytesIO()
    picture.save(out, kind, exif=exif(orientation=orientation, position=position))
    return out.getvalue()


def file(data: bytes) -> io.BytesIO:
    return io.BytesIO(data)
