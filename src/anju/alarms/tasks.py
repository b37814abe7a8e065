"""What the worker does for alarms."""

from datetime import timedelta

from anju.alarms import actions
from anju.alarms.actions.apart import each
from anju.alarms.queries import events, watching
from anju.kernel import clock
from anju.kernel.actors import system
from anju.kernel.jobs.ticks import tick

BATCH = 100


@tick("alarms.hear", every=timedelta(milliseconds=20))
def hear() -> bool:
    """Raise alarms from what devices said since the last look; two small queries where they said nothing."""
    return actions.hear(BATCH)


@tick("alarms.ladder", every=timedelta(seconds=1))
def ladder() -> bool:
    """Call the next rung of every alarm whose moment has come."""
    due = events.due(clock.now(), BATCH)
    each(due, actions.climb)
    return len(due) == BATCH


@tick("alarms.silencings", every=timedelta(seconds=5))
def silencings() -> None:
    """Raise an alarm for every panel that was kept quiet too long."""
    actions.raise_silencings()


@tick("alarms.rules", every=timedelta(seconds=2))
def rules() -> bool:
    """Judge by the rules what points have said since."""
    return actions.judge_watches(BATCH)


@tick("alarms.watches", every=timedelta(minutes=1))
def watches() -> None:
    """Bring the release's rules to districts that have none of them, and watch the points that came under a rule."""
    if not watching.has_shipped():
        actions.load_shipped(by=system("release"))
    actions.watch_more()
