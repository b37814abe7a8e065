"""The drawn pictures: a scene shows its kind and its remedy at one place, and every picture is its own."""

import io

import pytest
from PIL import Image, ImageChops

from anju.catalogue.shipped import hazard_kinds
from anju.demo import pictures, scenes
from anju.kernel.files import keeping
from anju.kernel.files.models import Blob, Upload
from anju.kernel.files.sniff import RefusedError
from anju.kernel.files.store import original, store


def opened(kind: str, number: int, *, after: bool) -> Image.Image:
    return Image.open(io.BytesIO(pictures.draw(kind, number, after=after)))


def test_there_are_at_most_sixty_and_no_two_alike() -> None:
    drawn = [pictures.draw(kind, n, after=False) for kind in pictures.SCENES for n in range(pictures.BEFORE)]
    drawn += [pictures.draw(kind, n, after=True) for kind in pictures.SCENES for n in range(pictures.AFTER)]
    assert len(set(drawn)) == len(drawn) <= 60


@pytest.mark.parametrize("kind", pictures.SCENES)
def test_a_scene_is_of_a_kind_outside_homes_and_changes_when_put_right(kind: str) -> None:
    asked = {item.kind for item in hazard_kinds()[kind].evidence}
    assert asked & {"photo", "photo_pair"}
    before, after = opened(kind, 0, after=False), opened(kind, 0, after=True)
    assert before.size == after.size == scenes.SIZE
    changed = ImageChops.difference(before, after).convert("L").point(lambda level: 255 * (level > 40))
    share = changed.histogram()[255] / (scenes.SIZE[0] * scenes.SIZE[1])
    assert 0.01 < share < 0.5


def test_every_picture_is_marked() -> None:
    for kind in pictures.SCENES:
        red, green, blue = opened(kind, 1, after=True).convert("RGB").getpixel((336, 378))  # type: ignore[misc]
        assert red > 120 > 60 > max(green, blue)


@pytest.mark.django_db
def test_bytes_are_kept_once_however_many_albums_there_are() -> None:
    pictures.Album()
    first = set(Blob._all.values_list("digest", flat=True))
    pictures.Album()
    assert set(Blob._all.values_list("digest", flat=True)) == first
    assert all(store().has(original(digest)) for digest in first)
    assert not Upload._all.exists()


@pytest.mark.django_db
def test_a_picture_as_put_right_is_given_away_once() -> None:
    album = pictures.Album()
    pairs = [album.pair("ES-01") for _ in range(pictures.AFTER + 1)]
    assert pairs[-1] is None
    assert len({after.pk for pair in pairs if pair for _, after in [pair]}) == pictures.AFTER
    assert album.found("EB-03", 1) is None
    assert album.pair("EB-03") is None


@pytest.mark.django_db
def test_what_is_no_picture_is_refused() -> None:
    with pytest.raises(RefusedError):
        keeping.keep(io.BytesIO(b"no picture"))
