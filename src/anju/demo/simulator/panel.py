"""What one building's device says, second by second. Pure: the moment comes in, units go out."""

import heapq
from dataclasses import dataclass, field
from itertools import count
from math import cos, tau
from random import Random

from anju.demo.simulator import sites
from anju.demo.simulator.scripts import SCRIPTS, USUAL, Line
from anju.demo.simulator.sites import Site, Unit
from anju.gateway.protocols.gbt26875.values import TimeLabel

DAY_S = 86_400
REPORT_S = 60.0
"""Between two signs of life, and two readings of the pressure."""
SWING = 0.08
"""By so much of the usual pressure it sinks when everybody uses water, and rises at night."""
A_YEAR = {"kitchen": 6.0, "silenced": 1.0, "pump": 0.6, "battery": 2.0, "storm": 0.3}
"""How often each happens in a building of a district in which everything happens at random."""
MEALS = ((7, 9), (11, 13), (17, 20))
"""Hours in which people cook."""


@dataclass(slots=True)
class Panel:
    """One building. `now` is the world's time: seconds since a midnight, which may run faster than ours."""

    site: Site
    rng: Random
    often: float = 0.0
    """How often things happen by themselves: 1 is as in a district, 0 never."""
    _due: list[tuple[float, int, Line]] = field(default_factory=list)
    _order: "count[int]" = field(default_factory=count)
    _report: float = -1.0
    _looked: float = -1.0
    _kpa: int | None = None

    def begin(self, script: str, now: float) -> None:
        """Something happens. Raises KeyError for a script nobody wrote."""
        lines = SCRIPTS[script](self.site, self.rng)
        for line in lines:
            heapq.heappush(self._due, (now + line.after, next(self._order), line))

    def said(self, now: float, at: TimeLabel) -> list[Unit]:
        """What is said since it was last asked. `at`: the label of our own present moment, which every object bears."""
        if self._report < 0:
            self._report = now + self.rng.uniform(0, REPORT_S)  # not all buildings in the same second
            self._looked = now
        if self.often:
            self._happen(now)
        units: list[Unit] = []
        while self._due and self._due[0][0] <= now:
            _moment, _order, line = heapq.heappop(self._due)
            units.append(line.say(at))
            if line.kpa is not None:
                self._kpa = None if line.kpa == USUAL else line.kpa
        if now >= self._report:
            self._report += REPORT_S * max(1, round((now - self._report) / REPORT_S))
            units += [sites.device(at), sites.pressure(self.kpa(now), at)]
        return units

    def kpa(self, now: float) -> int:
        """What the riser has: low at breakfast and in the evening, high at night, and what a script makes of it."""
        usual = self.site.kpa if self._kpa is None else self._kpa
        if not usual:
            return 0
        swing = SWING * (cos(tau * (now % DAY_S) / (DAY_S / 2) - tau / 3) - 1) / 2
        return max(0, round(usual * (1 + swing + self.rng.gauss(0, 0.004))))

    def _happen(self, now: float) -> None:
        passed, hour = now - self._looked, now % DAY_S / 3600
        self._looked = now
        for name, often in A_YEAR.items():
            weight = self.often * often
            if name == "kitchen":
                weight *= 24 / 7 if any(begin <= hour < end for begin, end in MEALS) else 0
            elif name == "silenced":
                weight *= 24 / 6 if hour < 6 else 0
            if self.rng.random() < weight * passed / (365 * DAY_S):
                self.begin(name, now)
