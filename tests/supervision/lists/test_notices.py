"""Whom the lists tell what, whom they do not, and that nothing is told twice."""

import json
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from string import Formatter

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from anju.kernel import clock
from anju.kernel.ledger.consumers import drain
from anju.kernel.ledger.models import Cursor, Entry, Reaction
from anju.notify import codes, render
from anju.notify.enums import DeliveryState, GatewayKind, Urgency
from anju.notify.models import Delivery, Gateway, Message, Notice, Switch
from anju.people.models import Shift
from anju.supervision.lists import actions, notices, tasks
from anju.supervision.lists.actions import Photos, Source, Spot
from anju.supervision.lists.enums import (
    DeferralReason,
    LookBackResult,
    ProposalKind,
    ReopenReason,
    SourceKind,
    TermReason,
)
from anju.supervision.lists.models import Duty, ListSettings, LookBack
from tests.cast import Cast
from tests.evidence import proofs
from tests.supervision.lists.conftest import MONDAY

Found = Callable[..., Duty]
SERIOUS = "ES-03"
DANGER = "ES-06"


def told(code: str = "") -> dict[str, set[str]]:
    """Code → logins that have a message of it, after everything was read."""
    drain()
    rows = Message._all.filter(notice__code__startswith="lists.").values_list("notice__code", "account__login")
    heard: dict[str, set[str]] = {}
    for name, login in rows:
        heard.setdefault(name, set()).add(login)
    return heard


def heard(code: str) -> set[str]:
    """Logins that were told this code."""
    return told().get(code, set())


def test_the_accountable_hears_of_a_new_duty_and_nobody_else(found: Found) -> None:
    found()
    assert told() == {"lists.assigned": {"property_manager"}}


def test_the_notice_leads_to_the_case(found: Found, as_: Callable[[str], Client]) -> None:
    duty = found()
    drain()
    words = render.words(Notice._all.filter(code="lists.assigned"))
    shown = next(iter(words.values()))
    assert duty.hazard.kind.name in shown.text
    assert as_("property_manager").get(shown.url)["location"] == reverse("lists:case", args=[duty.hazard.number])
    assert as_("outsider").get(shown.url).status_code == 404


def test_no_text_for_a_group_holds_a_person_or_a_door(cast: Cast, found: Found) -> None:
    duty = found(description="王某 13800001234", spot="2单元301室")
    actions.submit(by=cast.property_manager, duty_id=duty.pk, evidence=proofs(duty))
    drain()
    groups = " ".join(words.text for words in render.words(Notice._all.all(), group=True).values())
    assert duty.hazard.kind.name in groups
    assert not any(part in groups for part in ("王某", "13800001234", "301", "同志"))


def test_the_verifier_hears_when_work_is_handed_in_and_the_accountable_when_it_is_returned(
    cast: Cast, submitted: Found
) -> None:
    duty = submitted()
    assert heard("lists.verify") == {"community_worker"}
    actions.verify(by=cast.community_worker, duty_id=duty.pk, passed=False, reason="照片看不清")
    assert heard("lists.returned") == {"property_manager"}


def test_what_was_put_right_on_the_spot_is_told_to_the_verifier_only(cast: Cast, photo: Callable[..., str]) -> None:
    shown = Photos(before=[photo(cast.grid_member, 1)], after=[photo(cast.grid_member, 2)])
    actions.report_with_photos(by=cast.grid_member, code="ES-01", at=Spot(cast.places["building"]), photos=shown)
    assert set(told()) == {"lists.verify"}


def test_the_finder_hears_of_the_end(cast: Cast, submitted: Found) -> None:
    duty = submitted()
    actions.verify(by=cast.community_worker, duty_id=duty.pk, passed=True)
    assert heard("lists.closed") == {"grid_member"}


