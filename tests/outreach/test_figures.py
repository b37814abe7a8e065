"""Observation points are counted from the ledger: from their first day to their last, where they are."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from anju.kernel.figures import reading
from anju.kernel.figures.reading import Question
from anju.kernel.figures.registry import figures
from anju.kernel.figures.spans import Span
from anju.kernel.ledger import consumers
from anju.kernel.ledger.consumers import drain
from anju.outreach import actions
from anju.outreach.models import ObservationPoint
from anju.reports.queries import asking
from tests.cast import Cast
from tests.outreach.conftest import DISTRICT, today

pytestmark = pytest.mark.django_db


def count(path: str = DISTRICT, span: Span | None = None) -> int:
    drain()
    asked = Question(figures["outreach.points"], (path,))
    return int(reading.number(replace(asked, span=span) if span else asked).amount or 0)


def until(day: date) -> Span:
    return Span(day - timedelta(days=1), day)


def test_a_point_counts_where_it_is_and_since_its_first_day(cast: Cast, point: ObservationPoint) -> None:
    assert (count(), count(cast.places["street"].path), count(cast.places["other_street"].path)) == (1, 1, 0)
    assert count(span=until(point.since)) == 0
    assert count(span=until(point.since + timedelta(days=1))) == 1


def test_a_point_still_counts_on_its_last_day_and_no_longer(cast: Cast, point: ObservationPoint) -> None:
    last = today() - timedelta(days=3)
    actions.end_point(by=cast.congress_staff, point=point.pk, until=last)
    assert count(span=until(last + timedelta(days=1))) == 1
    assert count(span=until(last + timedelta(days=2))) == 0
    assert count() == 0


def test_a_point_whose_last_day_is_still_to_come_counts_until_then(cast: Cast, point: ObservationPoint) -> None:
    actions.end_point(by=cast.congress_staff, point=point.pk, until=today() + timedelta(days=3))
    assert count() == 1


def test_counted_again_from_the_ledger_it_is_the_same_and_its_row_is_named(cast: Cast, point: ObservationPoint) -> None:
    before = count()
    consumers.rebuild("figures")
    assert count() == before == 1
    rows, _onward = asking.rows(cast.congress_staff, asking.ask(cast.congress_staff, figures["outreach.points"]))
    assert [(row.label, row.url) for row in rows] == [(point.name, "/observation/sites/")]


def test_who_does_not_observe_reads_no_such_figure(cast: Cast) -> None:
    assert figures["outreach.points"] in asking.readable(cast.congress_staff)
    assert figures["outreach.points"] not in asking.readable(cast.district_officer)
