"""Where prose and figures disagree, and where they only look as if they did."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from anju.reports.papers.rules.clashing import Fact, Sort, clashes

TODAY = date(2026, 11, 30)
BLOCKED = Fact(
    "blocked", ("违停违充", "堵塞安全出口"), ("处",), Fraction(11_000), "1.1万处",
    (date(2025, 1, 1), date(2026, 12, 1)),
)  # fmt: skip
MEMBERS = Fact("members", ("网格员",), ("名",), Fraction(618), "600余名", None)
FACTS = [BLOCKED, MEMBERS]


def found(text: str, facts: list[Fact] = FACTS) -> list[tuple[Sort, str, str]]:
    return [(one.sort, one.key, one.written) for one in clashes([text], facts, TODAY)]


@pytest.mark.parametrize(
    "text",
    [
        "整治违停违充等隐患问题{{blocked}}，清理杂物。",
        "整治违停违充等隐患问题1.1万处。",
        "整治违停违充等隐患问题11,000处。",
        "600余名网格员参加。",
        "618名网格员参加。",
        "查处违停违充的街道有12个。",
        "网格员在2026年11月24日检查。",
        "违停违充问题突出。",
        "全区9万处摄像头，违停违充得到遏制。",
        "# 违停违充1.2万处",
    ],
)
def test_what_agrees_or_speaks_of_something_else_is_no_clash(text: str) -> None:
    assert found(text) == []


def test_a_typed_number_beside_the_words_of_a_figure_clashes() -> None:
    assert found("整治违停违充等隐患问题1.2万处，其他略。") == [(Sort.TYPED, "blocked", "1.2万")]
    assert found("**违停违充1.2万处。**其他略。") == [(Sort.TYPED, "blocked", "1.2万")]
    told = clashes(["无", "700余名网格员参加。"], FACTS, TODAY)
    assert [(one.section, one.clause, one.counted) for one in told] == [(1, "700余名网格员参加", "600余名")]


def test_a_number_that_is_not_recorded_clashes_with_nothing() -> None:
    assert found("违停违充1.2万处", [replace(BLOCKED, amount=None)]) == []


def test_a_period_word_that_is_not_the_fields_clashes() -> None:
    assert found("今年以来整治{{blocked}}。") == [(Sort.PERIOD, "blocked", "今年以来")]
    assert found("去年以来整治{{blocked}}。") == []
    assert found("去年整治{{blocked}}。") == [(Sort.PERIOD, "blocked", "去年")]
    assert found("今年以来加大力度。整治{{blocked}}。") == []


def test_what_stands_now_has_no_period_to_clash_with() -> None:
    assert found("今年以来共有{{members}}网格员。") == []


def test_a_settled_number_that_has_moved_is_told_while_it_stands_in_the_text() -> None:
    moved = replace(BLOCKED, today="11,200处")
    told = clashes(["整治{{blocked}}。"], [moved], TODAY)
    assert [(one.sort, one.written, one.counted) for one in told] == [(Sort.MOVED, "1.1万处", "11,200处")]
    assert clashes(["没有用到。"], [moved], TODAY) == []