def test_who_reported_the_same_again_hears_of_the_merge_of_the_end_and_of_a_reopening(
    cast: Cast, submitted: Found, found: Found
) -> None:
    duty = submitted(floor=2)
    found(by=cast.street_officer, floor=2)
    assert heard("lists.merged") == {"street_officer"}
    actions.verify(by=cast.community_worker, duty_id=duty.pk, passed=True)
    assert heard("lists.closed") == {"grid_member", "street_officer"}
    actions.reopen(by=cast.district_officer, duty_id=duty.pk, why=ReopenReason.INSPECTION, reason="现场仍在")
    assert heard("lists.opened_again") == {"grid_member", "street_officer"}
    assert heard("lists.reopened") == {"property_manager"}


def test_a_second_report_tells_the_accountable_nothing_new(cast: Cast, found: Found) -> None:
    found(floor=2)
    drain()
    found(by=cast.street_officer, floor=2)
    drain()
    assert Notice._all.filter(code="lists.assigned").count() == 1


def test_the_checker_hears_of_a_residents_report_and_the_accountable_not_yet(cast: Cast, found: Found) -> None:
    found(source=Source(kind=SourceKind.RESIDENT))
    assert told() == {"lists.check": {"community_worker"}}


def test_an_imported_case_whose_date_nobody_confirmed_is_not_news(found: Found) -> None:
    found(source=Source(kind=SourceKind.IMPORT, imported=True))
    assert told() == {}


def test_the_street_hears_of_a_deferral_asked_and_the_accountable_of_the_answer(cast: Cast, found: Found) -> None:
    duty = found()
    actions.ask_deferral(by=cast.property_manager, duty_id=duty.pk, reason=DeferralReason.FUNDS, interim="专人看守")
    assert heard("lists.deferral") == {"street_officer"}
    review = (MONDAY + timedelta(days=20)).date()
    actions.answer_deferral(by=cast.street_officer, duty_id=duty.pk, granted=True, review_on=review)
    assert heard("lists.deferred") == {"property_manager"}
    assert Notice._all.get(code="lists.deferred").params["due"] == review.isoformat()


def test_a_ruling_is_told_to_who_disputed_and_to_who_answers_now(cast: Cast, found: Found) -> None:
    duty = found()
    actions.dispute(by=cast.property_manager, duty_id=duty.pk, reason="不是我们的设施")
    assert heard("lists.dispute") == {"street_officer"}
    community = cast.organisations["community"].pk
    actions.rule_dispute(by=cast.street_officer, duty_id=duty.pk, upheld=True, reason="属社区", accountable=community)
    assert heard("lists.ruled") == {"property_manager"}
    assert heard("lists.handed_over") == {"community_worker"}


def test_reminder_draft_and_signed_draft_reach_one_after_another_whom_they_are_for(cast: Cast, found: Found) -> None:
    duty = found(SERIOUS)
    with clock.simulated(MONDAY + timedelta(days=14)):
        tasks.ladder()
        assert heard("lists.reminded") == {"property_manager"}
    with clock.simulated(MONDAY + timedelta(days=17)):
        tasks.ladder()
        assert heard("lists.draft") == {"street_officer"}
        assert heard("lists.supervised") == set()
        draft = duty.drafts.get().draft_id
        actions.sign_draft(by=cast.street_officer, draft_id=draft, signed=True)
        assert heard("lists.supervised") == {"property_manager"}


def test_a_signers_silence_is_told_to_the_district_office(found: Found) -> None:
    found(SERIOUS)
    for days in (14, 17):
        with clock.simulated(MONDAY + timedelta(days=days)):
            tasks.ladder()
    with clock.simulated(MONDAY + timedelta(days=21)):
        tasks.papers()
        assert heard("lists.draft_unanswered") == {"district_officer"}


def test_a_silent_verifiers_case_is_told_to_the_level_above(submitted: Found) -> None:
    submitted()
    with clock.simulated(MONDAY + timedelta(days=7)):
        tasks.ladder()
        assert heard("lists.climbed") == {"street_officer"}


def test_a_referral_goes_from_approver_to_enforcement_and_the_answer_back(cast: Cast, found: Found) -> None:
    duty = found(SERIOUS)
    made = actions.propose(by=cast.street_officer, duty_id=duty.pk, kind=ProposalKind.REFERRAL)
    assert heard("lists.proposal") == {"district_officer"}
    actions.decide(by=cast.district_officer, proposal_id=made.pk, approved=True)
    assert heard("lists.referral") == {"enforcer"}
    assert heard("lists.decided") == {"street_officer"}
    actions.receive(by=cast.enforcer, proposal_id=made.pk, received=True, outside_no="CG-1")
    assert heard("lists.decided") == {"street_officer", "district_officer"}
    assert heard("lists.listed") == set()


