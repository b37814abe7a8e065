"""From lattice and division to the flat list of places."""

from dataclasses import dataclass, field
from random import Random

from anju.demo.plan.lattice import Block, Lattice, Point, Quad, between, outline, to_wgs84
from anju.demo.plan.layout import Drawn, Layout, Style, lay_out
from anju.demo.plan.places import BuildingFacts, EstateFacts, Grid, Kind, Place, Water
from anju.demo.plan.sizes import Size
from anju.demo.plan.words import NameBook

__all__ = ["STYLES", "Builder", "Home"]

STYLES = {
    "walkup": (Style("walkup", 46, 11, 29, (4, 7), (1982, 1999), 4),),
    "slab": (Style("slab", 50, 13, 36, (6, 8), (2000, 2012), 2),),
    "tower": (Style("tower", 30, 19, 56, (16, 33), (1997, 2023), 2),),
    "mixed": (
        Style("slab", 46, 13, 36, (6, 8), (2001, 2014), 2),
        Style("tower", 28, 18, 54, (12, 28), (2001, 2014), 2),
    ),
}
FIRST_ESTATE = "桂桥新村"
"""The estate every guide and picture of the demo shows first."""

_HIGH_RISE_CM = 2700
"""Above 27 m a dwelling house is a high-rise (GB 50016 5.1.1)."""


@dataclass(slots=True)
class Home:
    """An estate on its way to become a place: where, how it is built, and what its layout came out as."""

    quad: Quad
    community: int
    grid: int
    style: str = "walkup"
    layout: Layout = field(default_factory=Layout)
    estate: int = -1
    first_building: int = -1


