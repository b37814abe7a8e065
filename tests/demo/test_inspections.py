"""Two years of the three inspections in a freshly built demo: counted, drawn again, and told in order."""

import json
from collections import Counter
from datetime import date

import pytest

from anju.demo.inspections.campaigns import SIX
from anju.demo.inspections.fires import NUMBERS
from anju.demo.inspections.months import MONTHS
from anju.kernel import clock
from anju.kernel.figures.reading import Question, number
from anju.kernel.figures.registry import figures
from anju.kernel.figures.spans import parse
from anju.kernel.ledger import consumers
from anju.kernel.ledger.models import Entry
from anju.notify.models import Notice
from anju.supervision.inspections.backcheck.enums import Decision, GapKind, GapState
from anju.supervision.inspections.backcheck.models import Accountability, Dossier, Fire, FireVersion, Gap, LookAlike
from anju.supervision.inspections.backcheck.queries.ground import ground_of
from anju.supervision.inspections.backcheck.queries.timeline import past_of
from anju.supervision.inspections.monthly.actions.drawing import redrawn
from anju.supervision.inspections.monthly.enums import Half, MonthState, Outcome, TaskState
from anju.supervision.inspections.monthly.models import Find, Month, Objection, Result, Task
from anju.supervision.inspections.special.actions.planning import digest_of
from anju.supervision.inspections.special.enums import CampaignState, JointState
from anju.supervision.inspections.special.enums import TaskState as CampaignTask
from anju.supervision.inspections.special.models import Campaign, Closing, JointAction
from anju.supervision.inspections.special.models import Task as Given
from anju.supervision.lists.enums import SourceKind, State
from anju.supervision.lists.models import Discharge

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tiny")]


def today() -> date:
    return clock.today()


def test_two_years_of_months_are_published_and_each_sample_can_be_drawn_again() -> None:
    rows = list(Month._all.exclude(month=today().replace(day=1)).order_by("month"))
    assert [row.state for row in rows] == [MonthState.PUBLISHED] * MONTHS
    assert len({row.month for row in rows}) == MONTHS
    assert rows[-1].month < today().replace(day=1)
    assert all(redrawn(row) for row in rows)


def test_the_month_that_runs_is_drawn_and_its_looks_wait_for_their_inspectors() -> None:
    row = Month._all.get(month=today().replace(day=1))
    assert row.state == MonthState.DRAWN
    assert redrawn(row)
    waiting = Task._all.filter(month=row, state=TaskState.OPEN)
    assert waiting
    assert all(task.inspector_id for task in waiting)
    assert Task._all.filter(month=row, state=TaskState.DONE).exists()


def test_every_look_has_its_result_and_what_was_found_stands_on_the_lists() -> None:
    looked = Task._all.filter(reserve=False).exclude(month__month=today().replace(day=1))
    assert set(looked.values_list("state", flat=True)) == {TaskState.DONE, TaskState.NO_ENTRY}
    assert Result._all.filter(number=1, task__in=looked).count() == looked.filter(state=TaskState.DONE).count()
    found = Find._all.select_related("duty__hazard", "task").filter(reopened=False)
    assert found
    for one in found:
        assert one.duty.hazard.source_kind == SourceKind.INSPECTION
        assert one.duty.hazard.place_id == one.task.place_id
        assert one.task.looked_at is not None
        assert one.duty.hazard.reported_at <= one.task.looked_at
    outcomes = Counter(
        Result._all.filter(task__half=Half.PLACE, task__in=looked, number=1).values_list("outcome", flat=True)
    )
    assert found.count() == outcomes[Outcome.FOUND] < outcomes[Outcome.CLEAN]


