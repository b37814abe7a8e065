"""Gaps: listed from what was known then, asked, answered by the party alone, decided by the group, handed on."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from anju.kernel import clock
from anju.kernel.ledger.models import Entry
from anju.notify.models import Notice
from anju.supervision.grid.actions import plans
from anju.supervision.inspections.backcheck.actions import fires, gaps
from anju.supervision.inspections.backcheck.actions.dossiers import NotOfTheGroupError
from anju.supervision.inspections.backcheck.enums import Decision, GapKind, GapState
from anju.supervision.inspections.backcheck.models import Accountability, Dossier, Fire, Gap
from anju.supervision.inspections.backcheck.queries.gaps import waiting_for
from anju.supervision.lists import actions as lists
from anju.supervision.lists.models import Duty
from tests.cast import SYSTEM, Cast
from tests.evidence import proofs
from tests.supervision.inspections.backcheck.conftest import LATER, MONDAY, look, name_group, open_as, told

pytestmark = pytest.mark.django_db
NEXT = LATER + timedelta(hours=1)


@pytest.fixture
def group(cast: Cast, burn: Callable[..., Fire], found: Callable[..., Duty]) -> Dossier:
    """A dossier of two people, of a fire in whose building a hazard had not been put right."""
    found(floor=3)
    return name_group(cast, burn(), "fire_officer", "district_officer")


def listed(cast: Cast, dossier: Dossier) -> dict[str, Gap]:
    """List the gaps; by kind."""
    with clock.simulated(NEXT):
        gaps.list_gaps(by=cast.fire_officer, dossier=dossier)
    return {gap.kind: gap for gap in Gap._all.filter(dossier=dossier).select_related("dossier__fire", "place")}


@pytest.fixture
def overdue(cast: Cast, group: Dossier) -> Gap:
    """The company's gap: it did not put a hazard right in time."""
    return listed(cast, group)[GapKind.DUTY_OVERDUE]


@pytest.fixture
def asked(cast: Cast, overdue: Gap) -> Gap:
    with clock.simulated(NEXT):
        return gaps.ask(by=cast.fire_officer, gap=overdue)


def confirmed(cast: Cast, gap: Gap) -> Gap:
    with clock.simulated(NEXT):
        gaps.answer(by=cast.property_manager, gap=gap, words="当时在等配件。")
        return gaps.decide(by=cast.fire_officer, gap=gap, state=GapState.CONFIRMED, reason="没有整改记录")


def determined(cast: Cast, fire: Fire) -> None:
    """The brigade has determined the fire."""
    day = (LATER + timedelta(days=9)).date()
    said = told(cast, determined_on=day, cause="电气线路故障")
    with clock.simulated(LATER + timedelta(days=10)):
        fires.correct(by=cast.fire_officer, fire=fire, said=said, reason="火灾认定书")


def test_a_duty_that_was_late_at_the_call_is_asked_of_its_party(cast: Cast, overdue: Gap) -> None:
    assert (overdue.party, overdue.state) == (cast.organisations["company"], GapState.UNVERIFIED)
    assert int(overdue.facts["days"]) > 30


def test_a_duty_put_right_before_the_call_leaves_no_gap(
    cast: Cast, burn: Callable[..., Fire], submitted: Callable[..., Duty]
) -> None:
    duty = submitted()
    lists.verify(by=cast.community_worker, duty_id=duty.pk, passed=True)
    assert GapKind.DUTY_OVERDUE not in listed(cast, name_group(cast, burn(), "fire_officer"))


def test_what_was_put_right_after_the_call_was_late_at_the_call(
    cast: Cast, burn: Callable[..., Fire], found: Callable[..., Duty]
) -> None:
    duty = found()
    fire = burn()
    with clock.simulated(NEXT):
        lists.submit(by=cast.property_manager, duty_id=duty.pk, evidence=proofs(duty))
    assert GapKind.DUTY_OVERDUE in listed(cast, name_group(cast, fire, "fire_officer"))


def test_listing_again_adds_nothing_and_keeps_what_was_decided(cast: Cast, asked: Gap) -> None:
    confirmed(cast, asked)
    before = Gap._all.count()
    with clock.simulated(NEXT):
        assert gaps.list_gaps(by=cast.fire_officer, dossier=asked.dossier) == 0
    assert Gap._all.count() == before
    asked.refresh_from_db()
    assert asked.state == GapState.CONFIRMED


