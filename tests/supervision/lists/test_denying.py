"""A report that is not so: said by who checks, decided by somebody of the level above."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from anju.kernel import clock
from anju.kernel.ledger.consumers import drain
from anju.kernel.ledger.models import Entry
from anju.notify.models import Notice
from anju.supervision.lists import actions
from anju.supervision.lists.actions import NotPossibleError, NotYoursError, Source
from anju.supervision.lists.enums import Decision, Event, Outcome, SourceKind, State
from anju.supervision.lists.models import Duty
from anju.supervision.lists.queries import listing, work
from tests.cast import Cast
from tests.supervision.lists.conftest import again

Found = Callable[..., Duty]
As = Callable[[str], Client]


@pytest.fixture
def reported(cast: Cast, found: Found) -> Duty:
    """What a resident reported, not yet looked at."""
    return found(by=cast.community_worker, source=Source(SourceKind.RESIDENT))


@pytest.fixture
def denied(cast: Cast, reported: Duty) -> Duty:
    actions.deny(by=cast.community_worker, duty_id=reported.pk, reason="到现场看过，楼道是空的")
    return again(reported)


def test_a_denied_report_stays_open_with_the_street_and_its_own_date(cast: Cast, denied: Duty) -> None:
    assert (denied.state, denied.outcome) == (State.REPORTED, "")
    assert denied.holder_id == denied.verifier_id == cast.organisations["street"].pk
    assert denied.holder_due_at is not None
    assert denied.holder_due_at > clock.now() + timedelta(days=2)
    assert denied in work.held(cast.street_officer)
    assert denied not in work.held(cast.community_worker)


def test_the_street_closes_it_as_not_so_and_nothing_counts_as_rectified(cast: Cast, denied: Duty) -> None:
    actions.verify(by=cast.street_officer, duty_id=denied.pk, passed=True)
    ended = again(denied)
    assert (ended.state, ended.outcome) == (State.CLOSED, Outcome.NOT_SO)
    assert ended.submissions.get().decision == Decision.APPROVED
    assert listing.rectified(Duty._all.all()).count() == 0
    assert not ended.look_backs.exists()
    last = Entry._all.filter(subject_kind="duty", subject_id=str(denied.pk)).latest("id")
    assert last.verb == "duty.passed"
    assert '"from":"reported"' in last.data


def test_who_denied_it_does_not_decide_it_under_another_post(cast: Cast, denied: Duty) -> None:
    denied.submissions.update(account=cast.accounts["street_officer"].pk)
    with pytest.raises(NotYoursError):
        actions.verify(by=cast.street_officer, duty_id=denied.pk, passed=True)
    assert Event.RECHECK not in actions.offered(cast.street_officer, denied)


@pytest.mark.parametrize("who", ["community_worker", "grid_member", "property_manager", "outsider"])
def test_nobody_beside_the_street_decides(cast: Cast, denied: Duty, who: str) -> None:
    with pytest.raises(NotYoursError):
        actions.verify(by=cast.actor(who), duty_id=denied.pk, passed=True)
    with pytest.raises(NotYoursError):
        actions.recheck(by=cast.actor(who), duty_id=denied.pk, reason="再看")
    assert again(denied).state == State.REPORTED


@pytest.mark.parametrize("who", ["grid_member", "property_manager", "outsider", "street_officer"])
def test_only_who_checks_says_that_it_is_not_so(cast: Cast, reported: Duty, who: str) -> None:
    with pytest.raises(NotYoursError):
        actions.deny(by=cast.actor(who), duty_id=reported.pk, reason="没有")
    assert not again(reported).denied


def test_it_is_said_once_with_a_reason_and_an_outcome_that_ends_a_report(cast: Cast, reported: Duty) -> None:
    by = cast.community_worker
    with pytest.raises(ValueError, match="请写明现场看到了什么"):
        actions.deny(by=by, duty_id=reported.pk, reason=" ")
    with pytest.raises(ValueError, match="请选择"):
        actions.deny(by=by, duty_id=reported.pk, reason="没有", outcome=Outcome.RECTIFIED)
    actions.deny(by=by, duty_id=reported.pk, reason="是市政管的井盖", outcome=Outcome.NOT_OURS)
    with pytest.raises((NotPossibleError, NotYoursError)):
        actions.deny(by=by, duty_id=reported.pk, reason="没有")
    assert reported.submissions.count() == 1


def test_sent_back_it_is_checked_again_by_the_same_office_with_a_fresh_clock(cast: Cast, denied: Duty) -> None:
    with clock.simulated(clock.now() + timedelta(days=1)):
        actions.recheck(by=cast.street_officer, duty_id=denied.pk, reason="照片很清楚")
        back = again(denied)
        assert back.holder_id == cast.organisations["community"].pk
        assert not back.denied
        assert back.holder_due_at is not None
        assert back.holder_due_at > clock.now() + timedelta(days=2)
        assert Event.ASSIGN in actions.offered(cast.community_worker, back)
        actions.deny(by=cast.community_worker, duty_id=back.pk, reason="又去看了，没有")
    assert again(denied).submissions.count() == 2


def test_the_street_may_find_it_true_and_assign_it_and_the_community_may_verify_the_repair(
    cast: Cast, denied: Duty
) -> None:
    actions.check_report(by=cast.street_officer, duty_id=denied.pk)
    given = again(denied)
    assert (given.state, given.verifier_id) == (State.ASSIGNED, cast.organisations["community"].pk)
    assert given.submissions.get().decision == Decision.DECLINED
    actions.submit(by=cast.property_manager, duty_id=denied.pk, outcome=Outcome.NOT_SO, reason="已搬走")
    assert again(denied).verifier_id == cast.organisations["community"].pk


def test_a_street_that_is_silent_loses_it_to_the_district_office(cast: Cast, denied: Duty) -> None:
    assert denied.next_action_at is not None
    with clock.simulated(denied.next_action_at + timedelta(minutes=1)):
        assert actions.climb(denied.pk)
    above = again(denied)
    assert above.holder_id == above.verifier_id == cast.organisations["district_office"].pk
    actions.verify(by=cast.district_officer, duty_id=denied.pk, passed=True)
    assert again(denied).outcome == Outcome.NOT_SO


def test_a_report_that_is_merged_takes_what_was_said_of_it_along(cast: Cast, denied: Duty, found: Found) -> None:
    master = found(floor=9)
    actions.merge(by=cast.street_officer, duty_id=denied.pk, master_id=master.pk)
    assert denied.submissions.get().decision == Decision.LAPSED


def test_the_street_reads_why_where_it_decides_and_is_told(as_: As, cast: Cast, denied: Duty) -> None:
    number = denied.hazard.number
    browser = as_("street_officer")
    case = browser.get(reverse("lists:case", args=[number]))
    assert str(case.context["asked"]) == "请核定：核查的说不属实"
    for event in (Event.PASS, Event.RECHECK):
        page = browser.get(reverse("lists:act", args=[number, event])).content.decode()
        assert "楼道是空的" in page
    assert "核定不属实" in browser.get(reverse("lists:work")).content.decode()
    drain()
    assert Notice._all.filter(code="lists.denial").exists()
    waiting = as_("community_worker").get(reverse("lists:case", args=[number]))
    assert str(waiting.context["asked"]) == "核查的说不属实，等上一级核定"
    assert as_("outsider").get(reverse("lists:case", args=[number])).status_code == 404
