"""PostgreSQL's partitions of the readings; on SQLite there are none and nothing is asked of them."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from pytest_django import DjangoDbBlocker

from anju.kernel import clock
from anju.telemetry import tasks
from anju.telemetry.actions import parts
from anju.telemetry.actions.storing import store_readings
from anju.telemetry.models import Reading
from anju.telemetry.queries import parts as parted
from anju.telemetry.rules import Month, is_usual
from tests.kernel.ledger.conftest import own_database

__all__ = ["own_database"]
NOW = datetime(2026, 12, 15, 4, tzinfo=UTC)
DECEMBER = Month(2026, 12)
OLD = Month(2024, 2)
STRANGE = (-5, 0, 2**61)


@pytest.fixture(autouse=True)
def december() -> Iterator[None]:
    parts._known.clear()
    with clock.simulated(NOW):
        yield
    parts._known.clear()


def beside() -> list[int]:
    """Moments in the default partition."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT at FROM {parted.OTHER} ORDER BY at")
        return [at for (at,) in cursor.fetchall()]


@pytest.mark.parametrize(
    ("at", "month"),
    [
        (DECEMBER.begins, DECEMBER),
        (DECEMBER.begins - 1, Month(2026, 11)),
        (DECEMBER.ends - 1, DECEMBER),
        (0, Month(1970, 1)),
        (2**62, None),
        (-(2**62), None),
    ],
)
def test_a_moment_lies_in_the_month_of_the_district(at: int, month: Month | None) -> None:
    assert Month.of(at) == month


def test_months_count_over_the_year_and_read_their_own_names() -> None:
    assert DECEMBER.plus(2) == Month(2027, 2)
    assert Month(2026, 1).plus(-1) == Month(2025, 12)
    assert Month.named(str(OLD)) == OLD
    assert [Month.named(name) for name in ("other", "2026-13", "2026", "-")] == [None] * 4
    assert [is_usual(month, DECEMBER) for month in (Month(2009, 12), OLD, DECEMBER.plus(2), DECEMBER.plus(3))] == [
        False, True, True, False,
    ]  # fmt: skip


@pytest.mark.django_db
def test_who_writes_makes_room_first_but_not_for_strange_moments() -> None:
    if not parted.is_parted():
        assert parts.make_ahead() == []
        return
    rows = sorted((7, at, 1) for at in (OLD.begins, OLD.ends - 1, DECEMBER.begins, *STRANGE))
    store_readings(rows)
    store_readings(rows)  # once
    assert {OLD, DECEMBER} <= set(parted.parted_months())
    assert beside() == sorted(STRANGE)
    assert list(Reading._all.order_by("at").values_list("series_id", "at", "milli")) == rows


@pytest.mark.django_db
def test_what_lies_in_the_default_partition_moves_when_its_month_gets_one() -> None:
    if not parted.is_parted():
        return
    parts._known.update({OLD, OLD.plus(1)})  # as a process believes whose partition another one dropped
    store_readings([(7, OLD.begins, 1), (7, OLD.ends, 2), (8, STRANGE[0], 3)])
    assert beside() == sorted([OLD.begins, OLD.ends, STRANGE[0]])
    parts._known.clear()
    tasks.make_parts()
    assert beside() == [STRANGE[0]]
    assert {OLD, OLD.plus(1), DECEMBER, DECEMBER.plus(1), DECEMBER.plus(2)} <= set(parted.parted_months())
    assert DECEMBER.plus(3) not in parted.parted_months()
    assert set(Reading._all.values_list("at", flat=True)) == {OLD.begins, OLD.ends, STRANGE[0]}
    parts.make(OLD)  # harmless


@pytest.mark.horizon
@pytest.mark.usefixtures("own_database")
def test_what_is_there_is_moved_by_the_migration_and_back(django_db_blocker: DjangoDbBlocker) -> None:
    rows = sorted((series, at, at % 97) for series in (1, 2) for at in (OLD.begins, DECEMBER.ends - 1, *STRANGE))
    with django_db_blocker.unblock():
        MigrationExecutor(connection).migrate([("telemetry", "0005_points")])
        with connection.cursor() as cursor:
            cursor.executemany("INSERT INTO telemetry_reading (series_id, at, milli) VALUES (%s, %s, %s)", rows)
        for target in ("0006_cold", "0005_points", "0006_cold"):
            MigrationExecutor(connection).migrate([("telemetry", target)])
            with connection.cursor() as cursor:
                cursor.execute("SELECT series_id, at, milli FROM telemetry_reading ORDER BY 1, 2")
                assert list(map(tuple, cursor.fetchall())) == rows
        if parted.is_parted():
            assert parted.parted_months() == [OLD, DECEMBER]
            assert set(beside()) == set(STRANGE)
        store_readings(rows[:2])
        assert Reading._all.count() == len(rows)
