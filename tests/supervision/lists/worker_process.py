"""A worker in a process of its own: `python -m tests.supervision.lists.worker_process MOMENT work | MOMENT die N`.

`work` runs the real loop over the real ticks until its standard input ends; `die` takes one tick of the ladder and ends
without a word before its n-th statement, or, for `commit`, before its first commit.
"""

import os
import sys
from collections.abc import Callable
from datetime import datetime, timedelta

import django

RECKONED = "test.reckoned"
TICKS = ("lists.ladder", "lists.papers", "ledger.seal", "ledger.consumers", "notify.deliver", "jobs.short")


def declare() -> None:
    """What both sides know: a code of notices, and a kind of job in three pieces."""
    from anju.kernel.jobs.handlers import handler
    from anju.kernel.ledger.models import Cursor
    from anju.notify import codes
    from anju.notify.codes import Param
    from anju.notify.enums import Urgency

    words = dict.fromkeys(("title", "text", "group"), "第{n}件")
    codes.declare("test.numbered", params={"n": Param.NUMBER}, urgency=Urgency.LIFE, **words)

    def pieces(run):  # type: ignore[no-untyped-def]
        for number in range(run.state.get("at", 0) + 1, 4):
            with run.piece(done=number, total=3, state={"at": number}):
                Cursor._all.create(consumer=f"piece {number} of {run.job.pk}", district="cc")

    handler(RECKONED, label="数数")(pieces)


def _at(moment: datetime, run: Callable[[], object]) -> Callable[[], object]:
    """A thread begins at the present: the moment is set inside it."""
    from anju.kernel import clock

    def simulated() -> object:
        with clock.simulated(moment):
            return run()

    return simulated


def work(moment: datetime) -> None:
    """The worker's loop, a hundred times as eager as in service."""
    from anju.kernel.jobs.loop import Loop
    from anju.kernel.jobs.ticks import Tick, registered

    chosen = [tick for tick in registered() if tick.name in TICKS]
    loop = Loop(Tick(tick.name, timedelta(milliseconds=50), _at(moment, tick.run)) for tick in chosen)
    loop.start()
    print("at work", flush=True)
    sys.stdin.read()
    loop.stop()


def die(moment: datetime, when: str) -> None:
    """One tick of the ladder, cut short; 9 is the exit code of a death, 0 that of a tick that was through before."""
    from django.db import connection

    from anju.supervision.lists import tasks
    from tests.supervision.lists.deaths import killed_before

    def end() -> None:
        os._exit(9)

    if when == "commit":
        connection._commit = end
        _at(moment, tasks.ladder)()
    else:
        with killed_before(int(when), end):
            _at(moment, tasks.ladder)()


def main() -> None:
    """See above."""
    moment, what, *more = sys.argv[1:]
    django.setup()
    import anju.kernel.jobs.tasks
    import anju.notify.tasks
    import anju.supervision.lists.tasks  # noqa: F401 - declares its ticks, as the two above

    declare()
    at = datetime.fromisoformat(moment)
    if what == "work":
        work(at)
    else:
        die(at, *more)


if __name__ == "__main__":
    main()
