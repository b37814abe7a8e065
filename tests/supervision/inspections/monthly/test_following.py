"""Looks follow places that moved or were merged; the sample stays what its seed gives, and nobody looks at his own."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from anju.kernel.ledger.consumers import drain
from anju.kernel.ledger.models import Entry
from anju.kernel.ledger.verify import verify
from anju.people import actions as people
from anju.people.enums import Role
from anju.places import actions as places
from anju.places.enums import PlaceKind
from anju.places.models import Place
from anju.supervision.inspections.monthly.actions.drawing import redrawn
from anju.supervision.inspections.monthly.actions.following import follow_place
from anju.supervision.inspections.monthly.actions.looking import Seen, report_find
from anju.supervision.inspections.monthly.enums import Half, NoEntry, Outcome, TaskState
from anju.supervision.inspections.monthly.models import Month, Task
from anju.supervision.inspections.monthly.queries import tasks
from tests.cast import SYSTEM, Cast, today
from tests.supervision.inspections.monthly.conftest import Running

As = Callable[[str], Client]


def fresh(task: Task) -> Task:
    return Task._all.select_related("place").get(pk=task.pk)


def undrawn(task: Task, name: str = "另一幢") -> Place:
    """A building beside the task's, registered after the draw."""
    return places.add_place(by=SYSTEM, kind=PlaceKind.BUILDING, name=name, parent=task.place.parent_id)


def merge(gone: Place, into: Place) -> None:
    drain()
    places.merge_places(by=SYSTEM, place=gone.pk, into=into.pk, on=today())
    drain()


def sample(month: Month) -> bool:
    return redrawn(Month._all.get(pk=month.pk))


def test_a_merged_place_is_looked_at_as_the_one_it_became_and_the_sample_is_drawn_the_same(running: Running) -> None:
    task = running.task()
    gone, into = task.place, undrawn(task)
    merge(gone, into)
    moved = fresh(task)
    assert (moved.place_id, moved.drawn_place, moved.state) == (into.pk, gone.pk, TaskState.OPEN)
    assert (moved.street, moved.group, moved.chance_e6) == (task.street, task.group, task.chance_e6)
    assert sample(running.month)
    entry = Entry._all.get(verb="inspection.followed", subject_id=str(task.pk))
    assert entry.path == "/cc/"  # blind: at the district, where no street reads
    assert [fault for fault in verify(state=True) if "inspection" in str(fault)] == []
    running.look(moved, Outcome.FOUND)
    assert running.looked[-1].finds.get().duty.hazard.place_id == into.pk


def test_merged_twice_it_remembers_the_place_as_drawn(running: Running) -> None:
    task = running.task()
    first, second = task.place, undrawn(task)
    merge(first, second)
    third = undrawn(task, "第三幢")
    merge(second, third)
    assert (fresh(task).place_id, fresh(task).drawn_place) == (third.pk, first.pk)
    assert sample(running.month)


def test_two_of_the_sample_that_are_one_are_looked_at_once_and_a_reserve_comes_in(running: Running) -> None:
    gone = running.task(street="street")
    others = Task._all.filter(month=running.month, half=Half.PLACE, street=gone.street, state=TaskState.OPEN)
    into = others.exclude(pk=gone.pk).order_by("pk")[0]
    reserves = Task._all.filter(month=running.month, state=TaskState.RESERVE, street=gone.street, group=gone.group)
    had = reserves.count()
    for _twice in range(2):
        follow_place(by=SYSTEM, old=gone.place.path, new=into.place.path, into=into.place_id)
    left = fresh(gone)
    assert (left.state, left.no_entry, left.place_id) == (TaskState.NO_ENTRY, NoEntry.GONE, gone.place_id)
    assert fresh(into).state == TaskState.OPEN
    assert reserves.count() == max(0, had - 1)
    assert Task._all.filter(replaces=gone).count() == min(1, had)
    assert sample(running.month)


def test_where_hazards_are_on_the_lists_already_the_look_is_ended_as_it_is(running: Running) -> None:
    gone = running.task(street="street")
    into = Task._all.filter(month=running.month, half=Half.PLACE).exclude(pk=gone.pk).order_by("pk")[0]
    by = running.inspector(gone)
    report_find(by=by, task=gone.pk, seen=Seen("ES-01", "1"))
    follow_place(by=SYSTEM, old=gone.place.path, new=into.place.path, into=into.place_id)
    assert (fresh(gone).state, fresh(gone).place_id) == (TaskState.OPEN, gone.place_id)


def test_a_reserve_that_was_merged_into_the_sample_never_comes_in(running: Running) -> None:
    asked = next(
        task for task in Task._all.filter(month=running.month, half=Half.PLACE, state=TaskState.OPEN)
        if tasks.next_reserve(task) is not None
    )  # fmt: skip
    reserve = tasks.next_reserve(asked)
    assert reserve is not None
    merge(reserve.place, asked.place)
    assert (fresh(reserve).state, fresh(reserve).place_id) == (TaskState.RESERVE, reserve.place_id)
    assert tasks.next_reserve(asked) != reserve
    assert sample(running.month)


def test_a_closed_hazard_is_looked_at_where_its_place_is_now(running: Running) -> None:
    task = running.task(Half.CLOSED)
    into = undrawn(task)
    follow_place(by=SYSTEM, old=task.place.path, new=into.path, into=into.pk)
    assert (fresh(task).place_id, fresh(task).drawn_place) == (into.pk, None)
    assert sample(running.month)


def test_what_was_looked_at_or_published_stays_where_it_was_seen(running: Running) -> None:
    task = running.task()
    into = undrawn(task)
    running.look(task, Outcome.CLEAN)
    follow_place(by=SYSTEM, old=task.place.path, new=into.path, into=into.pk)
    assert fresh(task).place_id == task.place_id
    assert not Entry._all.filter(verb="inspection.followed").exists()


def test_a_place_that_moved_under_the_inspectors_own_street_is_given_to_another(cast: Cast, running: Running) -> None:
    task = running.task(street="street")
    before = task.inspector_id
    assert before is not None
    account = next(account for account in cast.accounts.values() if account.pk == before)
    people.open_post(
        by=SYSTEM, account=account, role=Role.STREET, organisation=cast.organisations["other_street"],
        place=cast.places["other_street"], since=today(),
    )  # fmt: skip
    drain()
    places.move_place(by=SYSTEM, place=task.place.parent_id or 0, under=cast.places["other_community"].pk)
    drain()
    moved = fresh(task)
    assert moved.place.path.startswith(cast.places["other_street"].path)
    assert moved.inspector_id != before
    assert moved.street == task.street  # counted where it was drawn
    assert Entry._all.filter(verb="inspection.named", subject_id=str(task.pk)).count() == 2
    assert sample(running.month)


def test_a_move_that_concerns_nobody_changes_nothing(cast: Cast, running: Running) -> None:
    task = running.task(street="street")
    drain()
    places.move_place(by=SYSTEM, place=task.place.parent_id or 0, under=cast.places["other_community"].pk)
    drain()
    after = fresh(task)
    assert (after.inspector_id, after.state) == (task.inspector_id, TaskState.OPEN)
    assert Entry._all.filter(verb="inspection.named", subject_id=str(task.pk)).count() == 1


@pytest.mark.parametrize("who", ["outsider", "street_officer", "property_manager", "community_worker"])
def test_the_street_that_gets_the_place_learns_nothing_of_the_sample(running: Running, as_: As, who: str) -> None:
    task = running.task()
    merge(task.place, undrawn(task))
    assert as_(who).get(reverse("monthly:task", args=[task.pk])).status_code in (403, 404)
