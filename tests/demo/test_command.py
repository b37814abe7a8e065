"""`anju demo` builds a district in an empty database and refuses any other."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from anju.kernel.ledger.verify import verify
from anju.people.models import Post
from anju.places.models import Grid, Place
from anju.supervision.lists.models import Duty


@pytest.fixture
def built(db: None) -> None:
    call_command("demo", size="tiny", seed=3, cases=6, verbosity=0)


def test_it_writes_places_grids_people_and_cases_that_the_ledger_accounts_for(built: None) -> None:
    assert Grid._all.count() == 8
    assert Post._all.filter(role="grid_member").count() >= 52
    assert 0 < Duty._all.count() <= 6
    assert list(verify(state=True)) == []


def test_it_refuses_a_database_that_has_a_district(built: None) -> None:
    with pytest.raises(CommandError, match="空数据库"):
        call_command("demo", size="tiny")
    assert Place._all.filter(kind="district").count() == 1
