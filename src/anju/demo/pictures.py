"""Drawn pictures that stand for photos: a scene of each common hazard, as found and as put right.

Plain shapes, plainly marked 演示 DEMO; nobody could take one for a photo. No scene shows a dwelling from inside, and no
picture a person. They are the same for every seed, so their bytes are kept once however many demos are built.
"""

import io
from collections.abc import Callable, Iterator, Mapping
from random import Random

from PIL import Image, ImageDraw, ImageFont

from anju.demo import scenes
from anju.kernel.files import keeping
from anju.kernel.files.models import Blob

__all__ = ["AFTER", "BEFORE", "SCENES", "Album", "draw"]

BEFORE, AFTER = 2, 3
"""Pictures of each scene as found, and as put right."""

Scene = Callable[[ImageDraw.ImageDraw, Random, bool], None]
"""Draws a scene; the last argument: as put right."""

SCENES: Mapping[str, Scene] = {
    "ES-01": scenes.cartons,
    "ES-02": scenes.locked_exit,
    "ES-08": scenes.fire_door,
    "EB-01": scenes.parked,
    "EB-02": scenes.scooter,
    "EB-06": scenes.wire,
    "FL-01": scenes.lane,
    "CB-01": scenes.wall,
    "FF-05": scenes.cabinet,
    "FF-11": scenes.extinguisher,
    "EL-04": scenes.meters,
}
"""By the kind they show. A kind without a scene, above all every one inside a home, has no picture."""


class Album:
    """The pictures of one build, kept as evidence is; a district takes what it shows from here."""

    def __init__(self) -> None:
        self._before = {kind: [_keep(kind, n, after=False) for n in range(BEFORE)] for kind in SCENES}
        self._after = {kind: self._afterwards(kind) for kind in SCENES}

    def found(self, kind: str, number: int) -> Blob | None:
        """A kind as found: one of its pictures."""
        shown = self._before.get(kind)
        return shown[number % len(shown)] if shown else None

    def pair(self, kind: str) -> tuple[Blob, Blob] | None:
        """A kind as found and, at the same place, as put right; None once every picture of the latter is given away:
        the pages say where the same bytes show two cases put right.
        """
        return next(self._after[kind], None) if kind in self._after else None

    def _afterwards(self, kind: str) -> Iterator[tuple[Blob, Blob]]:
        for number in range(AFTER):
            yield self._before[kind][number % BEFORE], _keep(kind, number, after=True)


def _keep(kind: str, number: int, *, after: bool) -> Blob:
    return keeping.keep(io.BytesIO(draw(kind, number, after=after)))


_BANNER, _INK = (146, 34, 28), (255, 255, 255)
_YAN = (
    ((2, 3), (5, 6)), ((1, 9), (4, 12)), ((1, 21), (5, 14)), ((14, 1), (14, 4)), ((8, 8), (8, 5), (21, 5), (21, 8)),
    ((9, 9), (20, 9)), ((9, 12), (20, 12), (20, 18), (9, 18), (9, 12)), ((9, 15), (20, 15)), ((14, 9), (14, 18)),
    ((12, 18), (8, 23)), ((17, 18), (21, 23)),
)  # fmt: skip
_SHI = (((5, 4), (19, 4)), ((2, 10), (22, 10)), ((12, 10), (12, 22), (9, 20)), ((7, 14), (3, 20)), ((17, 14), (21, 20)))
"""演 and 示 as strokes in a square of 24: no font of the machine is asked for."""


def draw(kind: str, number: int, *, after: bool) -> bytes:
    """One picture, as JPEG. `number` varies what stands about; the place looks the same before and after."""
    rng = Random(f"{kind}/{number % BEFORE}")
    picture = Image.new("RGB", scenes.SIZE, (226, 222, 212))
    pen = ImageDraw.Draw(picture)
    SCENES[kind](pen, rng, after)
    _mark(pen, number * 2 + after)
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=82)
    return file.getvalue()


def _mark(pen: ImageDraw.ImageDraw, number: int) -> None:
    """The badge, well inside: pages cut a picture to their own shape."""
    left, top = 330, 372
    pen.rectangle((left, top, left + 216, top + 46), fill=_BANNER, outline=_INK, width=2)
    for place, strokes in enumerate((_YAN, _SHI)):
        for stroke in strokes:
            line = [(left + 10 + place * 34 + x * 1.3, top + 7 + y * 1.3) for x, y in stroke]
            pen.line(line, fill=_INK, width=3, joint="curve")
    pen.text((left + 84, top + 5), "DEMO", fill=_INK, font=ImageFont.load_default(30))
    pen.text((left + 186, top + 14), f"{number:02d}", fill=_INK, font=ImageFont.load_default(18))
