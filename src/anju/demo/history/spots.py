"""Where a case lies: a place of the right kind, a floor, a spot; never the same fault open twice at one spot."""

from itertools import accumulate
from random import Random

from anju.demo.history.mix import Mix
from anju.demo.plan import District, Kind, Place

__all__ = ["Spot", "Spots"]

Spot = tuple[int, int | None, str]
"""Place, floor, words."""

_HIGH_CM = 2700


class Spots:
    """Draws places with a pull of their own: streets and estates differ, and some buildings are worse than others."""

    def __init__(self, rng: Random, district: District) -> None:
        self.rng, self.district = rng, district
        street_pull = {street.ref: rng.uniform(0.6, 1.5) for street in district.of(Kind.STREET)}
        self._pull = {}
        for estate in district.of(Kind.ESTATE):
            style = estate.estate.style if estate.estate else "slab"
            own = {"walkup": 1.35, "slab": 1.0, "mixed": 0.9}.get(style, 0.85)
            self._pull[estate.ref] = (
                own * rng.lognormvariate(0, 0.5) * street_pull[district.above(estate.ref, Kind.STREET)]
            )
        self._pools: dict[tuple[Kind, bool], tuple[list[Place], list[float]]] = {}
        self._taken: dict[tuple[str, Spot], list[tuple[int, int]]] = {}

    def draw(self, mix: Mix, count: int) -> list[Place]:
        """So many places where this kind can occur."""
        pools = [self._pool(kind, high=mix.high) for kind in mix.where]
        places = [place for pool, _ in pools for place in pool]
        weights = [weight for _, pool in pools for weight in pool]
        return self.rng.choices(places, cum_weights=list(accumulate(weights)), k=count)

    def _pool(self, kind: Kind, *, high: bool) -> tuple[list[Place], list[float]]:
        found = self._pools.get((kind, high))
        if found is None:
            district = self.district
            places = [
                p
                for p in district.of(kind)
                if district.estate_of(p.ref) >= 0 and not (high and p.building and p.building.height_cm <= _HIGH_CM)
            ]
            weights = [self._pull[district.estate_of(p.ref)] * self.rng.lognormvariate(0, 0.6) for p in places]
            found = self._pools[kind, high] = (places, weights)
        return found

    def place(self, mix: Mix, place: Place, first: int, last: int) -> Spot:
        """A spot in the place at which this kind is not open between the two moments, and book it."""
        rng = self.rng
        for attempt in range(60):
            words = mix.spots[int(rng.random() * len(mix.spots))]
            if attempt > 20:
                words = f"{words}{attempt}号位"
            floor = None
            if mix.floors and place.building is not None:
                floor = 1 + int(rng.random() * place.building.storeys)
            spot = (place.ref, floor, words)
            taken = self._taken.setdefault((mix.code, spot), [])
            if all(last < begun or ended < first for begun, ended in taken):
                taken.append((first, last))
                return spot
        raise AssertionError("a place with more faults than spots")

    def book(self, code: str, spot: Spot, first: int, last: int) -> bool:
        """Book a spot for one more stretch; False where that kind is open there in between."""
        taken = self._taken.setdefault((code, spot), [])
        if any(first <= ended and begun <= last for begun, ended in taken):
            return False
        taken.append((first, last))
        return True
