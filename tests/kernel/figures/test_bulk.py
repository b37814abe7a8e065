"""Many figures read together say what each says alone, and take a few statements however many there are."""

from collections.abc import Sequence
from datetime import date
from itertools import product

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, Phase, given, settings

from anju.kernel import clock
from anju.kernel.figures import bulk
from anju.kernel.figures.reading import Question, number
from anju.kernel.figures.registry import figures
from anju.kernel.figures.spans import EVER, Span, parse
from anju.kernel.ledger import seals
from tests.kernel.figures.histories import History
from tests.kernel.figures.test_random_histories import PLACES, STEPS, let_read

pytestmark = pytest.mark.django_db

SPANS = (EVER, parse("2026-02"), parse("2026-01-30..2026-02-11"), parse("2026-02-03"), Span(date(2026, 2, 3), None))
NARROWED = (
    (), (("severity", "general"),), (("kind", "EB-04"),), (("severity", "serious"), ("kind", "EB-04")),
)  # fmt: skip


CODES = ("lists.found", "lists.closed", "lists.open", "lists.carried", "lists.cleared_weighed")


def questions() -> list[Question]:
    """Every figure at every place in every period, as a whole and in parts."""
    asked = [Question(figures[code], (place,), span) for code, place, span in product(CODES, PLACES, SPANS)]
    asked += [
        Question(figures[code], (place,), span, narrowed=narrowed)
        for code, place, span, narrowed in product(("lists.found", "lists.open"), PLACES[::2], SPANS, NARROWED)
    ]
    asked += [Question(figures["lists.found"], paths) for paths in ((), ("/cc/1/1/", "/cc/2/"))]
    late = ("lists.overdue", "lists.in_time_rate")
    return asked + [Question(figures[code], (place,), span) for code, place, span in product(late, PLACES, SPANS)]


@given(steps=STEPS)
@pytest.mark.timeout(240)
@settings(
    max_examples=4,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_together_is_what_one_by_one_is(steps: list[tuple[str, int, int]], monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch, transaction.atomic():
        patch.setattr(seals, "_horizon", lambda: 2**62)
        history = History()
        for step in steps:
            history.step(*step)
        let_read()
        with clock.simulated(history.now):
            asked = questions()
            together = bulk.numbers(asked)
            wrong = [
                (one.figure.code, one.paths, str(one.span), one.narrowed, got, alone)
                for one, got in zip(asked, together, strict=True)
                if got != (alone := number(one))
            ]
            assert wrong == []
        transaction.set_rollback(True)


def statements(asked: Sequence[Question]) -> int:
    with CaptureQueriesContext(connection) as caught:
        bulk.numbers(asked)
    return len(caught.captured_queries)


def test_a_hundred_places_take_no_more_statements_than_one() -> None:
    history = History()
    for which in range(12):
        history.step("report", which, 7)
    let_read()
    codes = ("lists.carried", "lists.found", "lists.closed", "lists.open", "lists.overdue")
    month = parse("2026-02")
    one = [Question(figures[code], ("/cc/",), month) for code in codes]
    many = [Question(figures[code], (f"/cc/{n}/",), month) for code, n in product(codes, range(1, 101))]
    assert statements([*one, *many]) <= statements(one) + 1  # what is late is read for a hundred places at a time
    assert statements(one) == 4
    assert statements([]) == 0


def test_what_is_late_at_the_end_of_a_month_that_still_runs_is_late_now() -> None:
    history = History()
    history.step("report", 1, 1)  # assigned at once, due a day after
    let_read()
    asked = Question(figures["lists.overdue"], ("/cc/",), parse("2026-01..2026-02"))
    due = history.cases[0].due
    assert due is not None
    for moment, late in ((clock.from_us(due), 0), (clock.from_us(due + 1), 1)):
        with clock.simulated(moment):
            assert number(asked).amount == late
            assert [found.amount for found in bulk.numbers([asked])] == [late]
    with clock.simulated(clock.from_us(due + 1)):
        before = Question(figures["lists.overdue"], ("/cc/",), parse("2026-01-28..2026-01-28"))
        assert number(before).amount == 0, "it was not late yet when that day ended"
