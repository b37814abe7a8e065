"""Where members walk: the grids of a planned district, as credibility sees places."""

from dataclasses import dataclass
from random import Random

from anju.demo.plan import District
from anju.demo.plan import Kind as Spot
from anju.demo.plan import Place as Planned
from anju.supervision.grid.rules.looks import METRES_PER_E7, Place, metres

WALKED = (Spot.BUILDING, Spot.SHED, Spot.SHOP, Spot.GATE, Spot.FIRE_LANE, Spot.BASEMENT, Spot.PARKING)


@dataclass(frozen=True, slots=True)
class Ground:
    """One grid: what is looked at in it, and the point its members' office stands at."""

    places: tuple[Place, ...]
    office: tuple[int, int]


def grounds(district: District) -> list[Ground]:
    """Every grid of a district that has buildings to look at."""
    held: dict[int, list[Place]] = {}
    for place in district.places:
        if place.kind in WALKED and (estate := district.estate_of(place.ref)) >= 0:
            grid = district.places[estate].grid
            held.setdefault(grid, []).append(_place(place, district))
    found = []
    for grid, places in sorted(held.items()):
        if len([place for place in places if place.floors]) < 3:
            continue
        point = district.places[district.grids[grid].community].point
        found.append(Ground(tuple(places), (_e7(point[0]), _e7(point[1]))))
    return found


def _place(place: Planned, district: District) -> Place:
    facts = place.building
    return Place(
        id=f"p{place.ref}", lon_e7=_e7(place.point[0]), lat_e7=_e7(place.point[1]), building=f"b{place.ref}",
        floors=facts.storeys if facts else 0, lift=facts.lift if facts else False,
        street=district.places[district.above(place.ref, Spot.STREET)].name, kind=place.kind.value,
    )  # fmt: skip


def _e7(degrees: float) -> int:
    return round(degrees * 10_000_000)


def route(ground: Ground, count: int, rng: Random) -> list[Place]:
    """So many places near one another, each time the nearest next: as a round is walked."""
    start = rng.choice(ground.places)
    here = (start.lon_e7, start.lat_e7)
    near = sorted(ground.places, key=lambda place: metres(here, (place.lon_e7, place.lat_e7)))
    left = rng.sample(near[: count * 4], min(count, len(near)))
    walked = []
    while left:
        following = min(left, key=lambda place: metres(here, (place.lon_e7, place.lat_e7)))
        left.remove(following)
        walked.append(following)
        here = (following.lon_e7, following.lat_e7)
    return walked


def moved(point: tuple[int, int], east: float, north: float) -> tuple[int, int]:
    """A point so many metres further; good for a few kilometres at 32° north."""
    return point[0] + round(east / METRES_PER_E7 / 0.848), point[1] + round(north / METRES_PER_E7)