def test_listing_is_told_to_the_accountable_when_it_is_approved(cast: Cast, found: Found) -> None:
    made = actions.propose(by=cast.street_officer, duty_id=found(SERIOUS).pk, kind=ProposalKind.LISTING)
    assert heard("lists.listed") == set()
    actions.decide(by=cast.district_officer, proposal_id=made.pk, approved=True)
    assert heard("lists.listed") == {"property_manager"}


def test_a_look_back_is_told_on_its_day_once(cast: Cast, submitted: Found) -> None:
    duty = submitted(SERIOUS)
    actions.verify(by=cast.community_worker, duty_id=duty.pk, passed=True)
    first = LookBack._all.filter(duty=duty).order_by("due_on")[0]
    tasks.look_backs()
    assert heard("lists.look_back") == set()
    with clock.simulated(MONDAY + (first.due_on - MONDAY.date())):
        tasks.look_backs()
        tasks.look_backs()
        assert heard("lists.look_back") == {"community_worker"}
    assert Notice._all.filter(code="lists.look_back").count() == 1


def test_a_look_back_nobody_does_goes_up_a_level_and_is_asked_again_at_the_top(cast: Cast, submitted: Found) -> None:
    levels = [cast.organisations[name].pk for name in ("community", "street", "district_office", "brigade")]
    duty = submitted(SERIOUS)
    actions.verify(by=cast.community_worker, duty_id=duty.pk, passed=True)
    first = LookBack._all.filter(duty=duty).order_by("due_on")[0]
    due = MONDAY + (first.due_on - MONDAY.date())
    holders = []
    for day in range(30):
        with clock.simulated(due + timedelta(days=day)):
            tasks.look_backs()
            drain()
            holders.append(LookBack._all.get(pk=first.pk).organisation_id)
    climbed = [json.loads(entry.data) for entry in Entry._all.filter(verb="look_back.climbed").order_by("id")]
    top = levels[-1]
    assert [(told["silent"], told["to"]) for told in climbed[:4]] == [
        *pairwise(levels),
        (top, top),
    ]
    assert holders.count(levels[0]) >= 3, "three working days are left to each level"
    assert {"street_officer", "district_officer", "fire_officer"} == heard("lists.look_back_late")


def test_a_look_back_done_in_time_does_not_climb_and_trial_mode_only_tells(cast: Cast, submitted: Found) -> None:
    actions.set_rules(by=cast.district_officer, path="/cc/", values={"trial": True})
    duty = submitted(SERIOUS)
    actions.verify(by=cast.community_worker, duty_id=duty.pk, passed=True)
    first, second = LookBack._all.filter(duty=duty).order_by("due_on")[:2]
    with clock.simulated(MONDAY + (first.due_on - MONDAY.date())):
        tasks.look_backs()
        actions.look_back(by=cast.community_worker, look_back_id=first.pk, result=LookBackResult.HOLDS)
    with clock.simulated(MONDAY + (first.due_on - MONDAY.date()) + timedelta(days=14)):
        tasks.look_backs()
    assert not Entry._all.filter(verb="look_back.climbed").exists()
    for day in (0, 8):
        with clock.simulated(MONDAY + (second.due_on - MONDAY.date()) + timedelta(days=day)):
            tasks.look_backs()
    second.refresh_from_db()
    assert second.organisation_id == cast.organisations["community"].pk
    assert json.loads(Entry._all.get(verb="look_back.climbed").data)["trial"] is True


@pytest.mark.parametrize("who", ["outsider", "other_grid_member", "other_property_manager", "congress_staff"])
def test_who_is_from_elsewhere_hears_nothing(cast: Cast, submitted: Found, who: str) -> None:
    duty = submitted(SERIOUS)
    actions.verify(by=cast.community_worker, duty_id=duty.pk, passed=False, reason="看不清")
    for days in (14, 17, 21):
        with clock.simulated(MONDAY + timedelta(days=days)):
            tasks.ladder()
            tasks.papers()
    drain()
    assert Notice._all.filter(code__startswith="lists.").count() >= 4
    assert not Message._all.filter(account__login=who).exists()


