"""Editions of the standard, and the dialects that makers speak of one.

A dialect never comes from a look at the bytes: it is chosen for a device by its address or the listener it reaches
(`Registry`); everybody else speaks the standard. A device model of its own (another step, another split) is a variant:
`STD.variant("ours", steps={4: Fraction(1, 1000)})`. A coming edition brings its own tables as another `Edition`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, Final

from . import names
from . import objects as o
from .layouts import STANDARD, Layout, Layouts, layout
from .names import Bits, Words
from .values import Split

TENTH: Final = Fraction(1, 10)


@dataclass(frozen=True, slots=True)
class Edition:
    """The tables of one edition of the standard; what a dialect changes, it changes against these."""

    name: str
    layouts: Layouts
    steps: Mapping[int, Fraction]
    """Kind of analog value → what one count is worth in its unit."""
    most: int
    """Bytes of the longest application data unit."""


EDITION_2011: Final = Edition(
    "GB/T 26875.3-2011",
    STANDARD,
    {
        1: Fraction(1),
        2: Fraction(1, 100),
        **dict.fromkeys((3, 4, 5, 6), TENTH),
        7: Fraction(1),
        **dict.fromkeys((8, 9, 10, 11), TENTH),
        12: Fraction(1),
    },
    1024,
)


@dataclass(frozen=True, slots=True)
class Dialect:
    """What a device speaks, where it differs from the edition."""

    name: str
    title: Words
    edition: Edition = EDITION_2011
    layouts: Layouts = field(default_factory=dict)
    """Types that lie differently or that the edition has not."""
    types: Mapping[int, Words] = field(default_factory=dict)
    restores: frozenset[int] = frozenset()
    """Types that say a state is over, whatever their status word holds."""
    bcd: bool = False
    """Time labels are BCD."""
    steps: Mapping[int, Fraction] = field(default_factory=dict)
    split: Split = Split.LOOP_POINT
    component_bits: Bits = names.COMPONENT_STATUS
    normal_bit: bool = True
    """Bit 0 of a component status says 1 = normal; False: 1 = test."""
    commands: Mapping[int, Words] = field(default_factory=dict)
    """The maker's own command bytes, each confirmed like sent data."""
    keepalive: int | None = None
    registration: int | None = None
    heartbeats: Mapping[bytes, bytes] = field(default_factory=dict)
    """Whole units that are a heartbeat → the unit of the answer."""
    asks_time: bool = False
    """The device itself sends control 1, type 90, to ask for the time."""
    send_most: int = 512
    """Bytes of the longest unit the centre sends: many devices take no more."""

    def layouts_of(self, number: int) -> tuple[Layout, ...]:
        """The layouts of a type, the dialect's before the edition's; empty for an unknown type."""
        return self.layouts.get(number) or self.edition.layouts.get(number, ())

    def step(self, analog_type: int) -> Fraction | None:
        """What one count of this kind is worth; None where nobody says."""
        return self.steps.get(analog_type) or self.edition.steps.get(analog_type)

    def value(self, analog_type: int, raw: int) -> float | None:
        """An analog value in its unit, rounded once; None for a kind without a step."""
        step = self.step(analog_type)
        return None if step is None else raw * step.numerator / step.denominator

    def type_name(self, number: int) -> Words:
        """What a type is called."""
        if number == names.UNLISTED_TYPE:
            return self.types.get(number, names.RESERVED)
        return self.types.get(number) or names.name_of(names.TYPES, number)

    def command_name(self, number: int) -> Words:
        """What a command byte is called."""
        return self.commands.get(number) or names.name_of(names.COMMANDS, number)

    def variant(self, name: str, **changes: Any) -> "Dialect":
        """The dialect of one device model."""
        return replace(self, name=name, **changes)


def _with(*more: Layout) -> Layouts:
    """Types of a dialect; several layouts of one type in the order they are tried."""
    found: dict[int, tuple[Layout, ...]] = {}
    for one in more:
        found[one.number] = (*found.get(one.number, ()), one)
    return found


def _again(number: int, like: int) -> Layout:
    """A type that lies like one of the standard."""
    (known,) = STANDARD[like]
    return replace(known, number=number)


_COMPONENT = "system_type:B system_addr:B component_type:B component_addr:I"
_INPUT = f"{_COMPONENT} access:B value:H time:time"

STD: Final = Dialect("std", ("国家标准", "the standard"))

_DAHUA_BITS: Final[Bits] = (
    (None, ("测试", "test")),
    *names.COMPONENT_STATUS[1:],
    (None, ("离线", "offline")),
    (None, ("开路", "open circuit")),
    (None, ("短路", "short circuit")),
    (None, ("拆除", "removed")),
    (None, ("预留位 b13", "reserved bit b13")),
    (None, ("传感器故障", "sensor fault")),
    (None, ("升级故障", "upgrade fault")),
)

