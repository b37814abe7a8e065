"""The worker's sign of life."""

from datetime import timedelta

import pytest

from anju.kernel import clock
from anju.kernel.jobs import heart
from anju.kernel.jobs.models import Heartbeat

pytestmark = pytest.mark.django_db


def test_a_worker_that_never_ran_is_not_alive() -> None:
    assert not heart.is_alive()


def test_a_beat_makes_it_alive_for_half_a_minute() -> None:
    now = clock.now()
    heart.beat(started_at=now)
    assert heart.is_alive()
    with clock.simulated(now + timedelta(seconds=31)):
        assert not heart.is_alive()


def test_beats_keep_one_row_that_names_failing_ticks() -> None:
    heart.beat(started_at=clock.now())
    heart.beat(started_at=clock.now(), failing={"outbox", "ladder"})
    assert list(Heartbeat._all.values_list("failing", flat=True)) == ["ladder,outbox"]
