"""Looks follow their places: to the one that took a merged place in, away from whoever a move made a party to it."""

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import Deed, deed
from anju.supervision.inspections.monthly.actions.drawing import reassign
from anju.supervision.inspections.monthly.actions.looking import give_up, replace
from anju.supervision.inspections.monthly.enums import Half, NoEntry, TaskState
from anju.supervision.inspections.monthly.models import Task
from anju.supervision.inspections.monthly.queries import months, people, tasks
from anju.supervision.inspections.monthly.rules.assigning import barred


def follow_place(*, by: Actor, old: str, new: str, into: int | None = None) -> None:
    """What is to be looked at at `old` is at `new` from now on; after a merge, at the place `into`.

    Street and group stay as drawn: chances and estimates rest on them. What was looked at stays where it was seen.
    """
    with deed(by=by) as act:
        if into is not None:
            for row in tasks.running_at(old, TaskState.OPEN, TaskState.RESERVE):
                _join(act, row, old, new, into)
        for row in tasks.running_at(new, TaskState.OPEN):
            if _concerned(row):
                reassign(by=by, task=row.pk)


def _join(act: Deed, row: Task, old: str, new: str, into: int) -> None:
    """One place is looked at once: where `into` was drawn too, the next reserve comes in instead. Where hazards were
    put on the lists already, the inspector ends the look as it is.
    """
    if row.half == Half.PLACE and tasks.is_drawn(row.month, into):
        if row.state == TaskState.OPEN and not tasks.new_finds(row):
            months.locked(row.month_id)
            give_up(act, row, NoEntry.GONE)
            replace(act, row)
        return
    if row.half == Half.PLACE:
        row.drawn_place = row.drawn_place or row.place_id
    row.place_id = into
    row.save(update_fields=["place", "drawn_place"])
    act.enter("inspection.followed", row, path=row.path, data={"month": row.month_id, "from": old, "to": new})


def _concerned(row: Task) -> bool:
    """Whether whoever has the task has something to do with its place by now."""
    if row.inspector_id is None:
        return False
    now = clock.now()
    day = clock.local(now).date()
    found = people.inspectors(row.path, day, accounts=[row.inspector_id])
    return not found or barred(found[0], people.spots([row], now, day)[row.pk])
