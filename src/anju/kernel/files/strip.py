"""Taking out what a photo says about its maker, without touching a pixel.

Cameras write place, serial number and a thumbnail of the uncropped picture into the file. `stripped` copies the picture
and its colour profile and nothing else: segments of JPEG, chunks of PNG and WebP. Only the way up is kept. What follows
the end of a JPEG (a phone's motion clip) goes too.
"""

import re
import struct
import zlib

_SOI, _EOI, _SOS = b"\xff\xd8", 0xD9, 0xDA
_KEPT_APPS = {0xE0: b"JFIF", 0xE2: b"ICC_PROFILE", 0xEE: b"Adobe"}
_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
_PNG_HEAD = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"pHYs"}
)
_WEBP_KEPT = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ICCP"})
_EXIF_FLAG, _XMP_FLAG, _ANIMATION_FLAG = 0x08, 0x04, 0x02
UPRIGHT = 1


class BrokenError(ValueError):
    """The bytes are no whole picture of the type they claim."""


def stripped(data: bytes, media_type: str, orientation: int = UPRIGHT) -> bytes:
    """The same picture without its metadata. Raises BrokenError; other types than the three photo types: KeyError."""
    try:
        return {"image/jpeg": _jpeg, "image/png": _png, "image/webp": _webp}[media_type](data, orientation)
    except (struct.error, IndexError) as error:
        raise BrokenError(media_type) from error


def _way_up(orientation: int) -> bytes:
    """The smallest EXIF block: one entry, the orientation."""
    entry = struct.pack(">HHIHH", 0x0112, 3, 1, orientation, 0)
    return b"MM\x00*\x00\x00\x00\x08\x00\x01" + entry + b"\x00\x00\x00\x00"


def _jpeg(data: bytes, orientation: int) -> bytes:
    if not data.startswith(_SOI):
        raise BrokenError("image/jpeg")
    out = [_SOI]
    if orientation != UPRIGHT:
        body = b"Exif\x00\x00" + _way_up(orientation)
        out.append(b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body)
    at = 2
    while True:
        found = _MARKER.match(data, at)
        if found is None:
            raise BrokenError("image/jpeg")
        marker = data[at + 1]
        if marker == _EOI:
            return b"".join([*out, b"\xff\xd9"])
        (length,) = struct.unpack_from(">H", data, at + 2)
        end = at + 2 + length
        if _keeps(marker, data[at + 4 : end]):
            out.append(data[at:end])
        at = end
        if marker == _SOS:
            following = _MARKER.search(data, end)
            if following is None:
                raise BrokenError("image/jpeg")
            out.append(data[end : following.start()])
            at = following.start()


def _keeps(marker: int, body: bytes) -> bool:
    if 0xE0 <= marker <= 0xEF:
        return body.startswith(_KEPT_APPS.get(marker, b"\x00nothing"))
    return marker != 0xFE


def _png(data: bytes, orientation: int) -> bytes:
    if not data.startswith(_PNG_HEAD):
        raise BrokenError("image/png")
    out, at = [_PNG_HEAD], len(_PNG_HEAD)
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at)
        name, end = data[at + 4 : at + 8], at + 12 + length
        if name in _PNG_KEPT:
            out.append(data[at:end])
        if name == b"IHDR" and orientation != UPRIGHT:
            out.append(_png_chunk(b"eXIf", _way_up(orientation)))
        if name == b"IEND":
            return b"".join(out)
        at = end
    raise BrokenError("image/png")


def _png_chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _webp(data: bytes, orientation: int) -> bytes:
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        raise BrokenError("image/webp")
    out, at = [], 12
    while at + 8 <= len(data):
        name = data[at : at + 4]
        (length,) = struct.unpack_from("<I", data, at + 4)
        body = data[at + 8 : at + 8 + length]
        if name == b"VP8X":
            flags = body[0] & ~(_EXIF_FLAG | _XMP_FLAG | _ANIMATION_FLAG)
            body = bytes([flags | (_EXIF_FLAG if orientation != UPRIGHT else 0)]) + body[1:]
        if name in _WEBP_KEPT:
            out.append(_riff(name, body))
        at += 8 + length + (length & 1)
    if orientation != UPRIGHT and out and out[0].startswith(b"VP8X"):
        out.append(_riff(b"EXIF", _way_up(orientation)))
    if not out:
        raise BrokenError("image/webp")
    body = b"WEBP" + b"".join(out)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _riff(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + (b"\x00" if len(body) & 1 else b"")
