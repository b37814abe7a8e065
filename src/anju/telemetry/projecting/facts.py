"""What a piece of frames says, before anybody looked into the database. Names instead of ids; the order of arrival."""

from collections import Counter
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, NamedTuple

from anju.gateway.observed import Deed, Scheme, State

Device = tuple[str, str]
"""(scheme, key)."""
Token = tuple[Any, ...]
"""What the fast path calls a point or a series: numbers of the wire, cheap to make and to compare. See `Named`."""


class PointName(NamedTuple):
    """A point as it is stored; `kinds` as `Point.kinds`."""

    device: Device
    key: str
    kinds: str


@dataclass(slots=True)
class Said:
    """Something a point said that is no number: a word of states, states, or something done. In order of `order`."""

    order: int
    """Place of its frame in the piece."""
    point: PointName
    at: int
    came: int
    origin: int
    word: tuple[int, int, bool] | None = None
    """(table, word, whether it says that something is over): see `bits`."""
    states: tuple[tuple[State, bool], ...] = ()
    deeds: tuple[Deed, ...] = ()
    name: str = ""
    """What the device calls the point."""


@dataclass(slots=True)
class Facts:
    """All that a piece says. Readings stand in three columns; all else is rarer."""

    first: dict[Device, int] = field(default_factory=dict)
    last: dict[Device, int] = field(default_factory=dict)
    """When a device was first and last heard in the piece, by our clock."""
    skew: dict[Device, int] = field(default_factory=dict)
    """Seconds by which its clock was ahead, last."""
    unknown: Counter[Device] = field(default_factory=Counter)
    """Messages of which nothing is understood."""
    levels: dict[Device, dict[str, int]] = field(default_factory=dict)
    """Columns of `Heard` about battery and signal."""
    series: list[Token] = field(default_factory=list)
    at: list[int] = field(default_factory=list)
    milli: list[int] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)

    def hear(self, device: Device, came: int) -> None:
        """A sign of life."""
        if came < self.first.get(device, came + 1):
            self.first[device] = came
        if came > self.last.get(device, 0):
            self.last[device] = came

    def measure(self, token: Token, at: int, milli: int) -> None:
        """One reading, where they do not come in masses."""
        self.series.append(token)
        self.at.append(at)
        self.milli.append(milli)


def series_of(token: Token) -> tuple[PointName, str]:
    """What a series is called: `(point, quantity)`, or the numbers of GB/T 26875.3 (`gbt`)."""
    if len(token) == 2:
        point, quantity = token
        return point, str(quantity)
    source, system, address, component, number, _kind, quantity = token
    return component_point(device_of(source), system, address, component, number), quantity


def device_of(source: bytes) -> Device:
    """The device of an address. Where that names nobody, the name of the listener stands for it."""
    return (Scheme.GBT26875.value, source.hex() if len(source) == 6 else source.decode())


def system_point(device: Device, system: int, address: int) -> PointName:
    """A system (1/0) of the building that a transmission device listens to."""
    return PointName(device, f"{system}/{address}", f"gbt26875.system:{system}")


def component_point(device: Device, system: int, address: int, component: int, number: int) -> PointName:
    """A component (1/0/65537/42): a call point and a detector of one address are two, as many loops have it."""
    kinds = f"gbt26875.system:{system} gbt26875.component:{component}"
    return PointName(device, f"{system}/{address}/{number}/{component}", kinds)


def origin_of(message: bytes) -> int:
    """A digest that fits a signed column of 64 bits."""
    return int.from_bytes(blake2b(message, digest_size=8).digest(), "little", signed=True)
