"""Evidence is of its own case: another's, another place's or another case's attachment is refused, whoever sees it."""

from collections.abc import Callable

import pytest

from anju.catalogue.enums import EvidenceKind
from anju.kernel.files.models import Attachment
from anju.supervision.lists import actions
from anju.supervision.lists.actions import NotOfThisCaseError, Photos, Proof, Source, Spot
from anju.supervision.lists.enums import Outcome, State
from anju.supervision.lists.models import Duty, Hazard, Submission
from tests.cast import Cast
from tests.evidence import fresh, proofs
from tests.supervision.lists.conftest import again

Found = Callable[..., Duty]
Photo = Callable[..., str]


def _refused(cast: Cast, duty: Duty, attachment: int) -> None:
    with pytest.raises(NotOfThisCaseError):
        actions.submit(by=cast.property_manager, duty_id=duty.pk, evidence=[Proof(EvidenceKind.PHOTO_PAIR, attachment)])
    assert again(duty).state == State.ASSIGNED
    assert not Submission._all.filter(duty=duty).exists()


def test_a_photo_of_another_case_is_refused_even_to_who_sees_both(cast: Cast, found: Found) -> None:
    one, other = found(spot="东"), found(spot="西")
    (proof, *_more) = proofs(other)
    _refused(cast, one, proof.attachment)


def test_a_photo_of_another_place_is_refused(cast: Cast, found: Found) -> None:
    there = found("EB-03", place="other_building", by=cast.actor("other_grid_member"))
    _refused(cast, found(), proofs(there)[0].attachment)


def test_an_attachment_that_nobody_has_is_refused(cast: Cast, found: Found) -> None:
    _refused(cast, found(), 999_999)


def test_an_erased_photo_proves_nothing(cast: Cast, found: Found) -> None:
    duty = found()
    mine = proofs(duty)[0].attachment
    Attachment._all.filter(pk=mine).update(erased_at=duty.opened_at)
    _refused(cast, duty, mine)


def test_what_was_handed_in_for_this_case_may_be_handed_in_again(cast: Cast, submitted: Found) -> None:
    duty = submitted()
    before = Submission._all.get(duty=duty).evidence
    actions.verify(by=cast.community_worker, duty_id=duty.pk, passed=False, reason="看不清")
    kept = [Proof(EvidenceKind(item["kind"]), item["attachment"]) for item in before]
    actions.hand_in(by=cast.property_manager, duty_id=duty.pk, outcome=Outcome.RECTIFIED, kept=kept)
    assert again(duty).state == State.SUBMITTED


def _report(cast: Cast, photo: int) -> None:
    with pytest.raises(NotOfThisCaseError):
        actions.report(
            by=cast.grid_member, code="ES-01", at=Spot(cast.places["building"]), source=Source(photos=(photo,))
        )


def test_a_report_does_not_take_another_persons_photo(cast: Cast) -> None:
    _report(cast, fresh(cast.property_manager, cast.places["building"].path))
    assert not Hazard._all.exists()


def test_a_report_does_not_take_a_photo_of_another_place(cast: Cast) -> None:
    _report(cast, fresh(cast.grid_member, cast.places["other_building"].path))
    assert not Hazard._all.exists()


def test_a_report_does_not_take_a_photo_that_belongs_to_a_case(cast: Cast, photo: Photo) -> None:
    spot = Spot(cast.places["building"], spot="东")
    first = actions.report_with_photos(
        by=cast.grid_member, code="ES-01", at=spot, photos=Photos(before=[photo(cast.grid_member)])
    )
    _report(cast, first.hazard.photos[0])
    assert Hazard._all.count() == 1
