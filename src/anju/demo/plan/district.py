"""One district, planned: the places of a seed. The same seed and size give the same district on any machine."""

from dataclasses import dataclass, field
from random import Random

from anju.demo.plan.build import FIRST_ESTATE, STYLES, Builder, Home
from anju.demo.plan.lattice import Block, Point, between, make_lattice
from anju.demo.plan.places import EstateFacts, Grid, Kind, Management, Place, Water
from anju.demo.plan.regions import divide, shares
from anju.demo.plan.sizes import CITY_NAMES, Size
from anju.demo.plan.words import STREETS, NameBook

__all__ = ["Area", "District", "plan_district"]

ORIGIN: Point = (118.6, 31.9)
"""A spot inside China's box that stands for no real district."""

_BY_POSITION = ("石桥", "柳湾", "文笔", "清河", "槐安", "望江", "织云", "东渡", "南亭")
"""Which street of the first district stands where: bands from the west, each from the south."""


@dataclass(slots=True)
class Area:
    """A named set of places: one of the old areas (老旧片区)."""

    ref: int
    name: str
    places: list[int]


@dataclass(slots=True)
class District:
    """Everything that stands somewhere. ``places[0]`` is the district itself."""

    name: str
    seed: int
    size: Size
    places: list[Place]
    grids: list[Grid]
    areas: list[Area]
    names: NameBook
    by_kind: dict[Kind, list[Place]] = field(default_factory=dict)
    children: dict[int, list[Place]] = field(default_factory=dict)
    """The places inside an estate, by the estate's ref (units under their estate too)."""

    def __post_init__(self) -> None:
        for place in self.places:
            self.by_kind.setdefault(place.kind, []).append(place)
            if (estate := self.estate_of(place.ref)) >= 0 and estate != place.ref:
                self.children.setdefault(estate, []).append(place)

    def of(self, kind: Kind) -> list[Place]:
        return self.by_kind.get(kind, [])

    def estate_of(self, ref: int) -> int:
        """The estate a place lies in (itself for an estate); -1 for what lies in none."""
        while ref >= 0 and self.places[ref].kind is not Kind.ESTATE:
            ref = self.places[ref].parent
        return ref

    def above(self, ref: int, kind: Kind) -> int:
        """The nearest place of that kind on the way up."""
        while self.places[ref].kind is not kind:
            ref = self.places[ref].parent
        return ref


