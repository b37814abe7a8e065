from __future__ import annotations

import pytest

from anju.intake.tables.leaving import safe_text


@pytest.mark.parametrize("text", ["=1+1", "+86", "-3", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_text_that_would_start_a_formula_leaves_as_text(text: str) -> None:
    assert safe_text(text) == "'" + text


@pytest.mark.parametrize("text", ["", "阳光花园3栋", "a=b", "12"])
def test_other_texts_leave_as_they_are(text: str) -> None:
    assert safe_text(text) == text
