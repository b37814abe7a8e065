"""A process killed before any statement loses nothing it acknowledged and doubles nothing, whoever goes on."""

from contextlib import suppress
from typing import Any

import pytest
from django.db import transaction

from anju.kernel import clock
from anju.kernel.ledger.models import Entry
from anju.supervision.grid.actions.using import use_overdue
from anju.supervision.grid.models import Record, RecordPhoto, RecordResult, Visit
from anju.supervision.lists.models import Hazard
from tests.notify.test_crash import Killed, killed_at
from tests.supervision.grid.conftest import MINUTE, MONDAY, Phone

# A read that is killed in the middle leaves its cursor to be collected, which PostgreSQL's driver remarks on.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


def _batch(phone: Phone) -> list[dict[str, Any]]:
    hazard = phone.hazard(photos=1)
    return [phone.record("seen", place="estate"), hazard, phone.photo(hazard)]


SEEN = "patrol_visit.recorded"
EXPECTED = (3, 2, 1, 1, {"applied"}, ["hazard.reported", "patrol_photo.received", SEEN, SEEN])


def _end() -> tuple[Any, ...]:
    states = set(RecordResult._all.values_list("state", flat=True))
    verbs = sorted(
        Entry._all.filter(verb__in=("patrol_visit.recorded", "hazard.reported", "patrol_photo.received")).values_list(
            "verb", flat=True
        )
    )
    return Record._all.count(), Visit._all.count(), Hazard._all.count(), RecordPhoto._all.count(), states, verbs


@pytest.mark.parametrize("who", ["the phone sends again", "the worker goes on"])
def test_a_request_killed_before_any_statement(phone: Phone, who: str) -> None:
    statement, killed, batch = 0, [True], _batch(phone)
    while killed:
        with transaction.atomic():
            with clock.simulated(MONDAY), suppress(Killed), killed_at(statement) as killed:
                assert set(phone.send(*batch)) == {"applied"}
            raw = Record._all.count()
            assert raw in {0, len(batch)}, "the raw of a batch is kept whole or not at all"
            with clock.simulated(MONDAY + 2 * MINUTE):
                if who == "the worker goes on" and raw:
                    use_overdue(clock.now())
                else:
                    phone.send(*batch)
            assert _end() == EXPECTED, f"killed before statement {statement}"
            transaction.set_rollback(True)
        statement += 1
    assert statement > 40


def test_a_worker_killed_before_any_statement(phone: Phone) -> None:
    """It reports what has waited for a photo in vain; the next worker does it once."""
    statement, killed = 0, [True]
    later = MONDAY + 24 * 60 * MINUTE + MINUTE
    phone.send(phone.hazard(photos=1), phone.hazard("ES-02", photos=1, place="estate"))
    while killed:
        with transaction.atomic():
            with clock.simulated(later), suppress(Killed), killed_at(statement) as killed:
                use_overdue(clock.now())
            with clock.simulated(later + MINUTE):
                use_overdue(clock.now())
                assert use_overdue(clock.now()) == 0
            assert (Hazard._all.count(), Visit._all.count()) == (2, 2), f"killed before statement {statement}"
            transaction.set_rollback(True)
        statement += 1
    assert statement > 40
