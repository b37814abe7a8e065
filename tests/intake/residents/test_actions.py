"""What becomes of a report: on the lists, followed, contested; who may see its reporter."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from anju.intake.residents import actions, queries, rules
from anju.intake.residents.enums import Channel, ContactReason, Mark, SpokenOf
from anju.intake.residents.models import Report
from anju.kernel import clock, texts
from anju.kernel.files.models import Attachment
from anju.kernel.ledger.models import Entry
from anju.supervision.lists import actions as lists
from anju.supervision.lists.enums import Outcome, SourceKind, State
from anju.supervision.lists.models import Duty
from tests.cast import Cast
from tests.evidence import proofs
from tests.intake.residents.conftest import Make, uploaded


def rectified(cast: Cast, duty: Duty) -> Duty:
    """Checked, put right by the company, verified by the community."""
    lists.check_report(by=cast.community_worker, duty_id=duty.pk)
    lists.submit(by=cast.property_manager, duty_id=duty.pk, evidence=proofs(duty))
    duty.submissions.update(on_site=False)
    lists.verify(by=cast.community_worker, duty_id=duty.pk, passed=True)
    return Duty._all.get(pk=duty.pk)


def test_a_report_waits_for_its_checker_and_names_nobody(cast: Cast, make: Make) -> None:
    report, code = make(words="三楼楼梯口堆了纸箱", phone="13812345678")
    duty = report.duty
    assert (duty.state, duty.holder_id) == (State.REPORTED, cast.organisations["community"].pk)
    assert duty.hazard.source_kind == SourceKind.RESIDENT
    assert (duty.hazard.reporter, duty.hazard.description) == (None, "")
    assert queries.by_code(code) == report
    assert code not in {report.tracking, report.sender}


def test_a_blocked_escape_is_checked_within_a_day_anything_else_within_three(make: Make) -> None:
    blocked, _ = make(code="ES-02")
    other, _ = make(code="FF-11")
    assert blocked.duty.holder_due_at - blocked.duty.opened_at == timedelta(hours=24)
    assert other.duty.holder_due_at - other.duty.opened_at > timedelta(hours=48)


def test_no_personal_data_stands_in_the_ledger(make: Make) -> None:
    make(words="我是老王住在502", phone="13812345678", name="老王")
    said = "".join(Entry._all.values_list("data", flat=True))
    assert not any(word in said for word in ("老王", "住在502", "13812345678"))


def test_sending_the_same_form_twice_makes_one_report_and_the_same_number(make: Make) -> None:
    first, code = make(client_ref="f" * 24)
    again, same = make(client_ref="f" * 24)
    assert (again.pk, same) == (first.pk, code)
    assert Duty._all.count() == 1


def test_photos_are_evidence_of_the_case_without_place_or_metadata(make: Make) -> None:
    sender = rules.sender_of("p" * 24)
    report, _ = make(client_ref="p" * 24, photos=(uploaded(sender),))
    kept = Attachment._all.get(subject_kind="hazard", subject_id=str(report.duty.hazard_id))
    assert (kept.uploader, kept.lon_e7) == (None, None)
    assert report.marks == []


def test_a_photo_of_another_case_is_marked_not_refused(make: Make) -> None:
    first, second = rules.sender_of("a" * 24), rules.sender_of("b" * 24)
    make(client_ref="a" * 24, photos=(uploaded(first, 50),))
    report, _ = make(client_ref="b" * 24, code="FF-11", photos=(uploaded(second, 50),))
    assert report.marks == [Mark.PHOTO_REUSED]


def test_many_from_one_address_are_marked_and_all_taken(make: Make) -> None:
    made = [make(origin="x" * 24, code="FF-11")[0] for _ in range(rules.PER_ADDRESS + 1)]
    assert [Mark.MANY_FROM_ADDRESS in one.marks for one in made] == [False] * rules.PER_ADDRESS + [True]


def test_many_at_one_place_are_marked(make: Make) -> None:
    made = [make(code="FF-11")[0] for _ in range(rules.PER_PLACE + 1)]
    assert Mark.MANY_AT_PLACE not in made[-2].marks
    assert Mark.MANY_AT_PLACE in made[-1].marks


def test_me_too_follows_the_standing_case(cast: Cast, make: Make) -> None:
    first, _ = make()
    joined, code = make(joins=first.duty_id)
    joined.refresh_from_db()
    assert joined.duty.merged_into_id == first.duty_id
    rectified(cast, first.duty)
    found = queries.by_code(code)
    assert found is not None
    assert queries.case_of(found).outcome == Outcome.RECTIFIED


def test_me_too_of_another_place_is_a_report_of_its_own(cast: Cast, make: Make) -> None:
    first, _ = make()
    other, _ = make(place=cast.places["other_building"], joins=first.duty_id)
    assert other.duty.merged_into_id is None


def test_a_contest_with_a_photo_opens_the_case_with_a_new_clock(cast: Cast, make: Make) -> None:
    report, _ = make()
    before = rectified(cast, report.duty)
    assert before.state == State.CLOSED
    assert actions.contest(report=report, photos=[uploaded(report.sender, 9)], words="还堆着")
    after = Duty._all.get(pk=before.pk)
    assert (after.state, after.outcome, after.reopened) == (State.ASSIGNED, "", 1)
    assert after.due_at is not None
    assert after.due_at >= before.due_at
    said = Entry._all.filter(verb="duty.reopened").get()
    assert said.actor == f"resident:{report.sender}"
    assert "还堆着" not in said.data


def test_a_contest_needs_a_photo_and_a_closed_case(cast: Cast, make: Make) -> None:
    report, _ = make()
    with pytest.raises(ValidationError):
        actions.contest(report=report, photos=[uploaded(report.sender)])
    rectified(cast, report.duty)
    with pytest.raises(ValidationError):
        actions.contest(report=report, photos=[])


def test_a_contest_by_a_follower_opens_the_case_it_follows(cast: Cast, make: Make) -> None:
    first, _ = make()
    joined, _ = make(joins=first.duty_id)
    rectified(cast, first.duty)
    actions.contest(report=Report._all.get(pk=joined.pk), photos=[uploaded(joined.sender, 77)])
    assert Duty._all.get(pk=first.duty_id).state == State.ASSIGNED


def test_a_contest_comes_too_late_after_the_districts_days(cast: Cast, make: Make) -> None:
    report, _ = make()
    duty = rectified(cast, report.duty)
    with clock.simulated(duty.closed_at + timedelta(days=31)), pytest.raises(ValidationError):
        actions.contest(report=report, photos=[uploaded(report.sender)])


def test_after_some_contests_a_person_decides(cast: Cast, make: Make) -> None:
    report, _ = make()
    duty = rectified(cast, report.duty)
    Report._all.filter(pk=report.pk).update(contested=rules.CONTESTS)
    assert not actions.contest(report=report, photos=[uploaded(report.sender)])
    assert Duty._all.get(pk=duty.pk).state == State.CLOSED
    assert Mark.CONTESTED_OFTEN in Report._all.get(pk=report.pk).marks


def test_only_the_checkers_post_and_the_district_office_read_the_contact(cast: Cast, make: Make) -> None:
    report, _ = make(phone="13812345678")
    may = {name for name in cast.accounts if queries.may_contact(cast.actor(name), report)}
    assert may == {"community_worker", "district_officer"}
    with pytest.raises(PermissionDenied):
        actions.read_contact(by=cast.property_manager, report=report, reason=ContactReason.ASK)
    with pytest.raises(PermissionDenied):
        actions.read_contact(by=cast.street_officer, report=report, reason=ContactReason.ASK)


def test_each_look_at_a_contact_is_entered(cast: Cast, make: Make) -> None:
    report, _ = make(phone="13812345678")
    told = actions.read_contact(by=cast.community_worker, report=report, reason=ContactReason.CALL_BACK)
    assert told["phone"] == "13812345678"
    entry = Entry._all.get(verb="resident_report.unmasked")
    assert entry.actor == f"person:{cast.accounts['community_worker'].pk}"
    assert "call_back" in entry.data


def test_the_company_sees_the_case_and_no_report(cast: Cast, make: Make) -> None:
    report, _ = make(words="我看见的")
    assert queries.of_case(cast.property_manager, report.duty) == []
    assert queries.seen_by(cast.property_manager, report.pk) is None
    assert queries.seen_by(cast.community_worker, report.pk) == report


def test_a_reporter_takes_the_phone_back(make: Make) -> None:
    report, _ = make(phone="13812345678")
    actions.erase_contact(report=report)
    report.refresh_from_db()
    assert report.contact == ""
    assert Entry._all.filter(verb="resident_report.contact_erased").count() == 1


def test_contacts_go_when_their_time_is_over(cast: Cast, make: Make) -> None:
    report, _ = make(phone="13812345678")
    duty = rectified(cast, report.duty)
    with clock.simulated(duty.closed_at + timedelta(days=89)):
        assert actions.erase_old_contacts() == 0
    with clock.simulated(duty.closed_at + timedelta(days=91)):
        assert actions.erase_old_contacts() == 1
    report.refresh_from_db()
    assert report.contact == ""


def test_hashes_of_addresses_are_forgotten_after_two_days(make: Make) -> None:
    report, _ = make(origin="x" * 24)
    with clock.simulated(report.made_at + timedelta(days=1)):
        assert actions.forget_origins() == 0
    with clock.simulated(report.made_at + timedelta(days=3)):
        assert actions.forget_origins() == 1


def test_the_checker_names_another_kind_and_all_follows_from_it(cast: Cast, make: Make) -> None:
    report, _ = make(unsure=True)
    assert Mark.KIND_UNSURE in report.marks
    duty = lists.check_report(by=cast.community_worker, duty_id=report.duty_id, code="ES-02")
    assert (duty.kind_code, duty.severity, duty.hazard.kind_code) == ("ES-02", "serious", "ES-02")
    assert Entry._all.filter(verb="hazard.corrected").count() == 1


def test_nobody_but_the_checker_names_another_kind(cast: Cast, make: Make) -> None:
    report, _ = make()
    with pytest.raises(PermissionDenied):
        lists.check_report(by=cast.property_manager, duty_id=report.duty_id, code="ES-02")
    assert Duty._all.get(pk=report.duty_id).kind_code == "ES-01"


def test_staff_enter_for_somebody_and_record_the_call_back(cast: Cast) -> None:
    told = actions.Told(
        place=cast.places["building"], code="ES-01", channel=Channel.PHONE, client_ref="desk:1:abcdefgh",
        words="来电反映", phone="13812345678",
    )  # fmt: skip
    report, _ = actions.make_report(by=cast.community_worker, told=told)
    assert report.entered_by == cast.accounts["community_worker"].pk
    assert report.duty.state == State.REPORTED
    actions.call_back(by=cast.community_worker, report=report, how=SpokenOf.NOT_REACHED)
    report.refresh_from_db()
    assert report.called_back_at is None
    actions.call_back(by=cast.community_worker, report=report, how=SpokenOf.TOLD, note="已告知")
    report.refresh_from_db()
    assert report.called_back_at is not None
    assert "已告知" in texts.read(texts.ids_of(report)).values()


def test_a_company_enters_no_report_for_somebody(cast: Cast) -> None:
    told = actions.Told(
        place=cast.places["building"], code="ES-01", channel=Channel.PHONE, client_ref="desk:1:abcdefgh"
    )
    with pytest.raises(PermissionDenied):
        actions.make_report(by=cast.property_manager, told=told)


def test_thanks_are_owed_by_the_districts_rule_and_given_once(cast: Cast, make: Make) -> None:
    report, _ = make(code="ES-02")
    joined, _ = make(code="ES-02", joins=report.duty_id)
    values = {"thanks": True, "thanks_from": "serious", "thanks_yuan": 50}
    row = actions.set_rules(by=cast.district_officer, path="/cc/", values=values)
    rule = queries.reward_of(row)
    assert queries.entitled_reports(cast.district_officer, rule) == []
    lists.check_report(by=cast.community_worker, duty_id=report.duty_id)
    assert queries.entitled_reports(cast.district_officer, rule) == [report]
    actions.thank(by=cast.district_officer, report=report)
    with pytest.raises(ValidationError):
        actions.thank(by=cast.district_officer, report=report)
    with pytest.raises(ValidationError):
        actions.thank(by=cast.district_officer, report=joined)


def test_rules_are_the_districts_own(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        actions.set_rules(by=cast.street_officer, path="/cc/", values={"public_list": True})
    with pytest.raises(ValidationError):
        actions.set_rules(by=cast.district_officer, path="/cc/", values={"contest_days": 1})
