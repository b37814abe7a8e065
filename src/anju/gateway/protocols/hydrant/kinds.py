"""What a device type measures.

Type 1 (thousandths of a MPa) stands in the notes. The others were read from the table of one public receiver and are
not verified; only types that matter for fire water and are laid out without doubt there are listed.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Value:
    """One signed 16-bit number of a record: what it is, its unit, and how many decimals it has (kPa with 1: 0.1
    kPa)."""

    name: str
    unit: str
    decimals: int


@dataclass(frozen=True, slots=True)
class Kind:
    """The values of one record, in order, and how many of them have a pair of alarm limits."""

    values: tuple[Value, ...]
    limited: int


def _one(name: str, unit: str, decimals: int) -> Kind:
    return Kind((Value(name, unit, decimals),), 1)


_MPA = Value("pressure", "MPa", 3)
_TILT = Value("tilt", "degree", 0)
_CELSIUS = Value("temperature", "C", 1)

KINDS: dict[int, Kind] = {
    0: _one("pressure", "kPa", 1),
    1: Kind((_MPA,), 1),
    2: _one("pressure", "bar", 2),
    4: _one("pressure", "Pa", 0),
    5: _one("pressure", "mbar", 0),
    8: _one("level", "m", 2),
    9: _one("level", "cm", 1),
    10: _one("level", "mm", 0),
    11: Kind((_CELSIUS,), 1),
    13: _one("humidity", "%", 1),
    17: Kind((_MPA, _CELSIUS), 2),
    18: Kind((Value("humidity", "%", 1), _CELSIUS), 2),
    24: Kind((_MPA, _TILT), 2),
    33: Kind((Value("level", "m", 2), _MPA), 2),
    34: Kind((_MPA,), 1),
    58: Kind((_MPA, _TILT, Value("flow", "l/s", 2), _CELSIUS), 1),
}