@dataclass(slots=True)
class Builder:
    """Grows the list of places. ``origin`` is the WGS-84 point of the local (0, 0)."""

    rng: Random
    size: Size
    lattice: Lattice
    origin: Point
    names: NameBook
    places: list[Place] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    homes: list[Home] = field(default_factory=list)
    named_first: bool = False

    def add(
        self, kind: Kind, name: str, parent: int, at: Point, ring: list[Point] | Drawn | None = None, grid: int = -1
    ) -> Place:
        """Append a place; rings are closed here, lines are passed through :meth:`line`."""
        points = list(ring.ring) if isinstance(ring, Drawn) else (ring or [])
        shape = tuple(to_wgs84(p, self.origin) for p in points)
        place = Place(len(self.places), kind, name, parent, to_wgs84(at, self.origin), shape + shape[:1], grid=grid)
        self.places.append(place)
        return place

    def line(self, kind: Kind, name: str, parent: int, course: list[Point], grid: int = -1) -> Place:
        place = self.add(kind, name, parent, course[len(course) // 2], None, grid)
        place.shape = tuple(to_wgs84(p, self.origin) for p in course)
        return place

    def regions(
        self, district: str, division: list[list[list[list[Block]]]], streets: list[str]
    ) -> list[tuple[Block, int, int]]:
        """District, streets, communities and grids; returns every block with its community and grid."""
        everything = [b for street in division for community in street for grid in community for b in grid]
        self.region(Kind.DISTRICT, district, -1, everything)
        blocks = []
        for name, street in zip(streets, division, strict=True):
            parent = self.region(
                Kind.STREET, f"{name}街道", 0, [b for community in street for g in community for b in g]
            )
            number = 0
            for first, community in enumerate(street):
                stem = "桂桥" if name == "槐安" and first == 0 else self.names.stem()
                inside = self.region(Kind.COMMUNITY, f"{stem}社区", parent.ref, [b for g in community for b in g])
                for part in community:
                    number += 1
                    shape = tuple(to_wgs84(p, self.origin) for p in outline(self.lattice, part)[0])
                    grid = Grid(len(self.grids), f"{name}{number:02d}网格", parent.ref, inside.ref, shape + shape[:1])
                    self.grids.append(grid)
                    blocks += [(block, inside.ref, grid.ref) for block in part]
        return blocks

    def region(self, kind: Kind, name: str, parent: int, blocks: list[Block]) -> Place:
        ring = outline(self.lattice, blocks)[0]
        middle = sum(p[0] for p in ring) / len(ring), sum(p[1] for p in ring) / len(ring)
        if kind in {Kind.STREET, Kind.COMMUNITY}:  # a label must stand inside: take the block nearest the middle
            quads = [self.lattice.quad(block) for block in blocks]
            middles = [between(quad, 0.5, 0.5) for quad in quads]
            middle = min(middles, key=lambda p: (p[0] - middle[0]) ** 2 + (p[1] - middle[1]) ** 2)
        return self.add(kind, name, parent, middle, ring)

    def estate(self, home: Home) -> None:
        """The estate with its lane, gates, parking and shops; its buildings follow in :meth:`building`."""
        style = home.style
        stem = self.places[home.community].name.removesuffix("社区") if self.rng.random() < 0.3 else self.names.stem()
        name = self.names.estate(stem, old=style == "walkup")
        if self.places[home.community].name == "桂桥社区" and not self.named_first:
            self.named_first, name = True, FIRST_ESTATE
        quad = list(home.quad)
        place = self.add(Kind.ESTATE, name, home.community, between(home.quad, 0.5, 0.5), quad, home.grid)
        years = STYLES[style][0].years
        place.estate = EstateFacts(style, self.rng.randint(*years))
        home.estate = place.ref
        self.grids[home.grid].places.append(place.ref)
        layout = home.layout = lay_out(self.rng, home.quad, list(STYLES[style]))
        self.line(Kind.FIRE_LANE, "消防车通道", place.ref, layout.lane, home.grid)
        for number, at in enumerate(layout.gates):
            self.add(Kind.GATE, ("南门", "北门")[number], place.ref, at, None, home.grid)
        for drawn in layout.parking:
            self.add(Kind.PARKING, "停车场", place.ref, drawn.centre, drawn, home.grid)
        for number, at in enumerate(layout.shops, 1):
            self.add(Kind.SHOP, f"{number}号商铺", place.ref, at, None, home.grid)
        if style in {"tower", "mixed"}:
            self.add(Kind.BASEMENT, "地下车库", place.ref, between(home.quad, 0.5, 0.45), None, home.grid)
        self.buildings(home, place)

    def buildings(self, home: Home, estate: Place) -> None:
        facts = estate.estate
        assert facts is not None
        home.first_building = len(self.places)
        made = []
        for number, (drawn, style) in enumerate(zip(home.layout.buildings, home.layout.styles, strict=True), 1):
            place = self.add(Kind.BUILDING, f"{number}幢", estate.ref, drawn.centre, drawn, home.grid)
            place.building = self.facts(style, facts.year)
            facts.households += place.building.households
            made.append(place)
        for place in made:
            built = place.building
            if built is not None and built.height_cm > _HIGH_RISE_CM and built.storeys >= 12:
                for unit in range(1, built.units + 1):
                    stairwell = self.add(Kind.UNIT, f"{unit}单元", place.ref, (0.0, 0.0), None, home.grid)
                    stairwell.point = _stairwell(place, unit, built.units)

    def facts(self, style: Style, year: int) -> BuildingFacts:
        storeys = self.rng.randint(*style.storeys)
        if style.code == "tower":
            units, flats = self.rng.choice((1, 1, 2)), self.rng.choice((4, 6, 8))
        else:
            units, flats = self.rng.choice((2, 3, 3, 4, 5)), 2
        height = storeys * self.rng.choice((280, 290, 300)) + self.rng.randint(20, 120)
        high = height > _HIGH_RISE_CM
        water = Water.OK if high else Water.NONE_NEEDED
        return BuildingFacts(
            height,
            storeys,
            year + self.rng.choice((0, 0, 0, 1)),
            units,
            storeys * units * flats,
            water,
            (storeys >= 7 and year > 1999) or high,
        )

    def sheds(self) -> None:
        """Exactly as many shed groups as the size says, most of them where there is nowhere else to park."""
        slots = []
        for home in self.homes:
            pull = {"walkup": 1.6, "slab": 1.1}.get(home.style, 0.7)
            slots += [(self.rng.random() ** (1 / pull), home, b, drawn) for b, drawn in home.layout.sheds]
        slots.sort(key=lambda slot: -slot[0])
        assert len(slots) >= self.size.sheds, "not enough room for the sheds"
        chosen = sorted(slots[: self.size.sheds], key=lambda slot: (slot[1].estate, slot[2]))
        counts: dict[tuple[int, int], int] = {}
        for _, home, number, drawn in chosen:
            key = (home.estate, number)
            counts[key] = counts.get(key, 0) + 1
            behind = self.places[home.first_building + number]
            self.add(Kind.SHED, f"{behind.name}北{counts[key]}号车棚", home.estate, drawn.centre, drawn, home.grid)


def _stairwell(place: Place, unit: int, units: int) -> Point:
    """Stairwells stand side by side along the building."""
    (ax, ay), (bx, by) = place.shape[0], place.shape[1]
    (cx, cy), share = place.point, (unit - 0.5) / units - 0.5
    return round(cx + (bx - ax) * share, 7), round(cy + (by - ay) * share, 7)
