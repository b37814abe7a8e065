"""What the worker does for residents' reports."""

from datetime import timedelta

from anju.intake.residents import actions
from anju.intake.residents.actions import telling
from anju.kernel.jobs.ticks import tick


@tick("residents.erase_contacts", every=timedelta(hours=1))
def erase_contacts() -> bool:
    """Erase contacts whose time is over."""
    return actions.erase_old_contacts() > 0


@tick("residents.forget_origins", every=timedelta(hours=1))
def forget_origins() -> None:
    """Empty the hashes of addresses."""
    actions.forget_origins()


@tick("residents.clocks", every=timedelta(minutes=30))
def clocks() -> None:
    """Remind of tickets whose time to return or to answer runs out."""
    telling.tell_clocks()
