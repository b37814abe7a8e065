"""What figures say of a month: the sample, the looks, and what was published; no place, and nothing before its time."""

import json

import pytest

from anju.kernel.figures import reading
from anju.kernel.figures.reading import Question, number
from anju.kernel.figures.registry import figures
from anju.kernel.ledger.consumers import drain
from anju.kernel.ledger.models import Entry
from anju.reports.queries import asking
from anju.supervision.inspections.monthly.actions.history import write_month
from anju.supervision.inspections.monthly.actions.objecting import answer, object_to
from anju.supervision.inspections.monthly.enums import Decision, Half, Outcome
from anju.supervision.inspections.monthly.models import Result, Task
from tests.cast import SYSTEM, Cast
from tests.supervision.inspections.monthly.conftest import Running
from tests.supervision.inspections.monthly.test_history import october


def said(code: str, path: str = "/cc/") -> int:
    drain()
    return int(number(Question(figures[code], (path,))).amount or 0)


def test_the_sample_is_without_its_reserves(running: Running) -> None:
    sample = Task._all.filter(month=running.month, reserve=False).count()
    assert said("monthly.drawn") == sample == 10
    assert Task._all.filter(month=running.month).count() > sample
    assert said("monthly.drawn", "/cc/1/") == 0, "entries of a sample name no street"


def test_each_look_is_counted_when_it_is_over(running: Running) -> None:
    assert said("monthly.looked") == 0
    running.look(running.task(), Outcome.CLEAN)
    running.look(running.task(), Outcome.FOUND)
    assert said("monthly.looked") == 2
    running.look_at_all()
    assert said("monthly.looked") == said("monthly.drawn")


def test_false_closures_are_counted_once_they_are_published(running: Running) -> None:
    running.look_at_all(not_fixed=2)
    assert Result._all.filter(outcome=Outcome.NOT_FIXED).count() == 2
    assert said("monthly.false_closures") == 0
    running.publish()
    assert said("monthly.false_closures") == 2


@pytest.mark.parametrize(("decision", "left"), [(Decision.UPHELD, 1), (Decision.DISMISSED, 2)])
def test_an_objection_that_is_upheld_takes_one_away(running: Running, decision: Decision, left: int) -> None:
    running.look_at_all(not_fixed=2)
    running.publish()
    task = Task._all.filter(half=Half.CLOSED, street=running.cast.places["street"].path, reserve=False)[0]
    made = object_to(by=running.cast.street_officer, task=task.pk, reason="看错了楼")
    answer(by=running.cast.district_officer, objection=made.pk, decision=decision, reason="复核过")
    assert said("monthly.false_closures") == left
    rows = reading.facts(Question(figures["monthly.false_closures"], ("/cc/",)))
    assert sum(rows.values_list("value", flat=True)) == left


def test_a_row_leads_to_its_month_and_says_no_place(running: Running) -> None:
    running.look(running.task(), Outcome.CLEAN)
    drain()
    asked = Question(figures["monthly.looked"], ("/cc/",))
    [row], _onward = asking.rows(running.cast.district_officer, asked)
    assert row.url == f"/inspections/monthly/{running.month.pk}/"
    assert row.where == "示例区"
    [unseen], _onward = asking.rows(running.cast.auditor, asked)
    assert unseen.url == "", "a month that is not published is nobody's to open"


@pytest.mark.parametrize("who", ["street_officer", "outsider", "property_manager", "fire_officer", "grid_member"])
def test_whoever_is_looked_at_reads_none_of_it(running: Running, who: str) -> None:
    readable = {figure.code for figure in asking.readable(running.cast.actor(who))}
    assert not any(code.startswith("monthly.") for code in readable)


def test_a_month_written_afterwards_counts_like_any_other(cast: Cast) -> None:
    month = write_month(by=SYSTEM, past=october(cast))
    rows = Task._all.filter(month=month, reserve=False)
    assert said("monthly.drawn") == said("monthly.looked") == rows.count() > 0
    told = json.loads(Entry._all.get(verb="inspection_month.published").data)
    assert told["false_closures"] == 0
