"""How many statements the main pages take: at most what `queries.csv` says, and no more with ten times the data.

A row: address, its arguments (things as in the access matrix), query string, who asks, statements. Raising a number is
a decision: say in the commit what the page gives for it.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django.plugin import DjangoDbBlocker

from anju.supervision.lists.queries import cases
from tests.security.access import Row, World, make_world
from tests.security.things.shared import grow

FILE = Path(__file__).parent / "queries.csv"
FEW, MANY = 3, 30
BOOKKEEPING = ("SAVEPOINT", "RELEASE", "ROLLBACK")


@dataclass(frozen=True, slots=True)
class Budget:
    """One line of the file."""

    url: str
    args: str
    query: str
    role: str
    statements: int

    def __str__(self) -> str:
        return f"{self.url} {self.args} {self.query} {self.role}"


def budgets() -> list[Budget]:
    with FILE.open(encoding="utf-8", newline="") as handle:
        return [Budget(**{**row, "statements": int(row["statements"])}) for row in csv.DictReader(handle)]  # type: ignore[arg-type]


def statements(world: World, budget: Budget) -> list[str]:
    """What the page asks the database, the savepoints of the test left out."""
    namespace, name = budget.url.split(":")
    row = Row(namespace, 0, name, "GET", budget.args, budget.query, {}, "")
    world.url(row)
    world.client(namespace, budget.role)
    assert world.ask(row, budget.role) == "ok"  # the first look also fills what the process keeps in memory
    with CaptureQueriesContext(
        connection,
    ) as caught:
        world.ask(row, budget.role)
    return [one["sql"] for one in caught.captured_queries if not one["sql"].startswith(BOOKKEEPING)]


@pytest.fixture(scope="module")
def counted(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[Budget, list[list[str]]]]:
    """Every page's statements with little and with ten times the data."""
    # What a process keeps for some seconds it keeps for all of this: the statements are those of a warm process.
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setattr(cases, "KEPT_SECONDS", float("inf"))
        world = make_world()
        grow(world.cast, FEW)
        few = {one: statements(world, one) for one in budgets()}
        grow(world.cast, MANY - FEW, start=FEW)
        yield {one: [few[one], statements(world, one)] for one in budgets()}
        transaction.set_rollback(True)


@pytest.mark.parametrize("budget", budgets(), ids=str)
def test_a_page_stays_within_its_statements(db: None, counted: dict[Budget, list[list[str]]], budget: Budget) -> None:
    asked = counted[budget][1]
    assert len(asked) <= budget.statements, "\n".join(asked)


@pytest.mark.parametrize("budget", budgets(), ids=str)
def test_ten_times_the_data_takes_no_more_statements(
    db: None, counted: dict[Budget, list[list[str]]], budget: Budget
) -> None:
    few, many = counted[budget]
    assert len(many) <= len(few), "\n".join(sorted(set(many) - set(few)))
