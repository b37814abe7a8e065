"""Drafts, proposals, referrals and look-backs: who signs, who may not, what silence does."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from anju.catalogue.shipped import hazard_kinds
from anju.kernel import clock
from anju.kernel.ledger.models import Entry
from anju.supervision.lists import actions, tasks
from anju.supervision.lists.actions import NotPossibleError, NotYoursError
from anju.supervision.lists.actions.rectifying import look_days
from anju.supervision.lists.enums import Decision, LookBackResult, ProposalKind, Rung, State, TermReason
from anju.supervision.lists.models import Draft, Duty, LookBack, Proposal
from anju.supervision.lists.queries import story
from anju.supervision.lists.views.words import events_of
from tests.cast import SYSTEM, Cast
from tests.evidence import proofs
from tests.supervision.lists.conftest import MONDAY, again

Found = Callable[..., Duty]
As = Callable[[str], Client]
SERIOUS = "ES-03"
LATER = (MONDAY + timedelta(days=30)).date()


@pytest.fixture
def drafted(found: Found) -> tuple[Duty, Draft]:
    """An overdue case whose street draft is made."""
    duty = found(SERIOUS)
    for days in (14, 17):
        with clock.simulated(MONDAY + timedelta(days=days)):
            tasks.ladder()
    return again(duty), Draft._all.get()


@pytest.fixture
def referred(cast: Cast, found: Found) -> Proposal:
    """An approved referral that lies at the street's enforcement office."""
    made = actions.propose(by=cast.street_officer, duty_id=found(SERIOUS).pk, kind=ProposalKind.REFERRAL)
    return actions.decide(by=cast.district_officer, proposal_id=made.pk, approved=True)


def test_a_draft_lists_its_cases_and_a_named_person_signs_it_from_the_page(
    as_: As, drafted: tuple[Duty, Draft]
) -> None:
    duty, draft = drafted
    url = reverse("lists:draft", args=[draft.pk])
    assert duty.hazard.number in as_("street_officer").get(url).content.decode()
    as_("street_officer").post(url, {"sign": "1", "reason": ""})
    draft.refresh_from_db()
    assert (draft.decision, draft.decided_by is not None) == (Decision.APPROVED, True)


def test_declining_a_draft_asks_why(as_: As, drafted: tuple[Duty, Draft]) -> None:
    url = reverse("lists:draft", args=[drafted[1].pk])
    answer = as_("street_officer").post(url, {"decline": "1", "reason": ""})
    assert answer.status_code == 422
    assert "请写明理由" in answer.content.decode()


@pytest.mark.parametrize("who", ["outsider", "property_manager", "community_worker", "congress_staff", "enforcer"])
def test_others_find_no_draft(as_: As, drafted: tuple[Duty, Draft], who: str) -> None:
    assert as_(who).get(reverse("lists:draft", args=[drafted[1].pk])).status_code == 404


def test_two_cases_of_a_unit_stand_on_one_draft_a_day(found: Found) -> None:
    for floor in (1, 2):
        found(SERIOUS, floor=floor)
    for days in (14, 17):
        with clock.simulated(MONDAY + timedelta(days=days)):
            tasks.ladder()
    assert [draft.cases.count() for draft in Draft._all.all()] == [2]


def test_a_case_that_comes_after_the_days_draft_was_signed_goes_on_the_next_days(
    cast: Cast, found: Found, drafted: tuple[Duty, Draft]
) -> None:
    with clock.simulated(MONDAY + timedelta(days=17)):
        actions.sign_draft(by=cast.street_officer, draft_id=drafted[1].pk, signed=True)
        late = found(SERIOUS, floor=7)
        Duty._all.filter(pk=late.pk).update(
            next_action_at=clock.now(), next_rung=Rung.STREET, rung=Rung.REMINDER, rung_at=clock.now()
        )
        actions.climb(late.pk)
    days = list(Draft._all.order_by("day").values_list("day", flat=True))
    assert len(days) == 2
    assert days[0] < days[1]


def test_a_signers_silence_climbs_to_the_district_office_who_may_sign_then(
    cast: Cast, drafted: tuple[Duty, Draft]
) -> None:
    draft = drafted[1]
    with pytest.raises(PermissionDenied):
        actions.sign_draft(by=cast.district_officer, draft_id=draft.pk, signed=True)
    with clock.simulated(MONDAY + timedelta(days=21)):
        tasks.papers()
        tasks.papers()
        actions.sign_draft(by=cast.district_officer, draft_id=draft.pk, signed=True)
    told = Entry._all.filter(verb="draft.unanswered")
    assert told.count() == 1


