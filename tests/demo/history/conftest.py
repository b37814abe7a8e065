"""One full history, and a maker of small ones."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest

from anju.demo.history import History, plan_history
from anju.demo.history.rhythm import moment
from anju.demo.plan import DISTRICT, TINY, District, People, Size, plan_district, plan_people

TODAY = date(2026, 11, 24)


@dataclass(frozen=True)
class Told:
    """A planned district with its people and its history."""

    district: District
    people: People
    history: History
    size: Size
    until: int


def tell(seed: int, today: date, size: Size) -> Told:
    until = moment(today, 9 * 3600)
    district = plan_district(seed, size)
    people = plan_people(seed, district, today)
    return Told(district, people, plan_history(seed, district, people, until), size, until)


@pytest.fixture(scope="session")
def told() -> Told:
    return tell(7, TODAY, DISTRICT)


@pytest.fixture(scope="session")
def small() -> Callable[[int, date], Told]:
    return lambda seed, today: tell(seed, today, TINY)
