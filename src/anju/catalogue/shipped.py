"""The catalogue that comes with a release, read from `data/`; beside it the sets that reports count together."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from anju.catalogue.enums import Certainty, KindSet
from anju.catalogue.rules import KindFacts

_DATA: Final = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class FacilityKind:
    """A kind of fire facility: what to look at, how often, what is normal. Empty text: nothing is laid down."""

    code: str
    name: str
    name_en: str
    inspect: str
    period: str
    normal: str
    service_life: str
    telemetry: str
    warn: str
    alarm: str
    basis: tuple[str, ...]
    certainty: Certainty
    note: str


@dataclass(frozen=True, slots=True)
class Law:
    """What a short name in a legal basis stands for. A draft binds nobody yet."""

    title: str
    draft: bool = False


@cache
def hazard_kinds() -> Mapping[str, KindFacts]:
    """Code → facts, in the order of the families and codes."""
    found: dict[str, KindFacts] = {}
    for file in sorted((_DATA / "kinds").glob("*.toml")):
        content = _read(file)
        for row in content["kind"]:
            facts = KindFacts.from_data({"category": content["category"], **row})
            if facts.code in found:
                raise ValueError(f"{facts.code} stands twice")
            found[facts.code] = facts
    return MappingProxyType(dict(sorted(found.items())))


@cache
def facility_kinds() -> Mapping[str, FacilityKind]:
    """Code → what is known of a kind of fire facility."""
    rows = _read(_DATA / "facilities.toml")["facility"]
    return MappingProxyType({row["code"]: _facility(row) for row in rows})


def _facility(row: Mapping[str, Any]) -> FacilityKind:
    return FacilityKind(**{**row, "basis": tuple(row["basis"]), "certainty": Certainty(row["certainty"])})


@dataclass(frozen=True, slots=True)
class Choice:
    """A kind in a resident's words."""

    code: str
    zh: str
    en: str


@cache
def resident_choices() -> tuple[Choice, ...]:
    """What residents are offered to tap, the most frequent first."""
    return tuple(Choice(**row) for row in _read(_DATA / "residents.toml")["choice"])


@cache
def kind_sets() -> Mapping[KindSet, frozenset[str]]:
    """The disjoint sets of kind codes that a report counts together."""
    return MappingProxyType({KindSet(name): frozenset(codes) for name, codes in _read(_DATA / "sets.toml").items()})


@cache
def laws() -> Mapping[str, Law]:
    """Short name → law."""
    return MappingProxyType({name: Law(**row) for name, row in _read(_DATA / "laws.toml").items()})


def law_of(basis: str) -> Law | None:
    """The law a line of a legal basis cites, by its short name; None for a standard that is cited in full."""
    matching = [name for name in laws() if basis.startswith(name)]
    return laws()[max(matching, key=len)] if matching else None


def _read(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))