def test_only_serious_and_major_cases_can_be_proposed_for_listing(cast: Cast, found: Found) -> None:
    with pytest.raises(NotPossibleError, match="较大"):
        actions.propose(by=cast.street_officer, duty_id=found("ES-01").pk, kind=ProposalKind.LISTING)


def test_listing_is_proposed_approved_and_ended_by_approval_only(cast: Cast, found: Found) -> None:
    duty = found(SERIOUS)
    made = actions.propose(by=cast.street_officer, duty_id=duty.pk, kind=ProposalKind.LISTING)
    assert made.due_at >= MONDAY + timedelta(days=9)
    actions.decide(by=cast.district_officer, proposal_id=made.pk, approved=True)
    assert again(duty).listed
    actions.submit(by=cast.property_manager, duty_id=duty.pk, evidence=proofs(duty))
    duty.submissions.update(on_site=False)
    actions.verify(by=cast.community_worker, duty_id=duty.pk, passed=True)
    assert again(duty).listed
    ending = Proposal._all.get(kind=ProposalKind.DELISTING)
    actions.decide(by=cast.district_officer, proposal_id=ending.pk, approved=True)
    assert not again(duty).listed


def test_who_proposes_does_not_decide(cast: Cast, found: Found) -> None:
    made = actions.propose(by=cast.district_officer, duty_id=found(SERIOUS).pk, kind=ProposalKind.LISTING)
    with pytest.raises(NotYoursError):
        actions.decide(by=cast.district_officer, proposal_id=made.pk, approved=True)


def test_an_exposure_shows_no_door_and_no_phone_to_its_approver(as_: As, cast: Cast, found: Found) -> None:
    duty = found(SERIOUS)
    url = reverse("lists:propose", args=[duty.hazard.number])
    wording = "1幢2单元301室王某，电话13800001234，私装铁门逾期未拆"
    as_("street_officer").post(url, {"kind": "exposure", "reason": "屡劝不改", "wording": wording})
    made = Proposal._all.get()
    page = as_("district_officer").get(reverse("lists:proposal", args=[made.pk])).content.decode()
    assert "私装铁门" in page
    assert "301室" not in page
    assert "13800001234" not in page


def test_an_outsider_can_propose_nothing(as_: As, found: Found) -> None:
    url = reverse("lists:propose", args=[found(SERIOUS).hazard.number])
    assert as_("outsider").post(url, {"kind": "listing", "reason": "x"}).status_code == 404


def test_an_accountable_cannot_propose(as_: As, found: Found) -> None:
    url = reverse("lists:propose", args=[found(SERIOUS).hazard.number])
    assert as_("property_manager").post(url, {"kind": "listing", "reason": "x"}).status_code == 422
    assert not Proposal._all.exists()


def test_a_referral_lands_on_street_enforcement_and_says_a_patrol_photo_is_a_lead(as_: As, referred: Proposal) -> None:
    page = as_("enforcer").get(reverse("lists:proposal", args=[referred.pk])).content.decode()
    assert "巡查照片只是线索" in page
    assert referred.duty.hazard.number in as_("enforcer").get(reverse("lists:work")).content.decode()


def test_enforcement_receives_under_its_own_number_and_records_the_outcome(as_: As, referred: Proposal) -> None:
    url = reverse("lists:proposal", args=[referred.pk])
    assert as_("enforcer").post(url, {"yes": "1", "outside_no": ""}).status_code == 422
    as_("enforcer").post(url, {"yes": "1", "outside_no": "执消〔2026〕18号"})
    as_("enforcer").post(url, {"yes": "1", "result": "已立案", "outside_no": ""})
    referred.refresh_from_db()
    assert (referred.decision, referred.outside_no) == (Decision.RECEIVED, "执消〔2026〕18号")
    assert (referred.result, referred.ended_at is not None) == ("已立案", True)


def test_returning_a_referral_asks_why(as_: As, referred: Proposal) -> None:
    url = reverse("lists:proposal", args=[referred.pk])
    assert as_("enforcer").post(url, {"no": "1", "reason": ""}).status_code == 422
    as_("enforcer").post(url, {"no": "1", "reason": "不在管辖范围"})
    referred.refresh_from_db()
    assert referred.decision == Decision.RETURNED


@pytest.mark.parametrize("who", ["outsider", "property_manager", "street_officer", "grid_member"])
def test_nobody_else_opens_a_referral(as_: As, referred: Proposal, who: str) -> None:
    assert as_(who).get(reverse("lists:proposal", args=[referred.pk])).status_code == 404


def test_enforcements_silence_climbs_once(cast: Cast, referred: Proposal) -> None:
    with clock.simulated(MONDAY + timedelta(days=7)):
        tasks.papers()
        tasks.papers()
    told = Entry._all.filter(verb="proposal.unanswered").get()
    assert str(cast.organisations["bureau"].pk) in told.data


