"""The kernel's own ticks: sealing, and letting consumers read."""

from datetime import timedelta

from anju.kernel.jobs.ticks import tick
from anju.kernel.ledger import consumers, seals

SEAL_EVERY = timedelta(milliseconds=100)
news = consumers.News()


@tick("ledger.seal", every=SEAL_EVERY)
def seal() -> bool:
    """Seal what was written; takes the writer's turn only when something waits."""
    return seals.is_waiting() and seals.seal().entries > 0


@tick("ledger.consumers", every=SEAL_EVERY)
def consume() -> bool:
    """Let consumers read what is newly sealed, whoever sealed it."""
    return news.run() > 0
