"""`anju simulate`: the demo's devices speak to the gateway."""

import asyncio
import contextlib
import signal
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from anju.demo.simulator import fleet
from anju.demo.simulator.running import Plan, play, storm_of
from anju.demo.simulator.scripts import SCRIPTS

DAY_OF_ALARMS = (
    (20.0, "kitchen", 1), (90.0, "fire", 0), (240.0, "pump", 2), (400.0, "silenced", 3), (600.0, "battery", 4),
)  # fmt: skip
"""The fixed script: some of everything within ten minutes of the world's time."""


class Command(BaseCommand):
    """Runs until it is interrupted. Devices are those registered in a demo district."""

    help = "Let the demo's devices report over real sockets."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=5200, help="where the gateway listens for GB/T 26875.3")
        parser.add_argument("--devices", type=int, default=5000, help="at most so many")
        parser.add_argument(
            "--script", default="random", choices=["quiet", "random", "fixed", "thunder", *sorted(SCRIPTS)],
            help="nothing happens; all by chance; the same in every run; a thunderstorm; or one thing once",
        )  # fmt: skip
        parser.add_argument("--speed", type=float, default=1.0, help="seconds of the world in one of ours")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--seconds", type=float, help="end after so many of our seconds")

    def handle(self, **options: Any) -> None:
        if options["speed"] <= 0:
            raise CommandError("--speed takes a number above 0")
        sites = fleet.sites(options["devices"])
        if not sites:
            raise CommandError("there is no registered device of a demo district here: run `anju demo` first")
        script = options["script"]
        cues = {"fixed": DAY_OF_ALARMS, "thunder": storm_of(sites)}.get(
            script, ((5.0, script, options["seed"]),) if script in SCRIPTS else ()
        )
        plan = Plan(
            options["host"], options["port"], options["seed"], options["speed"], random=script == "random", cues=cues
        )
        self.stdout.write(f"{len(sites)} devices report to {plan.host}:{plan.port}")
        self.stdout.flush()
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(self._play(sites, plan, options["seconds"]))

    async def _play(self, sites: list[Any], plan: Plan, seconds: float | None) -> None:
        playing = asyncio.ensure_future(play(sites, plan, seconds=seconds, say=self.stdout.write))
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, playing.cancel)
        with contextlib.suppress(asyncio.CancelledError):
            told = await playing
            self.stdout.write(f"{told.confirmed:,} of {told.sent:,} sent were confirmed")