def test_false_closures_were_opened_again_by_the_look_and_put_right_since() -> None:
    again = Find._all.select_related("duty", "task").filter(reopened=True)
    assert again
    for one in again:
        assert one.duty_id == one.task.duty_id
        told = Entry._all.filter(verb="duty.reopened", subject_id=str(one.duty_id)).last()
        assert told is not None
        assert json.loads(told.data)["because"] == "inspection"
        assert one.task.looked_at is not None
        assert told.happened_at == clock.to_us(one.task.looked_at)
        assert one.duty.state == State.CLOSED
        assert one.duty.closed_at is not None
        assert one.duty.closed_at > one.task.looked_at


def test_nobody_inspects_a_case_of_an_own_organisation() -> None:
    for task in Task._all.exclude(duty=None).select_related("duty"):
        posts = Entry._all.filter(verb="inspection.looked", subject_id=str(task.pk)).values_list("organisation")
        assert (task.duty.accountable_id,) not in set(posts) if task.duty else True


def test_objections_were_answered_and_an_upheld_one_stands_beside_the_first_result() -> None:
    rows = list(Objection._all.select_related("task"))
    finds = Result._all.filter(task__half=Half.PLACE, number=1, outcome=Outcome.FOUND)
    assert len(rows) == min(2, finds.values("task__month").distinct().count())
    for row in rows:
        results = list(Result._all.filter(task=row.task).order_by("number"))
        assert len(results) == (2 if row.decision == "upheld" else 1)


def test_the_six_campaigns_are_closed_with_their_sheets_or_run_today() -> None:
    rows = list(
        Campaign._all.exclude(pk__in=Dossier._all.filter(campaign__isnull=False).values("campaign")).order_by(
            "starts_on"
        )
    )
    assert Counter(row.template for row in rows) == Counter(one.template for one in SIX)
    for row in rows:
        assert Given._all.filter(campaign=row).exists()
        if row.ends_on < today():
            sheet = Closing._all.get(campaign=row)
            assert row.state == CampaignState.CLOSED
            assert sheet.digest == digest_of(sheet.sheet)
            assert sheet.sheet["waiting"] == 0
            assert sheet.sheet["baseline"] == sum(
                len(task.baseline) for task in row.tasks.exclude(state=CampaignTask.DROPPED)
            )
        else:
            assert row.state == CampaignState.RUNNING
            assert {"open", "done", "accepted"} <= set(row.tasks.values_list("state", flat=True))
    assert sum(row.state == CampaignState.RUNNING for row in rows) == 2
    hundred = Closing._all.get(campaign__template="hundred_days").sheet
    assert hundred["rectified"] > 0 < hundred["found_other"]


def test_campaign_tasks_were_accepted_by_another_unit_than_did_them() -> None:
    for task in Given._all.filter(state=CampaignTask.ACCEPTED):
        accepted = Entry._all.get(verb="campaign_task.accepted", subject_id=str(task.pk))
        assert task.done_by != task.accepted_by
        assert accepted.organisation not in task.doers
        assert task.done_at is not None
        assert task.accepted_at is not None
        assert task.done_at <= task.accepted_at


def test_joint_actions_took_place_and_one_is_to_come() -> None:
    states = Counter(JointAction._all.values_list("state", flat=True))
    assert states[JointState.DONE] >= 2
    assert states[JointState.PLANNED] == 1


def test_there_were_fewer_fires_than_a_year_before_in_no_month_more() -> None:
    before, now = NUMBERS["tiny"]
    assert Fire._all.count() == before + now + (today().day > 1)
    assert now < before
    by_month = Counter(
        (clock.local(fire.called_at).year, clock.local(fire.called_at).month) for fire in Fire._all.all()
    )
    day = today()
    for back in range(1, 13):
        number_of = day.year * 12 + day.month - 1 - back
        this, last = divmod(number_of, 12), divmod(number_of - 12, 12)
        assert 1 <= by_month[this[0], this[1] + 1] <= by_month[last[0], last[1] + 1]


