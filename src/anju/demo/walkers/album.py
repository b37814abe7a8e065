"""Photos for many months: spots drawn once, taken by whoever needs one, copied by whoever fakes."""

from random import Random

from PIL import Image

from anju.demo.walkers.behaviours import Behaviour
from anju.demo.walkers.drawn import copied, photo
from anju.supervision.grid.pictures import mark_of
from anju.supervision.grid.rules.looks import Mark


class Album:
    """`size` drawn photos of different spots, with their marks. Drawing takes some 15 ms each."""

    def __init__(self, seed: str, size: int) -> None:
        drawn = [photo(Random(f"{seed}/spot/{i}"), Random(f"{seed}/hand/{i}")) for i in range(size)]
        marked = [(picture, mark_of(picture)) for picture in drawn]
        self.photos: list[tuple[Image.Image, Mark]] = [(picture, mark) for picture, mark in marked if mark is not None]

    def roll(self, rng: Random) -> list[tuple[Image.Image, Mark]]:
        """All photos in a new order: a month takes each at most once."""
        return rng.sample(self.photos, len(self.photos))

    @staticmethod
    def again(picture: Image.Image, how: Behaviour, rng: Random) -> Mark | None:
        """The mark of a copy, as a faking member would make it."""
        low, high = how.quality
        return mark_of(copied(picture, rng, crop=how.crop, quality=(round(low), round(high)), mirror=how.mirror))
