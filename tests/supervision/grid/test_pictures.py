"""Marks of drawn photos: what copying, cropping and mirroring leaves, and what other photos look like."""

import io
from random import Random

import pytest
from PIL import Image, ImageOps

from anju.demo.walkers.drawn import copied, photo
from anju.kernel.files.sniff import RefusedError
from anju.supervision.grid.pictures import WINDOWS, mark, mark_of
from anju.supervision.grid.rules.looks import Mark
from anju.supervision.grid.rules.photos import ALIKE, ALIKE_NEARBY, apart, mirrored

SPOTS = 40


def taken(spot: int, moment: int = 0) -> Image.Image:
    return photo(Random(f"spot {spot}"), Random(f"moment {spot} {moment}"))


def marked(picture: Image.Image) -> Mark:
    found = mark_of(picture)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def album() -> list[tuple[Image.Image, Mark]]:
    return [(picture, marked(picture)) for picture in map(taken, range(SPOTS))]


def test_a_mark_is_63_bits_of_the_whole_and_of_each_window(album: list[tuple[Image.Image, Mark]]) -> None:
    for _, its in album:
        assert len(its.windows) == len(WINDOWS)
        assert all(value % 2 == 0 and 0 < value < 1 << 64 for value in (its.whole, *its.windows))


def test_a_mirror_turns_the_bits_the_rules_say(album: list[tuple[Image.Image, Mark]]) -> None:
    for picture, its in album:
        assert (marked(ImageOps.mirror(picture)).whole ^ mirrored(its.whole)).bit_count() <= 3  # waves near nought


@pytest.mark.parametrize(("crop", "least"), [(0.0, 1.0), (0.1, 0.95), (0.2, 0.8)])
def test_copies_are_found(album: list[tuple[Image.Image, Mark]], crop: float, least: float) -> None:
    rng = Random(f"copies {crop}")
    copies = [(its, marked(copied(picture, rng, crop=crop, quality=(40, 85), mirror=0.5))) for picture, its in album]
    found = sum(apart(its, copy) <= ALIKE for its, copy in copies)
    assert found >= least * SPOTS


def test_photos_of_other_spots_are_not(album: list[tuple[Image.Image, Mark]]) -> None:
    near = [apart(one, other) for i, (_, one) in enumerate(album) for _, other in album[:i]]
    assert min(near) > ALIKE


def test_the_same_spot_another_day_is_not_the_same_photo(album: list[tuple[Image.Image, Mark]]) -> None:
    again = [marked(taken(spot, 1)) for spot in range(SPOTS)]
    assert all((one.whole ^ other.whole).bit_count() > ALIKE_NEARBY
               for (_, one), other in zip(album, again, strict=True))  # fmt: skip


def test_a_wall_and_a_dark_screen_have_no_mark() -> None:
    assert mark_of(Image.new("RGB", (300, 200), (200, 200, 190))) is None
    noise = Image.effect_noise((300, 200), 2.0)
    assert mark_of(noise) is None


def test_of_a_file(album: list[tuple[Image.Image, Mark]]) -> None:
    held = io.BytesIO()
    album[0][0].save(held, "JPEG", quality=90)
    found = mark(held)
    assert found is not None
    assert apart(found, album[0][1]) <= 1
    with pytest.raises(RefusedError):
        mark(io.BytesIO(b"no photo"))
