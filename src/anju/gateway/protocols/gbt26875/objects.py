"""The information objects (信息对象) of every type, upward and downward, as values.

One class per type; a field stands in the order of the wire and keeps its number as read (status words, component
addresses and analog values are not interpreted here: `names`, `values.split_component` and `dialects` do that).
"""

from dataclasses import dataclass

from .values import Text, TimeLabel


@dataclass(frozen=True, slots=True)
class InformationObject:
    """What every object is; a unit (`adu.Adu`) holds several of one class."""


@dataclass(frozen=True, slots=True)
class SystemStatus(InformationObject):
    """Type 1. `status` is a u16 of `names.SYSTEM_STATUS`."""

    system_type: int
    system_addr: int
    status: int
    time: TimeLabel


@dataclass(frozen=True, slots=True)
class ComponentStatus(InformationObject):
    """Type 2. `component_addr` is a u32; `status` a u16 of `names.COMPONENT_STATUS`; `desc` has 31 bytes."""

    system_type: int
    system_addr: int
    component_type: int
    component_addr: int
    status: int
    desc: Text
    time: TimeLabel


@dataclass(frozen=True, slots=True)
class ComponentAnalog(InformationObject):
    """Type 3. `raw` is signed; the real value is `raw` times the step of its kind, which a dialect may change."""

    system_type: int
    system_addr: int
    component_type: int
    component_addr: int
    analog_type: int
    raw: int
    time: TimeLabel


@dataclass(frozen=True, slots=True)
class SystemOperation(InformationObject):
    """Type 4. `op` is a byte of `names.SYSTEM_OPERATION`, before the operator's number."""

    system_type: int
    system_addr: int
    op: int
    operator: int
    time: TimeLabel


@dataclass(frozen=True, slots=True)
class SystemVersion(InformationObject):
    """Type 5."""

    system_type: int
    system_addr: int
    major: int
    minor: int


@dataclass(frozen=True, slots=True)
class SystemConfig(InformationObject):
    """Type 6. `config` has at most 255 bytes and stands behind its own length."""

    system_type: int
    system_addr: int
    config: Text


@dataclass(frozen=True, slots=True)
class ComponentConfig(InformationObject):
    """Type 7."""

    system_type: int
    system_addr: int
    component_type: int
    component_addr: int
    desc: Text


@dataclass(frozen=True, slots=True)
class SystemTime(InformationObject):
    """Type 8."""

    system_type: int
    system_addr: int
    time: TimeLabel


@dataclass(frozen=True, slots=True)
class UitdStatus(InformationObject):
    """Type 21. UITD: 用户信息传输装置. `status` is a byte of `names.UITD_STATUS`."""

    status: int
    time: TimeLabel


@dataclass(frozen=True, slots=True)
class UitdOperation(InformationObject):
    """Type 24. `op` is a byte of `names.UITD_OPERATION`; bit 5 is the person's answer to a duty inspection (查岗)."""

    op: int
    operator: int
    time: TimeLabel


@dataclass(frozen=True, slots=True)
class UitdVersion(InformationObject):
    """Type 25."""

    major: int
    minor: int


@dataclass(frozen=True, slots=True)
class UitdConfig(InformationObject):
    """Type 26."""

    config: Text


@dataclass(frozen=True, slots=True)
class UitdTime(InformationObject):
    """Type 28."""

    time: TimeLabel


@dataclass(frozen=True, slots=True)
class ReadSystem(InformationObject):
    """Types 61, 65, 66 and 68: status, version, configuration or time of a system."""

    system_type: int
    system_addr: int


@dataclass(frozen=True, slots=True)
class ReadComponent(InformationObject):
    """Types 62, 63 and 67. There is no component type in the question, unlike in the answer."""

    system_type: int
    system_addr: int
    component_addr: int


@dataclass(frozen=True, slots=True)
class ReadSystemOperations(InformationObject):
    """Type 64: up to `count` records from `since` on."""

    system_type: int
    system_addr: int
    count: int
    since: TimeLabel


@dataclass(frozen=True, slots=True)
class ReadUitdOperations(InformationObject):
    """Type 84."""

    count: int
    since: TimeLabel


@dataclass(frozen=True, slots=True)
class Blank(InformationObject):
    """Types 81, 85, 86, 88 (read a property of the UITD) and 89 (initialise it): one byte 0."""

    reserved: int = 0


@dataclass(frozen=True, slots=True)
class SynchroniseClock(InformationObject):
    """Type 90: the centre's time."""

    time: TimeLabel


@dataclass(frozen=True, slots=True)
class DutyInspection(InformationObject):
    """Type 91: minutes in which a person on duty must answer."""

    timeout_min: int


@dataclass(frozen=True, slots=True)
class BriefComponentStatus(InformationObject):
    """A maker's type 2 without the description (15 bytes)."""

    system_type: int
    system_addr: int
    component_type: int
    component_addr: int
    status: int
    time: TimeLabel


@dataclass(frozen=True, slots=True)
class SwitchInput(InformationObject):
    """A maker's object of 16 bytes: what is connected (`access`) and the value of the input."""

    system_type: int
    system_addr: int
    component_type: int
    component_addr: int
    access: int
    value: int
    time: TimeLabel


@dataclass(frozen=True, slots=True)
class CodedComponentStatus(InformationObject):
    """A maker's type 2 of 50 bytes: the address as eight digits, a status of one byte, a description of 32."""

    system_type: int
    system_addr: int
    component_type: int
    component_code: Text
    status: int
    desc: Text
    time: TimeLabel


@dataclass(frozen=True, slots=True)
class BriefUitdStatus(InformationObject):
    """A maker's type 21 without its time label."""

    status: int


@dataclass(frozen=True, slots=True)
class Registration(InformationObject):
    """A maker's registration of 110 bytes; of most of it no meaning is known, so it is kept as bytes."""

    major: int
    minor: int
    reserved: bytes
    device_id: Text
    rest: bytes
