"""Mapping files: TOML kept in the project, JSON where a mapping is remembered."""

from __future__ import annotations

import tomllib
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from anju.intake.mapping.mappings import Datum, Derivation, Mapping, Step
from anju.intake.problems import TableRefused
from anju.intake.tables.dates import DateOrder

_E = TypeVar("_E", bound=StrEnum)
_KEYS: Final = {"target", "name", "columns", "constants", "values", "derive", "timezone", "date_order", "datum"}


def load_mapping(path: Path) -> Mapping:
    """A mapping from a TOML file. Raises TableRefused where the file does not say what it must."""
    try:
        return mapping_from_dict(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise TableRefused("mapping.file", reason=str(error)) from error


def mapping_from_dict(data: dict[str, Any]) -> Mapping:
    """A mapping from plain data; every key and value is checked."""
    unknown = set(data) - _KEYS
    if unknown:
        raise TableRefused("mapping.file", reason="、".join(sorted(unknown)))
    target = data.get("target")
    if not isinstance(target, str) or not target:
        raise TableRefused("mapping.file", reason="target")
    return Mapping(
        target=target,
        name=_text(data, "name", ""),
        columns=_table(data, "columns"),
        constants=_table(data, "constants"),
        values=_tables(data),
        derivations=tuple(_derivation(each) for each in _list(data, "derive")),
        timezone=_zone(_text(data, "timezone", "Asia/Shanghai")),
        date_order=_choice(DateOrder, data.get("date_order"), "date_order"),
        datum=_choice(Datum, data.get("datum"), "datum"),
    )


def mapping_to_dict(mapping: Mapping) -> dict[str, Any]:
    """The mapping as plain data that `mapping_from_dict` reads back the same."""
    data: dict[str, Any] = {
        "target": mapping.target,
        "name": mapping.name,
        "columns": mapping.columns,
        "constants": mapping.constants,
        "values": mapping.values,
        "derive": [
            {"field": each.field, "do": each.step.value, "from": list(each.columns), "with": each.argument}
            for each in mapping.derivations
        ],
        "timezone": mapping.timezone,
    }
    if mapping.date_order:
        data["date_order"] = mapping.date_order.value
    if mapping.datum:
        data["datum"] = mapping.datum.value
    return data


def _text(data: dict[str, Any], key: str, default: str) -> str:
    value = data.get(key, default)
    if not isinstance(value, str):
        raise TableRefused("mapping.file", reason=key)
    return value


def _table(data: dict[str, Any], key: str) -> dict[str, str]:
    value = data.get(key, {})
    if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
        raise TableRefused("mapping.file", reason=key)
    return dict(value)


def _tables(data: dict[str, Any]) -> dict[str, dict[str, str]]:
    value = data.get("values", {})
    if not isinstance(value, dict):
        raise TableRefused("mapping.file", reason="values")
    return {name: _table(value, name) for name in value}


def _list(data: dict[str, Any], key: str) -> list[dict[str, Any]]:
    value = data.get(key, [])
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise TableRefused("mapping.file", reason=key)
    return value


def _derivation(data: dict[str, Any]) -> Derivation:
    columns = data.get("from", [])
    step = str(data.get("do", ""))
    if step not in set(Step):
        raise TableRefused("mapping.unknown_step", name=step)
    if not isinstance(columns, list) or not columns or not all(isinstance(each, str) for each in columns):
        raise TableRefused("mapping.file", reason="derive.from")
    return Derivation(_text(data, "field", ""), Step(step), tuple(columns), _text(data, "with", ""))


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise TableRefused("mapping.file", reason=f"timezone {name}") from error
    return name


def _choice(kind: type[_E], value: object, key: str) -> _E | None:
    if value is None or value == "":
        return None
    try:
        return kind(str(value))
    except ValueError as error:
        raise TableRefused("mapping.file", reason=key) from error
