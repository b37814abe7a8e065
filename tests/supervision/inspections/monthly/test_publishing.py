"""After the last visit: results, their words, objections, the redraw, the reminder."""

import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command

from anju.kernel import clock
from anju.kernel.ledger.models import Entry
from anju.notify.models import Message, Notice
from anju.people.models import Account
from anju.supervision.inspections.monthly.actions.drawing import draw_month
from anju.supervision.inspections.monthly.actions.objecting import answer, object_to
from anju.supervision.inspections.monthly.actions.reminding import remind, remind_late
from anju.supervision.inspections.monthly.enums import Decision, Half, Outcome, TaskState
from anju.supervision.inspections.monthly.models import Month, Objection, Result, Task
from anju.supervision.inspections.monthly.queries import months, objections, tasks
from anju.supervision.inspections.monthly.queries.results import figures
from anju.supervision.inspections.monthly.rules.estimating import Verdict
from anju.supervision.inspections.monthly.wording import equals, past, share
from tests.cast import Cast
from tests.supervision.inspections.monthly.conftest import MONDAY, Running, opened

READERS = ("district_officer", "street_officer", "outsider", "property_manager", "congress_staff", "auditor")


@pytest.fixture
def published(running: Running) -> Running:
    running.look_at_all(found=3, not_fixed=2)
    running.publish()
    return running


def bad_task(published: Running, street: str = "street") -> Task:
    """A look of a street at which a hazard was found."""
    rows = Task._all.filter(month=published.month, street=published.cast.places[street].path, half=Half.PLACE)
    return next(row for row in rows.order_by("pk") if row.results.filter(outcome=Outcome.FOUND).exists())


def large(cast: Cast, found: int) -> Running:
    """A whole month over every building, with so many bad ones, published."""
    month = opened(cast, places=40, closed=0)
    made = Running(cast, draw_month(by=cast.district_officer, month=month.pk))
    made.look_at_all(found=found)
    made.publish()
    return made


def test_nothing_is_published_for_streets_before_the_last_look(running: Running) -> None:
    running.look(running.task(), Outcome.CLEAN)
    for who in READERS[1:]:
        actor = running.cast.actor(who)
        assert not months.seen(actor).exists()
        assert not tasks.published(actor, running.month).exists()
        assert tasks.published_one(actor, running.looked[0].pk) is None


@pytest.mark.parametrize("who", ["fire_officer", "community_worker", "grid_member", "administrator"])
def test_everybody_else_reads_nothing_even_when_it_is_published(published: Running, who: str) -> None:
    assert not months.seen(published.cast.actor(who)).exists()
    assert not tasks.published(published.cast.actor(who), published.month).exists()


def test_each_party_reads_its_own_lines(published: Running) -> None:
    cast, month = published.cast, published.month
    wide = figures(cast.auditor, month)
    assert {line.key for line in wide.streets} == {cast.places["street"].path, cast.places["other_street"].path}
    assert len(wide.false_closures) == 2
    mine = figures(cast.street_officer, month)
    assert {line.key for line in mine.streets} == {cast.places["street"].path}
    assert (mine.companies, mine.whole, len(mine.false_closures)) == ([], {}, 1)
    firm = figures(cast.property_manager, month)
    assert {line.key for line in firm.companies} == {cast.organisations["company"].pk}
    assert firm.streets == []


def test_a_small_sample_is_compared_with_nothing_and_says_so(published: Running) -> None:
    line = figures(published.cast.auditor, published.month).streets[0]
    assert (line.versus_equals, line.versus_past) == (Verdict.FEW, Verdict.FEW)
    assert "样本少" in share(line.share)
    assert equals(line) == past(line) == "样本少，不作比较"


def test_a_large_sample_is_compared_with_equals_and_the_own_past(cast: Cast) -> None:
    first = large(cast, found=0)
    line = figures(cast.auditor, first.month).streets[0]
    assert line.past is None
    assert past(line) == "没有以往可比"
    with clock.simulated(MONDAY + timedelta(days=30)):
        second = large(cast, found=13)  # the first ones in order: all of the north street
        north, south = figures(cast.auditor, second.month).streets
        assert north.share.share > 0.9
        assert (north.versus_equals, north.versus_past) == (Verdict.HIGHER, Verdict.HIGHER)
        assert (south.versus_equals, south.versus_past) == (Verdict.LOWER, Verdict.SAME)
        assert "高于同类" in equals(north)
        assert "高于自己以往" in past(north)


