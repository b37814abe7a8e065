"""How often a place is looked at by default: what the law says where it says a number, else what its risk asks.

The law's numbers bind property companies. For the grids of a street or community it says only "regularly"
(消防法 32 条, 责任制实施办法 9 条): their days are defaults of this platform, changed with a reason (docs/adr/0017).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil

from anju.places.enums import PlaceKind, WaterState
from anju.supervision.grid.enums import Basis

HIGH_RISE_CM = 2_700
"""A dwelling house above 27 m is a high-rise (GB 50016 § 2.1.1)."""
HIGH_RISE_STOREYS = 10
"""Where nobody knows the height."""

_K = PlaceKind
PATROLLED = (
    _K.BUILDING, _K.SHED, _K.BASEMENT, _K.FIRE_LANE, _K.SHOP, _K.PARKING, _K.GATE, _K.ROAD, _K.OPEN_GROUND,
)  # fmt: skip
"""Kinds a plan holds. Stairwells are seen with their building; an estate only where nothing in it is registered."""


class Certainty(StrEnum):
    """How sure the text of a clause is (the marks of the project's rules tables)."""

    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"
    DRAFT = "draft"
    """Of a standard that is not in force."""
    OURS = "ours"
    """A default of this platform; no law says it."""


class Clause(StrEnum):
    """Why so often. Kept with the place; worded in `wording`."""

    HIGH_RISE = "hr34"
    """高层民用建筑消防安全管理规定 34 条: the manager of a high-rise looks round and keeps a record every day."""
    UNIT = "r61-26"
    """机关团体企业事业单位消防安全管理规定 (61 号令) 26 条: at least monthly."""
    CHARGING = "eb74"
    """电动自行车停放充电场所报批稿 7.4: daily, the night included."""
    REGULARLY = "fl32"
    """消防法 32 条 and 消防安全责任制实施办法 9 条: regularly, without a number."""


CERTAINTY = {
    Clause.HIGH_RISE: Certainty.CONFIRMED,
    Clause.UNIT: Certainty.CONFIRMED,
    Clause.CHARGING: Certainty.DRAFT,
    Clause.REGULARLY: Certainty.OURS,
}


class Risk(StrEnum):
    """What makes a place be looked at more often."""

    WATERLESS = "waterless"
    """A high-rise whose fire main has no water or too little."""
    DWELLING = "dwelling"
    """Somebody lived here, in a shed or basement."""
    RECURRED = "recurred"
    """The same fault came back."""
    OPEN_CASE = "open"
    UNMANAGED = "unmanaged"
    """No property company under contract."""


BY_KIND = {
    _K.BUILDING: 45, _K.SHED: 21, _K.BASEMENT: 30, _K.FIRE_LANE: 21, _K.SHOP: 45, _K.PARKING: 45, _K.GATE: 60,
    _K.ROAD: 60, _K.OPEN_GROUND: 90, _K.ESTATE: 30,
}  # fmt: skip
"""Days between two looks of a grid, before risk. Ours."""
HIGH_RISE_DAYS = 30
SHED_DAYS = 7
AT_MOST = {Risk.WATERLESS: 7, Risk.DWELLING: 7, Risk.RECURRED: 14}
HALVED = (Risk.OPEN_CASE, Risk.UNMANAGED)
LONGEST = 366


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a place that a plan goes by."""

    kind: PlaceKind
    high_rise: bool = False
    """Itself, or part of an estate's ground that serves one."""
    managed: bool = True
    risks: frozenset[Risk] = frozenset()


@dataclass(frozen=True, slots=True)
class Frequency:
    """Every so many days, by law or by risk, and why: clause first, then risks."""

    every_days: int
    basis: Basis
    why: tuple[str, ...]
    legal_days: int | None = None
    """The longest interval the law leaves, where it says a number."""

    @property
    def note(self) -> str:
        """As kept with the place."""
        return " ".join(self.why)


def is_high_rise(height_cm: int | None, storeys: int | None) -> bool:
    """By height, else by storeys."""
    return height_cm > HIGH_RISE_CM if height_cm is not None else (storeys or 0) >= HIGH_RISE_STOREYS


def waterless(water: str) -> bool:
    """Whether a fire main would fail when it is needed."""
    return water in (WaterState.DRY, WaterState.LOW)


def legal(facts: Facts) -> tuple[int, Clause]:
    """The longest interval the law leaves the property company that manages a place."""
    return (1, Clause.HIGH_RISE) if facts.high_rise else (30, Clause.UNIT)


def for_company(facts: Facts) -> Frequency:
    """Of a management's plan: as the law has it; sheds weekly: a draft standard asks daily, but binds nobody yet."""
    days, clause = legal(facts)
    if facts.kind == _K.SHED and days > SHED_DAYS:
        return Frequency(SHED_DAYS, Basis.RISK, (Clause.CHARGING,), days)
    return Frequency(days, Basis.LAW, (clause,), days)


def for_grid(facts: Facts) -> Frequency:
    """Of a grid's plan: by kind, and more often by risk, never less than daily."""
    days = HIGH_RISE_DAYS if facts.kind == _K.BUILDING and facts.high_rise else BY_KIND.get(facts.kind, 60)
    risks = [*facts.risks] if facts.managed else [*facts.risks, Risk.UNMANAGED]
    days = min([days, *(AT_MOST[risk] for risk in risks if risk in AT_MOST)])
    if any(risk in HALVED for risk in risks):
        days = ceil(days / 2)
    return Frequency(days, Basis.RISK, (Clause.REGULARLY, *sorted(risks)))


def reasons(note: str) -> tuple[Clause | None, Sequence[Risk]]:
    """The clause and the risks of a kept note."""
    words = note.split()
    clause = next((Clause(word) for word in words if word in set(Clause)), None)
    return clause, [Risk(word) for word in words if word in set(Risk)]
