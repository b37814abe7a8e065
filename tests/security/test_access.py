"""Every row of the access matrix is true for every role of the cast.

`tests/guards/test_access_matrix.py` asks for the rows.
"""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from tests.cast import Cast
from tests.security.access import (
    FOLDER,
    OPEN,
    PEOPLE,
    Address,
    Row,
    World,
    addresses,
    make_world,
    methods,
    rows,
)

ROWS = rows()


@pytest.fixture(scope="module")
def people(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Cast]:
    """The cast, made once for all rows and undone at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world().cast
        transaction.set_rollback(True)


@pytest.fixture
def world(people: Cast) -> World:
    """What one test signs in and makes is undone with it."""
    return World(people)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_everybody_is_answered_as_the_matrix_says(db: None, world: World, row: Row) -> None:
    answered = {who: world.ask(row, who) for who in PEOPLE}
    wrong = [f"{who}: {answered[who]}, not {row.expected[who]}" for who in PEOPLE if answered[who] != row.expected[who]]
    assert wrong == [], f"{row.file.relative_to(FOLDER.parents[2])}:{row.line}"


@pytest.mark.parametrize(
    ("address", "method"), [(one, method) for one in addresses() for method in methods(one)], ids=str
)
def test_a_method_without_a_row_is_not_taken(db: None, world: World, address: Address, method: str) -> None:
    mine = [row for row in ROWS if (row.namespace, row.url) == (address.namespace, address.name)]
    if not mine or any(row.method == method for row in mine):
        return
    asked = Row(address.namespace, 0, address.name, method, mine[0].args, "", {}, "")
    who = next((name for name in PEOPLE if mine[0].expected[name] in OPEN), "district_officer")
    answer = world.ask(asked, who)
    assert answer in {"404", "405"}, (
        f"{address} answers {who} {answer} to {method}: give the view `require_GET`/`require_POST`, or add a row "
        f"(.venv/bin/python tools/access.py propose --method {method} {address})"
    )
