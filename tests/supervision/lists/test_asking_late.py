"""More time: asked for in time or late, for until when, and how far ahead any date may be set."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from anju.kernel import clock
from anju.kernel.calendar import end_of_day, local_day, statutory_table
from anju.supervision.lists import actions
from anju.supervision.lists.actions import NotPossibleError, NotYoursError
from anju.supervision.lists.enums import DeferralReason, Event, Rung, State
from anju.supervision.lists.models import Duty, Term
from anju.supervision.lists.queries import holding, listing, story, work
from anju.supervision.lists.rules import clocks
from anju.supervision.lists.views.words import events_of
from tests.cast import Cast
from tests.supervision.lists.conftest import MONDAY, again

Found = Callable[..., Duty]
As = Callable[[str], Client]
TABLE = statutory_table()
DUE = end_of_day(date(2026, 11, 18))
"""A Wednesday."""


def _ask(cast: Cast, duty: Duty, **more: object) -> None:
    actions.ask_deferral(
        by=cast.property_manager, duty_id=duty.pk, reason=DeferralReason.FUNDS, interim="专人看守", **more  # type: ignore[arg-type]
    )  # fmt: skip


@pytest.fixture
def late(found: Found) -> Callable[..., Duty]:
    """A case whose deadline has passed by so many working days; the ladder has not acted yet."""

    def make(days: int = 2) -> Duty:
        duty = found("ES-02")
        due = end_of_day((MONDAY - timedelta(days=days if days < 1 else days + 2)).date())  # a weekend lies between
        Duty._all.filter(pk=duty.pk).update(due_at=due, holder_due_at=due)
        Term._all.filter(duty=duty, until__isnull=True).update(due_at=due)
        return again(duty)

    return make


@pytest.mark.parametrize(
    ("now", "days"),
    [(DUE, 0), (DUE + timedelta(minutes=1), 1), (DUE + timedelta(days=1), 1), (DUE + timedelta(days=5), 3)],
)
def test_lateness_counts_working_days_and_is_never_nought_once_late(now: datetime, days: int) -> None:
    assert clocks.late_days(DUE, now, TABLE) == days


def test_time_may_be_asked_for_until_three_working_days_after_the_deadline() -> None:
    assert clocks.may_still_ask(None, DUE, TABLE)
    assert clocks.may_still_ask(DUE, end_of_day(date(2026, 11, 23)), TABLE)  # Thursday, Friday, Monday
    assert not clocks.may_still_ask(DUE, end_of_day(date(2026, 11, 23)) + timedelta(seconds=1), TABLE)


def test_no_date_lies_further_ahead_than_the_longest_term_unless_it_stands_already() -> None:
    today = date(2026, 11, 23)
    assert clocks.latest_day(today) == today + timedelta(days=90)
    assert clocks.latest_day(today, end_of_day(date(2027, 6, 1))) == date(2027, 6, 1)
    assert clocks.latest_day(today, DUE) == today + timedelta(days=90)


def test_asking_late_leaves_the_case_late_everywhere(cast: Cast, late: Found) -> None:
    duty, now = late(), clock.now()
    _ask(cast, duty)
    asked, filters = again(duty), listing.Filters(due="late")
    assert asked.holder_id == cast.organisations["street"].pk
    assert asked.holder_due_at is not None
    assert asked.holder_due_at > now
    assert asked.pressing_at == asked.due_at
    assert [row.pk for row in listing.duties(cast.property_manager, filters, now=now)] == [duty.pk]
    assert listing.duties(cast.outsider, filters, now=now).count() == 0
    company = cast.organisations["company"]
    assert holding.answered_by(cast.street_officer, company, now=now)["late"] == 1


def test_who_asked_late_keeps_the_work_and_who_asked_in_time_waits(cast: Cast, late: Found, found: Found) -> None:
    behind, ahead = late(), found("FL-01")
    Duty._all.filter(pk=ahead.pk).update(due_at=end_of_day(date(2026, 12, 1)))
    _ask(cast, behind)
    _ask(cast, again(ahead))
    assert behind in work.held(cast.property_manager)
    assert ahead not in work.held(cast.property_manager)
    assert set(work.waiting_for_others(cast.property_manager)) == {ahead}
    assert {behind, ahead} <= set(work.held(cast.street_officer))
    assert behind not in work.held(cast.other_property_manager)


def test_the_ladder_of_a_duty_goes_on_where_time_was_asked_for_late(cast: Cast, late: Found) -> None:
    duty = late(1)
    _ask(cast, duty)
    asked = again(duty)
    assert (asked.asked_late, asked.next_rung) == (True, Rung.STREET)
    assert asked.next_action_at is not None
    with clock.simulated(asked.next_action_at + timedelta(minutes=1)):
        assert actions.climb(duty.pk)
    climbed = again(duty)
    assert climbed.rung == Rung.STREET
    assert climbed.deferral_open
    assert climbed.drafts.count() == 1
    assert climbed.next_action_at is not None


def test_asked_for_in_time_the_ladder_climbs_against_who_must_answer(cast: Cast, found: Found) -> None:
    duty = found("FL-01")
    Duty._all.filter(pk=duty.pk).update(due_at=end_of_day(date(2026, 12, 1)))
    _ask(cast, again(duty))
    asked = again(duty)
    assert (asked.asked_late, asked.next_rung) == (False, Rung.NONE)
    assert asked.next_action_at is not None
    with clock.simulated(asked.next_action_at + timedelta(minutes=1)):
        assert actions.climb(duty.pk)
    assert again(duty).holder_id == cast.organisations["district_office"].pk
    assert again(duty).drafts.count() == 0


def test_long_after_the_deadline_nobody_may_ask_and_the_page_does_not_offer_it(cast: Cast, late: Found) -> None:
    duty = late(5)
    with pytest.raises(NotPossibleError, match="请街道调整期限"):
        _ask(cast, duty)
    assert Event.ASK_DEFERRAL not in actions.offered(cast.property_manager, duty)
    Duty._all.filter(pk=duty.pk).update(date_confirmed=False)  # nobody has confirmed that this is its deadline
    assert Event.ASK_DEFERRAL in actions.offered(cast.property_manager, again(duty))


def test_a_refused_late_request_leaves_the_deadline_where_it_was(cast: Cast, late: Found) -> None:
    duty = late()
    _ask(cast, duty)
    actions.answer_deferral(by=cast.street_officer, duty_id=duty.pk, granted=False, reason="资金已到位")
    back = again(duty)
    assert (back.due_at, back.holder_due_at) == (duty.due_at, duty.due_at)
    assert back.next_rung == Rung.STREET


def test_the_street_reads_the_request_where_it_answers(as_: As, cast: Cast, late: Found) -> None:
    duty = late()
    _ask(cast, duty, wished_on=date(2026, 12, 20), explanation="等维修资金")
    for event in (Event.DEFER, Event.REFUSE_DEFERRAL):
        page = as_("street_officer").get(reverse("lists:act", args=[duty.hazard.number, event])).content.decode()
        for said in ("专人看守", "12月20日", "等维修资金", "资金未落实", "后才申请"):
            assert said in page, (event, said)
    assert 'value="2026-12-20"' in as_("street_officer").get(
        reverse("lists:act", args=[duty.hazard.number, Event.DEFER])
    ).content.decode()  # fmt: skip
    case = as_("property_manager").get(reverse("lists:case", args=[duty.hazard.number])).content.decode()
    assert 'id="request"' in case
    assert as_("outsider").get(reverse("lists:case", args=[duty.hazard.number])).status_code == 404


def test_what_was_granted_says_what_holds_until_then(as_: As, cast: Cast, found: Found) -> None:
    duty = found()
    _ask(cast, duty, wished_on=date(2026, 12, 20))
    actions.answer_deferral(by=cast.street_officer, duty_id=duty.pk, granted=True, review_on=date(2026, 12, 18))
    page = as_("property_manager").get(reverse("lists:case", args=[duty.hazard.number])).content.decode()
    assert page.index("延期期间的要求") < page.index("专人看守")
    assert again(duty).state == State.DEFERRED


def test_the_story_tells_dates_measures_and_lateness(cast: Cast, late: Found) -> None:
    duty = late(1)
    _ask(cast, duty, wished_on=date(2026, 12, 20))
    actions.answer_deferral(by=cast.street_officer, duty_id=duty.pk, granted=False, reason="不够")
    actions.extend(by=cast.street_officer, duty_id=duty.pk, due_on=date(2026, 12, 4), reason="等件")
    told = {one.deed: one.detail for one in events_of(again(duty), story.of_case(duty))}
    assert "希望延到 2026年12月20日" in told["申请延期"]
    assert "逾期 1 个工作日后申请" in told["申请延期"]
    assert "专人看守" in told["申请延期"]
    assert duty.due_at is not None
    old = local_day(duty.due_at)
    assert f"期限 {old.year}年{old.month}月{old.day}日 → 2026年12月4日" in told["调整期限"]


@pytest.mark.parametrize("day", [date(2028, 12, 31), date(2027, 2, 22), date(2026, 11, 23)])
def test_a_review_lies_ahead_and_not_beyond_the_rule(cast: Cast, found: Found, day: date) -> None:
    duty = found()
    _ask(cast, duty)
    with pytest.raises(ValueError, match="复查日期"):
        actions.answer_deferral(by=cast.street_officer, duty_id=duty.pk, granted=True, review_on=day)
    assert again(duty).deferral_open


def test_later_than_asked_for_needs_a_reason(cast: Cast, found: Found) -> None:
    duty = found()
    _ask(cast, duty, wished_on=date(2026, 12, 10))
    with pytest.raises(ValueError, match="请写明理由"):
        actions.answer_deferral(by=cast.street_officer, duty_id=duty.pk, granted=True, review_on=date(2026, 12, 11))
    actions.answer_deferral(
        by=cast.street_officer, duty_id=duty.pk, granted=True, review_on=date(2026, 12, 11), reason="到货要到11日"
    )
    assert again(duty).state == State.DEFERRED


def test_who_asks_does_not_answer(cast: Cast, found: Found) -> None:
    duty = found()
    _ask(cast, duty)
    with pytest.raises(NotYoursError):
        actions.answer_deferral(by=cast.property_manager, duty_id=duty.pk, granted=True, review_on=date(2026, 12, 1))


def test_a_deadline_is_not_set_to_the_end_of_the_century(cast: Cast, found: Found) -> None:
    duty = found()
    with pytest.raises(ValueError, match="最迟到 2027-02-21"):
        actions.extend(by=cast.street_officer, duty_id=duty.pk, due_on=date(2099, 12, 31), reason="等件")
    assert again(duty).due_at == duty.due_at


def test_an_imported_date_beyond_the_rule_may_be_confirmed_as_it_stands_but_no_later(cast: Cast, found: Found) -> None:
    duty = found()
    Duty._all.filter(pk=duty.pk).update(date_confirmed=False, due_at=end_of_day(date(2027, 6, 1)))
    with pytest.raises(ValueError, match="最迟到 2027-06-01"):
        actions.confirm_date(by=cast.street_officer, duty_id=duty.pk, due_on=date(2027, 6, 2))
    actions.confirm_date(by=cast.street_officer, duty_id=duty.pk, due_on=date(2027, 6, 1))
    assert again(duty).date_confirmed
