"""A frame as plain values (JSON): for programs, and for comparing with other readers."""

from typing import Any

from . import adu, names
from . import objects as o
from .dialects import STD, Dialect
from .frames import Broken, Frame, Refused
from .layouts import Kind, Layout
from .values import TimeLabel, number


def of_piece(piece: Frame | Refused | Broken, dialect: Dialect = STD) -> dict[str, Any]:
    """Head and unit of a good frame; the head, `error` and `want_checksum` of a refused one; the `error` of the rest.

    Addresses stand twice: as hex digits in the order of the wire, and as the number, low byte first (`…_u48`). A moment
    is local time without a zone, or null where the label is no date.
    """
    if isinstance(piece, Broken):
        return {"error": piece.error}
    told: dict[str, Any] = {
        "serial": piece.serial,
        "version": list(piece.version),
        "time": _moment(piece.time(bcd=dialect.bcd)),
        "time_raw": piece.time_raw.hex(),
        "src": piece.source.hex(),
        "src_u48": piece.source_number,
        "dst": piece.destination.hex(),
        "dst_u48": piece.destination_number,
        "adu_len": piece.unit_length,
        "cmd": piece.command,
        "checksum": piece.checksum,
        "length": len(piece.raw),
    }
    if isinstance(piece, Refused):
        return {**told, "error": "checksum", "want_checksum": piece.right_checksum}
    return {**told, "adu": of_unit(adu.decode(piece.unit, dialect), dialect)}


def of_unit(unit: adu.Adu, dialect: Dialect = STD) -> dict[str, Any]:
    """Type, count and objects; or what is wrong; or that the type is unknown."""
    if unit.error is not None:
        return {"error": unit.error} if unit.type is None else _head(unit) | {"error": unit.error}
    if unit.unknown:
        return _head(unit) | {"unknown": True}
    if not unit.objects:
        return _head(unit) | {"objects": []}
    layout = unit.layout(dialect)
    return _head(unit) | {"objects": [_of_object(one, layout, dialect) for one in unit.objects]}


def error_of(piece: Frame | Refused | Broken, dialect: Dialect = STD) -> str | None:
    """The first thing wrong with a piece: its frame, else its unit; None where all is well or merely unknown."""
    if isinstance(piece, Broken):
        return piece.error
    return "checksum" if isinstance(piece, Refused) else adu.decode(piece.unit, dialect).error


def _head(unit: adu.Adu) -> dict[str, Any]:
    return {"type": unit.type, "count": unit.count}


def _of_object(one: o.InformationObject, layout: Layout, dialect: Dialect) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for field in layout.fields:
        value = getattr(one, field.key)
        if field.key == "component_addr":
            told |= _component(value, layout)
        elif field.key == "major" and layout.fields[-1].key == "minor":
            told["version"] = f"{value}.{getattr(one, layout.fields[-1].key)}"
        elif field.key != "minor" or "version" not in told:
            told[field.key] = _plain(value, field.kind)
    if layout.counted:
        told[layout.counted] = getattr(one, layout.counted).text
    if isinstance(one, o.ComponentAnalog):
        known = names.ANALOGS.get(one.analog_type)
        told |= {"value": dialect.value(one.analog_type, one.raw), "unit": known[1][0] if known else None}
    return told


def _component(value: int, layout: Layout) -> dict[str, Any]:
    raw = value.to_bytes(4, "little")
    told: dict[str, Any] = {"component_addr": raw.hex()}
    return told if layout.downward else told | {"component_addr_u32": number(raw)}


def _plain(value: Any, kind: Kind) -> Any:
    if kind is Kind.TIME:
        return _moment(value)
    if kind is Kind.TEXT:
        return value.text
    return value.hex() if kind is Kind.BYTES else value


def _moment(label: TimeLabel) -> str | None:
    return None if label.at is None else label.at.strftime("%Y-%m-%dT%H:%M:%S")
