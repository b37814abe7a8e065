"""Each sign has a question, a reason and what they need to be filled in; none accuses."""

import re

import pytest

from anju.supervision.grid import doubt_words as words
from anju.supervision.grid.rules.kinds import Answer, Piece, SignKind, Withheld

FILLED: dict[SignKind, set[str]] = {
    SignKind.SPEED: {"count", "seconds", "needed"},
    SignKind.FLOORS: {"count", "seconds", "needed"},
    SignKind.NO_SUCH_FLOOR: {"count", "floor", "floors"},
    SignKind.INTERVALS: {"count", "seconds"},
    SignKind.ELSEWHERE: {"count", "days"},
    SignKind.PHOTO: {"count", "before"},
    SignKind.SAME_READING: {"count", "gauges", "steps", "scale"},
    SignKind.COPIED_READING: {"count"},
    SignKind.PATTERN_READING: {"count"},
    SignKind.DIGITS: {"count", "digit"},
    SignKind.BACKDATED: {"count", "days"},
    SignKind.MOCK: {"count"},
    SignKind.RECHECK: {"count", "places"},
    SignKind.RESIDENT: {"count"},
}
"""What `said` of each kind holds; the tests of the rules make every kind."""


@pytest.mark.parametrize("kind", SignKind)
def test_a_question_asks_and_is_filled_by_its_sign(kind: SignKind) -> None:
    assert words.QUESTIONS[kind].endswith("？")
    needed = set(re.findall(r"%\((\w+)\)s", words.QUESTIONS[kind] + words.WHY[kind]))
    assert needed <= FILLED[kind]


@pytest.mark.parametrize("text", [*words.QUESTIONS.values(), *words.WHY.values()])
def test_nothing_that_is_said_accuses(text: str) -> None:
    assert not re.search("造假|作假|虚假|作弊|违规|处分|批评|排名|分数", text)


def test_every_answer_reason_and_piece_has_its_words() -> None:
    assert set(words.ANSWERS) == set(Answer)
    assert set(words.OFFERED) == set(SignKind)
    assert all(offered[-1] is Answer.OTHER and len(offered) >= 2 for offered in words.OFFERED.values())
    assert set(words.WITHHELD) == set(Withheld)
    assert set(words.PIECES) == set(Piece)
