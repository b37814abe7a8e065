"""Named reads of the catalogue. Everybody who is signed in may read it; a district sees its own editions first."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType

from django.db.models import Count, Max, Q

from anju.catalogue import shipped
from anju.catalogue.enums import KindSet
from anju.catalogue.models import SHIPPED, Kind, KindVersion
from anju.catalogue.rules import KindFacts
from anju.catalogue.suggest import suggest
from anju.kernel.ledger import canon


class UnknownKindError(LookupError):
    """No such code in the catalogue of this district."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A kind as it stands now: the version's id for foreign keys, and what it says."""

    version: int
    number: int
    district: str
    facts: KindFacts


Stamp = tuple[int, int, datetime | None]

_snapshots: dict[str, tuple[Stamp, Mapping[str, Listed]]] = {}


def catalogue(district: str) -> Mapping[str, Listed]:
    """Code → kind in force in `district`, retired ones included; one small query while nothing has changed."""
    stamp = _stamp()
    held = _snapshots.get(district)
    if held is None or held[0] != stamp:
        held = (stamp, _read(district))
        _snapshots[district] = held
    return held[1]


def _stamp() -> Stamp:
    """Versions are insert-only, so their highest id, count and latest moment tell whether anything is new."""
    found = KindVersion._all.aggregate(top=Max("id"), count=Count("id"), latest=Max("made_at"))
    return (found["top"] or 0, found["count"], found["latest"])


def _read(district: str) -> Mapping[str, Listed]:
    kinds = Kind._all.filter(_of(district, "district"), current__isnull=False).select_related("current")
    found: dict[str, Listed] = {}
    for kind in sorted(kinds, key=lambda kind: (kind.code, kind.district)):
        version = kind.current
        assert version is not None
        found[kind.code] = Listed(version.pk, version.number, kind.district, version.facts)
    return MappingProxyType(found)


def _of(district: str, column: str) -> Q:
    return Q(**{f"{column}__in": {SHIPPED, district}})


def in_use(district: str) -> tuple[Listed, ...]:
    """Kinds that may be chosen for a new hazard, by code."""
    return tuple(listed for listed in catalogue(district).values() if not listed.facts.retired)


def kind(district: str, code: str) -> Listed:
    """The kind in force, for a new hazard. Raises UnknownKindError."""
    try:
        return catalogue(district)[code]
    except KeyError:
        raise UnknownKindError(code) from None


def propose(district: str, text: str, limit: int = 3) -> list[Listed]:
    """The kinds in use that a resident's words most likely mean, best first; empty where nothing fits."""
    held = catalogue(district)
    codes = [code for code, _ in suggest(text, limit=limit + 3) if code in held and not held[code].facts.retired]
    return [held[code] for code in codes[:limit]]


def offered_to_residents(district: str) -> list[tuple[Listed, shipped.Choice]]:
    """The kinds in use that a resident may tap, with their plain words; the most frequent first."""
    held = catalogue(district)
    return [
        (held[one.code], one)
        for one in shipped.resident_choices()
        if one.code in held and not held[one.code].facts.retired
    ]


def search(district: str, text: str) -> list[Listed]:
    """Kinds in use that a text finds: those it most likely means, then those that contain it, by code."""
    wanted = text.strip().lower()
    meant = propose(district, wanted)
    holding = [listed for listed in in_use(district) if wanted in _searchable(listed.facts)]
    exact = [listed for listed in holding if wanted == listed.facts.code.lower()]
    return list(dict.fromkeys([*exact, *meant, *holding]))


def _searchable(facts: KindFacts) -> str:
    return " ".join((facts.code, facts.name, facts.name_en, facts.description, *facts.legal_basis)).lower()


def version(pk: int) -> KindVersion:
    """The version a hazard was found under. Raises UnknownKindError."""
    found = KindVersion._all.filter(pk=pk).first()
    if found is None:
        raise UnknownKindError(str(pk))
    return found


def history(district: str, code: str) -> list[KindVersion]:
    """Every version of a code that `district` has seen, newest first: its own editions and the shipped ones."""
    rows = KindVersion._all.filter(_of(district, "kind__district"), code=code)
    return list(rows.select_related("kind").order_by("-id"))


def kind_set(name: KindSet) -> frozenset[str]:
    """The codes a report counts together."""
    return shipped.kind_sets()[name]


@lru_cache(maxsize=1024)
def digest_of(facts: KindFacts) -> str:
    """SHA-256 over everything a version says, in canonical form."""
    return hashlib.sha256(canon.dumps(facts.to_data()).encode()).hexdigest()


def altered_versions() -> list[KindVersion]:
    """Versions whose content no longer gives their digest, or whose kind points at another digest."""
    rows = KindVersion._all.select_related("kind").order_by("id")
    return [row for row in rows if digest_of(row.facts) != row.digest or _points_elsewhere(row)]


def _points_elsewhere(row: KindVersion) -> bool:
    return row.kind.current_id == row.pk and row.kind.digest != row.digest