def test_a_silent_judge_loses_the_ruling_to_the_district_office(cast: Cast, found: Found) -> None:
    duty = found()
    actions.dispute(by=cast.property_manager, duty_id=duty.pk, reason="不在合同范围")
    with clock.simulated(MONDAY + timedelta(days=7)):
        tasks.papers()
        with pytest.raises(NotYoursError):
            actions.rule_dispute(by=cast.street_officer, duty_id=duty.pk, upheld=False, reason="合同写明")
        actions.rule_dispute(by=cast.district_officer, duty_id=duty.pk, upheld=False, reason="合同写明")
    assert not again(duty).dispute_open


def test_a_case_that_closes_lets_its_pending_proposals_lapse(cast: Cast, submitted: Found) -> None:
    duty = submitted(SERIOUS)
    made = actions.propose(by=cast.street_officer, duty_id=duty.pk, kind=ProposalKind.LISTING)
    actions.verify(by=cast.community_worker, duty_id=duty.pk, passed=True)
    made.refresh_from_db()
    assert made.decision == Decision.LAPSED


def test_every_serious_case_is_looked_back_at_as_the_district_sets_it(cast: Cast, submitted: Found) -> None:
    actions.set_rules(by=cast.district_officer, path="/cc/", values={"look_back_days": [10, 20]})
    duty = submitted(SERIOUS)
    actions.verify(by=cast.community_worker, duty_id=duty.pk, passed=True)
    assert list(LookBack._all.order_by("days").values_list("days", flat=True)) == [10, 20]


@pytest.mark.parametrize(("code", "days"), [("EB-01", 1), (SERIOUS, 3), ("DW-01", 3), ("FF-06", 3), ("ES-01", 1)])
def test_what_was_wheeled_away_is_looked_at_again_once_and_what_took_work_three_times(code: str, days: int) -> None:
    assert look_days(hazard_kinds()[code]) == (30, 90, 180)[:days]


def test_a_relapse_reopens_and_the_later_look_backs_lapse(cast: Cast, submitted: Found) -> None:
    duty = submitted(SERIOUS)
    actions.verify(by=cast.community_worker, duty_id=duty.pk, passed=True)
    first = LookBack._all.order_by("days").first()
    assert first is not None
    with pytest.raises(NotPossibleError, match="还没到日子"):
        actions.look_back(by=cast.community_worker, look_back_id=first.pk, result=LookBackResult.HOLDS)
    with clock.simulated(MONDAY + timedelta(days=30)):
        actions.look_back(
            by=cast.community_worker, look_back_id=first.pk, result=LookBackResult.RELAPSED, reason="又装上了"
        )
    assert (again(duty).state, again(duty).reopened) == (State.ASSIGNED, 1)
    assert set(LookBack._all.exclude(pk=first.pk).values_list("result", flat=True)) == {LookBackResult.LAPSED}


def test_in_trial_mode_the_ladder_shows_and_does_not_draft(cast: Cast, found: Found) -> None:
    actions.set_rules(by=cast.district_officer, path="/cc/", values={"trial": True})
    duty = found(SERIOUS)
    for days in (14, 17):
        with clock.simulated(MONDAY + timedelta(days=days)):
            tasks.ladder()
    assert again(duty).rung == Rung.STREET
    assert not Draft._all.exists()


def test_only_the_district_office_sets_the_rules(cast: Cast) -> None:
    for who in ("street_officer", "outsider", "administrator"):
        with pytest.raises(PermissionDenied):
            actions.set_rules(by=cast.actor(who), path="/cc/", values={"trial": True})


def test_the_system_signs_nothing_in_a_persons_place(drafted: tuple[Duty, Draft]) -> None:
    assert drafted[1].decision == Decision.PENDING
    assert not Entry._all.filter(verb="draft.signed", actor=str(SYSTEM)).exists()


def test_a_proposal_answered_in_the_last_moment_is_not_called_unanswered(cast: Cast, found: Found) -> None:
    made = actions.propose(by=cast.street_officer, duty_id=found(SERIOUS).pk, kind=ProposalKind.REFERRAL)
    with clock.simulated(MONDAY + timedelta(days=30)):
        assert ("proposal", made.pk) in actions.silent_papers(clock.now())
        actions.decide(by=cast.district_officer, proposal_id=made.pk, approved=False, reason="另行处理")
        assert actions.climb_paper("proposal", made.pk) is False
    assert not Entry._all.filter(verb="proposal.unanswered").exists()


def _deeds_told(duty: Duty) -> list[str]:
    return [str(one.deed) for one in events_of(duty, story.of_case(duty)) if not one.coming]