def test_everybody_concerned_hears_of_publication_and_of_no_place(published: Running) -> None:
    notice = Notice._all.get(code="monthly.published")
    told = set(Message._all.filter(notice=notice).values_list("account__login", flat=True))
    assert {"street_officer", "outsider", "property_manager", "other_property_manager"} <= told
    assert "grid_member" not in told
    assert set(notice.params) == {"month", "until"}


def test_inspectors_hear_how_many_and_not_where(running: Running) -> None:
    for notice in Notice._all.filter(code="monthly.tasks"):
        assert set(notice.params) == {"count", "month"}
        assert notice.path == "/cc/"
    told = Message._all.filter(notice__code="monthly.tasks").values_list("account__login", flat=True)
    assert set(told) == {"fire_officer", "housing_officer"}


@pytest.mark.parametrize("who", ["outsider", "other_property_manager", "grid_member", "district_officer", "auditor"])
def test_only_the_street_and_company_of_a_look_object(published: Running, who: str) -> None:
    with pytest.raises(PermissionDenied):
        object_to(by=published.cast.actor(who), task=bad_task(published).pk, reason="不是这样")


def test_an_objection_has_a_term_and_its_words_stand_in_no_entry(published: Running) -> None:
    made = object_to(by=published.cast.property_manager, task=bad_task(published).pk, reason="已经围挡")
    assert made.organisation_id == published.cast.organisations["company"].pk
    assert clock.local(made.due_at).date().isoformat() == "2026-11-30"  # five working days after Monday the 23rd
    assert "围挡" not in Entry._all.get(verb="inspection_objection.asked").data
    assert objections.words(made) == ["已经围挡"]
    with pytest.raises(ValidationError, match="只提一次"):
        object_to(by=published.cast.property_manager, task=bad_task(published).pk, reason="再说一次")
    object_to(by=published.cast.street_officer, task=bad_task(published).pk, reason="街道也有话说")


def test_an_objection_needs_a_reason_a_bad_result_and_its_term(published: Running) -> None:
    street = published.cast.street_officer
    with pytest.raises(ValidationError, match="理由"):
        object_to(by=street, task=bad_task(published).pk, reason=" ")
    good = Task._all.filter(
        month=published.month, street=published.cast.places["street"].path, results__outcome=Outcome.CLEAN
    )[0]
    with pytest.raises(ValidationError, match="不用提异议"):
        object_to(by=street, task=good.pk, reason="没有")
    assert published.month.object_until is not None
    with (
        clock.simulated(published.month.object_until + timedelta(minutes=1)),
        pytest.raises(ValidationError, match="期限已过"),
    ):
        object_to(by=published.cast.actor("street_officer"), task=bad_task(published).pk, reason="晚了")


def test_upheld_means_a_further_result_that_counts_and_the_first_stays(published: Running) -> None:
    task = bad_task(published)
    before = figures(published.cast.auditor, published.month)
    made = object_to(by=published.cast.street_officer, task=task.pk, reason="当天在施工")
    for who in ("street_officer", "fire_officer", "auditor", "outsider"):
        with pytest.raises(PermissionDenied):
            answer(by=published.cast.actor(who), objection=made.pk, decision=Decision.UPHELD, reason="x")
    with pytest.raises(ValidationError):
        answer(by=published.cast.district_officer, objection=made.pk, decision=Decision.PENDING, reason="x")
    answer(by=published.cast.district_officer, objection=made.pk, decision=Decision.UPHELD, reason="核实属实")
    assert [row.outcome for row in tasks.results_of(task)] == [Outcome.FOUND, Outcome.CLEAN]
    after = figures(published.cast.auditor, published.month)
    assert after.corrected == 1
    assert after.whole[Half.PLACE].bad == before.whole[Half.PLACE].bad - 1
    told = json.loads(Entry._all.get(verb="inspection_result.corrected").data)
    assert told["objection"] == made.pk
    with pytest.raises(ValidationError, match="已经答复"):
        answer(by=published.cast.district_officer, objection=made.pk, decision=Decision.DISMISSED, reason="x")