def test_patrols_of_the_plan_as_it_stood_at_the_call(cast: Cast, burn: Callable[..., Fire]) -> None:
    with clock.simulated(MONDAY):
        plan = plans.make_plan(by=SYSTEM, on=MONDAY.date(), grid=cast.grids["grid"])
        plans.set_frequency(
            by=cast.community_worker, plan=plan, place=cast.places["building"].pk, every_days=20, reason="老楼"
        )
        look(cast, MONDAY + timedelta(hours=1))
    fire = burn()
    with clock.simulated(NEXT):  # known at the call: twenty days; changed after it
        plans.set_frequency(
            by=cast.community_worker, plan=plan, place=cast.places["building"].pk, every_days=100, reason="改了"
        )
    gap = listed(cast, name_group(cast, fire, "fire_officer"))[GapKind.PATROL]
    assert gap.facts == {**gap.facts, "every": 20, "days": 60, "times": 1}
    assert gap.party == cast.organisations["community"]


def test_a_plan_that_nobody_could_walk_is_asked_of_its_planner(cast: Cast, burn: Callable[..., Fire]) -> None:
    with clock.simulated(MONDAY):
        plan = plans.make_plan(by=SYSTEM, on=MONDAY.date(), grid=cast.grids["grid"])
        for place in plan.places.values_list("place", flat=True):
            plans.set_frequency(by=cast.community_worker, plan=plan, place=place, every_days=1, reason="天天看")
        plan.minutes = 4
        plan.save()
    found = listed(cast, name_group(cast, burn(), "fire_officer"))
    assert found[GapKind.OVERLOADED].party == cast.organisations["street"]
    assert GapKind.PATROL not in found


def test_a_look_back_not_done_by_the_call(
    cast: Cast, burn: Callable[..., Fire], submitted: Callable[..., Duty]
) -> None:
    duty = submitted("ES-02")  # grave enough to be looked at again after a month
    lists.verify(by=cast.community_worker, duty_id=duty.pk, passed=True)
    gap = listed(cast, name_group(cast, burn(), "fire_officer"))[GapKind.LOOK_BACK]
    assert gap.duty == duty.pk
    assert GapKind.ONE_PERSON not in set(Gap._all.values_list("kind", flat=True))


def test_a_place_that_nobody_answers_for(cast: Cast, burn: Callable[..., Fire]) -> None:
    cast.places["custody_estate"].estate_facts.delete()
    fire = burn(place=cast.places["custody_estate"])
    gap = listed(cast, name_group(cast, fire, "fire_officer"))[GapKind.NOBODY]
    assert gap.party == cast.organisations["street"]


def test_without_a_registered_place_nothing_is_listed_and_it_says_why(cast: Cast, burn: Callable[..., Fire]) -> None:
    dossier = name_group(cast, burn(place=None, spot="路口"), "fire_officer")
    with pytest.raises(ValidationError, match="更正地点"):
        gaps.list_gaps(by=cast.fire_officer, dossier=dossier)


def test_asking_sets_a_term_and_tells_that_something_waits_not_what_of(cast: Cast, asked: Gap) -> None:
    assert asked.due_at is not None
    assert asked.due_at > NEXT + timedelta(days=5)
    notice = Notice._all.get(code="backcheck.asked")
    assert set(notice.params) == {"where", "due"}
    assert waiting_for(cast.property_manager).count() == 1
    with pytest.raises(ValidationError, match="已经问过"):
        gaps.ask(by=cast.fire_officer, gap=asked)


def test_only_the_asked_party_sees_and_answers_its_own_gap(
    cast: Cast, as_: Callable[[str], Client], asked: Gap
) -> None:
    address = f"/backcheck/answers/{asked.pk}/"
    with clock.simulated(NEXT):
        for who in ("other_property_manager", "street_officer", "district_officer", "outsider"):
            assert as_(who).get(address).status_code == 404
            assert asked.place.full_name not in as_(who).get("/backcheck/answers/").content.decode()
            with pytest.raises(PermissionDenied):
                gaps.answer(by=cast.actor(who), gap=asked, words="不归我")
        for who in ("congress_staff", "administrator", "grid_member"):
            assert as_(who).get("/backcheck/answers/").status_code == 403
        client = as_("property_manager")
        assert "整改已逾期" in client.get("/backcheck/answers/").content.decode() + client.get(address).content.decode()
        assert client.post(address, {"words": " "}).status_code == 422
        assert client.post(address, {"words": "配件在路上，11月已贴告示。"}).status_code == 302
        assert client.get(f"/fires/{asked.dossier.fire_id}/gaps/").status_code == 404
    asked.refresh_from_db()
    assert asked.state == GapState.ANSWERED
    assert "配件" not in Entry._all.get(verb="backcheck_gap.answered").data


