"""Re-checks, residents, and positions that a phone calls simulated."""

from datetime import timedelta
from random import Random

from anju.supervision.grid.rules.kinds import Look
from anju.supervision.grid.rules.looks import Contradiction, Recheck, Visit
from anju.supervision.grid.rules.others import contradicted, missed, mocked
from tests.supervision.grid.rules.made import NINE, at_place, kinds, visit

LATER = NINE + timedelta(days=2)


def seen(count: int = 20) -> dict[str, Visit]:
    return {one.id: one for one in (visit(i, i * 300) for i in range(count))}


def test_everybody_misses_some_so_one_missed_hazard_only_weighs() -> None:
    [sign] = missed(seen(), [Recheck("v003", "p3", LATER, found=2, missed=1)], 0.5)
    assert sign.strength < 0.5
    assert sign.places == ("p3",)
    assert kinds(missed(seen(), [Recheck("v003", "p3", LATER, found=2, missed=0)], 0.5)) == []


def test_far_more_than_the_district_misses_is_asked_about() -> None:
    all_missed = [Recheck(f"v{i:03}", f"p{i}", LATER, found=2, missed=2) for i in range(6)]
    [sign] = missed(seen(), all_missed, 0.5)
    assert sign.strength > 0.5
    assert sign.said == {"count": 12, "places": 6}
    assert max(sign.strength for sign in missed(seen(), all_missed, 0.95)) < 0.5


def test_honest_members_are_hardly_asked_about_what_they_missed() -> None:
    rng, asked = Random(5), 0
    for _ in range(1000):
        rechecks = [Recheck(f"v{i:03}", f"p{i}", LATER, 2, sum(rng.random() < 0.5 for _ in "ab")) for i in range(8)]
        asked += any(sign.strength >= 0.5 for sign in missed(seen(), rechecks, 0.5))
    assert asked <= 3


def test_what_was_said_to_be_not_seen_is_not_missed() -> None:
    visits = {"v003": visit(3, look=Look.NO_ENTRY)}
    assert kinds(missed(visits, [Recheck("v003", "p3", LATER, 3, 3)], 0.5)) == []
    assert kinds(contradicted(visits, [Contradiction("v003", "p3", LATER)], 0.01)) == []


def test_residents_are_asked_about_only_where_it_is_more_than_usual() -> None:
    said = [Contradiction(f"v{i:03}", f"p{i}", LATER) for i in range(4)]
    [sign] = contradicted(seen(), said, 0.01)
    assert sign.strength > 0.5
    assert all(sign.strength < 0.5 for sign in contradicted(seen(), said, 0.2))
    assert [sign.strength < 0.5 for sign in contradicted(seen(), said[:2], 0.01)] == [True, True]


def test_a_simulated_position_is_a_question_and_no_more() -> None:
    visits = [visit(i, i * 300, fix=at_place(i, mocked=True)) for i in range(10)]
    [sign] = mocked(visits, ())
    assert sign.strength == 0.5
    assert kinds(mocked(visits, {"phone"})) == []
    assert kinds(mocked(visits[:2], ())) == []
