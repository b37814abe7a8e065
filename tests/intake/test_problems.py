from __future__ import annotations

import re

import pytest

from anju.intake.problems import MESSAGES, Problem, TableRefused


def test_a_problem_reads_as_a_sentence_with_its_values() -> None:
    problem = Problem("cell.integer", {"value": "十二"})
    assert problem.text == "“十二”不是整数，请只填数字，例如 12。"


def test_a_place_is_filled_in_once_and_not_overwritten() -> None:
    problem = Problem("cell.date", {"value": "x"}).at(row=3, column=1, label="日期")
    assert (problem.row, problem.column, problem.label) == (3, 1, "日期")
    assert problem.at(row=9, column=9, label="别的") == problem


def test_a_refused_table_carries_its_problem_and_says_it() -> None:
    with pytest.raises(TableRefused, match="超过 5 行") as caught:
        raise TableRefused("limit.rows", limit=5)
    assert caught.value.problem.code == "limit.rows"


@pytest.mark.parametrize(
    "code", sorted(code for code in MESSAGES if code.startswith(("file.", "limit.")) and code != "file.no_rows")
)
def test_every_refusal_of_a_file_says_what_to_do(code: str) -> None:
    assert re.search(r"请|现有", MESSAGES[code])