def test_a_gap_that_was_not_asked_is_seen_by_nobody_outside(
    cast: Cast, as_: Callable[[str], Client], overdue: Gap
) -> None:
    with clock.simulated(NEXT):
        assert as_("property_manager").get(f"/backcheck/answers/{overdue.pk}/").status_code == 404
        with pytest.raises(PermissionDenied):
            gaps.answer(by=cast.property_manager, gap=overdue, words="抢先说明")


def test_it_stays_to_be_verified_until_the_party_has_answered_or_its_term_is_over(cast: Cast, asked: Gap) -> None:
    with clock.simulated(NEXT), pytest.raises(ValidationError, match="仍是待核实"):
        gaps.decide(by=cast.fire_officer, gap=asked, state=GapState.CONFIRMED, reason="没有记录")
    with clock.simulated(NEXT + timedelta(days=30)):
        with pytest.raises(ValidationError, match="不能认定为已说明"):
            gaps.decide(by=cast.fire_officer, gap=asked, state=GapState.EXPLAINED, reason="可以")
        gaps.decide(by=cast.fire_officer, gap=asked, state=GapState.CONFIRMED, reason="逾期没有答复")


def test_a_gap_that_was_never_asked_can_only_be_withdrawn(cast: Cast, overdue: Gap) -> None:
    with clock.simulated(NEXT + timedelta(days=300)):
        with pytest.raises(ValidationError, match="仍是待核实"):
            gaps.decide(by=cast.fire_officer, gap=overdue, state=GapState.CONFIRMED, reason="没有记录")
        gaps.decide(by=cast.fire_officer, gap=overdue, state=GapState.WITHDRAWN, reason="重复")


def test_no_cause_and_no_blame_before_the_determination(cast: Cast, asked: Gap) -> None:
    with clock.simulated(NEXT):
        gaps.answer(by=cast.property_manager, gap=asked, words="当时在等配件。")
        with pytest.raises(ValidationError, match="请改掉"):
            gaps.decide(by=cast.fire_officer, gap=asked, state=GapState.CONFIRMED, reason="物业负主要责任")
    asked.refresh_from_db()
    assert asked.state == GapState.ANSWERED
    determined(cast, asked.dossier.fire)
    with clock.simulated(LATER + timedelta(days=11)):
        gaps.decide(by=cast.fire_officer, gap=asked, state=GapState.CONFIRMED, reason="物业负管理责任")


def test_what_was_done_stands_beside_the_gap(
    cast: Cast, as_: Callable[[str], Client], burn: Callable[..., Fire], found: Callable[..., Duty]
) -> None:
    duty = found()
    with clock.simulated(MONDAY + timedelta(hours=3)):
        lists.discharge(
            by=cast.property_manager, duty_id=duty.pk, dissuaded_at=MONDAY + timedelta(hours=1),
            noticed_at=MONDAY + timedelta(hours=2),
        )  # fmt: skip
    fire = burn()
    listed(cast, name_group(cast, fire, "fire_officer"))
    with clock.simulated(NEXT):
        page = open_as(as_("fire_officer"), fire).get(f"/fires/{fire.pk}/gaps/")
    done = [deed for card in page.context["cards"] for _at, deed, _detail in card.done]
    assert "劝阻、告知后上报" in done
    assert "已经做了的" in page.content.decode()


