"""What stands ready for a fire in a planned district, and who needs help to get out of it. Pure.

Hydrants stand along the roads about every 120 m, with gaps where a stretch has none; towers have risers, pumps, tanks
and a panel; every community and the largest estates have a micro-station, some without enough people, kit or nights.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random

from anju.demo.plan.codes import phone
from anju.demo.plan.district import District
from anju.demo.plan.lattice import Point
from anju.demo.plan.people import People
from anju.demo.plan.places import Kind, Place, Water

__all__ = ["Facility", "Need", "Plan", "Station", "Volunteer", "plan_facilities"]

SPACING_M = 120
"""GB 50974-2014 7.2.5 (rule SP02)."""
GAPS = 0.12
"""Share of hydrants that are missing, in runs: stretches of road with none."""
OUT = 0.015
LARGE = 2200
"""Households from which an estate has a station of its own."""
PHONES = 70_000
"""Where this plan's invented phone numbers begin, past those of people and organisations."""
NEEDS_IN = 260
"""Of so many households in tall buildings, one needs help to get out."""
KINDS = ("wheelchair", "bedridden", "deaf", "blind", "old_alone", "old_alone", "old_alone", "child_alone", "other")
NAMES = ("演示甲", "演示乙", "演示丙", "演示丁", "演示戊", "演示己", "演示庚", "演示辛", "演示壬", "演示癸")
_DEGREE_M = 111_195.0


@dataclass(frozen=True, slots=True)
class Facility:
    """One facility. `out`: days until it is expected back, None where it works; negative: overdue."""

    kind: str
    place: int
    code: str
    spot: str = ""
    point: Point | None = None
    water: bool = False
    """Kept by the water company."""
    out: int | None = None


@dataclass(frozen=True, slots=True)
class Volunteer:
    """A member without an account."""

    name: str
    phone: str


@dataclass(slots=True)
class Station:
    """A micro-station. `gap`: days of roster to come, then nobody; `short`: item → how many there are."""

    place: int
    organisation: int
    phone: str
    posts: list[int] = field(default_factory=list)
    """Persons with accounts; the first leads, where `headed`."""
    volunteers: list[Volunteer] = field(default_factory=list)
    headed: bool = True
    gap: int = 30
    short: dict[str, int] = field(default_factory=dict)
    checked: int | None = None
    """Days ago that the kit was counted; None: never."""


@dataclass(frozen=True, slots=True)
class Need:
    """A household that needs help to get out. `confirmed`: days ago."""

    place: int
    floor: int
    door: str
    kind: str
    name: str
    phone: str
    source: str
    confirmed: int


@dataclass(slots=True)
class Plan:
    """All of it."""

    facilities: list[Facility] = field(default_factory=list)
    stations: list[Station] = field(default_factory=list)
    needs: list[Need] = field(default_factory=list)


def plan_facilities(seed: int, district: District, people: People, number: int = 0) -> Plan:
    """The same seed gives the same plan on any machine."""
    rng = Random(f"{seed}/{number}/facilities")
    plan = Plan()
    plan.facilities += _hydrants(rng, district)
    for estate in district.of(Kind.ESTATE):
        plan.facilities += _of_estate(rng, district, estate)
    plan.stations += _stations(rng, district, people, number)
    plan.needs += _needs(rng, district, number)
    return plan


def _hydrants(rng: Random, district: District) -> Iterator[Facility]:
    made = 0
    for road in district.of(Kind.ROAD):
        missing = 0
        for point in _along(road.shape):
            if missing == 0 and rng.random() < GAPS / 3:
                missing = rng.randint(2, 4)
            if missing:
                missing -= 1
                continue
            made += 1
            out = rng.choice((-6, 3, 5, 9)) if rng.random() < OUT else None
            yield Facility("F01", road.ref, f"XHS-{made:05d}", "路边", point, water=True, out=out)


