"""What the worker does for burden."""

from datetime import timedelta

from anju.burden.actions.minutes import fold, forget_tokens, warn
from anju.kernel import clock
from anju.kernel.jobs.ticks import tick

BATCH = 200


@tick("burden.fold", every=timedelta(hours=6))
def folded() -> bool:
    """Add what phones told to the weeks; true where more waits. Seldom, so that a fold is of several phones."""
    return fold(limit=BATCH) == BATCH


@tick("burden.forget", every=timedelta(hours=24))
def forgotten() -> None:
    """Forget the tokens of days long past."""
    forget_tokens(today=clock.today())


@tick("burden.warn", every=timedelta(hours=6))
def warned() -> None:
    """Say once a week where a cap was passed."""
    warn()