DAHUA: Final = Dialect(
    "dahua-v1.03",
    ("大华 v1.03", "Dahua v1.03"),
    layouts=_with(
        layout(0, o.Registration, "major:B minor:B reserved:bytes14 device_id:text16 rest:bytes78", 1),
    ),
    types={0: ("设备注册", "registration")},
    bcd=True,
    component_bits=_DAHUA_BITS,
    normal_bit=False,
    commands={0: ("注册", "registration"), 7: ("保活", "keepalive")},
    keepalive=7,
    registration=0,
    asks_time=True,
)
HIKVISION: Final = Dialect("hikvision-v1.04", ("海康威视 v1.04", "Hikvision v1.04"))
FB18: Final = Dialect(
    "fb18",
    ("富贝 2018", "Fubei 2018"),
    layouts=_with(
        _again(2, 2),
        layout(2, o.BriefComponentStatus, f"{_COMPONENT} status:H time:time", 68),
        _again(0x86, 1),
        _again(0x87, 2),
        layout(0x87, o.BriefComponentStatus, f"{_COMPONENT} status:H time:time", 68),
        _again(0x88, 21),
    ),
    types={
        0x86: ("建筑消防设施系统状态恢复", "system status restored"),
        0x87: ("建筑消防设施部件状态恢复", "component status restored"),
        0x88: ("用户信息传输装置状态恢复", "UITD status restored"),
    },
    restores=frozenset({0x86, 0x87, 0x88}),
    split=Split.POINT_LOOP,
)
FB24: Final = Dialect(
    "fb24",
    ("富贝 2024", "Fubei 2024"),
    layouts=_with(
        layout(2, o.SwitchInput, _INPUT, 63),
        layout(0x87, o.SwitchInput, _INPUT, 63),
        _again(0x88, 21),
        layout(0x96, o.SwitchInput, _INPUT, 63),
        layout(0x97, o.SwitchInput, _INPUT, 63),
    ),
    types={
        0x87: ("部件状态恢复", "component status restored"),
        0x88: ("用户信息传输装置状态恢复", "UITD status restored"),
        0x96: ("开关量输入", "switch input"),
        0x97: ("多路开关量输入", "switch input, several ways"),
    },
    restores=frozenset({0x87, 0x88}),
    split=Split.POINT_LOOP,
)
QTL: Final = Dialect(
    "qtl-tx3016a",
    ("QTL-TX3016A", "QTL-TX3016A"),
    layouts=_with(
        layout(
            2,
            o.CodedComponentStatus,
            "system_type:B system_addr:B component_type:B component_code:text8 status:B desc:text32 time:time",
            20,
        ),
    ),
)
ONE_BYTE: Final = Dialect("1-byte-adu", ("单字节心跳", "heartbeat of one byte"), heartbeats={b"\x16": b"\x17"})
NO_TIME: Final = Dialect(
    "no-time",
    ("装置状态不带时间", "UITD status without time"),
    layouts=_with(_again(21, 21), layout(21, o.BriefUitdStatus, "status:B", 1)),
)

DIALECTS: Final[Mapping[str, Dialect]] = {
    one.name: one for one in (STD, DAHUA, HIKVISION, FB18, FB24, QTL, ONE_BYTE, NO_TIME)
}
"""Those that come with the package, by name."""


def by_name(name: str) -> Dialect:
    """A shipped dialect. Raises LookupError for an unknown name."""
    found = DIALECTS.get(name)
    if found is None:
        raise LookupError(f"no dialect is called {name}; there are {', '.join(DIALECTS)}")
    return found


class Registry:
    """Which device speaks what: by its source address, else by the listener it reached, else the standard.

    An address of zero says nothing about who speaks, so it is never looked up.
    """

    __slots__ = ("_by_address", "_by_listener", "_default")

    def __init__(
        self,
        by_address: Iterable[tuple[bytes, Dialect]] = (),
        by_listener: Iterable[tuple[int, Dialect]] = (),
        default: Dialect = STD,
    ) -> None:
        self._by_address = dict(by_address)
        self._by_listener = dict(by_listener)
        self._default = default

    def choose(self, source: bytes, listener: int | None = None) -> Dialect:
        """The dialect of a device: `source` is its six address bytes, `listener` the port it reached."""
        found = self._by_address.get(source) if any(source) else None
        if found is None and listener is not None:
            found = self._by_listener.get(listener)
        return found or self._default
