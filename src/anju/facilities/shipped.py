"""What a kind of facility is, and what a micro-station should hold: data of the release, read once."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django.utils.translation import get_language

from anju.catalogue.enums import Certainty
from anju.catalogue.shipped import FacilityKind, facility_kinds

_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class KitItem:
    """One line of a station's kit. `wanted` is an own default; `must`: the standard names it as basic."""

    code: str
    name: str
    wanted: int
    must: bool
    certainty: Certainty


@cache
def kinds() -> Mapping[str, FacilityKind]:
    """Code → kind: the catalogue's, then our own for what it has no code for."""
    own = (
        FacilityKind(**{**row, "basis": tuple(row["basis"]), "certainty": Certainty(row["certainty"])})
        for row in _read("kinds.toml")["facility"]
    )
    return MappingProxyType({**facility_kinds(), **{one.code: one for one in own}})


@cache
def kit() -> Mapping[str, KitItem]:
    """Code → item, in the order of the standard."""
    rows = _read("kit.toml")["item"]
    return MappingProxyType({row["code"]: KitItem(**{**row, "certainty": Certainty(row["certainty"])}) for row in rows})


def named(code: str) -> str:
    """What a kind is called in the language of the page; the code itself for one that is known no longer."""
    kind = kinds().get(code)
    if kind is None:
        return code
    return kind.name_en if (get_language() or "").startswith("en") else kind.name


def called(words: str) -> frozenset[str]:
    """Codes of the kinds whose code or name (in either language) holds the words; for a search."""
    words = words.lower()
    named_so = (one for one in kinds().values() if words in f"{one.name} {one.name_en}".lower())
    return frozenset(one.code for one in named_so) | ({words.upper()} & kinds().keys())


def choices(codes: Iterable[str] | None = None) -> list[tuple[str, str]]:
    """Kinds as a form offers them."""
    return [(code, f"{code} {named(code)}") for code in (codes or kinds())]


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((_DATA / name).read_text(encoding="utf-8"))
