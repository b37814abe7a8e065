"""A worker killed between any two statements leaves a consistent case, and whoever comes next finishes the work."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

import pytest
from django.db import transaction

from anju.kernel import clock
from anju.kernel.ledger import consumers, seals
from anju.kernel.ledger.consumers import drain
from anju.kernel.ledger.models import Entry
from anju.people import actions as registry
from anju.people.enums import EndReason
from anju.people.models import Management
from anju.supervision.lists import actions, tasks
from anju.supervision.lists.actions import Spot
from anju.supervision.lists.enums import Event, Rung, State
from anju.supervision.lists.models import Draft, DraftCase, Duty
from tests.cast import SYSTEM, Cast, today
from tests.evidence import proofs
from tests.supervision.lists import promises
from tests.supervision.lists.conftest import MONDAY, again
from tests.supervision.lists.deaths import Killed, killed_before

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

Found = Callable[..., Duty]
LATE = MONDAY + timedelta(days=14)


@contextmanager
def undone() -> Iterator[None]:
    """Whatever the block does is taken back at its end."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def every_death(deed: Callable[[], object], check: Callable[[], None], *, most: int = 400) -> Iterator[str]:
    """Kill the deed before its first, second … statement, each time from the same beginning, until it gets through.

    Yields the statement each death came before, its remains still there; then the deed is done again, and `check`ed.
    """
    for number in range(most):
        with undone():
            with suppress(Killed), killed_before(number) as struck:
                deed()
            if not struck:
                return
            yield struck[0]
            deed()
            check()
            promises.one_party_and_one_clock()
    raise AssertionError("it never got through")


def _all_or_nothing(deed: Callable[[], object], check: Callable[[], None]) -> int:
    """For a deed of one transaction: after every death nothing of it is there. Returns how many deaths it died."""
    before, deaths = promises.rows(), 0
    for statement in every_death(deed, check):
        assert promises.rows() == before, statement
        deaths += 1
    deed()
    check()
    drain()
    promises.ledger_is_whole()
    return deaths


def _count(event: Event, duty: Duty | None = None) -> int:
    rows = Entry._all.filter(verb=f"duty.{event}")
    return (rows if duty is None else rows.filter(subject_id=str(duty.pk))).count()


def test_a_report_is_on_the_lists_whole_or_not_at_all(cast: Cast) -> None:
    at = Spot(cast.places["building"], floor=3)
    by = cast.grid_member

    def check() -> None:
        assert (Duty._all.count(), _count(Event.REPORT), _count(Event.ASSIGN)) == (1, 1, 1)

    assert _all_or_nothing(lambda: actions.report(by=by, code="ES-01", at=at), check) > 20


def test_work_is_handed_in_whole_or_not_at_all(cast: Cast, found: Found) -> None:
    duty, by = found(), cast.property_manager
    evidence = proofs(duty)

    def check() -> None:
        assert (again(duty).state, duty.submissions.count(), _count(Event.SUBMIT)) == (State.SUBMITTED, 1, 1)

    assert _all_or_nothing(lambda: actions.submit(by=by, duty_id=duty.pk, evidence=evidence), check) > 10


def test_a_case_is_closed_with_all_that_follows_or_stays_open(cast: Cast, submitted: Found) -> None:
    duty, by = submitted(), cast.community_worker
    follower = submitted()
    actions.merge(by=cast.street_officer, duty_id=follower.pk, master_id=duty.pk)

    def check() -> None:
        assert (again(duty).state, _count(Event.PASS), _count(Event.PROGRESS, follower)) == (State.CLOSED, 1, 1)

    assert _all_or_nothing(lambda: actions.verify(by=by, duty_id=duty.pk, passed=True, on_site=True), check) > 10


def test_two_cases_are_one_or_two_and_nothing_between(cast: Cast, found: Found) -> None:
    kept, joined, by = found("ES-01", floor=1), found("ES-01", floor=2), cast.street_officer
    actions.dispute(by=cast.property_manager, duty_id=joined.pk, reason="不归我")

    def check() -> None:
        assert again(joined).merged_into_id == kept.pk
        assert (_count(Event.MERGE, joined), _count(Event.JOIN, kept)) == (1, 1)

    assert _all_or_nothing(lambda: actions.merge(by=by, duty_id=joined.pk, master_id=kept.pk), check) > 10


def test_the_ladder_takes_each_case_up_one_rung_whoever_dies_on_it(found: Found) -> None:
    cases = [found("ES-03", floor=floor) for floor in (1, 2)]
    with clock.simulated(LATE):
        tasks.ladder()
    drain()

    def tick() -> None:
        with clock.simulated(LATE + timedelta(days=3)):
            tasks.ladder()

    def once() -> None:
        assert [again(duty).rung for duty in cases] == [Rung.STREET, Rung.STREET]
        assert [_count(Event.CLIMB, duty) for duty in cases] == [1, 1]
        assert (Draft._all.count(), DraftCase._all.count()) == (1, 2)

    deaths = 0
    for statement in every_death(tick, once):
        for duty in cases:
            climbed = again(duty).rung == Rung.STREET
            assert (_count(Event.CLIMB, duty) == 1) == climbed, statement
            assert DraftCase._all.filter(duty=duty).exists() == climbed, statement
        promises.one_party_and_one_clock()
        promises.ledger_is_whole()
        deaths += 1
    assert deaths > 30


def test_a_contracts_end_moves_every_case_once_whoever_dies_on_it(cast: Cast, found: Found, submitted: Found) -> None:
    cases = [found("ES-01", floor=1), submitted("ES-06", floor=2)]
    drain()
    management = Management._all.get(place=cast.places["estate"])
    registry.end_management(by=SYSTEM, management=management, on=today(), reason=EndReason.EXPIRED)
    company = cast.organisations["company"].pk

    def once() -> None:
        assert company not in {again(duty).accountable_id for duty in cases}
        assert [_count(Event.HAND_OVER, duty) for duty in cases] == [1, 1]

    def read() -> None:
        seals.seal()
        consumers.run(names=frozenset({"lists.handover"}))

    deaths, known = 0, promises.rows()
    for statement in every_death(read, once):
        moved = {again(duty).accountable_id != company for duty in cases}
        assert len(moved) == 1, statement  # the news is read whole, or is news still
        promises.one_party_and_one_clock()
        if (rows := promises.rows()) != known:  # what was verified once need not be again
            promises.ledger_is_whole()
            known = rows
        deaths += 1
    assert deaths > 50
