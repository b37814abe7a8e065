"""Who verifies: nobody below the accountable, in no state and by no way of getting there."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from anju.catalogue.queries import in_use
from anju.kernel import clock
from anju.people.enums import OrganisationKind
from anju.supervision.lists import actions, tasks
from anju.supervision.lists.actions import NotYoursError
from anju.supervision.lists.enums import State
from anju.supervision.lists.models import Duty
from anju.supervision.lists.queries.parties import territory
from tests.cast import Cast
from tests.evidence import proofs
from tests.supervision.lists.conftest import MONDAY, again

Found = Callable[..., Duty]
BELOW = {
    "street": {"community", "bureau"},
    "district_office": {"community", "bureau", "street"},
    "community": set(),
    "company": set(),
}


@pytest.fixture
def works(cast: Cast, found: Found) -> Duty:
    """A case in custody whose works have become the street's."""
    duty = found("ES-01", place="custody_estate", by=cast.community_worker)
    actions.plan(by=cast.community_worker, duty_id=duty.pk, fixes={"funds_fen": 600_000})
    return again(duty)


@pytest.mark.parametrize("who", list(BELOW))
def test_for_no_kind_is_an_office_below_the_accountable_asked_to_verify(cast: Cast, who: str) -> None:
    ground, accountable = territory(cast.places["building"].path), cast.organisations[who].pk
    below = {cast.organisations[key].pk for key in BELOW[who]}
    assert ground.below(accountable) == below
    for listed in in_use("cc"):
        assert not below & set(ground.verifiers(listed.facts, accountable)), listed.facts.code


def test_the_community_does_not_verify_works_that_moved_to_its_own_street(cast: Cast, works: Duty) -> None:
    actions.submit(by=cast.street_officer, duty_id=works.pk, evidence=proofs(works))
    works.submissions.update(on_site=False)
    handed_in = again(works)
    assert (handed_in.state, handed_in.holder) == (State.SUBMITTED, cast.organisations["district_office"])
    for name in ("community_worker", "grid_member", "enforcer"):
        with pytest.raises(NotYoursError):
            actions.verify(by=cast.actor(name), duty_id=works.pk, passed=True)
    actions.verify(by=cast.district_officer, duty_id=works.pk, passed=True)
    assert again(works).state == State.CLOSED


def test_a_silent_district_office_is_followed_by_nobody_below(cast: Cast, works: Duty) -> None:
    actions.submit(by=cast.street_officer, duty_id=works.pk, evidence=proofs(works))
    with clock.simulated(MONDAY + timedelta(days=7)):
        tasks.ladder()
    holder = again(works).holder
    assert holder is not None
    assert holder.kind in {OrganisationKind.DISTRICT_OFFICE, OrganisationKind.FIRE_BRIGADE}