def test_what_waits_is_counted_for_the_office_alone_and_a_late_answer_is_told_once(published: Running) -> None:
    cast = published.cast
    made = object_to(by=cast.street_officer, task=bad_task(published).pk, reason="不是我们")
    assert [
        objections.waiting(cast.actor(who)).count() for who in ("district_officer", "street_officer", "auditor")
    ] == [
        1,
        0,
        0,
    ]
    assert remind_late(made.due_at) == 0
    with clock.simulated(made.due_at + timedelta(hours=1)):
        assert remind_late(clock.now()) == remind_late(clock.now()) == 1
        assert Notice._all.filter(code="monthly.late").count() == 1
        answer(by=cast.actor("district_officer"), objection=made.pk, decision=Decision.DISMISSED, reason="照片清楚")
        assert remind_late(clock.now()) == objections.waiting(cast.actor("district_officer")).count() == 0


def test_dismissed_changes_no_result(published: Running) -> None:
    task = bad_task(published)
    made = object_to(by=published.cast.street_officer, task=task.pk, reason="不是我们")
    answer(by=published.cast.district_officer, objection=made.pk, decision=Decision.DISMISSED, reason="照片清楚")
    assert [row.outcome for row in tasks.results_of(task)] == [Outcome.FOUND]
    assert objections.words(made) == ["不是我们", "照片清楚"]
    assert Objection._all.get().decision == Decision.DISMISSED


def test_a_result_is_never_edited(published: Running) -> None:
    from django.db import DatabaseError, transaction

    row = Result._all.first()
    assert row is not None
    with pytest.raises(DatabaseError), transaction.atomic():
        Result._all.filter(pk=row.pk).update(outcome=Outcome.CLEAN)
    with pytest.raises(DatabaseError), transaction.atomic():
        Result._all.filter(pk=row.pk).delete()


def redraw(*args: str, **options: object) -> list[str]:
    out = io.StringIO()
    call_command("monthly", "redraw", *args, stdout=out, **options)
    return out.getvalue().splitlines()


def test_the_command_prints_the_same_sample_from_database_and_from_file(published: Running, tmp_path: Path) -> None:
    said = redraw("2026-11")
    assert said[-1] == "the sample is the one that seed and frame give"
    lines = [json.loads(line) for line in said if line.startswith("[")]
    assert sorted(lines) == sorted(tasks.refs_in(published.month))
    file = tmp_path / "frame.json"
    file.write_text(published.month.frame, encoding="utf-8")
    month = published.month
    again = redraw(
        f"--frame={file}", f"--seed={month.seed}", f"--places={month.places}", f"--closed={month.closed}",
        f"--least={month.least}",
    )  # fmt: skip
    assert [json.loads(line) for line in again] == lines


def test_the_command_keeps_the_seed_until_publication_and_finds_a_changed_sample(running: Running) -> None:
    with pytest.raises(CommandError, match="not published"):
        redraw("2026-11")
    with pytest.raises(CommandError, match="no such month"):
        redraw("2026-10")
    with pytest.raises(CommandError, match="no such month"):
        redraw("x")
    running.look_at_all()
    running.publish()
    Month._all.filter(pk=running.month.pk).update(seed="0" * 32)
    with pytest.raises(CommandError, match="another sample"):
        redraw("2026-11")


def test_the_office_is_reminded_once_from_the_first_working_day_and_nothing_is_opened(cast: Cast) -> None:
    sunday = datetime(2026, 11, 1, 2, 0, tzinfo=UTC)
    for moment, told in ((sunday, 0), (sunday + timedelta(days=1), 1), (sunday + timedelta(days=2), 1)):
        with clock.simulated(moment):
            remind(clock.now())
            assert Notice._all.filter(code="monthly.remind").count() == told
    assert not Month._all.exists()
    assert set(Message._all.values_list("account__login", flat=True)) == {"district_officer"}


def test_who_has_opened_the_month_is_not_reminded(cast: Cast) -> None:
    opened(cast)
    assert remind(MONDAY) == 0


def test_a_person_leaves_no_name_in_the_figures(published: Running) -> None:
    names = set(Account._all.values_list("name", flat=True))
    for entry in Entry._all.filter(subject_kind__startswith="inspection"):
        assert not any(name in entry.data for name in names)
    assert TaskState.DONE in set(Task._all.values_list("state", flat=True))
