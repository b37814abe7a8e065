"""Several workers at the same hour draft a brief once. All of it commits."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from pytest_django import DjangoDbBlocker

from anju.kernel import clock
from anju.kernel.ledger.models import Entry
from anju.notify.models import Notice
from anju.reports.papers import actions
from anju.reports.papers.models import Paper
from tests.cast import Cast, make_town
from tests.kernel.ledger.conftest import own_database
from tests.reports.papers.test_schedules import EIGHT, SUNDAY, planned
from tests.supervision.lists.test_two_workers import _together

__all__ = ["own_database"]

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600), pytest.mark.horizon]


@pytest.fixture
def town(own_database: str, django_db_blocker: DjangoDbBlocker) -> Iterator[Cast]:
    """A district whose rows are committed, with two briefs."""
    with django_db_blocker.unblock(), clock.simulated(SUNDAY):
        cast = make_town()
        planned(cast)
        planned(cast, place="street")
        yield cast


def test_of_three_workers_one_drafts_each_brief(town: Cast) -> None:
    made = _together(EIGHT, *[lambda: actions.draft_due(EIGHT)] * 3)
    assert sum(map(int, map(str, made))) == 2
    assert sorted(Paper._all.values_list("path", flat=True)) == ["/cc/", "/cc/1/"]
    assert Entry._all.filter(verb="paper_schedule.drafted").count() == 2
    assert Notice._all.filter(code="papers.brief").count() == 2
    assert _together(EIGHT + timedelta(hours=1), lambda: actions.draft_due(EIGHT + timedelta(hours=1))) == [0]
