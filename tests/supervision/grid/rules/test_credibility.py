"""From signs to one question, and from silence to a fading weight of places."""

from dataclasses import fields, replace
from datetime import timedelta

import pytest

from anju.supervision.grid.rules.credibility import (
    ASKED,
    HALF_LIFE,
    MOST_WEIGHT,
    TO_ANSWER,
    Evidence,
    Told,
    doubt,
    questions,
    remaining,
    signs,
    weight,
)
from anju.supervision.grid.rules.kinds import Answer, Origin, SignKind
from anju.supervision.grid.rules.signs import MOST, Sign
from tests.supervision.grid.rules.made import NINE, at_place, days_later, read, row, visit

ROW = row()
BURST = [visit(i, i * 5) for i in range(12)]
NOW = NINE + timedelta(days=1)


def told(sign: Sign, *, shown: timedelta = timedelta(), answer: Answer | None = None) -> Told:
    answered = NOW + shown + timedelta(hours=1) if answer else None
    return Told(sign, "a", NOW + shown, answered, answer)


def of(*kinds_and_strengths: tuple[SignKind, float]) -> list[Sign]:
    return [Sign(kind, (f"v{i:03}",), (f"p{i}",), strength) for i, (kind, strength) in enumerate(kinds_and_strengths)]


def test_imported_and_demo_records_are_left_out() -> None:
    assert signs(Evidence(BURST, ROW))
    for origin in (Origin.IMPORTED, Origin.DEMO):
        assert signs(Evidence([replace(one, origin=origin) for one in BURST], ROW)) == []


def test_an_empty_month_and_unknown_places_say_nothing() -> None:
    assert signs(Evidence([], {})) == []
    assert signs(Evidence(BURST, {})) == []


def test_one_question_each_about_one_place_the_strongest_first() -> None:
    mine, others = BURST, [replace(visit(40 + i, i * 5, place=f"p{i}"), who="b", device="b") for i in range(12)]
    gauges = [days_later(read(60 + i, 35, i * 700), 2) for i in range(14)]
    held = [*mine, *others, *gauges]
    asked = questions(signs(Evidence(held, ROW)), {one.id: one for one in held}, [], NOW)
    assert sorted(question.who for question in asked) == ["a", "b"]
    assert all(question.sign.kind is SignKind.SPEED for question in asked)
    assert {question.place for question in asked} == {"p0"}


def test_weak_signs_are_never_asked_about() -> None:
    visits = {"v000": visit(0)}
    assert questions(of((SignKind.RECHECK, ASKED - 0.01)), visits, [], NOW) == []


def test_a_week_passes_before_the_next_question() -> None:
    found = of((SignKind.SPEED, 0.9), (SignKind.PHOTO, 0.8))
    visits = {one.id: one for one in (visit(0), visit(1))}
    before = [told(found[0])]
    assert questions(found, visits, before, NOW + timedelta(days=6)) == []
    [question] = questions(found, visits, before, NOW + timedelta(days=7))
    assert question.sign.kind is SignKind.PHOTO


def test_nothing_is_asked_twice_and_an_answered_kind_rests_for_a_month() -> None:
    first, second = of((SignKind.SPEED, 0.9), (SignKind.SPEED, 0.9))
    visits = {one.id: one for one in (visit(0), visit(1))}
    answered = [told(first, answer=Answer.ENTERED_LATER)]
    assert questions([first], visits, answered, NOW + timedelta(days=400)) == []
    assert questions([second], visits, answered, NOW + timedelta(days=20)) == []
    assert questions([second], visits, answered, NOW + timedelta(days=32))


def test_what_was_not_shown_weighs_nothing() -> None:
    """`doubt` takes only what was told: signs alone cannot enter it."""
    assert {field.name for field in fields(Told)} >= {"sign", "shown_at"}
    assert doubt([], NOW) == {}


def test_a_question_weighs_nothing_while_it_may_be_answered() -> None:
    [sign] = of((SignKind.SPEED, 0.8))
    assert remaining(told(sign), NOW + TO_ANSWER - timedelta(seconds=1)) == 0
    assert remaining(told(sign), NOW + TO_ANSWER) > 0.7


def test_doubt_halves_each_half_life_and_an_answer_takes_three_quarters() -> None:
    [sign] = of((SignKind.SPEED, 0.8))
    assert remaining(told(sign), NOW + HALF_LIFE) == pytest.approx(0.4)
    assert remaining(told(sign), NOW + 2 * HALF_LIFE) == pytest.approx(0.2)
    assert remaining(told(sign, answer=Answer.OTHER), NOW + HALF_LIFE) == pytest.approx(0.1)


@pytest.mark.parametrize("answer", Answer)
def test_every_answer_counts_alike(answer: Answer) -> None:
    [sign] = of((SignKind.SPEED, 0.8))
    assert remaining(told(sign, answer=answer), NOW + HALF_LIFE) == pytest.approx(0.1)


def test_doubt_hangs_on_places_adds_up_below_one_and_a_recheck_settles_it() -> None:
    found = [Sign(SignKind.SPEED, ("v000",), ("p0", "p1"), MOST), Sign(SignKind.PHOTO, ("v001",), ("p0",), MOST)]
    now = NOW + TO_ANSWER
    doubts = doubt([told(one) for one in found], now)
    assert set(doubts) == {"p0", "p1"}
    assert doubts["p1"] < doubts["p0"] < 1
    settled = doubt([told(one) for one in found], now, confirmed={"p0": NOW + timedelta(days=1)})
    assert set(settled) == {"p1"}
    assert set(doubt([told(one) for one in found], now, confirmed={"p0": NOW - timedelta(days=1)})) == {"p0", "p1"}


def test_a_weight_is_never_below_one_and_never_above_its_most() -> None:
    assert weight(0) == weight(-1) == 1
    assert weight(1) == weight(7) == MOST_WEIGHT
    assert 1 < weight(0.3) < weight(0.6) < MOST_WEIGHT


def test_a_sign_is_never_certain_and_keeps_its_key_when_more_is_found() -> None:
    desk = [
        days_later(visit(d * 20 + i, i * 150, place=f"p{i}", fix=at_place(3)), d) for d in range(9) for i in range(8)
    ]
    few, many = signs(Evidence(desk[:24], ROW))[0], signs(Evidence(desk, ROW))[0]
    assert few.key == many.key
    assert few.strength < many.strength <= MOST