def plan_district(seed: int, size: Size, number: int = 0) -> District:
    """Plan district ``number`` of the invented city (0 is 澄川区)."""
    rng = Random(f"{seed}/{number}/{size.code}/places")
    names = NameBook(rng)
    lattice = make_lattice(rng, size.columns, size.rows)
    division = divide(rng, lattice, size.street_bands, size.communities, size.grids)
    if number:
        streets = [names.stem() for _ in division]
    else:
        streets = list(_BY_POSITION) if len(division) == len(_BY_POSITION) else list(STREETS[: len(division)])
    origin = (ORIGIN[0] + 0.09 * (number % 4), ORIGIN[1] + 0.075 * (number // 4))
    builder = Builder(rng, size, lattice, origin, names)
    blocks = builder.regions(CITY_NAMES[number], division, streets)
    _roads(builder)
    _land(builder, blocks)
    builder.sheds()
    _dry_high_rises(rng, size, builder.places)
    _management(rng, builder.places)
    return District(
        CITY_NAMES[number], seed, size, builder.places, builder.grids, _areas(rng, size, builder.places), names
    )


def _roads(builder: Builder) -> None:
    for direction, _, course in builder.lattice.roads():
        name = builder.names.stem() + ("路" if direction == "h" else "街")
        builder.line(Kind.ROAD, name, 0, course)


def _land(builder: Builder, blocks: list[tuple[Block, int, int]]) -> None:
    """Say of each block whether people live there, cut some in two, and fill them."""
    rng, size = builder.rng, builder.size
    river = _river(rng, size)
    wet = [entry for entry in blocks if entry[0] in river]
    dry = [entry for entry in blocks if entry[0] not in river]
    green = max(2, len(dry) // 22)
    lonely = {id(entry) for entry in rng.sample(dry[1:], green)}
    lived = [entry for entry in dry if id(entry) not in lonely]
    twice = size.estates - len(lived)
    assert 0 <= twice <= len(lived), "the lattice does not hold so many estates"
    doubled = {id(entry) for entry in rng.sample(lived, twice)}
    for block, community, grid in [*wet, *[entry for entry in dry if id(entry) in lonely]]:
        quad = builder.lattice.inner(block)
        name = "澄川河滨水绿地" if block in river else rng.choice(("公园", "学校", "广场", "停车场地块"))
        stem = builder.places[community].name.removesuffix("社区")
        place = builder.add(Kind.OPEN_GROUND, f"{stem}{name}", community, between(quad, 0.5, 0.5), list(quad), grid)
        builder.grids[grid].places.append(place.ref)
    for entry in lived:
        block, community, grid = entry
        a, b, c, d = quad = builder.lattice.inner(block)
        if id(entry) in doubled:
            low, top = between(quad, 0.5, 0), between(quad, 0.5, 1)
            builder.homes += [Home((a, low, top, d), community, grid), Home((low, b, c, top), community, grid)]
        else:
            builder.homes.append(Home(quad, community, grid))
    _styles(builder)
    for home in builder.homes:
        builder.estate(home)


def _river(rng: Random, size: Size) -> set[Block]:
    """A green river bank across the south of a large district; none in a small one."""
    if size.columns < 12:
        return set()
    row, course = rng.randint(3, 5), set()
    for column in range(size.columns):
        course.add((column, row))
        row = min(6, max(2, row + rng.choice((0, 0, 0, 1, -1))))
    return course


def _styles(builder: Builder) -> None:
    """Older in the middle, newer outside, by fixed shares so that every seed has its high-rises."""
    rng, homes = builder.rng, builder.homes
    counts = shares(len(homes), [50, 19, 20, 11])
    # A half block is too narrow for rows of towers beside a lane: those stay with the low styles.
    order = sorted(homes, key=lambda h: (h.quad[1][0] - h.quad[0][0] < 130, _from_middle(h) + rng.uniform(0, 900)))
    wide_first = [*(["tower"] * counts[2]), *(["mixed"] * counts[3])]
    far = sorted(order[: len(homes) * 3 // 4], key=lambda h: -_from_middle(h) + rng.uniform(0, 1600))
    for home, style in zip(far, wide_first, strict=False):
        home.style = style
    rest = [home for home in homes if home.style == "walkup"]
    for home in rng.sample(rest, counts[1]):
        home.style = "slab"
    assert set(STYLES) >= {home.style for home in homes}


def _from_middle(home: Home) -> float:
    x, y = between(home.quad, 0.5, 0.5)
    return float((x * x + y * y) ** 0.5)


def _dry_high_rises(rng: Random, size: Size, places: list[Place]) -> None:
    """Mark exactly the size's number of waterless high-rises, the oldest first, and a few with low pressure."""
    high = [p for p in places if p.building and p.building.water is Water.OK]
    high.sort(key=lambda p: (p.building.year if p.building else 0) + rng.uniform(0, 6))
    assert len(high) >= size.waterless, "not enough high-rises"
    for number, place in enumerate(high):
        assert place.building is not None
        if number < size.waterless:
            place.building.water = Water.DRY
        elif rng.random() < 0.06:
            place.building.water = Water.LOW


def _management(rng: Random, places: list[Place]) -> None:
    """Who runs an estate. Old walk-ups are often nobody's: there the community is custodian."""
    for place in places:
        facts = place.estate
        if facts is None:
            continue
        draw = rng.random()
        none, own = {"walkup": (0.34, 0.46), "slab": (0.04, 0.14)}.get(facts.style, (0.0, 0.02))
        facts.management = Management.PROPERTY
        if place.name != FIRST_ESTATE and draw < own:
            facts.management = Management.CUSTODY if draw < none else Management.OWNERS
        facts.committee = facts.management is Management.OWNERS or (
            facts.management is Management.PROPERTY and rng.random() < 0.42
        )


def _areas(rng: Random, size: Size, places: list[Place]) -> list[Area]:
    """The old areas: neighbouring old estates of one community, under a name of their own."""
    old: dict[int, list[Place]] = {}
    for place in places:
        if isinstance(place.estate, EstateFacts) and place.estate.style == "walkup":
            old.setdefault(place.parent, []).append(place)
    most = sorted(old, key=lambda c: -len(old[c]))[: max(size.old_areas, int(len(old) * 0.6))]
    chosen = sorted(rng.sample(most, size.old_areas))
    areas = []
    for ref, community in enumerate(chosen):
        estates = sorted(old[community], key=lambda p: p.ref)[: rng.randint(2, 4)]
        stem = places[community].name.removesuffix("社区")
        areas.append(Area(ref, f"{stem}老旧片区", [p.ref for p in estates]))
    return areas
