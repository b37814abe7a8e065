"""Counting dates again when a holiday table arrives or is replaced, piece by piece in the worker."""

from typing import Any

from anju.kernel.actors import system
from anju.kernel.calendar import DayTable
from anju.kernel.ledger.deeds import Deed, deed
from anju.supervision.lists.actions.moves import Move, perform
from anju.supervision.lists.actions.rulings import align_term
from anju.supervision.lists.enums import OPEN, Event
from anju.supervision.lists.models import Draft, Proposal, Term
from anju.supervision.lists.queries import recounting
from anju.supervision.lists.queries.cases import locked

CALENDAR = system("calendar")


def recount_case(*, duty_id: int, before: DayTable, after: DayTable) -> recounting.Moves:
    """Count one case's dates again, with an entry where anything is counted anew. A closed one stays as it is."""
    with deed(by=CALENDAR) as act:
        duty = locked(duty_id)
        found = recounting.of_case(duty, before, after)
        if duty.state not in OPEN or not found.counted:
            return recounting.Moves(0, 0)
        old_due, old_holder = duty.due_at, duty.holder_due_at
        if found.due is not None:
            duty.due_at = found.due.at
            duty.due_latest = found.due.latest_possible if found.due.provisional else None
            align_term(duty)
        if found.holder_due is not None:
            duty.holder_due_at = found.holder_due
            Term._all.filter(duty=duty, until__isnull=True).update(due_at=found.holder_due)
        _write_papers(act, found, duty.path)
        if found.due is not None or found.holder_due is not None:
            data: dict[str, Any] = {"old_due": old_due, "old_holder_due": old_holder}
            perform(act, duty, Event.RECOUNT, Move(data=data, automatic=True))
        moved = bool(found.papers) or (duty.due_at, duty.holder_due_at) != (old_due, old_holder)
        return recounting.Moves(1, int(moved))


def recount_paper(*, paper: Draft | Proposal, before: DayTable, after: DayTable) -> recounting.Moves:
    """Count the date of a draft or proposal again, if it still waits for its answer."""
    with deed(by=CALENDAR) as act:
        row: Any = type(paper)._all.select_for_update().get(pk=paper.pk)
        if row.decision != paper.decision:
            return recounting.Moves(0, 0)
        found = recounting.of_paper(row, before, after)
        _write_papers(act, found, row.path)
        return recounting.Moves(int(found.counted), int(bool(found.papers)))


def _write_papers(act: Deed, found: recounting.Again, path: str) -> None:
    for row, name, moment in found.papers:
        paper: Any = row
        old = getattr(paper, name)
        setattr(paper, name, moment)
        paper.save(update_fields=[name])
        act.enter(f"{paper.ledger_kind}.recounted", paper, path=path, data={"old_due": old, "due": moment})
