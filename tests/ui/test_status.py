"""Severity and state read in words first, shape second, colour third."""

import re

import pytest

from anju.ui import status


@pytest.mark.parametrize(("level", "filled"), [("general", 1), ("serious", 2), ("major", 3), (1, 1), (2, 2), (3, 3)])
def test_severity_fills_as_many_bars_as_its_level(level: str | int, filled: int) -> None:
    drawn = status.severity(level)
    assert drawn.count("<rect") == 3
    assert drawn.count('class="off"') == 3 - filled


def test_a_candidate_says_so_and_wears_the_dashed_frame() -> None:
    drawn = status.severity("major", candidate=True)
    assert "重大·候选" in drawn
    assert 'class="sev s3 cand"' in drawn


def test_an_unknown_severity_is_refused() -> None:
    with pytest.raises(KeyError):
        status.severity("terrible")


@pytest.mark.parametrize("name", status.STATES)
def test_every_state_has_a_word_and_a_shape(name: str) -> None:
    drawn = status.state(name)
    assert re.search(r"[\u4e00-\u9fff]{2,}", drawn)
    assert "<svg" in drawn


def test_no_two_states_share_a_shape_or_a_word() -> None:
    assert len({look.shape for look in status.STATES.values()}) == len(status.STATES)
    assert len({str(look.word) for look in status.STATES.values()}) == len(status.STATES)


def test_closed_states_are_quiet() -> None:
    assert {status.STATES[name].tone for name in ("closed", "not_so", "merged")} == {"done"}


def test_a_state_can_say_it_more_exactly() -> None:
    assert "复核余 2 工作日" in status.state("submitted", "复核余 2 工作日")


def test_a_label_cannot_bring_markup() -> None:
    assert "<b>" not in status.state("submitted", "<b>x</b>")
