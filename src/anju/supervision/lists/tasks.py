"""What the worker does for the lists: the ladder, and papers nobody answered."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from anju.kernel import clock
from anju.kernel.jobs.handlers import handler
from anju.kernel.jobs.run import Run
from anju.kernel.jobs.ticks import tick
from anju.supervision.lists import actions
from anju.supervision.lists.actions.looking import climb_look_back, silent_look_backs
from anju.supervision.lists.actions.recounting import recount_case, recount_paper
from anju.supervision.lists.actions.settings import RECOUNT
from anju.supervision.lists.actions.telling import tell_look_backs
from anju.supervision.lists.queries import recounting
from anju.supervision.lists.queries.cases import forget_tables, mark_of

BATCH = 200
PIECE = 50
"""Cases counted again in one transaction."""


@tick("lists.ladder", every=timedelta(seconds=30))
def ladder() -> bool:
    """Take the next automatic step of every case whose moment has come; true where more wait."""
    due = actions.due_cases(clock.now(), limit=BATCH)
    for duty_id in due:
        actions.climb(duty_id)
    return len(due) == BATCH


@tick("lists.papers", every=timedelta(minutes=5))
def papers() -> None:
    """Tell the level above of drafts and proposals that nobody answered in time."""
    for kind, pk in list(actions.silent_papers(clock.now())):
        actions.climb_paper(kind, pk)


@tick("lists.look_backs", every=timedelta(hours=1))
def look_backs() -> None:
    """Tell the organisations of the look-backs that have come due; what was told and not done goes up a level."""
    for pk in list(silent_look_backs(clock.now())):
        climb_look_back(pk)
    tell_look_backs()


@handler(RECOUNT, label=_("按放假安排重算期限"))
def recount(run: Run) -> Mapping[str, Any]:
    """Count again what a holiday table moves: the cases by id, then the papers. Result: `year`, `counted`, `moved`."""
    root, year, former = run.params["path"], run.params["year"], run.params["former"]
    forget_tables()
    marks = None if former is None else {mark.day: mark for mark in map(mark_of, former)}
    before, after = recounting.tables(root, year, marks)
    state = {"after": 0, "done": 0, "counted": 0, "moved": 0, **run.state}
    waiting, papers = recounting.cases(root, year).filter(pk__gt=state["after"]), recounting.papers(root, year)
    ids = list(waiting.values_list("pk", flat=True))
    total = state["done"] + len(ids) + len(papers)
    run.progress(state["done"], total=total)
    for start in range(0, len(ids), PIECE):
        piece = ids[start : start + PIECE]
        state |= {"after": piece[-1], "done": state["done"] + len(piece)}
        with run.piece(done=state["done"], total=total, state=state):
            for pk in piece:
                _sum(state, recount_case(duty_id=pk, before=before, after=after))
    with run.piece(done=total, total=total, state=state):
        for paper in papers:
            _sum(state, recount_paper(paper=paper, before=before, after=after))
    return {"year": year, "counted": state["counted"], "moved": state["moved"]}


def _sum(state: dict[str, int], moves: recounting.Moves) -> None:
    state["counted"] += moves.counted
    state["moved"] += moves.moved
