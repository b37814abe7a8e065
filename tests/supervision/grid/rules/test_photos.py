"""Photos that come again, by their marks alone."""

from dataclasses import replace
from random import Random

from anju.supervision.grid.rules.kinds import Look, SignKind
from anju.supervision.grid.rules.looks import Mark, Visit
from anju.supervision.grid.rules.photos import ALIKE, apart, bands, mirrored, photo_signs
from tests.supervision.grid.rules.made import days_later, kinds, row, visit

RNG = Random(11)
ROW = row()


def fresh() -> Mark:
    return Mark(*(lambda hashes: (hashes[0], tuple(hashes[1:])))([RNG.getrandbits(63) << 1 for _ in range(33)]))


def shown(number: int, mark: Mark, **said: object) -> Visit:
    return visit(number, number * 300, look=Look.HAZARD, photos=(mark,), **said)


def turned(value: int, bits: int) -> int:
    for bit in RNG.sample(range(1, 64), bits):
        value ^= 1 << bit
    return value


def test_a_mirror_turned_twice_is_the_picture() -> None:
    value = RNG.getrandbits(63) << 1
    assert mirrored(mirrored(value)) == value
    assert (mirrored(value) ^ value).bit_count() == 32


def test_nearness_counts_mirrors_and_windows_either_way() -> None:
    mark = fresh()
    crop = Mark(turned(mirrored(mark.windows[4]), 5))
    assert apart(mark, crop) == apart(crop, mark) <= 5
    assert apart(mark, fresh()) > ALIKE


def test_one_reuse_only_weighs_two_are_asked_about() -> None:
    mark, other = fresh(), fresh()
    once = [shown(1, mark), shown(2, Mark(turned(mark.whole, 3)))]
    [sign] = photo_signs(once, ROW)
    assert sign.kind is SignKind.PHOTO
    assert sign.visits == ("v002",)
    assert sign.said["before"] == "v001"
    assert sign.strength < 0.5
    twice = [*once, shown(3, other), shown(4, other)]
    [sign] = photo_signs(twice, ROW)
    assert sign.strength > 0.5


def test_a_photo_of_two_things_at_one_place_is_no_reuse() -> None:
    mark = fresh()
    assert kinds(photo_signs([shown(1, mark), shown(2, mark, place="p1")], ROW)) == []
    assert kinds(photo_signs([shown(1, mark), days_later(shown(2, mark, place="p1"), 9)], ROW)) == [SignKind.PHOTO]


def test_landings_of_one_building_may_look_alike() -> None:
    mark = fresh()
    alike = Mark(turned(mark.whole, 5), mark.windows)
    floors = [shown(1, mark, floor=3), days_later(shown(2, alike, place="p1", floor=4), 30)]
    assert kinds(photo_signs(floors, ROW)) == []
    assert kinds(photo_signs([floors[0], replace(floors[1], place="p2")], ROW)) == [SignKind.PHOTO]


def test_several_photos_of_one_record_are_one_look() -> None:
    mark = fresh()
    assert kinds(photo_signs([visit(1, look=Look.HAZARD, photos=(mark, mark))], ROW)) == []


def test_whoever_sends_it_second_is_asked() -> None:
    mark = fresh()
    [sign] = photo_signs([shown(1, mark, who="a"), shown(2, mark, who="b")], ROW)
    assert sign.visits == ("v002",)


def test_near_hashes_share_a_band() -> None:
    for _ in range(2000):
        value = RNG.getrandbits(63) << 1
        assert set(bands(value)) & set(bands(turned(value, ALIKE)))
