"""The blind draw: reproducible, equal within strata; the doubted part apart from it."""

from collections import Counter

import pytest

from anju.supervision.grid.rules.credibility import MOST_WEIGHT
from anju.supervision.grid.rules.drawing import draw
from anju.supervision.grid.rules.looks import Place

PLACES = [Place(f"p{i}", 0, 0, f"b{i}", street=f"s{i % 3}", kind="building" if i % 2 else "shed") for i in range(600)]


def test_the_same_seed_draws_the_same_whatever_the_order() -> None:
    assert draw(PLACES, "2027-03") == draw(PLACES[::-1], "2027-03") == draw([*PLACES, *PLACES[:50]], "2027-03")
    assert draw(PLACES, "2027-03") != draw(PLACES, "2027-04")


def test_each_stratum_gives_its_share() -> None:
    drawn = draw(PLACES, "x", share=0.1)
    assert {key: len(ids) for key, ids in drawn.blind.items()} == dict.fromkeys(drawn.of, 10)
    assert set(drawn.of.values()) == {100}
    assert drawn.doubted == ()


def test_places_are_drawn_equally_often_also_from_small_strata() -> None:
    few = [*PLACES[:30], Place("alone", 0, 0, "b", street="s9", kind="gate")]
    often = Counter(place for n in range(4000) for ids in draw(few, f"{n}", share=0.2).blind.values() for place in ids)
    assert all(abs(often[place.id] / 4000 - 0.2) < 0.04 for place in few)  # six standard deviations


def test_doubt_draws_its_own_part_by_weight_and_never_the_blind_one() -> None:
    doubts = {f"p{i}": 1.0 if i < 100 else 0.01 for i in range(200)}
    heavy = light = 0
    for n in range(200):
        drawn = draw(PLACES, f"{n}", doubts=doubts, share=0.1, doubted_share=0.02)
        blind = {place for ids in drawn.blind.values() for place in ids}
        assert not blind & set(drawn.doubted)
        assert len(drawn.doubted) == 12
        assert drawn.blind == draw(PLACES, f"{n}", share=0.1).blind
        heavy += sum(doubts[place] == 1.0 for place in drawn.doubted)
        light += sum(doubts[place] < 1.0 for place in drawn.doubted)
    assert MOST_WEIGHT * 0.7 < heavy / light < MOST_WEIGHT * 1.3


def test_doubt_about_places_that_were_not_patrolled_draws_nothing() -> None:
    assert draw(PLACES, "x", doubts={"elsewhere": 1.0}).doubted == ()


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_a_share_is_a_share(share: float) -> None:
    with pytest.raises(ValueError, match="share"):
        draw(PLACES, "x", share=share)


def test_nothing_and_everything() -> None:
    assert [ids for ids in draw(PLACES, "x", share=0).blind.values() if ids] == []
    assert sum(len(ids) for ids in draw(PLACES, "x", share=1).blind.values()) == 600
