"""The kernel's own ticks: sealing, letting consumers read, doing what was asked for, clearing away."""

from datetime import timedelta

from django.db import connection

from anju.kernel import clock
from anju.kernel.files import sweep
from anju.kernel.jobs import checking, queue
from anju.kernel.jobs.handlers import Lane
from anju.kernel.jobs.ticks import tick
from anju.kernel.ledger import consumers, seals

__all__ = ["checking"]  # imported so that its handler is declared

SEAL_EVERY = timedelta(milliseconds=100)
ASK_EVERY = timedelta(milliseconds=500)
news = consumers.News()


@tick("ledger.seal", every=SEAL_EVERY)
def seal() -> bool:
    """Seal what was written; takes the writer's turn only when something waits."""
    return seals.is_waiting() and seals.seal().entries > 0


@tick("ledger.consumers", every=SEAL_EVERY)
def consume() -> bool:
    """Let consumers read what is newly sealed, whoever sealed it."""
    return news.run() > 0


@tick("jobs.short", every=ASK_EVERY)
def run_short() -> bool:
    """Do the next job that takes moments."""
    return queue.run_one(Lane.SHORT)


@tick("jobs.long", every=ASK_EVERY)
def run_long() -> bool:
    """Do the next job that takes minutes."""
    return queue.run_one(Lane.LONG)


@tick("jobs.tidy", every=timedelta(hours=1))
def tidy() -> None:
    """Remove files nobody fetched in time."""
    queue.tidy(clock.now())


@tick("db.survey", every=timedelta(hours=1))
def survey() -> None:
    """Let SQLite look again at how rows are spread, where much has changed; PostgreSQL does so by itself."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit=1000")
            cursor.execute("PRAGMA optimize")


@tick("files.sweep", every=timedelta(minutes=1))
def clear_away() -> bool:
    """Expire uploads and destroy bytes nothing refers to."""
    return sweep.expire() + sweep.sweep() > 0


@tick("files.strays", every=timedelta(hours=6))
def clear_strays() -> None:
    """Destroy bytes that a crash left without a row."""
    sweep.strays()
