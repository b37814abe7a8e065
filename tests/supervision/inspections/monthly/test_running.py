"""A month from its opening to the last look: once, blind, by somebody independent."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from anju.kernel import clock
from anju.kernel.ledger.models import Entry
from anju.kernel.ledger.verify import verify
from anju.people import actions as people
from anju.people.enums import Role
from anju.places import actions as places
from anju.places.enums import PlaceKind
from anju.places.rules import NewPlace
from anju.supervision.grid.models import Visit
from anju.supervision.inspections.monthly.actions.drawing import assign_rest, draw_month, reassign, redrawn
from anju.supervision.inspections.monthly.actions.looking import (
    Seen,
    hand_over,
    leave_out,
    record_look,
    record_no_entry,
    report_find,
)
from anju.supervision.inspections.monthly.actions.opening import open_month
from anju.supervision.inspections.monthly.actions.publishing import publish
from anju.supervision.inspections.monthly.enums import Half, Handed, MonthState, NoEntry, Outcome, TaskState
from anju.supervision.inspections.monthly.models import Find, Month, Result, Task
from anju.supervision.inspections.monthly.queries import tasks
from anju.supervision.inspections.monthly.queries.frame import frame_of
from anju.supervision.inspections.monthly.rules.drawing import commitment
from anju.supervision.lists import actions as lists
from anju.supervision.lists.enums import ReopenReason, SourceKind, State
from anju.supervision.lists.models import Duty
from tests.cast import SINCE, SYSTEM, Cast, add_person, today
from tests.supervision.inspections.monthly.conftest import MONDAY, Running, closed_case, opened

OUTSIDERS = (
    "fire_officer", "housing_officer", "street_officer", "outsider", "community_worker", "grid_member",
    "property_manager", "congress_staff", "auditor", "administrator",
)  # fmt: skip


@pytest.mark.parametrize("who", OUTSIDERS)
def test_only_the_district_office_opens_draws_and_publishes(cast: Cast, who: str) -> None:
    with pytest.raises(PermissionDenied):
        open_month(by=cast.actor(who), district="/cc/")
    month = opened(cast)
    with pytest.raises(PermissionDenied):
        draw_month(by=cast.actor(who), month=month.pk)
    with pytest.raises(PermissionDenied):
        publish(by=cast.actor(who), month=month.pk)


def test_a_month_is_opened_once_and_promises_its_seed_before_it_is_drawn(cast: Cast) -> None:
    month = opened(cast)
    assert month.commitment == commitment(month.seed)
    told = Entry._all.get(verb="inspection_month.opened")
    assert json.loads(told.data)["commitment"] == month.commitment
    assert month.seed not in told.data
    with pytest.raises(ValidationError, match="每月只开启一次"):
        opened(cast)
    with clock.simulated(MONDAY + timedelta(days=10)):
        assert opened(cast).month.month == 12


@pytest.mark.parametrize("sizes", [{"places": 0, "closed": 0}, {"places": 9999}, {"least": 51}])
def test_sizes_that_do_not_fit_are_refused(cast: Cast, sizes: dict[str, int]) -> None:
    with pytest.raises(ValidationError):
        opened(cast, **sizes)


def test_a_month_is_drawn_once_from_a_frame_that_stands(running: Running) -> None:
    month = running.month
    assert month.state == MonthState.DRAWN
    assert redrawn(month)
    with pytest.raises(ValidationError, match="每月只抽一次"):
        draw_month(by=running.cast.district_officer, month=month.pk)


@pytest.mark.parametrize("column", ["seed", "frame"])
def test_another_seed_or_frame_is_seen_in_the_redraw(running: Running, column: str) -> None:
    setattr(running.month, column, {"seed": "0" * 32, "frame": "[]"}[column])
    assert not redrawn(running.month)


def test_a_sample_that_was_changed_is_seen_in_the_redraw(running: Running) -> None:
    Task._all.filter(month=running.month, reserve=True).first().delete()  # type: ignore[union-attr]
    assert not redrawn(running.month)


def test_the_frame_holds_patrolled_kinds_of_all_streets_and_what_was_closed_lately(cast: Cast) -> None:
    case = closed_case(cast)
    found = frame_of("/cc/", clock.now(), today())
    assert {(unit.half, unit.ref) for unit in found if unit.half is Half.CLOSED} == {(Half.CLOSED, case.pk)}
    assert {unit.street for unit in found} == {cast.places["street"].path, cast.places["other_street"].path}
    assert cast.places["building"].pk in {unit.ref for unit in found}
    assert cast.places["estate"].pk not in {unit.ref for unit in found}
    later = clock.now() + timedelta(days=91)
    assert not [unit for unit in frame_of("/cc/", later, today()) if unit.half is Half.CLOSED]


def test_what_lies_in_no_street_is_left_out(cast: Cast) -> None:
    trunk = NewPlace(kind=PlaceKind.ROAD, name="中山路", parent=cast.places["district"].pk)
    (road,) = places.add_places(by=SYSTEM, rows=[trunk])
    assert road.pk not in {unit.ref for unit in frame_of("/cc/", clock.now(), today())}


def test_a_grave_hazard_and_a_look_change_the_weight_of_their_place_alone(cast: Cast) -> None:
    def weights() -> dict[int, int]:
        found = frame_of("/cc/", clock.now(), today())
        return {unit.ref: unit.weight for unit in found if unit.half is Half.PLACE}

    building, other, plain = cast.places["building"], cast.places["other_building"], weights()
    lists.report(by=cast.grid_member, code="ES-01", at=lists.Spot(building))
    assert weights() == plain  # an ordinary one is no risk of its own
    lists.report(by=cast.grid_member, code="EL-01", at=lists.Spot(building))
    assert weights()[building.pk] > plain[building.pk]
    Visit._all.create(
        place=other, path=other.path, account=cast.accounts["other_grid_member"], day=today(), outcome="seen",
        happened_at=clock.now(), recorded_at=clock.now(),
    )  # fmt: skip
    assert weights()[other.pk] < plain[other.pk]
    assert {pk for pk, weight in weights().items() if weight != plain[pk]} == {building.pk, other.pk}


def test_whoever_patrolled_a_place_is_not_sent_there(cast: Cast) -> None:
    for name in ("building", "other_building"):
        place = cast.places[name]
        Visit._all.create(
            place=place, path=place.path, account=cast.accounts["fire_officer"], day=today(), outcome="seen",
            happened_at=clock.now(), recorded_at=clock.now(),
        )  # fmt: skip
    month = draw_month(by=cast.district_officer, month=opened(cast, places=40, closed=0).pk)
    mine = Task._all.filter(month=month, place__in=[cast.places["building"], cast.places["other_building"]])
    assert {task.inspector_id for task in mine} == {cast.accounts["housing_officer"].pk}


def test_every_street_is_in_the_sample_and_every_task_has_an_independent_inspector(running: Running) -> None:
    rows = Task._all.filter(month=running.month, state=TaskState.OPEN)
    assert {row.street for row in rows} == {running.cast.places[name].path for name in ("street", "other_street")}
    assert all(row.inspector_id is not None for row in rows)


def test_nobody_is_given_an_own_street_community_or_firm(cast: Cast) -> None:
    for account in ("fire_officer", "housing_officer"):
        people.open_post(
            by=SYSTEM, account=cast.accounts[account], role=Role.COMMUNITY,
            organisation=cast.organisations["community"], place=cast.places["community"], since=SINCE,
        )  # fmt: skip
    month = draw_month(by=cast.district_officer, month=opened(cast).pk)
    mine = Task._all.filter(month=month, state=TaskState.OPEN, street=cast.places["street"].path)
    assert mine.exists()
    assert not mine.exclude(inspector=None).exists()
    assert not Task._all.filter(
        month=month, state=TaskState.OPEN, street=cast.places["other_street"].path, inspector=None
    ).exists()
    add_person(cast, "second_fire_officer", Role.FIRE_BRIGADE, "brigade", "district")
    assert assign_rest(by=cast.district_officer, month=month.pk) == mine.count()


def test_a_task_is_given_to_another_inspector_by_the_office_alone(running: Running) -> None:
    task = running.task()
    for who in ("street_officer", "fire_officer", "auditor", "outsider"):
        with pytest.raises(PermissionDenied):
            reassign(by=running.cast.actor(who), task=task.pk)
    assert reassign(by=running.cast.district_officer, task=task.pk)
    again = Task._all.get(pk=task.pk)
    assert again.inspector_id not in (None, task.inspector_id)
    with pytest.raises(PermissionDenied):
        record_look(by=running.inspector(task), task=task.pk, outcome=Outcome.CLEAN)
    record_look(by=running.inspector(again), task=task.pk, outcome=Outcome.CLEAN)
    with pytest.raises(ValidationError, match="已经记过"):
        reassign(by=running.cast.district_officer, task=task.pk)


def test_where_nobody_else_is_independent_nobody_has_it(running: Running) -> None:
    task = running.task(street="street")
    other = "housing_officer" if running.inspector(task) == running.cast.fire_officer else "fire_officer"
    people.open_post(
        by=SYSTEM, account=running.cast.accounts[other], role=Role.COMMUNITY,
        organisation=running.cast.organisations["community"], place=running.cast.places["community"], since=SINCE,
    )  # fmt: skip
    assert not reassign(by=running.cast.district_officer, task=task.pk)
    assert Task._all.get(pk=task.pk).inspector_id is None


def test_nobody_is_given_what_the_own_firm_manages(cast: Cast) -> None:
    for account in ("fire_officer", "housing_officer"):
        people.open_post(
            by=SYSTEM, account=cast.accounts[account], role=Role.PROPERTY_MANAGER,
            organisation=cast.organisations["company"], since=SINCE,
        )  # fmt: skip
    month = draw_month(by=cast.district_officer, month=opened(cast).pk)
    mine = Task._all.filter(month=month, state=TaskState.OPEN, company=cast.organisations["company"])
    assert mine.exists()
    assert not mine.exclude(inspector=None).exists()


def test_a_post_taken_up_after_the_draw_bars_too(running: Running) -> None:
    task = running.task(street="street")
    people.open_post(
        by=SYSTEM, account=task.inspector, role=Role.STREET, organisation=running.cast.organisations["street"],
        place=running.cast.places["street"], since=SINCE,
    )  # fmt: skip
    with pytest.raises(PermissionDenied, match="改派"):
        record_look(by=running.inspector(task), task=task.pk, outcome=Outcome.CLEAN)


@pytest.mark.parametrize("who", ["district_officer", "street_officer", "grid_member", "property_manager", "auditor"])
def test_nobody_but_its_inspector_records_a_look(running: Running, who: str) -> None:
    task = running.task()
    by = running.cast.actor(who)
    with pytest.raises(PermissionDenied):
        record_look(by=by, task=task.pk, outcome=Outcome.CLEAN)
    with pytest.raises(PermissionDenied):
        record_no_entry(by=by, task=task.pk, why=NoEntry.LOCKED)
    with pytest.raises(PermissionDenied):
        report_find(by=by, task=task.pk, seen=Seen("ES-01", "1"))


def test_the_other_inspector_cannot_record_either(running: Running) -> None:
    task = running.task(who="fire_officer")
    with pytest.raises(PermissionDenied):
        record_look(by=running.cast.housing_officer, task=task.pk, outcome=Outcome.CLEAN)


def test_what_is_found_goes_to_the_lists_with_where_it_comes_from(running: Running) -> None:
    task = running.task()
    by = running.inspector(task)
    duty = report_find(by=by, task=task.pk, seen=Seen("ES-01", "a", spot="2 单元", description="堆着纸箱"))
    assert report_find(by=by, task=task.pk, seen=Seen("ES-01", "a")).pk == duty.pk  # sent twice
    assert duty.hazard.source_kind == SourceKind.INSPECTION
    assert duty.hazard.source_ref == f"monthly:{task.pk}"
    assert duty.state == State.ASSIGNED
    with pytest.raises(ValidationError, match="不能记“未发现”"):
        record_look(by=by, task=task.pk, outcome=Outcome.CLEAN)
    result = record_look(by=by, task=task.pk, outcome=Outcome.FOUND)
    assert (result.outcome, result.found) == (Outcome.FOUND, 1)


def test_found_without_a_hazard_is_refused_and_a_look_is_recorded_once(running: Running) -> None:
    task = running.task()
    by = running.inspector(task)
    with pytest.raises(ValidationError, match="还没有登记隐患"):
        record_look(by=by, task=task.pk, outcome=Outcome.FOUND)
    record_look(by=by, task=task.pk, outcome=Outcome.CLEAN)
    with pytest.raises(ValidationError, match="已经记过"):
        record_look(by=by, task=task.pk, outcome=Outcome.CLEAN)
    with pytest.raises(ValidationError, match="已经记过"):
        report_find(by=by, task=task.pk, seen=Seen("ES-01", "late"))


def test_an_outcome_of_the_other_half_is_refused(running: Running) -> None:
    task = running.task(Half.CLOSED)
    with pytest.raises(ValidationError, match="不能这样记"):
        record_look(by=running.inspector(task), task=task.pk, outcome=Outcome.CLEAN)


def test_a_false_closure_opens_again_in_the_name_of_whoever_saw_it(running: Running) -> None:
    task = running.task(Half.CLOSED)
    by = running.inspector(task)
    with pytest.raises(ValidationError, match="写一句"):
        record_look(by=by, task=task.pk, outcome=Outcome.NOT_FIXED)
    record_look(by=by, task=task.pk, outcome=Outcome.NOT_FIXED, reason="纸箱还在")
    duty = Duty._all.get(pk=task.duty_id)
    assert (duty.state, duty.reopened) == (State.ASSIGNED, 1)
    entry = Entry._all.filter(verb="duty.reopened", subject_id=str(duty.pk)).get()
    assert json.loads(entry.data)["because"] == ReopenReason.INSPECTION
    assert entry.actor == str(by)
    assert Find._all.filter(task=task, duty=duty, reopened=True).exists()


def test_a_case_that_was_opened_meanwhile_is_left_as_it_is(running: Running) -> None:
    task = running.task(Half.CLOSED)
    lists.reopen(by=running.cast.district_officer, duty_id=task.duty_id or 0, why=ReopenReason.CONTEST)
    record_look(by=running.inspector(task), task=task.pk, outcome=Outcome.NOT_FIXED, reason="还在")
    assert Duty._all.get(pk=task.duty_id).reopened == 1


def test_a_case_that_is_put_right_stays_closed(running: Running) -> None:
    task = running.task(Half.CLOSED)
    running.look(task, Outcome.FIXED)
    assert Duty._all.get(pk=task.duty_id).state == State.CLOSED


def test_no_entry_takes_the_next_reserve_of_its_street_and_sort(running: Running) -> None:
    rows = Task._all.filter(month=running.month, state=TaskState.OPEN).order_by("pk")
    task = next(row for row in rows if tasks.next_reserve(row) is not None)
    reserve = record_no_entry(by=running.inspector(task), task=task.pk, why=NoEntry.LOCKED)
    assert reserve is not None
    task.refresh_from_db()
    assert (task.state, task.no_entry) == (TaskState.NO_ENTRY, NoEntry.LOCKED)
    assert (reserve.half, reserve.street, reserve.group) == (task.half, task.street, task.group)
    assert (reserve.state, reserve.replaces_id) == (TaskState.OPEN, task.pk)
    assert reserve.inspector_id == task.inspector_id


def test_reserves_come_in_the_order_drawn_and_end(running: Running) -> None:
    task = running.task()
    seen = []
    while task is not None:
        following = record_no_entry(by=running.inspector(task), task=task.pk, why=NoEntry.REFUSED)
        if following is None:
            break
        seen.append(following.order)
        task = following
    assert seen == sorted(seen)


def test_an_inspector_cannot_say_that_nobody_was_found(running: Running) -> None:
    task = running.task()
    with pytest.raises(ValidationError):
        record_no_entry(by=running.inspector(task), task=task.pk, why=NoEntry.NOBODY)


def test_no_entry_after_a_find_is_refused(running: Running) -> None:
    task = running.task()
    by = running.inspector(task)
    report_find(by=by, task=task.pk, seen=Seen("ES-01", "1"))
    with pytest.raises(ValidationError, match="不能记“进不去”"):
        record_no_entry(by=by, task=task.pk, why=NoEntry.LOCKED)


def test_a_task_is_left_out_only_without_inspector_or_after_its_month(running: Running) -> None:
    task = running.task()
    with pytest.raises(ValidationError, match="当月结束前"):
        leave_out(by=running.cast.district_officer, task=task.pk)
    with pytest.raises(PermissionDenied):
        leave_out(by=running.cast.street_officer, task=task.pk)
    Task._all.filter(pk=task.pk).update(inspector=None)
    assert leave_out(by=running.cast.district_officer, task=task.pk).no_entry == NoEntry.NOBODY
    other = running.task()
    with clock.simulated(MONDAY + timedelta(days=10)):
        assert leave_out(by=running.cast.district_officer, task=other.pk).no_entry == NoEntry.NOT_LOOKED


def test_the_sheet_is_handed_over_once_by_who_looked_and_refusal_is_a_normal_end(running: Running) -> None:
    task = running.task()
    by = running.inspector(task)
    with pytest.raises(PermissionDenied):
        hand_over(by=by, task=task.pk, how=Handed.REFUSED)
    running.look(task, Outcome.FOUND)
    with pytest.raises(PermissionDenied):
        hand_over(by=running.cast.street_officer, task=task.pk, how=Handed.REFUSED)
    with pytest.raises(ValidationError, match="签收人"):
        hand_over(by=by, task=task.pk, how=Handed.SIGNED)
    hand_over(by=by, task=task.pk, how=Handed.REFUSED)
    entry = Entry._all.get(verb="inspection.handed_over")
    assert json.loads(entry.data) == {"how": "refused"}
    with pytest.raises(ValidationError, match="已经登记过"):
        hand_over(by=by, task=task.pk, how=Handed.NOBODY)


def test_who_signed_stands_in_no_ledger_entry(running: Running) -> None:
    task = running.task()
    running.look(task, Outcome.FOUND)
    hand_over(by=running.inspector(task), task=task.pk, how=Handed.SIGNED, receiver="甲物业项目经理 王某")
    assert "王某" not in Entry._all.get(verb="inspection.handed_over").data


def test_nothing_is_handed_over_where_nothing_was_found(running: Running) -> None:
    task = running.task()
    running.look(task, Outcome.CLEAN)
    with pytest.raises(ValidationError, match="不用交办"):
        hand_over(by=running.inspector(task), task=task.pk, how=Handed.NOBODY)


def test_a_month_is_published_only_after_the_last_look(running: Running) -> None:
    with pytest.raises(ValidationError, match="没有看完"):
        running.publish()
    running.look_at_all(found=2, not_fixed=1)
    month = running.publish()
    assert month.object_until is not None
    assert month.object_until > clock.now()
    told = json.loads(Entry._all.get(verb="inspection_month.published").data)
    assert commitment(told["seed"]) == told["commitment"] == month.commitment
    with pytest.raises(ValidationError):
        running.publish()


def test_before_publication_the_ledger_names_no_place_and_no_street_of_a_sample(running: Running) -> None:
    for task in Task._all.filter(month=running.month):
        for entry in Entry._all.filter(subject_kind="inspection", subject_id=str(task.pk)):
            assert entry.path == "/cc/"
            assert set(json.loads(entry.data)) <= {"month", "inspector"}


def test_the_ledger_accounts_for_every_row(running: Running) -> None:
    running.look_at_all(found=1, not_fixed=1)
    running.publish()
    kinds = ("inspection_month:", "inspection:", "inspection_result:")
    assert [str(fault) for fault in verify(state=True) if any(kind in str(fault) for kind in kinds)] == []
    assert Month._all.count() == 1
    assert Result._all.count() == len(running.looked)
