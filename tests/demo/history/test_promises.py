"""The promises every case of the history keeps, whatever happened to it."""

from collections import Counter, defaultdict
from itertools import pairwise

from anju.catalogue.rules import due
from anju.catalogue.shipped import hazard_kinds
from anju.demo.history import SYSTEM, Case, Event, Outcome, Source, State
from anju.demo.history.opened import SHAPES
from anju.demo.history.rhythm import DAY, local_day, moment
from anju.demo.plan import Kind
from anju.kernel import clock
from anju.kernel.calendar import statutory_table
from tests.demo.history.conftest import TODAY, Told

FOLLOWS = {
    State.REPORTED: {Event.ASSIGN, Event.MERGE},
    State.ASSIGNED: {
        Event.SUBMIT, Event.REMIND, Event.CLIMB, Event.EXTEND, Event.DISPUTE, Event.ASK_DEFERRAL, Event.DEFER,
        Event.HAND_OVER, Event.MERGE,
    },
    State.SUBMITTED: {Event.PASS, Event.RETURN},
    State.DEFERRED: set(),
    State.CLOSED: {Event.LOOK_BACK, Event.REOPEN},
}  # fmt: skip
LEADS = {
    Event.ASSIGN: State.ASSIGNED, Event.SUBMIT: State.SUBMITTED, Event.PASS: State.CLOSED, Event.RETURN: State.ASSIGNED,
    Event.DEFER: State.DEFERRED, Event.REOPEN: State.ASSIGNED, Event.MERGE: State.CLOSED,
}  # fmt: skip


def test_every_step_follows_from_the_state_before_it(told: Told) -> None:
    for case in told.history.cases:
        state = State.REPORTED
        assert case.steps[0].event is Event.REPORT
        for step in case.steps[1:]:
            assert step.event in FOLLOWS[state], case
            state = LEADS.get(step.event, state)
        assert state is case.state


def test_nobody_verifies_work_of_an_own_organisation_or_what_it_answers_for(told: Told) -> None:
    posts = told.people.posts
    for case in told.history.cases:
        hands = {posts[step.post].organisation for step in case.steps if step.event is Event.SUBMIT}
        for step in case.steps:
            if step.event is Event.PASS:
                assert posts[step.post].organisation not in hands | {case.accountable}


def test_steps_are_in_order_and_none_lies_in_the_future(told: Told) -> None:
    for case in told.history.cases:
        assert all(a.at <= b.at for a, b in pairwise(case.steps))
        assert case.last_at < told.until


def test_the_accountable_is_whoever_held_the_contract_that_day(told: Told) -> None:
    kinds = hazard_kinds()
    handed = [Event.HAND_OVER]
    for case in told.history.cases:
        if kinds[case.kind].accountable == "manager" and not any(s.event in handed for s in case.steps):
            estate = told.district.estate_of(case.place)
            assert case.accountable == told.people.accountable(estate, local_day(case.found_at))


def test_the_same_fault_is_never_open_twice_at_one_spot(told: Told) -> None:
    periods = defaultdict(list)
    for case in told.history.cases:
        if case.outcome is not Outcome.MERGED:
            key = (case.kind, case.place, case.floor, case.spot)
            periods[key].append((case.found_at, case.closed_at or told.until * 2))
    for spans in periods.values():
        assert all(earlier[1] < later[0] for earlier, later in pairwise(sorted(spans)))


def test_a_duplicate_was_reported_while_its_master_was_open(told: Told) -> None:
    for case in told.history.cases:
        if case.outcome is Outcome.MERGED:
            master = told.history.cases[case.master]
            assert (master.kind, master.place, master.spot) == (case.kind, case.place, case.spot)
            assert master.found_at < case.found_at
            assert not master.closed_at or case.closed_at < master.closed_at


def test_serious_cases_are_looked_at_again_once_thirty_days_have_passed(told: Told) -> None:
    kinds = hazard_kinds()
    for case in told.history.cases:
        serious = kinds[case.kind].severity != "general"
        if serious and case.outcome is Outcome.RECTIFIED and case.closed_at < told.until - 40 * DAY:
            assert case.steps[-1].event is Event.LOOK_BACK, case


