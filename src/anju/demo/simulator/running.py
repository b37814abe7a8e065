"""All devices together, on one clock that may run faster than ours."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

from anju.demo.simulator.line import Line, Told
from anju.demo.simulator.panel import Panel
from anju.demo.simulator.scripts import SCRIPTS
from anju.demo.simulator.sites import Site
from anju.gateway.protocols.gbt26875 import TimeLabel
from anju.gateway.protocols.gbt26875.values import LOCAL

TICK_S = 0.25
REPORT_S = 60.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What is played. `speed`: so many seconds of the world in one of ours; labels of frames bear our own moment."""

    host: str
    port: int
    seed: int = 1
    speed: float = 1.0
    often: float = 1.0
    cues: tuple[tuple[float, str, int], ...] = ()
    """(seconds of the world after the beginning, script, number of the site): the same in every run."""


def storm_of(sites: Sequence[Site]) -> tuple[tuple[float, str, int], ...]:
    """A thunderstorm over all of them, within a minute."""
    return tuple((60.0 * number / max(1, len(sites)), "storm", number) for number in range(len(sites)))


async def play(
    sites: Sequence[Site], plan: Plan, *, seconds: float | None = None, say: Callable[[str], None] = lambda _line: None
) -> Told:
    """Let the devices speak for so many of our seconds, or for ever. Raises KeyError for a script nobody wrote."""
    if unknown := {script for _after, script, _site in plan.cues} - set(SCRIPTS):
        raise KeyError(*unknown)
    told = Told()
    panels = [Panel(site, Random(f"{plan.seed}/{site.address.hex()}"), plan.often) for site in sites]
    lines = [Line(site.address, plan.host, plan.port, told) for site in sites]
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(line.run()) for line in lines]
        tasks.append(group.create_task(_report(told, say)))
        await _tick(panels, lines, plan, seconds)
        for task in tasks:
            task.cancel()
    return told


async def _tick(panels: Sequence[Panel], lines: Sequence[Line], plan: Plan, seconds: float | None) -> None:
    began, midnight = time.monotonic(), _seconds_of_day()
    cues = sorted(plan.cues)
    while seconds is None or time.monotonic() - began < seconds:
        passed = (time.monotonic() - began) * plan.speed
        while cues and cues[0][0] <= passed:
            _after, script, number = cues.pop(0)
            panels[number % len(panels)].begin(script, midnight + passed)
        label = TimeLabel.of(datetime.now(UTC))
        for panel, line in zip(panels, lines, strict=True):
            line.say(panel.said(midnight + passed, label))
        await asyncio.sleep(TICK_S)


async def _report(told: Told, say: Callable[[str], None]) -> None:
    while True:
        await asyncio.sleep(REPORT_S)
        say(
            f"{told.sent:,} sent, {told.confirmed:,} confirmed, {told.again:,} again, {told.given_up:,} given up, "
            f"{told.lost:,} lines lost"
        )


def _seconds_of_day() -> float:
    now = datetime.now(LOCAL)
    return now.hour * 3600 + now.minute * 60 + now.second
