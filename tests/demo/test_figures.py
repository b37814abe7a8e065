"""The figures of the seed come out of the register of figures: pages, command and documents take them from there."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from anju.demo.plan import TINY
from anju.kernel.figures.models import Fact
from anju.kernel.ledger import consumers
from anju.supervision.lists.enums import State
from anju.supervision.lists.models import Duty

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tiny")]


def show(*words: str) -> dict[str, str]:
    out = StringIO()
    call_command("figures", "show", *words, "--json", stdout=out)
    return {line["code"]: line["value"] for line in json.loads(out.getvalue())}


@pytest.fixture(autouse=True)
def read() -> None:
    consumers.run(names=frozenset({"figures"}))


def test_table_b_is_what_the_command_says() -> None:
    said = show()
    assert said["places.grids"] == str(TINY.grids)
    assert said["people.members"] == str(TINY.members)
    assert said["lists.blocked_and_parked"] == f"{TINY.escape_and_parking:,}"
    assert said["lists.taken_in_and_wired"] == f"{TINY.charging:,}"
    assert said["lists.shed_dwellings_removed"] == str(TINY.shed_dwellings)
    apart = [float(said[f"lists.cleared_{scale}"]) for scale in ("weighed", "estimated")]
    assert round(sum(apart) * 1000) == TINY.cleared_kg
    assert 0 < apart[0] < apart[1]


def test_what_is_open_by_entries_is_what_is_open_by_rows() -> None:
    assert show("lists.open") == {"lists.open": str(Duty._all.exclude(state=State.CLOSED).count())}
    late = Fact._all.filter(measure="lists.open", until__isnull=True, seal_to__isnull=True)
    rows = {str(pk): state for pk, state in Duty._all.exclude(state=State.CLOSED).values_list("pk", "state")}
    told = {subject.partition(":")[2]: state for subject, state in late.values_list("subject", "f3")}
    assert told == rows


def test_rows_are_as_many_as_the_figure_says_and_name_their_cases() -> None:
    out = StringIO()
    call_command("figures", "rows", "lists.shed_dwellings_removed", "--json", stdout=out)
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert len(lines) == TINY.shed_dwellings
    assert all(line["row"].startswith("YH-") for line in lines)


def test_a_rebuild_changes_no_figure() -> None:
    before = show()
    call_command("figures", "rebuild", stdout=StringIO())
    assert show() == before


def test_an_older_head_and_a_place_are_asked_for_by_name() -> None:
    assert show("lists.found", "--place", "/demo-cc/", "--as-of", "1") == {"lists.found": "0"}
    with pytest.raises(CommandError, match="no place"):
        show("lists.found", "--place", "nowhere")
    with pytest.raises(CommandError, match="a period is"):
        show("lists.found", "--period", "2026-13")
