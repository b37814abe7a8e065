"""`anju telemetry watch|once|rebuild`."""

import signal
import threading
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections, connection
from django.db.utils import InterfaceError, OperationalError

from anju.telemetry.actions import keeping
from anju.telemetry.actions.projecting import Projector, run_once, waits

LOOK: Final = 0.02
"""Seconds between two looks for a new batch."""
PIECES: Final = 50
"""After so many it is looked whether to end."""
LONGEST_PAUSE: Final = 5.0


class Command(BaseCommand):
    help = "Work out what frames mean: readings, states, what holds now."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="what", required=True)
        verbs.add_parser("watch", help="work out what comes, until SIGTERM")
        verbs.add_parser("once", help="work out what waits")
        verbs.add_parser("rebuild", help="empty what was worked out and work it out again; alarms wait meanwhile")

    def handle(self, *_args: Any, **options: Any) -> None:
        getattr(self, f"_{options['what']}")()

    def _once(self) -> None:
        self.stdout.write(f"{run_once()} frames worked out")

    def _rebuild(self) -> None:
        self.stdout.write(f"{keeping.rebuild()} frames worked out again")

    def _watch(self) -> None:
        ending = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: ending.set())
        self.stdout.write("watching")
        self.stdout.flush()
        watch(ending)


def watch(ending: threading.Event) -> None:
    """Work until `ending` is set; a piece that was begun is finished. A database out of reach is waited for."""
    projector, pause = Projector(), LOOK
    while not ending.is_set():
        try:
            if not waits() or not projector.run(PIECES):  # what waits may still wait for a commit before it
                ending.wait(LOOK)
            pause = LOOK
        except (OperationalError, InterfaceError):
            connection.close()
            ending.wait(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
            projector = Projector()
        close_old_connections()
