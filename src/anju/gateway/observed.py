"""What a device let us know, in one vocabulary for all wire formats. No model, no clock, no I/O.

An adapter turns a protocol's message into any number of `Observed`; telemetry stores and judges them. Nothing here says
what an observation means for anybody: whether a fire is real, or a reading too low, is decided above.
"""

import hashlib
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

LARGEST_MILLI = 10**15
"""Readings are whole thousandths of their unit, at most so many either way: exact in 64 bits and in a browser."""
LONGEST_ID, LONGEST_NAME, LONGEST_TEXT = 128, 256, 4096


class Scheme(StrEnum):
    """Whose numbering a device's id comes from. An id is unique inside its scheme only."""

    GBT26875 = "gbt26875"
    """Address of a user information transmission device (用户信息传输装置), six bytes in hex as they came."""
    HYDRANT = "hydrant"
    """Twelve characters a terminal of the A5 5A frame sends."""
    ISAPI = "isapi"
    """A camera's MAC address in lower case, else its serial number, else its address."""
    CTWING = "ctwing"
    """`deviceId` of China Telecom's platform."""
    ONENET = "onenet"
    """`dev_id`, or `productId/deviceName` of the newer platform."""
    LORAWAN = "lorawan"
    """DevEUI in lower-case hex."""
    CHARGING = "charging"
    """`operator/station/device`, or `operator/connector`."""
    MQTT = "mqtt"
    """Name under which we gave the device its token; a device behind one of them is `gateway/device`."""
    PLAIN = "plain"
    """Name under which we gave the device its token for JSON over HTTP."""


class Quantity(StrEnum):
    """What a reading measures. The unit is part of the name, and there is one unit for each."""

    PRESSURE = "pressure_kpa"
    LEVEL = "level_m"
    TEMPERATURE = "temperature_c"
    HUMIDITY = "humidity_percent"
    SMOKE = "smoke_percent_m"
    """Obscuration per metre."""
    SMOKE_DB = "smoke_db_m"
    CO = "co_ppm"
    GAS = "gas_percent_lel"
    FLOW = "flow_l_s"
    AIR_FLOW = "air_flow_m3_min"
    WIND = "wind_m_s"
    TILT = "tilt_degree"
    VOLTAGE = "voltage_v"
    CURRENT = "current_a"
    RESIDUAL_CURRENT = "residual_current_ma"
    POWER = "power_w"
    ENERGY = "energy_kwh"
    BATTERY = "battery_percent"
    BATTERY_VOLTAGE = "battery_v"
    SIGNAL = "signal_dbm"
    """Received strength: RSSI or RSRP, as the network counts it."""
    SIGNAL_NOISE = "signal_snr_db"
    SIGNAL_CSQ = "signal_csq"
    """0 to 31 as a modem counts."""
    COUNT = "count"
    DURATION = "duration_s"
    LATITUDE = "latitude_degree"
    LONGITUDE = "longitude_degree"


class State(StrEnum):
    """What is so until it is told to have ended. `Flag.on` False says that it ended, or is not so."""

    FIRE = "fire"
    PRE_ALARM = "pre_alarm"
    SMOKE = "smoke"
    HEAT = "heat"
    """Too hot, where that is not yet called a fire."""
    GAS_LEAK = "gas_leak"
    HELP = "help"
    """求助: somebody pressed a call button; it holds until the device says that it was reset."""
    WATER_LEAK = "water_leak"
    FAULT = "fault"
    MAINS_FAULT = "mains_fault"
    BACKUP_POWER_FAULT = "backup_power_fault"
    POWER_FAULT = "power_fault"
    """Of a component that does not say which supply."""
    LINE_FAULT = "line_fault"
    """A bus, a loop, or a line that is watched."""
    LINK_FAULT = "link_fault"
    """The channel to the monitoring centre."""
    LOW_BATTERY = "low_battery"
    DISABLED = "disabled"
    """屏蔽: the panel does not look at it."""
    SUPERVISORY = "supervisory"
    """监管: valves, water tanks and the like are not as they must be."""
    STARTED = "started"
    """启动: a pump, a fan or a damper was ordered to run."""
    FEEDBACK = "feedback"
    """反馈: it says that it runs."""
    DELAYED = "delayed"
    """延时: the order waits."""
    MANUAL = "manual"
    """The panel starts nothing by itself (手动)."""
    RUNNING = "running"
    """正常监视 / 正常运行."""
    TEST = "test"
    SILENCED = "silenced"
    OFFLINE = "offline"
    TAMPER = "tamper"
    OPEN = "open"
    """A cover, a door or an outlet that should be shut."""
    LOW = "low"
    """The device says that its reading is below its own limit."""
    HIGH = "high"
    OVERLOAD = "overload"
    OCCUPIED = "occupied"
    """A charging port has a vehicle on it."""
    CHARGING = "charging"
    FULL = "full"
    VIDEO_LOSS = "video_loss"


