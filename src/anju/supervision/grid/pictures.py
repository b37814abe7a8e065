"""What is kept of a photo to find it again: a mark of 63-bit hashes, never a small copy of the picture.

The signs of the lowest frequencies of a discrete cosine transform survive re-encoding and resizing; a mirrored picture
turns the signs of the odd ones (`rules.photos.mirrored`). Against cropping the same is kept of windows of the picture:
a copy that was cropped is, as a whole, what some window of the original shows.
"""

import math
from collections.abc import Sequence
from typing import IO

import numpy as np
from PIL import Image

from anju.kernel.files.images import opened
from anju.supervision.grid.rules.looks import Mark
from anju.supervision.grid.rules.photos import ALIKE, FLIP, LOWEST, mirrored

SIDE = 32
"""Pixels a side of what is transformed; the hash looks at the lowest 8 × 8 frequencies."""
WORKING = 128
"""Longest side, in pixels, of the grey picture that windows are cut from."""
WINDOWS = tuple((scale, across / 3, down / 3) for scale in (0.9, 0.8) for across in range(4) for down in range(4))
"""Share of each side that is kept, and where the window lies in the rest.
Twice as many windows find 99 instead of 95 % of copies with up to a fifth cut off, and take twice as long."""
FLATTEST = 4.0
"""Standard deviation of grey levels (0–255) below which a picture is a wall or a dark screen: it has no mark."""

_COSINES = np.array(
    [[math.cos(math.pi * (2 * x + 1) * u / (2 * SIDE)) for x in range(SIDE)] for u in range(8)], dtype=np.float32
)
_POWERS = np.array([1 << bit for bit in range(64)], dtype=np.uint64)


def mark(file: IO[bytes]) -> Mark | None:
    """The mark of a photo; None where there is too little to see. Raises RefusedError for what is no photo."""
    with opened(file) as picture:
        picture.draft("L", (WORKING * 2, WORKING * 2))
        return mark_of(picture)


def mark_of(picture: Image.Image) -> Mark | None:
    """The mark of a picture that is open already."""
    grey = picture.convert("L")
    grey.thumbnail((WORKING, WORKING), Image.Resampling.BOX)
    if float(np.asarray(grey).std()) < FLATTEST:
        return None
    whole, *windows = _hashes(grey, [(1.0, 0.0, 0.0), *WINDOWS])
    return Mark(whole, tuple(windows))


def _hashes(grey: Image.Image, windows: list[tuple[float, float, float]]) -> list[int]:
    cut = np.stack([np.asarray(_window(grey, *window), dtype=np.float32) for window in windows])
    waves = _COSINES @ cut @ _COSINES.T
    bits = (waves > 0).reshape(len(windows), 64)
    bits[:, 0] = False  # the mean brightness says nothing
    return [int(total) for total in (bits * _POWERS).sum(axis=1, dtype=np.uint64)]


def _window(grey: Image.Image, scale: float, across: float, down: float) -> Image.Image:
    left, top = (1 - scale) * across * grey.width, (1 - scale) * down * grey.height
    box = (left, top, left + scale * grey.width, top + scale * grey.height)
    return grey.resize((SIDE, SIDE), Image.Resampling.BILINEAR, box=box)


def packed(found: Mark) -> bytes:
    """A mark as it is kept: the whole, then the windows, eight bytes each."""
    return np.array([found.whole, *found.windows], dtype=">u8").tobytes()


def unpacked(kept: bytes) -> Mark:
    """The mark that was kept."""
    whole, *windows = (int(value) for value in np.frombuffer(kept, dtype=">u8"))
    return Mark(whole, tuple(windows))


def alike(found: Mark, others: Sequence[bytes]) -> int | None:
    """Which of kept marks the photo may be a copy or a crop of, the nearest first: `rules.photos.apart` of very many at
    once. None where none is within its bound.
    """
    if not others:
        return None
    kept = np.frombuffer(b"".join(others), dtype=">u8").astype(np.uint64).reshape(len(others), -1)
    own = np.array([found.whole, *found.windows], dtype=np.uint64)
    ways = [kept ^ own[0], kept ^ np.uint64(mirrored(found.whole))]
    wholes = (kept[:, :1], (kept[:, :1] ^ np.uint64(FLIP)) & np.uint64(LOWEST))
    ways.extend(own[None, 1:] ^ whole for whole in wholes)
    bits = np.concatenate([np.bitwise_count(way) for way in ways], axis=1).min(axis=1)
    nearest = int(bits.argmin())
    return nearest if bits[nearest] <= ALIKE else None
