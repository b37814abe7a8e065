"""What credibility is computed from. Positions are WGS-84 in whole 1e-7 degrees, distances metres, times aware."""

import math
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from anju.kernel.clock import DISTRICT_TIME
from anju.supervision.grid.rules.kinds import CLAIMS, Look, Origin

METRES_PER_E7 = 0.011132
"""One 1e-7 degree along a meridian; good to 1 % at any latitude."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What is kept of a photo to find it again: the hash of the whole, and of windows of it (`grid/pictures.py`)."""

    whole: int
    windows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Fix:
    """A position as the phone gave it. `accuracy` is its own claim in metres, `age` the seconds before the record."""

    lon_e7: int
    lat_e7: int
    accuracy: float
    age: float = 0.0
    mocked: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """A value read off a gauge, in whole steps of its scale: 0.35 MPa to 0.01 is 35. `kind` names scale and step."""

    kind: str
    steps: int
    spot: str


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the round. `building` groups places under one roof; `floors` 0 where unknown; a lift where unknown."""

    id: str
    lon_e7: int
    lat_e7: int
    building: str
    floors: int = 0
    lift: bool = True
    street: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Visit:
    """One record of one person about one place.

    `seq` counts the records of a phone. `skew` is how far the phone's clock was ahead of the server's at its sync;
    `heard_at` the server's time in the last answer the phone had when it made the record: it was made after that.
    `later` is the member's own word that he entered it after the round: then its time and position claim nothing.
    """

    id: str
    who: str
    device: str
    seq: int
    place: str
    look: Look
    device_at: datetime
    received_at: datetime
    unit: str = ""
    floor: int | None = None
    fix: Fix | None = None
    photos: tuple[Mark, ...] = ()
    readings: tuple[Reading, ...] = ()
    skew: timedelta | None = None
    heard_at: datetime | None = None
    later: bool = False
    origin: Origin = Origin.LIVE

    @property
    def made_at(self) -> datetime:
        """The phone's time put right by what its clock was found to be ahead; never after the server had it."""
        return min(self.device_at - (self.skew or timedelta()), self.received_at)

    @property
    def day(self) -> date:
        """The district's day it was made on."""
        return self.made_at.astimezone(DISTRICT_TIME).date()

    @property
    def claims(self) -> bool:
        """Whether it says that somebody stood there and looked, then."""
        return self.look in CLAIMS and not self.later


@dataclass(frozen=True, slots=True)
class Recheck:
    """A blind second look at a place, at most a few days after the visit. `missed` counts lasting hazards it found
    that the visit had not told; `found` all lasting ones it found. What can be wheeled away does not count.
    """

    visit: str
    place: str
    at: datetime
    found: int
    missed: int


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A resident's report, checked and true, of a lasting hazard at a place that the visit told nothing of."""

    visit: str
    place: str
    at: datetime


def metres(a: tuple[int, int], b: tuple[int, int]) -> float:
    """Distance between two (lon_e7, lat_e7) of one district, on a plane; under 0.1 % off within 30 km."""
    east = (a[0] - b[0]) * math.cos(math.radians((a[1] + b[1]) / 2e7))
    return math.hypot(east, a[1] - b[1]) * METRES_PER_E7
