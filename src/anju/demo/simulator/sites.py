"""A building with its transmission device, and what hangs on it."""

from dataclasses import dataclass

from anju.gateway.protocols.gbt26875.objects import ComponentAnalog, ComponentStatus, SystemOperation, UitdStatus
from anju.gateway.protocols.gbt26875.values import Split, Text, TimeLabel, join_component

FIRE_ALARM, HYDRANTS = 1, 11
"""Systems."""
CALL_POINT, SMOKE, PUMP, PRESSURE_SWITCH = 23, 42, 91, 99
"""Components."""
PRESSURE_KPA = 5
"""Kind of analog value."""
NORMAL, FIRE, FAULT, STARTED, FEEDBACK, POWER_FAULT = 1, 2, 4, 32, 64, 256
"""Bits of a status."""
TOP = 0xFFFF
"""Point of what stands on no floor: the pump, the pressure at the top of the riser."""

Unit = tuple[int, tuple[UitdStatus | ComponentStatus | ComponentAnalog | SystemOperation, ...]]
"""Type and objects of one application data unit."""


@dataclass(frozen=True, slots=True)
class Site:
    """A building: on each floor of each stairway a smoke detector and a call point, a pump in the cellar."""

    address: bytes
    """Of its transmission device: six bytes as they are sent."""
    name: str
    storeys: int
    stairways: int
    kpa: int
    """What the top of its riser usually has; 0 where there is no water."""


def component(stairway: int, floor: int) -> int:
    """Loop is the stairway, point the floor."""
    return join_component((stairway, floor), Split.LOOP_POINT)


def device(at: TimeLabel, status: int = NORMAL) -> Unit:
    """The transmission device itself: a sign of life."""
    return 21, (UitdStatus(status, at),)


def detector(site: Site, stairway: int, floor: int, at: TimeLabel, status: int, kind: int = SMOKE) -> Unit:
    """A detector or call point on a floor of a stairway."""
    said = Text.of(f"{stairway}单元{floor}层", 31)
    return 2, (ComponentStatus(FIRE_ALARM, 1, kind, component(stairway, floor), status, said, at),)


def pump(at: TimeLabel, status: int) -> Unit:
    """The hydrants' pump."""
    return 2, (ComponentStatus(HYDRANTS, 1, PUMP, component(0, TOP), status, Text.of("消火栓泵", 31), at),)


def pressure(kpa: int, at: TimeLabel) -> Unit:
    """What the top of the riser has. A step of a kilopascal is 0.1, as the standard says."""
    return 3, (
        ComponentAnalog(HYDRANTS, 1, PRESSURE_SWITCH, component(0, TOP), PRESSURE_KPA, min(10 * kpa, 32_000), at),
    )


def operation(bit: int, at: TimeLabel, operator: int = 1) -> Unit:
    """Somebody pressed a button at the panel: bit 0 reset, 1 silence, 5 confirmed."""
    return 4, (SystemOperation(FIRE_ALARM, 1, 1 << bit, operator, at),)
