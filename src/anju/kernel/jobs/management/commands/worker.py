"""`anju worker`: seals, lets consumers read, climbs ladders, sends, runs jobs. Ends cleanly on SIGTERM."""

import signal
import threading
from typing import Any

import structlog
from django.core.management.base import BaseCommand, CommandParser
from django.db import connections

from anju.kernel.jobs.loop import Loop
from anju.kernel.jobs.ticks import registered
from anju.kernel.ledger import consumers

log = structlog.get_logger("anju.worker")


class Command(BaseCommand):
    help = "Run everything that happens outside a request."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--only", nargs="*", help="names of ticks to run; all if none is given")

    def handle(self, *_args: Any, **options: Any) -> None:
        wanted = options["only"]
        ticks = [tick for tick in registered() if not wanted or tick.name in wanted]
        consumers.welcome_new_reactors()
        connections.close_all()  # the main thread only waits
        ended = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: ended.set())
        loop = Loop(ticks)
        loop.start()
        log.info("worker started", ticks=[tick.name for tick in ticks])
        ended.wait()
        left = loop.stop()
        log.info("worker ended", unfinished=left)
