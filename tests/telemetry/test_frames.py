"""Frames as the gateway hands them over: kept as they came, all of a batch or nothing of it."""

import json

import pytest
from django.db import transaction

from anju.telemetry import actions, queries
from anju.telemetry.models import FrameBatch
from tests.gateway.devices import beat, report


@pytest.mark.django_db
def test_a_batch_is_read_as_it_was_given() -> None:
    frames = [report(1), report(2, 7, fire=True), beat(3)]
    first = actions.receive(listener="gbt26875:tcp:5200", at=5, frames=frames, seen={bytes(6): 4})
    second = actions.receive(listener="gbt26875:udp:5200", at=9, frames=[], seen={bytes(6): 8})
    row = FrameBatch._all.get(pk=first)
    assert row.each() == frames
    assert row.count == 3
    assert json.loads(row.seen) == {"000000000000": 4}
    assert [batch.pk for batch in queries.batches_after(0)] == [first, second]
    assert [batch.each() for batch in queries.batches_after(first)] == [[]]


@pytest.mark.django_db
def test_nothing_is_called_received_that_a_transaction_around_could_take_back() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        actions.receive(listener="gbt26875:tcp:5200", at=5, frames=[report(1)], seen={})
    assert not FrameBatch._all.exists()