def test_the_story_names_what_was_signed_proposed_and_decided(cast: Cast, drafted: tuple[Duty, Draft]) -> None:
    duty, draft = drafted
    actions.sign_draft(by=cast.street_officer, draft_id=draft.pk, signed=True)
    assert _deeds_told(duty)[0] == "督办已签发"
    made = actions.propose(by=cast.street_officer, duty_id=duty.pk, kind=ProposalKind.LISTING)
    actions.decide(by=cast.district_officer, proposal_id=made.pk, approved=True)
    assert _deeds_told(duty)[:2] == ["审批挂牌督办：同意", "建议挂牌督办"]
    actions.progress(by=cast.property_manager, duty_id=duty.pk, note="已订货")
    assert _deeds_told(duty)[0] == "登记进展"


def test_the_letter_is_read_before_it_is_signed_and_printed_after(as_: As, drafted: tuple[Duty, Draft]) -> None:
    duty, draft = drafted
    browser, url = as_("street_officer"), reverse("lists:letter", args=[draft.pk])
    page = browser.get(reverse("lists:draft", args=[draft.pk])).content.decode()
    assert "函的全文，签发后照此送达" in page
    assert "甲物业：" in page
    assert "未签发稿" in browser.get(url).content.decode()
    browser.post(reverse("lists:draft", args=[draft.pk]), {"sign": "1", "reason": ""})
    paper = browser.get(url).content.decode()
    assert "未签发稿" not in paper
    assert duty.hazard.number in paper
    assert "2026年" in paper
    assert not [word for word in ("责令", "处罚", "决定") if word in paper]


@pytest.mark.parametrize("who", ["outsider", "property_manager", "community_worker"])
def test_others_find_no_letter_and_an_empty_register(
    as_: As, cast: Cast, drafted: tuple[Duty, Draft], who: str
) -> None:
    actions.sign_draft(by=cast.street_officer, draft_id=drafted[1].pk, signed=True)
    assert as_(who).get(reverse("lists:letter", args=[drafted[1].pk])).status_code == 404
    assert "还没有签发或审批过" in as_(who).get(reverse("lists:papers") + "?tab=done").content.decode()


def test_what_was_signed_stays_in_the_register(as_: As, cast: Cast, drafted: tuple[Duty, Draft]) -> None:
    duty, draft = drafted
    actions.sign_draft(by=cast.street_officer, draft_id=draft.pk, signed=True)
    made = actions.propose(by=cast.street_officer, duty_id=duty.pk, kind=ProposalKind.LISTING)
    actions.decide(by=cast.district_officer, proposal_id=made.pk, approved=False, reason="已在整改")
    page = as_("district_officer").get(reverse("lists:papers") + "?tab=done").content.decode()
    for url in (reverse("lists:draft", args=[draft.pk]), reverse("lists:proposal", args=[made.pk])):
        assert f'href="{url}"' in page
    assert "已签发" in page


def test_a_draft_is_withdrawn_when_the_date_moves(cast: Cast, drafted: tuple[Duty, Draft]) -> None:
    duty, draft = drafted
    with clock.simulated(MONDAY + timedelta(days=17)):
        actions.extend(
            by=cast.street_officer, duty_id=duty.pk, due_on=(MONDAY + timedelta(days=30)).date(), reason="件"
        )
    draft.refresh_from_db()
    assert (draft.decision, draft.cases.count()) == (Decision.LAPSED, 0)
    assert Entry._all.filter(verb="draft.lapsed", subject_id=str(draft.pk)).count() == 1


def test_a_draft_of_two_cases_loses_only_the_one_that_goes_to_another(cast: Cast, found: Found) -> None:
    first, second = found(SERIOUS, floor=1), found(SERIOUS, floor=2)
    for days in (14, 17):
        with clock.simulated(MONDAY + timedelta(days=days)):
            tasks.ladder()
    with clock.simulated(MONDAY + timedelta(days=17)):
        actions.hand_over(
            by=cast.street_officer, duty_id=first.pk, accountable=cast.organisations["other_company"].pk,
            reason=TermReason.CONTRACT_ENDED,
        )  # fmt: skip
    draft = Draft._all.get()
    assert draft.decision == Decision.PENDING
    assert [row.duty_id for row in draft.cases.all()] == [second.pk]


def test_a_signed_draft_keeps_its_cases_for_ever(cast: Cast, drafted: tuple[Duty, Draft]) -> None:
    duty, draft = drafted
    actions.sign_draft(by=cast.street_officer, draft_id=draft.pk, signed=True)
    with clock.simulated(MONDAY + timedelta(days=17)):
        actions.extend(
            by=cast.street_officer, duty_id=duty.pk, due_on=(MONDAY + timedelta(days=30)).date(), reason="件"
        )
    assert draft.cases.count() == 1
