"""A contract's end moves the open duties; a withdrawal puts them on the street; at least 3 working days are left."""

from collections.abc import Callable
from datetime import timedelta

from anju.kernel import clock
from anju.kernel.ledger.consumers import drain
from anju.people import actions as people
from anju.people.enums import EndReason
from anju.people.models import Management
from anju.supervision.lists import actions, tasks
from anju.supervision.lists.enums import Rung, State, TermReason
from anju.supervision.lists.models import Draft, Duty, Term
from tests.cast import SYSTEM, Cast, today
from tests.supervision.lists.conftest import MONDAY, again

Found = Callable[..., Duty]


def _end_contract(cast: Cast) -> None:
    management = Management._all.get(place=cast.places["estate"])
    people.end_management(by=SYSTEM, management=management, on=today(), reason=EndReason.EXPIRED)


def test_a_contracts_end_moves_an_open_duty_with_three_working_days(cast: Cast, found: Found) -> None:
    duty = found()
    drain()
    _end_contract(cast)
    drain()
    moved = again(duty)
    assert moved.accountable_id != cast.organisations["company"].pk
    assert moved.due_at is not None
    assert moved.due_at >= MONDAY + timedelta(days=3)
    assert Term._all.get(duty=duty, until__isnull=True).reason == TermReason.CONTRACT_ENDED


def test_a_closed_case_stays_with_whom_it_was(cast: Cast, submitted: Found) -> None:
    duty = submitted()
    actions.verify(by=cast.community_worker, duty_id=duty.pk, passed=True)
    drain()
    _end_contract(cast)
    drain()
    assert again(duty).accountable == cast.organisations["company"]


def test_after_an_outage_the_reminder_leaves_its_full_time_before_the_street_is_asked(found: Found) -> None:
    duty = found("ES-03")
    late = MONDAY + timedelta(days=14)
    with clock.simulated(late):
        tasks.ladder()
        tasks.ladder()
        assert again(duty).rung == Rung.REMINDER
    with clock.simulated(late + timedelta(days=3)):
        tasks.ladder()
        assert again(duty).rung == Rung.STREET
        tasks.ladder()
        assert again(duty).rung == Rung.STREET
    assert list(Draft._all.values_list("unit", flat=True)) == [duty.accountable_id]


def test_a_verifiers_silence_climbs_and_the_accountables_clock_stands(cast: Cast, submitted: Found) -> None:
    duty = submitted()
    with clock.simulated(MONDAY + timedelta(days=7)):
        tasks.ladder()
    climbed = again(duty)
    assert (climbed.state, climbed.due_at) == (State.SUBMITTED, duty.due_at)
    assert climbed.verifier == cast.organisations["street"]


def test_nothing_is_taken_outside_working_hours(found: Found) -> None:
    duty = found("ES-03")
    with clock.simulated(MONDAY + timedelta(days=12, hours=-2)):
        tasks.ladder()
    assert again(duty).rung == Rung.NONE


def test_the_second_worker_finds_nothing_to_do(found: Found) -> None:
    duty = found("ES-03")
    with clock.simulated(MONDAY + timedelta(days=4)):
        first = actions.climb(duty.pk)
        second = actions.climb(duty.pk)
    assert (first, second) == (bool(again(duty).rung), False)