def test_fires_were_entered_by_the_brigade_and_completed_with_their_determination() -> None:
    for fire in Fire._all.select_related("place"):
        assert FireVersion._all.filter(fire=fire).count() == fire.version
        assert bool(fire.cause) is (fire.determined_on is not None) is (fire.version == 2)
        assert fire.place is not None
        assert (fire.burned == "shed") is (fire.dwelling == "other") is (fire.place.kind == "shed")


def gaps(number_in_order: int) -> dict[GapKind, list[Gap]]:
    fires = sorted(set(Gap._all.values_list("dossier__fire__called_at", flat=True)))
    found: dict[GapKind, list[Gap]] = {}
    for gap in Gap._all.filter(dossier__fire__called_at=fires[number_in_order]).select_related("dossier__fire__place"):
        found.setdefault(GapKind(gap.kind), []).append(gap)
    return found


def test_one_dossier_asks_for_missing_patrols_and_a_closing_on_one_word_and_was_decided() -> None:
    told = gaps(0)
    assert {GapKind.PATROL, GapKind.ONE_PERSON} <= set(told)  # what other cases of the place leave to ask is chance
    assert [gap.place_id for gap in told[GapKind.PATROL]] == [told[GapKind.PATROL][0].dossier.fire.place_id]
    assert told[GapKind.ONE_PERSON][0].state == GapState.CONFIRMED
    assert Accountability._all.get(gap__in=told[GapKind.ONE_PERSON]).decision == Decision.APPROVED


def test_the_other_shows_a_company_that_had_reported_and_a_plan_nobody_could_keep() -> None:
    told = gaps(1)
    assert {GapKind.OVERLOADED, GapKind.DUTY_OVERDUE} <= set(told)
    assert GapKind.PATROL not in told  # a plan that cannot be kept is not held against who could not keep it
    assert told[GapKind.DUTY_OVERDUE][0].state == GapState.EXPLAINED
    assert {gap.state for gap in told[GapKind.OVERLOADED]} == {GapState.UNVERIFIED}
    ground = ground_of(told[GapKind.DUTY_OVERDUE][0].dossier.fire)
    assert ground is not None
    known = {one.verb for one in past_of(ground).known()}
    assert {"discharge.reported", "discharge.received", "patrol_visit.recorded"} <= known
    assert Discharge._all.get().decision == "received"


def test_places_in_the_same_conditions_became_a_special_inspection() -> None:
    dossier = Dossier._all.exclude(campaign=None).first()
    if dossier is None:  # in a demo this small no two buildings need be alike; in the district some are
        assert not LookAlike._all.exists()
        return
    assert dossier.campaign is not None
    places = set(Given._all.filter(campaign=dossier.campaign).values_list("place", flat=True))
    assert places
    assert places <= set(LookAlike._all.filter(dossier=dossier).values_list("place", flat=True))
    assert dossier.fire.number not in Campaign._all.get(pk=dossier.campaign).name


def test_no_storm_of_notices_comes_with_it() -> None:
    ours = Notice._all.exclude(code__startswith="outreach.")
    assert set(ours.values_list("code", flat=True)) <= {"backcheck.asked", "monthly.tasks"}
    assert ours.count() <= 8


def test_the_figures_of_the_three_inspections_are_what_their_rows_are() -> None:
    consumers.run(names=frozenset({"figures"}))

    def read(code: str, period: str = "") -> int:
        return int(number(Question(figures[code], ("/demo-cc/",), parse(period))).amount or 0)

    done = Task._all.filter(state=TaskState.DONE, month__state=MonthState.PUBLISHED)
    assert read("monthly.visited") == done.count()
    assert read("monthly.published") == MONTHS
    assert read("monthly.false_closures") == Find._all.filter(reopened=True).count()
    assert read("special.running") == Campaign._all.filter(state=CampaignState.RUNNING).count()
    assert read("special.done") == Given._all.filter(state__in=("done", "accepted")).count()
    assert read("backcheck.fires") == Fire._all.count()
