"""Places and records for the tests of the rules: a row of buildings 100 m apart, one phone, one morning."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from anju.supervision.grid.rules.kinds import Look, SignKind
from anju.supervision.grid.rules.looks import METRES_PER_E7, Fix, Place, Reading, Visit
from anju.supervision.grid.rules.signs import Sign

NINE = datetime(2027, 3, 1, 1, tzinfo=UTC)
"""Nine in the morning in the district."""
LON, LAT = 1_186_000_000, 319_000_000
NORTH = round(100 / METRES_PER_E7)


def row(count: int = 20, *, floors: int = 18, lift: bool = True) -> dict[str, Place]:
    """Buildings in a line northwards, 100 m apart."""
    return {
        f"p{i}": Place(f"p{i}", LON, LAT + i * NORTH, f"b{i}", floors, lift, street="石桥", kind="building")
        for i in range(count)
    }


def visit(number: int, second: float = 0.0, **said: Any) -> Visit:
    """The record `number` of a phone, made so many seconds after nine, at the building of that number."""
    at = NINE + timedelta(seconds=second)
    own: dict[str, Any] = {
        "id": f"v{number:03}", "who": "a", "device": "phone", "seq": number, "place": f"p{number}", "look": Look.SEEN,
        "device_at": at, "received_at": at + timedelta(days=30),
    }  # fmt: skip
    return Visit(**{**own, **said})


def at_place(number: int, *, off: float = 0, accuracy: float = 15, **said: Any) -> Fix:
    """A position at the building of that number, `off` metres to the north of it."""
    return Fix(LON, LAT + number * NORTH + round(off / METRES_PER_E7), accuracy, **said)


def read(number: int, steps: int, second: float, *, spot: str | None = None, **said: Any) -> Visit:
    """A record with one pressure reading."""
    reading = Reading("pressure_mpa_e2", steps, spot or f"p{number % 20}")
    return visit(number, second, place=reading.spot, readings=(reading,), **said)


def days_later(one: Visit, days: int) -> Visit:
    return replace(one, device_at=one.device_at + timedelta(days=days), received_at=one.received_at)


def kinds(signs: Any) -> list[SignKind]:
    found: list[Sign] = list(signs)
    return [sign.kind for sign in found]