class Deed(StrEnum):
    """What was done at a device at one moment, by its buttons or from afar."""

    RESET = "reset"
    SILENCE = "silence"
    MANUAL_ALARM = "manual_alarm"
    CLEAR_ALARM = "clear_alarm"
    SELF_TEST = "self_test"
    TEST = "test"
    CONFIRMED = "confirmed"
    """确认: somebody at the panel has seen it."""
    DUTY_ANSWERED = "duty_answered"
    """查岗应答: the control room answered a call of the centre."""
    POWERED_ON = "powered_on"
    POWERED_OFF = "powered_off"
    CONFIGURED = "configured"
    JOINED = "joined"
    UNPLUGGED = "unplugged"


class ClaimFlag(StrEnum):
    """What is known about the moment a message claims."""

    MISSING = "missing"
    UNREADABLE = "unreadable"
    """There was something, and it is no moment."""
    ZONE_ASSUMED = "zone_assumed"
    """It came without a time zone; China's was taken."""
    OF_PLATFORM = "of_platform"
    """A platform in between put it there; the device may have measured earlier."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """The moment at which a device says that it was so: microseconds since 1970 UTC, None where it says none.

    Nothing is compared with our own clock here: who stores it knows when it came.
    """

    us: int | None
    flags: frozenset[ClaimFlag] = frozenset()


UNCLAIMED = Claimed(None, frozenset({ClaimFlag.MISSING}))


@dataclass(frozen=True, slots=True)
class DeviceKey:
    """A device as its network names it. Raises ValueError for an id that is empty, too long or not printable."""

    scheme: Scheme
    id: str

    def __post_init__(self) -> None:
        if not self.id or len(self.id) > LONGEST_ID or not self.id.isprintable():
            raise ValueError("a device needs a printable id")

    def __str__(self) -> str:
        return f"{self.scheme}:{self.id}"

    @classmethod
    def from_text(cls, text: str) -> "DeviceKey":
        """The inverse of `str`. Raises ValueError."""
        scheme, _, identity = text.partition(":")
        return cls(Scheme(scheme), identity)


@dataclass(frozen=True, slots=True)
class Coded:
    """A code of somebody's table, kept as it came: ("gbt26875.component", "40") is a point smoke detector."""

    table: str
    code: str


@dataclass(frozen=True, slots=True)
class Reading:
    """So many thousandths of the quantity's unit. `rounded` where the device gave finer digits."""

    quantity: Quantity
    milli: int
    rounded: bool = False


@dataclass(frozen=True, slots=True)
class Flag:
    """A state that holds (on) or does not."""

    state: State
    on: bool


@dataclass(frozen=True, slots=True)
class Done:
    """Something done at one moment; who did it as the device numbers its operators."""

    deed: Deed
    operator: str | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """A sign of life without content: a heartbeat, a keep-alive."""


@dataclass(frozen=True, slots=True)
class Other:
    """A value that has no word here, under the name it came with. Kept, so that a later profile can read it.

    Both are cut at `LONGEST_NAME` and `LONGEST_TEXT`, and hold no NUL, which databases refuse; the raw message has all.
    """

    name: str
    text: str


What = Reading | Flag | Done | Seen | Other


@dataclass(frozen=True, slots=True)
class Observed:
    """One thing one device let us know."""

    device: DeviceKey
    what: What
    claimed: Claimed
    dedup: bytes
    """Sixteen bytes, the same whenever the same message is sent again, another for every other observation."""
    raw: str
    """Where the message is kept as it came."""
    point: str | None = None
    """Part of the device: a detector on a loop, a channel, a port. Unique inside the device; at most `LONGEST_NAME`."""
    kinds: tuple[Coded, ...] = ()
    """What the device says the point is (system type, component type), by the tables of its standard."""
    via: DeviceKey | None = None
    """The device through which it came, where that is another."""


def digest(*parts: bytes | str) -> bytes:
    """Sixteen bytes of SHA-256 over the parts, each with its length, so that no two lists run into one another."""
    whole = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        whole.update(len(data).to_bytes(8) + data)
    return whole.digest()[:16]


def reading(quantity: Quantity, number: int | Decimal | Fraction, times: Fraction = Fraction(1)) -> Reading | None:
    """A number in the device's unit, `times` of which make one of ours, as a reading; half goes to the even side.

    None where the number is none, or larger than `LARGEST_MILLI` thousandths.
    """
    if isinstance(number, Decimal) and (not number.is_finite() or (number and abs(number.adjusted()) > 40)):
        return None
    exact = Fraction(number) * times * 1000
    if abs(exact) > LARGEST_MILLI:
        return None
    milli = round(exact)
    return Reading(quantity, milli, rounded=milli != exact)