def _along(course: tuple[Point, ...]) -> Iterator[Point]:
    """Points every `SPACING_M` along a line, the first half a step in."""
    left = SPACING_M / 2
    for (ax, ay), (bx, by) in pairwise(course):
        across = _DEGREE_M * math.cos(math.radians(ay))
        length = math.hypot((bx - ax) * across, (by - ay) * _DEGREE_M)
        while left <= length:
            share = left / length
            yield round(ax + (bx - ax) * share, 7), round(ay + (by - ay) * share, 7)
            left += SPACING_M
        left -= length


def _of_estate(rng: Random, district: District, estate: Place) -> Iterator[Facility]:
    """Risers and a roof tank of each tall building; pumps, reservoir and panel of the estate once."""
    tall = [
        one for one in district.children.get(estate.ref, ())
        if one.building is not None and one.building.water is not Water.NONE_NEEDED
    ]  # fmt: skip
    if not tall:
        return
    room = next((one for one in district.children[estate.ref] if one.kind is Kind.BASEMENT), estate)
    code = f"{estate.ref:05d}"
    for kind, mark, spot in (("F03", "XFB", "消防泵房"), ("F05", "XFC", "消防泵房"), ("F17", "KZQ", "消防控制室"),
                             ("F08", "JHQ", "小区南门")):  # fmt: skip
        out = rng.choice((-10, 4, 12)) if rng.random() < OUT else None
        yield Facility(kind, room.ref, f"{mark}-{code}", spot, out=out)
    for building in tall:
        facts = building.building
        assert facts is not None
        code = f"{building.ref:05d}"
        for unit in range(1, facts.units + 1):
            out = 60 if facts.water is Water.DRY and rng.random() < 0.15 else None
            yield Facility("A01", building.ref, f"SG-{code}-{unit}", f"{unit}单元楼梯间", out=out)
        yield Facility("F06", building.ref, f"SX-{code}", "屋顶")
        yield Facility("A03", building.ref, f"DY-{code}", "一层配电间")
        yield Facility("A02", building.ref, f"RQ-{code}", "一层室外")


def _stations(rng: Random, district: District, people: People, number: int) -> Iterator[Station]:
    """One for each community, run by it; one for each large estate, run by who manages it."""
    made = 0
    for community in district.of(Kind.COMMUNITY):
        made += 1
        organisation = people.by_place["community", community.ref]
        yield _station(rng, people, community.ref, organisation, number, made)
    for estate in district.of(Kind.ESTATE):
        contracts = people.by_estate.get(estate.ref, [])
        if estate.estate is not None and estate.estate.households >= LARGE and contracts:
            made += 1
            yield _station(rng, people, estate.ref, contracts[-1].organisation, number, made)


def _station(rng: Random, people: People, place: int, organisation: int, number: int, made: int) -> Station:
    base = number * 100_000 + PHONES + made * 10
    persons = [post.person for post in people.by_organisation.get(organisation, ())][: rng.randint(1, 2)]
    station = Station(place, organisation, phone(base), persons)
    station.volunteers = [Volunteer(NAMES[at], phone(base + 1 + at)) for at in range(rng.choice((3, 4, 5, 5, 6)))]
    station.headed = bool(persons) and rng.random() < 0.92
    if rng.random() < 0.2:
        station.gap = rng.randint(1, 6)
    if rng.random() < 0.9:
        station.checked = rng.choice((2, 9, 16, 25, 45))
        if rng.random() < 0.35:
            station.short = {rng.choice(("hose", "extinguisher", "hood", "light")): rng.randint(0, 3)}
    return station


def _needs(rng: Random, district: District, number: int) -> Iterator[Need]:
    base, made = number * 100_000 + PHONES + 5_000, 0
    for building in district.of(Kind.BUILDING):
        facts = building.building
        if facts is None or facts.storeys < 6:
            continue
        for _household in range(round(facts.households / NEEDS_IN + rng.random() - 0.5)):
            floor, made = rng.randint(1, facts.storeys), made + 1
            confirmed = rng.choice((5, 20, 40, 60, 80, 95, 130))
            yield Need(
                building.ref, floor, f"{floor}{rng.randint(1, 4):02d}室", rng.choice(KINDS), rng.choice(NAMES),
                phone(base + made % 4_000), rng.choice(("asked", "door_knock")), confirmed,
            )  # fmt: skip
