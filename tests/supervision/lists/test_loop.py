"""One hazard all the way round: reported, assigned, put right, verified by somebody else."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied

from anju.kernel.ledger.models import Entry
from anju.supervision.lists import actions
from anju.supervision.lists.actions import EvidenceMissingError, NotPossibleError, NotYoursError, Source, Spot
from anju.supervision.lists.enums import Event, Outcome, SourceKind, State
from anju.supervision.lists.models import Duty, Term
from tests.cast import Cast
from tests.evidence import proofs
from tests.supervision.lists.conftest import again

Found = Callable[..., Duty]


def test_a_staff_find_is_assigned_at_once_to_the_company_under_contract(cast: Cast, found: Found) -> None:
    duty = found()
    assert (duty.state, duty.accountable) == (State.ASSIGNED, cast.organisations["company"])


def test_the_reasons_for_the_accountable_are_numbered_from_catalogue_to_contract(found: Found) -> None:
    assert [step["reason"] for step in found().why] == ["catalogue", "contract"]


def test_a_residents_report_waits_for_the_community_to_check_it(cast: Cast, found: Found) -> None:
    duty = found(by=cast.community_worker, source=Source(SourceKind.RESIDENT))
    assert (duty.state, duty.holder) == (State.REPORTED, cast.organisations["community"])


def test_the_checker_assigns_a_residents_report(cast: Cast, found: Found) -> None:
    duty = found(by=cast.community_worker, source=Source(SourceKind.RESIDENT))
    actions.check_report(by=cast.community_worker, duty_id=duty.pk)
    assert again(duty).state == State.ASSIGNED


def test_nobody_else_checks_a_residents_report(cast: Cast, found: Found) -> None:
    duty = found(by=cast.community_worker, source=Source(SourceKind.RESIDENT))
    with pytest.raises(NotYoursError):
        actions.check_report(by=cast.property_manager, duty_id=duty.pk)


def test_the_accountable_submits_and_the_verifier_holds_the_term(cast: Cast, submitted: Found) -> None:
    duty = submitted()
    assert (duty.state, duty.holder_id) == (State.SUBMITTED, duty.verifier_id)
    assert duty.verifier_id == cast.organisations["community"].pk


def test_the_due_date_stands_while_the_verifier_looks(found: Found, submitted: Found) -> None:
    duty = submitted()
    assert duty.due_at == Duty._all.get(pk=duty.pk).due_at
    assert duty.holder_due_at != duty.due_at


def test_another_organisation_closes_it_as_rectified(cast: Cast, submitted: Found) -> None:
    duty = submitted()
    actions.verify(by=cast.community_worker, duty_id=duty.pk, passed=True)
    closed = again(duty)
    assert (closed.state, closed.outcome, closed.holder_id) == (State.CLOSED, Outcome.RECTIFIED, None)


def test_a_returned_case_keeps_its_due_date(cast: Cast, submitted: Found) -> None:
    duty = submitted()
    actions.verify(by=cast.community_worker, duty_id=duty.pk, passed=False, reason="照片不是这个楼道")
    assert (again(duty).state, again(duty).due_at) == (State.ASSIGNED, duty.due_at)


def test_returning_needs_a_reason(cast: Cast, submitted: Found) -> None:
    with pytest.raises(ValueError, match="理由"):
        actions.verify(by=cast.community_worker, duty_id=submitted().pk, passed=False)


def test_the_accountable_cannot_verify_its_own_work(cast: Cast, submitted: Found) -> None:
    with pytest.raises(NotYoursError):
        actions.verify(by=cast.property_manager, duty_id=submitted().pk, passed=True)


def test_an_outsider_cannot_verify(cast: Cast, submitted: Found) -> None:
    with pytest.raises(NotYoursError):
        actions.verify(by=cast.outsider, duty_id=submitted().pk, passed=True)


def test_a_grid_member_cannot_verify_in_another_grid(cast: Cast, submitted: Found) -> None:
    with pytest.raises(NotYoursError):
        actions.verify(by=cast.other_grid_member, duty_id=submitted().pk, passed=True)


def test_an_outsider_cannot_report_at_a_foreign_place(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        actions.report(by=cast.outsider, code="ES-01", at=Spot(cast.places["building"]))


def test_rectified_without_a_picture_is_refused_and_says_what_is_missing(cast: Cast, found: Found) -> None:
    duty = found()
    with pytest.raises(EvidenceMissingError) as caught:
        actions.submit(by=cast.property_manager, duty_id=duty.pk)
    assert caught.value.items == ["整改前后同机位照片"]
    assert again(duty).state == State.ASSIGNED


def test_not_so_needs_a_reason_and_does_not_count_as_rectified(cast: Cast, found: Found) -> None:
    duty = found()
    with pytest.raises(ValueError, match="不成立"):
        actions.submit(by=cast.property_manager, duty_id=duty.pk, outcome=Outcome.NOT_SO)
    actions.submit(by=cast.property_manager, duty_id=duty.pk, outcome=Outcome.NOT_SO, reason="是住户搬家，已搬完")
    duty.submissions.update(on_site=False)
    actions.verify(by=cast.community_worker, duty_id=duty.pk, passed=True)
    assert again(duty).outcome == Outcome.NOT_SO


def test_a_case_drawn_for_a_look_on_site_is_not_passed_from_photos(cast: Cast, submitted: Found) -> None:
    duty = submitted()
    duty.submissions.update(on_site=True)
    with pytest.raises(NotPossibleError, match="现场"):
        actions.verify(by=cast.community_worker, duty_id=duty.pk, passed=True)
    actions.verify(by=cast.community_worker, duty_id=duty.pk, passed=True, on_site=True)
    assert again(duty).state == State.CLOSED


def test_the_same_record_sent_twice_is_one_hazard(found: Found) -> None:
    first = found(source=Source(SourceKind.PATROL, client_ref="phone-1:17"))
    second = found(source=Source(SourceKind.PATROL, client_ref="phone-1:17"))
    assert first.pk == second.pk


def test_many_are_verified_at_once_and_each_refusal_says_why(cast: Cast, submitted: Found, found: Found) -> None:
    done, open_ = submitted(), found("ES-06")
    passed, refused = actions.verify_many(by=cast.community_worker, duty_ids=[done.pk, open_.pk])
    assert [duty.pk for duty in passed] == [done.pk]
    assert list(refused) == [open_.pk]


def test_every_step_is_an_entry_that_says_from_to_and_who(cast: Cast, submitted: Found) -> None:
    duty = submitted()
    actions.verify(by=cast.community_worker, duty_id=duty.pk, passed=True)
    rows = Entry._all.filter(subject_kind="duty", subject_id=str(duty.pk)).order_by("id")
    verbs = list(rows.values_list("verb", flat=True))
    assert verbs == [f"duty.{event}" for event in (Event.REPORT, Event.ASSIGN, Event.SUBMIT, Event.PASS)]
    assert rows[3].actor == str(cast.community_worker)


def test_a_closed_case_has_no_open_term_and_an_open_one_exactly_one(cast: Cast, submitted: Found) -> None:
    duty = submitted()
    assert Term._all.filter(duty=duty, until__isnull=True).count() == 1
    actions.verify(by=cast.community_worker, duty_id=duty.pk, passed=True)
    assert Term._all.filter(duty=duty, until__isnull=True).count() == 0


def test_a_closed_case_cannot_be_submitted_again(cast: Cast, submitted: Found) -> None:
    duty = submitted()
    actions.verify(by=cast.community_worker, duty_id=duty.pk, passed=True)
    with pytest.raises(NotPossibleError):
        actions.submit(by=cast.property_manager, duty_id=duty.pk, evidence=proofs(duty))
