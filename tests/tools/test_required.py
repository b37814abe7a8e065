"""ANJU_REQUIRE turns a skip into a failure, but for the one reason a public checkout cannot help."""

import pytest

from tests import conftest


class _Report:
    outcome = "skipped"

    def __init__(self, reason: str) -> None:
        self.longrepr: object = ("file.py", 1, reason)


def _after(reason: str, required: frozenset[str], monkeypatch: pytest.MonkeyPatch) -> _Report:
    monkeypatch.setattr(conftest, "REQUIRED", required)
    report = _Report(reason)
    conftest._refuse_skip(report)  # type: ignore[arg-type]
    return report


def test_without_requirements_a_skip_stays_a_skip(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _after("no PostgreSQL", frozenset(), monkeypatch).outcome == "skipped"


def test_with_requirements_a_skip_is_a_failure_that_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    report = _after("no PostgreSQL", frozenset({"postgres"}), monkeypatch)
    assert report.outcome == "failed"
    assert "no PostgreSQL" in str(report.longrepr)


def test_shared_data_that_is_not_present_may_be_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    report = _after("Skipped: shared data not present", frozenset({"postgres"}), monkeypatch)
    assert report.outcome == "skipped"
