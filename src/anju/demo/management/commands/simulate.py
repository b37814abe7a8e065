"""`anju simulate`: the demo's devices speak to the gateway."""

import asyncio
import contextlib
import signal
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from anju.demo.simulator import fleet
from anju.demo.simulator.running import Plan, play, storm_of
from anju.demo.simulator.scripts import SCRIPTS
from anju.demo.simulator.sites import Site

DAY_OF_ALARMS = (
    (20.0, "kitchen", 1), (90.0, "fire", 0), (240.0, "pump", 2), (400.0, "silenced", 3), (600.0, "battery", 4),
)  # fmt: skip
"""The fixed script: some of everything within ten minutes of the world's time."""
LIVELY = 100.0
"""With forty devices something happens every twenty minutes or so."""
LOOK_AGAIN_S = 30.0


class Command(BaseCommand):
    """Runs until it is interrupted. Devices are those registered in a demo district."""

    help = "Let the demo's devices report over real sockets."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=5200, help="where the gateway listens for GB/T 26875.3")
        parser.add_argument("--devices", type=int, default=5000, help="at most so many")
        parser.add_argument(
            "--script", default="chance", choices=["chance", "fixed", "thunder", "live", *sorted(SCRIPTS)],
            help="by chance; the same in every run; a thunderstorm; both of the first two; or one thing once",
        )  # fmt: skip
        parser.add_argument("--often", type=float, help="chance: 1 is as in a district, 0 nothing")
        parser.add_argument("--speed", type=float, default=1.0, help="seconds of the world in one of ours")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--seconds", type=float, help="end after so many of our seconds")
        parser.add_argument("--stay", action="store_true", help="wait for devices where there are none yet")

    def handle(self, **options: Any) -> None:
        if options["speed"] <= 0:
            raise CommandError("--speed takes a number above 0")
        while not (sites := fleet.sites(options["devices"])):
            if not options["stay"]:
                raise CommandError("there is no registered device of a demo district here: run `anju demo` first")
            time.sleep(LOOK_AGAIN_S)
        plan = self._plan(sites, options)
        self.stdout.write(f"{len(sites)} devices report to {plan.host}:{plan.port}")
        self.stdout.flush()
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(self._play(sites, plan, options["seconds"]))

    def _plan(self, sites: list[Site], options: dict[str, Any]) -> Plan:
        script, often = options["script"], options["often"]
        cues = {"fixed": DAY_OF_ALARMS, "live": DAY_OF_ALARMS, "thunder": storm_of(sites)}.get(script, ())
        if script in SCRIPTS:
            cues = ((5.0, script, options["seed"]),)
        if often is None:
            often = {"chance": 1.0, "live": LIVELY}.get(script, 0.0)
        return Plan(options["host"], options["port"], options["seed"], options["speed"], often, cues)

    async def _play(self, sites: list[Site], plan: Plan, seconds: float | None) -> None:
        playing = asyncio.ensure_future(play(sites, plan, seconds=seconds, say=self.stdout.write))
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, playing.cancel)
        with contextlib.suppress(asyncio.CancelledError):
            told = await playing
            self.stdout.write(f"{told.confirmed:,} of {told.sent:,} sent were confirmed")