def test_an_entry_read_twice_is_told_once(found: Found) -> None:
    found()
    drain()
    before = Message._all.count()
    Reaction._all.filter(consumer="lists.notices").delete()
    Cursor._all.filter(consumer="lists.notices").update(index=0)
    drain()
    assert Message._all.count() == before == 1


def test_in_trial_the_ladder_tells_nobody(found: Found) -> None:
    duty = found(SERIOUS)
    drain()
    ListSettings._all.create(path="/cc/", trial=True)
    with clock.simulated(MONDAY + timedelta(days=14)):
        tasks.ladder()
        assert heard("lists.reminded") == set()
    assert Entry._all.filter(verb="duty.reminded", subject_id=str(duty.pk)).exists()


def test_where_notices_are_on_trial_the_line_is_shown_and_not_sent(cast: Cast, found: Found) -> None:
    Switch._all.create(district="cc", trial=True, path="/cc/")
    Gateway._all.create(
        kind=GatewayKind.DINGTALK, enabled=True, organisation=cast.organisations["company"], path="/cc/"
    )
    found()
    drain()
    assert set(Delivery._all.values_list("state", flat=True)) == {DeliveryState.TRIAL}


@pytest.mark.parametrize(("danger", "urgency"), [(True, Urgency.LIFE), (False, Urgency.NORMAL)])
def test_only_danger_to_life_rings_the_duty_roster_at_night(
    cast: Cast, found: Found, *, danger: bool, urgency: Urgency
) -> None:
    kinds = [code for code, facts in notices.hazard_kinds().items() if facts.danger_to_life is danger]
    night = MONDAY + timedelta(hours=13)
    Shift._all.create(
        organisation=cast.organisations["street"], account=cast.accounts["street_officer"],
        starts_at=night - timedelta(hours=1), ends_at=night + timedelta(hours=9), path="/cc/1/",
    )  # fmt: skip
    with clock.simulated(night):
        found(kinds[0])
        drain()
    notice = Notice._all.get(code="lists.assigned")
    assert notice.urgency == urgency
    assert ("street_officer" in heard("lists.assigned")) is danger


def test_no_word_of_a_notice_asks_for_what_is_not_told() -> None:
    mine = [code for name, code in codes._codes.items() if name.startswith("lists.")]
    assert len(mine) > 20
    for code in mine:
        for language in ("zh-hans", "en"):
            with translation.override(language):
                asked = {name for text in (code.text, code.group) for _, name, _, _ in Formatter().parse(str(text))}
            assert asked - {None} == set(code.params)


def test_a_kind_of_the_districts_own_is_named_by_its_catalogue_and_an_unknown_one_by_its_code(cast: Cast) -> None:
    assert notices.kind_words("cc:ES-01") == notices.hazard_kinds()["ES-01"].name
    assert notices.kind_words("cc:XX-99") == "XX-99"


def test_work_handed_over_while_it_waits_is_told_to_who_verifies_it_now(cast: Cast, submitted: Found) -> None:
    duty = submitted()
    assert heard("lists.verify") == {"community_worker"}
    community = cast.organisations["community"].pk
    actions.hand_over(by=cast.street_officer, duty_id=duty.pk, accountable=community, reason=TermReason.WORKS)
    assert heard("lists.handed_over") == {"community_worker"}
    assert heard("lists.verify") == {"community_worker", "street_officer"}


def test_the_same_verifier_is_not_told_again_of_work_handed_over(cast: Cast, submitted: Found) -> None:
    duty = submitted()
    drain()
    street = cast.organisations["street"].pk
    other = cast.organisations["other_company"].pk
    assert street != other
    actions.hand_over(by=cast.street_officer, duty_id=duty.pk, accountable=other, reason=TermReason.CONTRACT_ENDED)
    drain()
    assert Notice._all.filter(code="lists.verify").count() == 1
