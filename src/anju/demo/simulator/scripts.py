"""What can happen in a building, as lines of a script: so many seconds later, this is said. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from random import Random

from anju.demo.simulator import sites
from anju.demo.simulator.sites import FEEDBACK, FIRE, NORMAL, POWER_FAULT, STARTED, Site, Unit
from anju.gateway.protocols.gbt26875.values import TimeLabel

RESET, SILENCE, CONFIRMED = 0, 1, 5
CLIMB_S = 75.0
"""Smoke takes so long from floor to floor of a stairway."""
USUAL = -1
"""The riser has again what it usually has."""
BURNS_S = 5400.0


@dataclass(frozen=True, slots=True)
class Line:
    """`after` seconds from the beginning of its script. `kpa`: what the riser has from then on; None: no change."""

    after: float
    say: Callable[[TimeLabel], Unit]
    kpa: int | None = None


Script = Callable[[Site, Random], list[Line]]


def fire(site: Site, rng: Random) -> list[Line]:
    """A fire low in a stairway: a detector, a call point, then floor by floor; the pump starts, the water sinks."""
    stairway, floor = rng.randint(1, site.stairways), rng.randint(1, max(1, site.storeys // 3))
    lines = [
        Line(0, lambda at: sites.detector(site, stairway, floor, at, FIRE | NORMAL)),
        Line(40, lambda at: sites.detector(site, stairway, floor, at, FIRE | NORMAL, sites.CALL_POINT)),
        Line(55, lambda at: sites.pump(at, NORMAL | STARTED)),
        Line(60, lambda at: sites.pump(at, NORMAL | STARTED | FEEDBACK), kpa=site.kpa * 3 // 5),
    ]
    for step, above in enumerate(range(floor + 1, min(site.storeys, floor + 6) + 1), 1):
        lines.append(Line(step * CLIMB_S, _smoke(site, stairway, above)))
    return [*lines, *_over(site, stairway, range(floor, min(site.storeys, floor + 6) + 1))]


def _over(site: Site, stairway: int, floors: Iterable[int]) -> list[Line]:
    """Somebody resets the panel; all is as before."""
    well = [Line(BURNS_S + 2, _well(site, stairway, floor)) for floor in floors]
    return [
        Line(BURNS_S, lambda at: sites.operation(RESET, at)),
        *well,
        Line(BURNS_S + 3, lambda at: sites.pump(at, NORMAL), kpa=USUAL),
    ]


def _smoke(site: Site, stairway: int, floor: int) -> Callable[[TimeLabel], Unit]:
    return lambda at: sites.detector(site, stairway, floor, at, FIRE | NORMAL)


def kitchen(site: Site, rng: Random) -> list[Line]:
    """Cooking: one detector, reset a few minutes later."""
    stairway, floor, minutes = rng.randint(1, site.stairways), rng.randint(1, site.storeys), rng.uniform(2, 7)
    return [
        Line(0, _smoke(site, stairway, floor)),
        Line(60 * minutes, lambda at: sites.operation(RESET, at)),
        Line(60 * minutes + 2, lambda at: sites.detector(site, stairway, floor, at, NORMAL)),
    ]


def silenced(site: Site, rng: Random) -> list[Line]:
    """An alarm in the night that somebody silences and goes back to sleep: nothing is reset for an hour."""
    stairway, floor = rng.randint(1, site.stairways), rng.randint(1, site.storeys)
    return [
        Line(0, _smoke(site, stairway, floor)),
        Line(20, lambda at: sites.operation(SILENCE, at)),
        Line(3600, lambda at: sites.operation(RESET, at)),
        Line(3602, lambda at: sites.detector(site, stairway, floor, at, NORMAL)),
    ]


def storm(site: Site, rng: Random) -> list[Line]:
    """Lightning on the bus: every detector of a stairway reports a fault within seconds, and is well again later."""
    stairway = rng.randint(1, site.stairways)
    lines = []
    for floor in range(1, site.storeys + 1):
        lines.append(Line(rng.uniform(0, 8), _fault(site, stairway, floor)))
        lines.append(Line(300 + rng.uniform(0, 60), _well(site, stairway, floor)))
    return lines


def _fault(site: Site, stairway: int, floor: int) -> Callable[[TimeLabel], Unit]:
    return lambda at: sites.detector(site, stairway, floor, at, NORMAL | sites.FAULT)


def _well(site: Site, stairway: int, floor: int) -> Callable[[TimeLabel], Unit]:
    return lambda at: sites.detector(site, stairway, floor, at, NORMAL)


def pump_fails(site: Site, rng: Random) -> list[Line]:
    """The pump's supply fails and the riser runs empty over half an hour; somebody mends it three hours later."""
    leak = [Line(120 * step, _broken, kpa=site.kpa * (14 - step) // 14) for step in range(1, 15)]
    mended = rng.uniform(10_000, 12_000)
    return [
        Line(0, _broken),
        *leak,
        Line(mended, lambda at: sites.pump(at, NORMAL), kpa=USUAL),
    ]


def _broken(at: TimeLabel) -> Unit:
    return sites.pump(at, NORMAL | sites.FAULT | POWER_FAULT)


def battery(site: Site, rng: Random) -> list[Line]:
    """A detector's supply gets low, and stays so until it is changed the next day."""
    stairway, floor = rng.randint(1, site.stairways), rng.randint(1, site.storeys)
    return [
        Line(0, lambda at: sites.detector(site, stairway, floor, at, NORMAL | POWER_FAULT)),
        Line(rng.uniform(60_000, 90_000), lambda at: sites.detector(site, stairway, floor, at, NORMAL)),
    ]


SCRIPTS: dict[str, Script] = {
    "fire": fire, "kitchen": kitchen, "silenced": silenced, "storm": storm, "pump": pump_fails, "battery": battery,
}  # fmt: skip
