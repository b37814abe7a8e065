"""Tickets of the hotline: their clocks, their return, their answer."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from anju.intake.residents import actions, wording
from anju.intake.residents.actions import Told, hotline
from anju.intake.residents.actions.hotline import Clocks
from anju.intake.residents.enums import Channel
from anju.intake.residents.models import Report, Ticket
from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.ledger.models import Entry
from anju.supervision.lists import actions as lists
from anju.supervision.lists.enums import Outcome, State
from anju.supervision.lists.models import Duty
from tests.cast import Cast


def ticket(cast: Cast, number: str = "T-1", *, code: str = "FF-11", hours: int = 20, window: int = 4) -> Ticket:
    now = clock.now()
    told = Told(
        place=cast.places["building"], code=code, channel=Channel.HOTLINE, client_ref=f"12345:{number}",
        words="来电人反映灭火器过期", answer_due_at=now + timedelta(hours=hours),
    )  # fmt: skip
    clocks = Clocks(number, now, now + timedelta(hours=window), now + timedelta(hours=hours))
    return actions.make_ticket(by=cast.community_worker, told=told, ticket=clocks)


def test_the_earlier_clock_rules_the_check_and_the_repair(cast: Cast) -> None:
    made = ticket(cast)
    duty = made.report.duty
    assert duty.holder_due_at == made.answer_due_at
    checked = lists.check_report(by=cast.community_worker, duty_id=duty.pk)
    assert checked.due_at == made.answer_due_at


def test_a_later_promise_changes_nothing(cast: Cast) -> None:
    duty = ticket(cast, code="ES-02", hours=24 * 60).report.duty
    assert duty.holder_due_at - duty.opened_at == timedelta(hours=24)


def test_the_same_number_is_taken_in_once(cast: Cast) -> None:
    assert ticket(cast).pk == ticket(cast).pk


def test_a_number_that_stands_elsewhere_is_shown_to_nobody_from_here(cast: Cast) -> None:
    made = ticket(cast)
    told = Told(place=cast.places["other_building"], code="FF-11", channel=Channel.HOTLINE, client_ref="12345:again")
    with pytest.raises(PermissionDenied):
        actions.make_ticket(by=cast.outsider, told=told, ticket=Clocks(made.number, clock.now()))
    assert Ticket._all.count() == 1


def test_one_taken_in_by_another_at_the_same_moment_stands(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    look, seen = hotline._taken_in, []

    def late(by: Actor, number: str) -> Ticket | None:
        seen.append(number)
        return None if len(seen) == 1 else look(by, number)

    made = ticket(cast)
    monkeypatch.setattr(hotline, "_taken_in", late)
    assert ticket(cast).pk == made.pk
    assert Report._all.count() == 1


def test_a_return_needs_reason_and_unit(cast: Cast) -> None:
    made = ticket(cast)
    for reason, unit in (("", "燃气公司"), ("不归我们", " ")):
        with pytest.raises(ValidationError):
            actions.return_ticket(by=cast.community_worker, report=made.report, reason=reason, unit=unit)


def test_a_returned_ticket_is_decided_by_the_next_level(cast: Cast) -> None:
    made = ticket(cast)
    back = actions.return_ticket(by=cast.community_worker, report=made.report, reason="属燃气公司", unit="燃气公司")
    duty = back.report.duty
    duty.refresh_from_db()
    assert (duty.state, duty.accountable_id) == (State.SUBMITTED, cast.organisations["community"].pk)
    assert duty.verifier_id not in {None, cast.organisations["community"].pk}
    duty.submissions.update(on_site=False)
    lists.verify(by=cast.street_officer, duty_id=duty.pk, passed=True)
    duty.refresh_from_db()
    assert duty.outcome == Outcome.NOT_OURS
    answer = wording.answer_of(back, back.report)
    assert "T-1" in answer
    assert "燃气公司" in answer


@pytest.mark.parametrize(("who", "office"), [("street_officer", "street"), ("district_officer", "district_office")])
def test_the_street_that_got_the_ticket_returns_it_though_the_community_checks(
    cast: Cast, who: str, office: str
) -> None:
    made = ticket(cast)
    assert made.report.duty.holder_id == cast.organisations["community"].pk
    back = actions.return_ticket(by=cast.actor(who), report=made.report, reason="属燃气公司", unit="燃气公司")
    assert back.returned_at is not None
    duty = Duty._all.get(pk=made.report.duty_id)
    assert (duty.state, duty.accountable_id) == (State.SUBMITTED, cast.organisations[office].pk)
    assert duty.verifier_id not in {None, cast.organisations[office].pk, cast.organisations["community"].pk}
    assert duty.submissions.get().outcome == Outcome.NOT_OURS
    with pytest.raises(PermissionDenied):
        lists.verify(by=cast.actor(who), duty_id=duty.pk, passed=True)


def test_an_outsider_or_who_keeps_no_tickets_returns_none(cast: Cast) -> None:
    made = ticket(cast)
    for who in ("outsider", "property_manager", "grid_member", "fire_officer"):
        with pytest.raises(PermissionDenied):
            actions.return_ticket(by=cast.actor(who), report=made.report, reason="不归我们", unit="燃气公司")
    assert Ticket._all.get().returned_at is None
    assert Duty._all.get().state == State.REPORTED


def test_the_page_asks_what_the_deed_asks(cast: Cast) -> None:
    made = ticket(cast)
    now = clock.now()
    assert actions.why_not_returned(cast.community_worker, made, now) == ""
    assert actions.why_not_returned(cast.street_officer, made, now) == ""
    assert "退单时限已过" in actions.why_not_returned(cast.street_officer, made, now + timedelta(hours=5))
    assert "由核查这条上报的单位" in actions.why_not_returned(cast.outsider, made, now)
    lists.check_report(by=cast.community_worker, duty_id=made.report.duty_id)
    made = Ticket._all.get()
    assert "已经派责" in actions.why_not_returned(cast.street_officer, made, now)


def test_what_was_decided_to_be_not_ours_is_returned_by_the_street_too(cast: Cast) -> None:
    made = ticket(cast)
    duty = lists.check_report(by=cast.community_worker, duty_id=made.report.duty_id)
    accountable = next(who for who in ("property_manager", "community_worker") if lists.offered(cast.actor(who), duty))
    lists.submit(by=cast.actor(accountable), duty_id=duty.pk, outcome=Outcome.NOT_OURS, reason="属燃气公司")
    duty.submissions.update(on_site=False)
    verifier = Duty._all.get().verifier_id
    who = next(name for name, one in cast.posts.items() if one.organisation_id == verifier)
    lists.verify(by=cast.actor(who), duty_id=duty.pk, passed=True)
    back = actions.return_ticket(by=cast.street_officer, report=made.report, reason="属燃气公司", unit="燃气公司")
    assert back.returned_at is not None
    assert Duty._all.get().submissions.count() == 1


def test_what_was_answered_is_not_returned(cast: Cast) -> None:
    made = ticket(cast)
    Ticket._all.update(answered_at=clock.now())
    with pytest.raises(ValidationError, match="已经答复"):
        actions.return_ticket(by=cast.community_worker, report=made.report, reason="不归我们", unit="燃气公司")


def test_after_its_window_a_ticket_is_not_returned(cast: Cast) -> None:
    made = ticket(cast)
    with clock.simulated(clock.now() + timedelta(hours=5)), pytest.raises(ValidationError):
        actions.return_ticket(by=cast.community_worker, report=made.report, reason="不归我们", unit="燃气公司")


def answer(made: Ticket) -> str:
    row = Ticket._all.select_related("report__duty").get(pk=made.pk)
    return wording.answer_of(row, row.report)


def closed(cast: Cast, made: Ticket) -> None:
    """The whole course of a ticket's case, put right and verified."""
    duty = lists.check_report(by=cast.community_worker, duty_id=made.report.duty_id)
    Duty._all.filter(pk=duty.pk).update(state=State.CLOSED, outcome=Outcome.RECTIFIED, closed_at=clock.now())


