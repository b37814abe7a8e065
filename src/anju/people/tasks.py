"""What the worker does for people."""

from datetime import timedelta

from anju.kernel.actors import system
from anju.kernel.jobs.ticks import tick
from anju.people.actions import help as help_list


@tick("people.erase_ended_help", every=timedelta(hours=1))
def erase_ended_help() -> bool:
    """Destroy entries of the help list whose end can be taken back no longer."""
    return help_list.erase_ended(by=system("help")) > 0
