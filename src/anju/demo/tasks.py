"""What the worker does for a demo: once it has counted what was told, the register of documents is written."""

from datetime import timedelta

from anju.demo.papers import write_next
from anju.kernel.jobs.ticks import tick


@tick("demo.papers", every=timedelta(seconds=20))
def papers() -> bool:
    """One document; True: there may be more."""
    return write_next()