def test_a_proposal_waits_for_the_determination_and_is_decided_by_the_named_person(cast: Cast, asked: Gap) -> None:
    gap = confirmed(cast, asked)
    approver = cast.accounts["district_officer"]
    with clock.simulated(NEXT), pytest.raises(ValidationError, match="火灾认定之前"):
        gaps.propose(by=cast.fire_officer, gap=gap, approver=approver, wording="约谈项目经理")
    determined(cast, gap.dossier.fire)
    with clock.simulated(LATER + timedelta(days=11)):
        with pytest.raises(ValidationError, match="另一位"):
            gaps.propose(by=cast.fire_officer, gap=gap, approver=cast.accounts["fire_officer"], wording="约谈")
        with pytest.raises(ValidationError, match="先在反查组"):
            gaps.propose(by=cast.fire_officer, gap=gap, approver=cast.accounts["second_officer"], wording="约谈")
        row = gaps.propose(by=cast.fire_officer, gap=gap, approver=approver, wording="约谈项目经理")
        with pytest.raises(NotOfTheGroupError):
            gaps.decide_proposal(by=cast.fire_officer, proposal=row, approved=True, reason="同意")
        with pytest.raises(ValidationError, match="理由"):
            gaps.decide_proposal(by=cast.district_officer, proposal=row, approved=False, reason=" ")
        gaps.decide_proposal(by=cast.district_officer, proposal=row, approved=False, reason="已在别处处理")
    row.refresh_from_db()
    assert (row.decision, row.decided_by) == (Decision.DECLINED, approver.pk)


def test_a_finding_becomes_a_duty_on_the_lists_once(cast: Cast, asked: Gap) -> None:
    with pytest.raises(ValidationError, match="只有认定属实"):
        gaps.to_lists(by=cast.fire_officer, gap=asked, code="ES-01", description="楼道仍有杂物")
    gap = confirmed(cast, asked)
    with clock.simulated(NEXT):
        duty = gaps.to_lists(by=cast.fire_officer, gap=gap, code="ES-02", description="楼道仍有杂物")
        with pytest.raises(ValidationError, match="已经转成"):
            gaps.to_lists(by=cast.fire_officer, gap=gap, code="ES-02", description="再来一次")
    assert duty.hazard.source_ref == "backcheck:119-0001"
    gap.refresh_from_db()
    assert gap.new_duty == duty.pk


def test_the_pages_walk_from_listing_to_a_decided_proposal(
    cast: Cast, as_: Callable[[str], Client], group: Dossier
) -> None:
    fire = group.fire
    base = f"/fires/{fire.pk}"
    with clock.simulated(NEXT):
        client = as_("fire_officer")
        assert client.get(f"{base}/gaps/")["Location"] == f"{base}/dossier/"
        assert client.post(f"{base}/gaps/look/").status_code == 403
        open_as(client, fire)
        assert client.post(f"{base}/gaps/look/").status_code == 302
        gap = Gap._all.get(kind=GapKind.DUTY_OVERDUE)
        assert client.post(f"{base}/gaps/{gap.pk}/ask/").status_code == 302
        assert "待核实" in client.get(f"{base}/gaps/").content.decode()
        early = client.post(f"{base}/gaps/{gap.pk}/", {"what": "decide", "state": "confirmed", "reason": "无记录"})
        assert early.status_code == 422
        assert "仍是待核实" in early.content.decode()
        gaps.answer(by=cast.property_manager, gap=gap, words="在等配件。")
        decided = client.post(f"{base}/gaps/{gap.pk}/", {"what": "decide", "state": "confirmed", "reason": "无记录"})
        assert decided.status_code == 302
        made = client.post(f"{base}/gaps/{gap.pk}/", {"what": "duty", "code": "ES-02", "description": "杂物"})
        assert made.status_code == 302
    determined(cast, fire)
    with clock.simulated(LATER + timedelta(days=11)):
        open_as(client, fire)
        given = {"what": "propose", "approver": cast.accounts["district_officer"].pk, "wording": "约谈"}
        assert client.post(f"{base}/gaps/{gap.pk}/", given).status_code == 302
        row = Accountability._all.get()
        address = f"{base}/proposals/{row.pk}/"
        assert client.post(address, {"decision": "approved", "reason": "可以"}).status_code == 404
        client = open_as(as_("district_officer"), fire)
        assert "约谈" in client.get(f"{base}/gaps/").content.decode()
        assert client.post(address, {"decision": "approved", "reason": "可以"}).status_code == 302
    row.refresh_from_db()
    assert row.decision == Decision.APPROVED


def test_an_entry_of_a_gap_tells_neither_party_nor_kind(cast: Cast, asked: Gap) -> None:
    confirmed(cast, asked)
    data = "".join(Entry._all.filter(subject_kind="backcheck_gap").values_list("data", flat=True))
    assert "party" not in data
    assert GapKind.DUTY_OVERDUE not in data