def test_the_draft_of_an_open_case_is_interim_and_says_who_has_it(cast: Cast) -> None:
    made = ticket(cast)
    first = answer(made)
    assert "阶段性答复如下" in first
    assert "由柳岸社区居委会核查" in first
    assert first.count("收到") == 1
    assert "已经改好" not in first
    lists.check_report(by=cast.community_worker, duty_id=made.report.duty_id)
    then = answer(made)
    assert "核查属实并派责，正在整改" in then
    assert then.count("收到") == 1


def test_the_draft_is_final_once_the_case_has_an_end(cast: Cast) -> None:
    made = ticket(cast)
    closed(cast, made)
    told = answer(made)
    assert "阶段性" not in told
    assert "已经改好" in told


@pytest.mark.parametrize("outcome", [Outcome.NOT_SO, Outcome.NOT_OURS])
def test_what_was_found_not_so_is_not_called_so_in_the_answer(cast: Cast, outcome: Outcome) -> None:
    made = ticket(cast)
    closed(cast, made)
    Duty._all.update(outcome=outcome)
    assert "核查属实" not in answer(made)


def test_no_final_answer_is_recorded_before_there_is_a_result(cast: Cast) -> None:
    made = ticket(cast)
    with pytest.raises(ValidationError, match="还没有办理结果"):
        actions.answer_ticket(by=cast.community_worker, report=made.report)
    lists.check_report(by=cast.community_worker, duty_id=made.report.duty_id)
    with pytest.raises(ValidationError, match="还没有办理结果"):
        actions.answer_ticket(by=cast.community_worker, report=made.report)
    assert Ticket._all.get().answered_at is None


def test_an_answer_is_recorded_once(cast: Cast) -> None:
    made = ticket(cast)
    closed(cast, made)
    first = actions.answer_ticket(by=cast.community_worker, report=made.report)
    again = actions.answer_ticket(by=cast.community_worker, report=made.report)
    assert first.answered_at == again.answered_at
    with pytest.raises(ValidationError, match="已经答复"):
        actions.answer_meanwhile(by=cast.community_worker, report=made.report)


def test_a_returned_ticket_has_something_to_answer_with(cast: Cast) -> None:
    made = ticket(cast)
    actions.return_ticket(by=cast.street_officer, report=made.report, reason="属燃气公司", unit="燃气公司")
    assert actions.answer_ticket(by=cast.street_officer, report=made.report).answered_at is not None


def test_interim_answers_are_entered_each_and_leave_the_clock_alone(cast: Cast) -> None:
    made = ticket(cast)
    for _ in range(2):
        actions.answer_meanwhile(by=cast.street_officer, report=made.report)
    entries = Entry._all.filter(verb="hotline_ticket.answered_meanwhile")
    assert [json.loads(entry.data) for entry in entries] == [{"report": made.report_id, "state": "reported"}] * 2
    row = Ticket._all.get()
    assert (row.answered_at, row.answer_due_at) == (None, made.answer_due_at)
    closed(cast, made)
    with pytest.raises(ValidationError, match="请作最终答复"):
        actions.answer_meanwhile(by=cast.street_officer, report=made.report)


def test_an_outsider_answers_nothing(cast: Cast) -> None:
    made = ticket(cast)
    for who in ("outsider", "property_manager", "grid_member"):
        for do in (actions.answer_meanwhile, actions.answer_ticket):
            with pytest.raises(PermissionDenied):
                do(by=cast.actor(who), report=made.report)
