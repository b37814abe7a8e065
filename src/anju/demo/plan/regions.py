"""Blocks shared out among streets, communities and grids, each a connected set without holes."""

from random import Random

from anju.demo.plan.lattice import Block, Lattice, outline

__all__ = ["divide", "peel", "shares"]


def divide(
    rng: Random, lattice: Lattice, bands: tuple[int, ...], communities: int, grids: int
) -> list[list[list[list[Block]]]]:
    """Streets → communities → grids → blocks. Every block falls into exactly one grid.

    Tries again with other jitter while any of them would fall apart; the last tries leave the streets straight.
    """
    for attempt in range(40):
        streets = _streets(rng, lattice, bands, wobble=attempt < 30)
        per_street = shares(communities, [len(street) for street in streets])
        try:
            split = [peel(rng, lattice, street, n) for street, n in zip(streets, per_street, strict=True)]
            per_community = iter(shares(grids, [len(community) for street in split for community in street]))
            return [[peel(rng, lattice, community, next(per_community)) for community in street] for street in split]
        except _FallsApartError:
            continue
    raise AssertionError("no division of the blocks holds together")


class _FallsApartError(Exception):
    """This set of blocks cannot be cut into connected parts from any corner."""


def peel(rng: Random, lattice: Lattice, blocks: list[Block], parts: int) -> list[list[Block]]:
    """Cut a set into connected, compact parts of nearly equal size, one after the other from an outer corner."""
    left, result = set(blocks), []
    if not _whole(lattice, left):
        raise _FallsApartError
    for part in range(parts - 1):
        taken = _peel_one(rng, lattice, left, round(len(left) / (parts - part)))
        left -= taken
        result.append(sorted(taken))
    return [*result, sorted(left)]


def _peel_one(rng: Random, lattice: Lattice, left: set[Block], size: int) -> set[Block]:
    for _ in range(24):
        x, y = rng.uniform(-1, 1), rng.uniform(-1, 1)
        corner = min(left, key=lambda b: b[0] * x + b[1] * y)
        taken = _grow(rng, left, corner, size)
        if _whole(lattice, taken) and _whole(lattice, left - taken):
            return taken
    raise _FallsApartError


def _grow(rng: Random, left: set[Block], corner: Block, size: int) -> set[Block]:
    taken: set[Block] = set()
    edge = {corner: 0.0}
    while edge and len(taken) < size:
        block = min(edge, key=edge.__getitem__)
        del edge[block]
        taken.add(block)
        for across, up in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            beside = block[0] + across, block[1] + up
            if beside in left and beside not in taken and beside not in edge:
                far = (beside[0] - corner[0]) ** 2 + (beside[1] - corner[1]) ** 2
                edge[beside] = far + rng.uniform(0, 1.5)
    return taken


def _whole(lattice: Lattice, blocks: set[Block]) -> bool:
    """Connected, without holes, and nowhere touching itself at a mere corner."""
    rings = outline(lattice, blocks)
    return len(rings) == 1 and len(set(rings[0])) == len(rings[0])


def _streets(rng: Random, lattice: Lattice, bands: tuple[int, ...], *, wobble: bool) -> list[list[Block]]:
    east = [round(lattice.columns * (i + 1) / len(bands)) for i in range(len(bands))]
    edges = [_edge(rng, at, lattice.rows, wobble=wobble and at < lattice.columns) for at in east]
    streets = []
    for band, count in enumerate(bands):
        west = [0] * lattice.rows if band == 0 else edges[band - 1]
        inside = [(c, r) for r in range(lattice.rows) for c in range(west[r], edges[band][r])]
        north = [round(lattice.rows * (i + 1) / count) for i in range(count)]
        tops = [_edge(rng, at, lattice.columns, wobble=wobble and at < lattice.rows) for at in north]
        for i in range(count):
            bottom = [0] * lattice.columns if i == 0 else tops[i - 1]
            streets.append([(c, r) for c, r in inside if bottom[c] <= r < tops[i][c]])
    return streets


def _edge(rng: Random, at: int, length: int, *, wobble: bool) -> list[int]:
    """A boundary that wanders one block to either side, in stretches of a few blocks."""
    edge: list[int] = []
    while len(edge) < length:
        edge += [at + (rng.choice((-1, 0, 1)) if wobble else 0)] * rng.randint(2, 4)
    return edge[:length]


def shares(total: int, weights: list[int]) -> list[int]:
    """Whole shares of a total in proportion to the weights, at least one each (largest remainder)."""
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    result = [max(1, int(value)) for value in exact]
    by_remainder = sorted(range(len(weights)), key=lambda i: result[i] - exact[i])
    i = 0
    while sum(result) < total:
        result[by_remainder[i % len(result)]] += 1
        i += 1
    while sum(result) > total:
        result[result.index(max(result))] -= 1
    return result
