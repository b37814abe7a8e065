"""The A5 5A pressure frame → observations."""

from decimal import Decimal
from fractions import Fraction

from anju.gateway.adapters.telling import Telling, claimed_us
from anju.gateway.observed import (
    UNCLAIMED,
    Coded,
    DeviceKey,
    Flag,
    Observed,
    Other,
    Quantity,
    Scheme,
    State,
    digest,
    reading,
)
from anju.gateway.protocols.hydrant import KINDS, Kind, Measured, Report, measured

UNITS: dict[str, tuple[Quantity, Fraction]] = {
    "MPa": (Quantity.PRESSURE, Fraction(1000)),
    "kPa": (Quantity.PRESSURE, Fraction(1)),
    "Pa": (Quantity.PRESSURE, Fraction(1, 1000)),
    "bar": (Quantity.PRESSURE, Fraction(100)),
    "mbar": (Quantity.PRESSURE, Fraction(1, 10)),
    "m": (Quantity.LEVEL, Fraction(1)),
    "cm": (Quantity.LEVEL, Fraction(1, 100)),
    "mm": (Quantity.LEVEL, Fraction(1, 1000)),
    "C": (Quantity.TEMPERATURE, Fraction(1)),
    "%": (Quantity.HUMIDITY, Fraction(1)),
    "degree": (Quantity.TILT, Fraction(1)),
    "l/s": (Quantity.FLOW, Fraction(1)),
}


def observed(report: Report, *, raw: str) -> list[Observed]:
    """What a report says now. Its history stays in the raw frame: in which order it comes is not known."""
    found = measured(report)
    device = DeviceKey(Scheme.HYDRANT, report.name)
    claimed = claimed_us(found.at_s * 1_000_000) if found else UNCLAIMED
    whole = (report.device, bytes((report.battery, report.alarms, report.kind)), report.rest)
    telling = Telling(device, claimed, raw, digest(*whole) if claimed.us is not None else None)
    kinds = (Coded("hydrant.kind", str(report.kind)),)
    if found is None:
        telling.tell(Other("body", report.rest.hex()), kinds=kinds)
    else:
        _tell_numbers(telling, found, KINDS[report.kind], kinds)
    if report.battery_percent is not None and (level := reading(Quantity.BATTERY, report.battery_percent)):
        telling.tell(level)
    if report.rssi < 0 and (strength := reading(Quantity.SIGNAL, report.rssi)):
        telling.tell(strength)
    telling.tell(Other("external_power", str(report.external_power).lower()))
    telling.tell(Other("alarm_bits", f"{report.alarms:08b}"))
    return telling.all()


def _tell_numbers(telling: Telling, found: Measured, kind: Kind, kinds: tuple[Coded, ...]) -> None:
    """The readings; and whether each is outside of the limits that stand in the terminal, where these are set."""
    for index, value in enumerate(kind.values):
        quantity, times = UNITS[value.unit]
        number = reading(quantity, Decimal(found.now[index]).scaleb(-value.decimals), times)
        if number is not None:
            telling.tell(number, value.name, kinds)
        low, high = found.limits[index] if index < len(found.limits) else (0, 0)
        if low < high:
            telling.tell(Flag(State.LOW, found.now[index] < low), value.name, kinds)
            telling.tell(Flag(State.HIGH, found.now[index] > high), value.name, kinds)
