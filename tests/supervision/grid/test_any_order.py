"""The server comes to the same state whatever the order, the batches and the repetitions in which records arrive."""

import random
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anju.kernel import clock
from anju.supervision.grid.models import RecordPhoto, RecordResult, Visit
from anju.supervision.lists.models import Hazard
from tests.cast import Cast
from tests.supervision.grid.conftest import MINUTE, MONDAY, Phone
from tests.supervision.grid.test_receiving import stop_of


def a_day(phone: Phone) -> list[dict[str, Any]]:
    """Records that lean on each other: photos, undone ones, two looks for one stop, a hazard put right on the spot."""
    stop = stop_of(phone, "building")
    made: list[dict[str, Any]] = []

    def at(minute: int, record: dict[str, Any]) -> dict[str, Any]:
        made.append(record)
        return record

    first = at(0, phone.record("no_time", stop=stop.pk, at=MONDAY))
    at(1, phone.record("seen", stop=stop.pk, at=MONDAY + MINUTE))
    hazard = at(2, phone.hazard(photos=2, data={"floor": 2}, at=MONDAY + 2 * MINUTE))
    for number in (0, 1):
        at(3, phone.photo(hazard, number, shade=number))
    fixed = at(4, phone.hazard("ES-02", photos=1, fixed=1, place="estate", data={"spot": "北门"}))
    at(5, phone.photo(fixed, 0, shade=5))
    at(6, phone.photo(fixed, 0, shade=6, fixed=True))
    gone = at(7, phone.hazard("ES-03", photos=1, data={"floor": 9}))
    at(8, phone.undo(gone))
    at(9, phone.undo(first))
    at(10, phone.record("seen", place="other_building"))
    return made


def state(stop: int) -> Any:
    """What a reader could tell apart."""
    from anju.supervision.grid.models import Stop

    hazards = [
        (hazard.kind_code, hazard.floor, hazard.spot, hazard.duty.state, hazard.happened_at, len(hazard.photos))
        for hazard in Hazard._all.select_related("duty").order_by("kind_code")
    ]
    visits = sorted(
        Visit._all.filter(voided_at__isnull=True).values_list("record__key", "outcome", "happened_at", "place")
    )
    results = sorted(RecordResult._all.values_list("record__key", "state", "reason", "happened_at"))
    photos = sorted(RecordPhoto._all.values_list("client_id", "record_key", "album", "attachment__stage"))
    answered = Stop._all.values_list("state", "visit__record__key").get(pk=stop)
    return hazards, visits, results, photos, answered


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_order_any_batches_any_repetition(cast: Cast, phone: Phone, data: st.DataObject) -> None:
    with transaction.atomic():
        records = a_day(phone)
        stop = records[0]["stop"]
        ends = []
        order = data.draw(st.permutations(records), label="order")
        cuts = sorted(data.draw(st.sets(st.integers(1, len(records) - 1), max_size=5), label="cuts"))
        again = data.draw(st.lists(st.sampled_from(range(len(records))), max_size=4), label="again")
        with clock.simulated(MONDAY + 30 * MINUTE):
            for way in (records, order):
                with transaction.atomic():
                    pieces = (
                        [way]
                        if way is records
                        else [list(way[a:b]) for a, b in zip([0, *cuts], [*cuts, len(way)], strict=True)]
                    )
                    for piece in pieces:
                        phone.send(*piece)
                    if way is not records:
                        phone.send(*(records[number] for number in again))
                    ends.append(state(stop))
                    transaction.set_rollback(True)
        assert ends[0] == ends[1]
        transaction.set_rollback(True)


def test_the_day_is_one_worth_shuffling(cast: Cast, phone: Phone) -> None:
    records = a_day(phone)
    random.Random(4).shuffle(records)
    with clock.simulated(MONDAY + 30 * MINUTE):
        phone.send(*records)
    hazards, visits, results, photos, answered = state(next(r["stop"] for r in records if "stop" in r))
    assert [hazard[:4] for hazard in hazards] == [("ES-01", 2, "", "assigned"), ("ES-02", None, "北门", "submitted")]
    assert len(visits) == 3
    assert sorted(one[1] for one in results).count("undone") == 2
    assert len(photos) == 4
    assert answered[0] == "visited"
