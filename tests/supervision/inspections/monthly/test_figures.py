"""Figures of monthly supervision: nothing before publication, then what counting the results gives."""

import json
from datetime import timedelta

from anju.kernel import clock
from anju.kernel.figures.models import Fact
from anju.kernel.figures.reading import Question, head, number
from anju.kernel.figures.registry import figures, subjects
from anju.kernel.figures.spans import EVER
from anju.kernel.ledger.models import Entry
from anju.supervision.inspections.monthly.actions.history import write_month
from anju.supervision.inspections.monthly.actions.looking import record_no_entry
from anju.supervision.inspections.monthly.actions.objecting import answer, object_to
from anju.supervision.inspections.monthly.enums import Decision, Half, NoEntry, Outcome, TaskState
from anju.supervision.inspections.monthly.models import Result, Task
from tests.cast import SYSTEM, Cast
from tests.supervision.inspections.figures import let_read, parts, read, rebuilt_is_the_same
from tests.supervision.inspections.monthly.conftest import MONDAY, Running
from tests.supervision.inspections.monthly.test_history import october

CODES = [code for code, figure in figures.items() if figure.group == "monthly" and figure.of is None]


def by_hand(street: str = "") -> dict[str, int]:
    """The same from rows: the last result of every look of a published month."""
    rows = Task._all.filter(month__state="published", street__startswith=street)
    done = {row.pk: row for row in rows.filter(state=TaskState.DONE)}
    last = {row.task_id: row for row in Result._all.filter(task__in=done).order_by("number")}
    outcomes = [(done[pk].half, row.outcome, row.found) for pk, row in last.items()]
    return {
        "monthly.visited": len(outcomes),
        "monthly.places": sum(half == Half.PLACE for half, *_rest in outcomes),
        "monthly.with_hazards": sum(outcome == Outcome.FOUND for _half, outcome, _found in outcomes),
        "monthly.rechecked": sum(half == Half.CLOSED for half, *_rest in outcomes),
        "monthly.false_closures": sum(outcome == Outcome.NOT_FIXED for _half, outcome, _found in outcomes),
        "monthly.found": sum(found for *_rest, found in outcomes),
        "monthly.no_entry": rows.filter(state=TaskState.NO_ENTRY).count(),
    }


def test_no_result_is_counted_before_its_month_is_published(running: Running) -> None:
    running.look_at_all(found=2, not_fixed=1)
    let_read()
    assert {code: read(code) for code in CODES} == dict.fromkeys(CODES, 0)
    told = Entry._all.filter(subject_kind__startswith="inspection").exclude(path="/cc/")
    assert not told.exists()


def test_published_they_are_what_counting_rows_gives_by_street_too(running: Running) -> None:
    record_no_entry(by=running.inspector(task := running.task()), task=task.pk, why=NoEntry.LOCKED)
    running.look_at_all(found=3, not_fixed=1)
    running.publish()
    let_read()
    assert read("monthly.published") == 1
    for street in ("/cc/", running.cast.places["street"].path, running.cast.places["other_street"].path):
        told = by_hand("" if street == "/cc/" else street)
        assert {code: read(code, street) for code in told} == told
    assert by_hand()["monthly.false_closures"] == 1
    assert by_hand()["monthly.no_entry"] == 1
    rate = number(Question(figures["monthly.false_closure_rate"], ("/cc/",), EVER))
    assert rate.parts == (1, by_hand()["monthly.rechecked"])
    assert rebuilt_is_the_same()


def test_an_upheld_objection_takes_the_find_back_and_stands_as_of_then(running: Running) -> None:
    running.look_at_all(found=1, not_fixed=0)
    running.publish()
    cast = running.cast
    bad = Task._all.get(results__outcome=Outcome.FOUND)
    who = "street_officer" if bad.street == cast.places["street"].path else "outsider"
    let_read()
    then = head("cc").size
    assert read("monthly.with_hazards") == 1
    row = object_to(by=cast.actor(who), task=bad.pk, reason="当天已清走")
    let_read()
    assert parts("monthly.objections", "decision") == {"pending": 1}
    answer(by=cast.district_officer, objection=row.pk, decision=Decision.UPHELD, reason="照片为证")
    let_read()
    assert (read("monthly.with_hazards"), read("monthly.visited")) == (0, by_hand()["monthly.visited"])
    assert read("monthly.with_hazards", as_of=then) == 1
    assert read("monthly.objections_upheld", bad.street) == read("monthly.objections") == 1
    assert rebuilt_is_the_same()


def test_looks_count_on_the_day_they_were_made_also_of_a_month_written_afterwards(cast: Cast) -> None:
    month = write_month(by=SYSTEM, past=october(cast))
    let_read()
    assert read("monthly.visited", period="2026-10") == by_hand()["monthly.visited"] > 0
    assert read("monthly.visited", period="2026-11") == 0
    told = [json.loads(data) for data in Entry._all.filter(verb="inspection.published").values_list("data", flat=True)]
    assert {one["month"] for one in told} == {month.pk}
    assert rebuilt_is_the_same()


def test_rows_lead_to_looks_that_the_reader_may_open_and_to_no_others(running: Running) -> None:
    with clock.simulated(MONDAY + timedelta(hours=1)):
        running.look_at_all()
        running.publish()
    let_read()
    ids = {int(fact.subject.split(":")[1]) for fact in Fact._all.filter(measure="monthly.looks")}
    cast = running.cast
    assert set(subjects["inspection"](cast.auditor, ids)) == ids
    mine = set(subjects["inspection"](cast.street_officer, ids))
    assert mine == set(Task._all.filter(pk__in=ids, street=cast.places["street"].path).values_list("pk", flat=True))
    assert subjects["inspection"](cast.grid_member, ids) == {}