def test_a_residents_report_waits_for_a_check_and_staff_finds_do_not(told: Told) -> None:
    for case in told.history.cases:
        if len(case.steps) > 1 and case.steps[1].event is Event.ASSIGN:
            assert (case.steps[1].at > case.found_at) == (case.source is Source.RESIDENT)
            assert (case.finder == SYSTEM) == (case.source is Source.RESIDENT)


def test_open_cases_show_every_shape(told: Told) -> None:
    still = [case for case in told.history.cases if case.state is not State.CLOSED]
    assert {case.state for case in still} == {State.REPORTED, State.ASSIGNED, State.SUBMITTED, State.DEFERRED}
    events = {step.event for case in still for step in case.steps}
    assert {Event.EXTEND, Event.DISPUTE, Event.REOPEN, Event.ASK_DEFERRAL, Event.HAND_OVER, Event.CLIMB} <= events
    assert any(step.word == "listing" for case in still for step in case.steps)
    assert sum(SHAPES.values()) == len(still)


def test_about_thirty_cases_are_overdue(told: Told) -> None:
    late = [c for c in told.history.cases if c.state is State.ASSIGNED and c.due < told.until]
    assert 28 <= len(late) <= 45


def test_weekends_are_quieter_and_every_month_has_its_cases(told: Told) -> None:
    days = [local_day(case.found_at) for case in told.history.cases]
    per_weekday = Counter(day.weekday() for day in days)
    assert per_weekday[6] < per_weekday[1]
    assert min(Counter((day.year, day.month) for day in days).values()) > 100


def test_streets_differ(told: Told) -> None:
    counts = Counter(told.district.above(case.place, Kind.STREET) for case in told.history.cases)
    assert max(counts.values()) > 1.2 * min(counts.values())


def test_found_cases_do_not_stop_before_today(told: Told) -> None:
    last_week = [case for case in told.history.cases if case.found_at > moment(TODAY, 0) - 7 * DAY]
    assert any(case.outcome is Outcome.RECTIFIED for case in last_week)
    assert len(last_week) > 100


def test_deadlines_agree_with_the_catalogue(told: Told) -> None:
    for case in told.history.cases[::997]:
        assigned = next((s for s in case.steps if s.event is Event.ASSIGN), None)
        if assigned is not None:
            right = due(hazard_kinds()[case.kind], clock.from_us(assigned.at * 1_000_000), statutory_table())
            assert clock.to_us(right.at) == assigned.due * 1_000_000


def test_the_stream_of_deeds_is_in_time_order_and_complete(told: Told) -> None:
    deeds = list(told.history.deeds())
    assert all(a[0] <= b[0] for a, b in pairwise(deeds))
    assert len(deeds) == sum(len(case.steps) for case in told.history.cases)


def test_a_second_submission_after_a_return_comes_later(told: Told) -> None:
    def back(case: Case) -> bool:
        return any(step.event is Event.RETURN for step in case.steps)

    again = [case for case in told.history.cases if back(case) and case.outcome is Outcome.RECTIFIED]
    assert len(again) > 500
    assert all(sum(s.event is Event.SUBMIT for s in case.steps) >= 2 for case in again)


def test_who_puts_a_case_right_answers_for_the_place_on_that_day(told: Told) -> None:
    """A case never outlives the contract under which it is put right, unless it was handed over in between."""
    for case in told.history.cases:
        if case.on_the_spot or any(step.event is Event.HAND_OVER for step in case.steps):
            continue
        estate = told.district.estate_of(case.place)
        changes = [one.since for one in told.people.by_estate.get(estate, [])[1:]]
        last = max((step.at for step in case.steps if step.event is Event.SUBMIT), default=case.found_at)
        assert not any(local_day(case.found_at) < day <= local_day(last) for day in changes), case
