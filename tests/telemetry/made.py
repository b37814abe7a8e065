"""Frames and batches for the tests of telemetry, with moments of their own."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from struct import pack

from anju.gateway.protocols.gbt26875 import STD, Dialect, TimeLabel, adu, build
from anju.gateway.protocols.gbt26875 import objects as o
from anju.kernel import clock
from anju.telemetry.models import Device, FrameBatch, Heard, Holding, Point, Reading, Series, Signal

T0 = datetime(2026, 11, 30, 8, tzinfo=UTC)
TCP = "gbt26875:tcp:5200"
ZERO = TimeLabel(bytes(6))
CLEAR, FIRE, FAULT = 0x01, 0x03, 0x05


def us(seconds: float) -> int:
    """So many seconds after T0."""
    return clock.to_us(T0 + timedelta(seconds=seconds))


def label(seconds: float) -> TimeLabel:
    """The six bytes of that moment."""
    return TimeLabel.of(T0 + timedelta(seconds=seconds))


def of(number: int) -> bytes:
    """The address of a device."""
    return number.to_bytes(6, "little")


def sent(
    number: int, *objects: o.InformationObject, device: int | bytes = 1, serial: int = 0, at: float | TimeLabel = 0,
    dialect: Dialect = STD, command: int = 2,
) -> bytes:  # fmt: skip
    """A frame with objects of a type."""
    time = at if isinstance(at, TimeLabel) else label(at)
    source = device if isinstance(device, bytes) else of(device)
    unit = adu.encode(number, objects, dialect)
    return build(command, unit, serial=serial, source=source, destination=b"centre", time=time).raw


def system(word: int, at: float | TimeLabel = 0, *, device: int | bytes = 1, serial: int = 0) -> bytes:
    """Type 1: the state of system 1/0."""
    time = at if isinstance(at, TimeLabel) else label(at)
    return sent(1, o.SystemStatus(1, 0, word, time), device=device, serial=serial, at=time)


def component(
    word: int, at: float, *, address: int = 0x00090003, device: int = 1, serial: int = 0, name: str = "", kind: int = 42
) -> bytes:
    """Type 2: the state of a smoke detector, or of another kind of component."""
    from anju.gateway.protocols.gbt26875 import Text

    one = o.ComponentStatus(1, 0, kind, address, word, Text.of(name, 31), label(at))
    return sent(2, one, device=device, serial=serial, at=at)


def analog(
    raw: int, at: float | TimeLabel, *, kind: int = 5, address: int = 1, device: int = 1, serial: int = 0
) -> bytes:
    """Type 3: one value of a pump."""
    time = at if isinstance(at, TimeLabel) else label(at)
    return sent(3, o.ComponentAnalog(11, 0, 91, address, kind, raw, time), device=device, serial=serial, at=time)


def batch(frames: Sequence[bytes], at: float, *, listener: str = TCP, seen: str = "") -> FrameBatch:
    """A batch as the gateway makes it, without ending the test's transaction."""
    return FrameBatch._all.create(
        at=us(at), listener=listener, count=len(frames), lengths=pack(f"<{len(frames)}H", *map(len, frames)),
        frames=b"".join(frames), seen=seen,
    )  # fmt: skip


def signals() -> list[tuple[str, str, bool, int]]:
    """(point, state, on, seconds after T0) in the order in which they were worked out."""
    rows = Signal._all.order_by("pk").values_list("point__key", "state", "on", "at")
    return [(point, state, on, (at - us(0)) // 1_000_000) for point, state, on, at in rows]


def holding() -> set[tuple[str, str]]:
    """(point, state) of what holds."""
    return set(Holding._all.values_list("point__key", "state"))


def readings(quantity: str = "pressure_kpa") -> list[tuple[int, int]]:
    """(seconds after T0, thousandths) of a quantity, at whatever point."""
    series = list(Series._all.filter(quantity=quantity).values_list("pk", flat=True))
    rows = Reading._all.filter(series_id__in=series).order_by("at").values_list("at", "milli")
    return [((at - us(0)) // 1_000_000, milli) for at, milli in rows]


def everything() -> dict[str, object]:
    """All that was worked out, by names instead of ids."""
    series = {
        pk: (device, point, quantity)
        for pk, device, point, quantity in Series._all.values_list("pk", "point__device__key", "point__key", "quantity")
    }
    return {
        "devices": set(Device._all.values_list("scheme", "key", "state")),
        "points": set(Point._all.values_list("device__key", "key", "kinds", "name", "word")),
        "series": set(Series._all.values_list("point__device__key", "point__key", "quantity", "last_us", "last_milli")),
        "readings": {(series[pk], at, milli) for pk, at, milli in Reading._all.values_list("series_id", "at", "milli")},
        "signals": list(
            Signal._all.order_by("pk").values_list("point__device__key", "point__key", "state", "on", "at", "heard")
        ),
        "holding": set(Holding._all.values_list("point__device__key", "point__key", "state", "since")),
        "heard": set(Heard._all.values_list("device__key", "first_us", "last_us", "skew_s", "unknown")),
    }
