"""What the worker does for the lists: the ladder, and papers nobody answered."""

from datetime import timedelta

from anju.kernel import clock
from anju.kernel.jobs.ticks import tick
from anju.supervision.lists import actions

BATCH = 200


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
