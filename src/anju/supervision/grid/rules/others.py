"""What others saw, and what the phone says of its own position."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from anju.supervision.grid.rules.kinds import SignKind
from anju.supervision.grid.rules.looks import Contradiction, Recheck, Visit
from anju.supervision.grid.rules.signs import Sign, sign
from anju.supervision.grid.rules.statistics import tail_binomial

FEWEST_MOCKED = 3
MOCKED = 0.5
"""Just enough to ask once: external receivers look the same to a phone (getodk/collect#4768)."""
FEWEST_FOUND = 8
"""Hazards that re-checks found at a person's places before their number says anything."""
UNLIKELY = 0.001
MISSED = 0.15
"""What a missed hazard weighs where nothing is asked: everybody misses some; the place is looked at sooner."""


def mocked(visits: Iterable[Visit], trusted: Collection[str]) -> Iterator[Sign]:
    """Positions that the phone itself calls simulated; phones on the list of trusted ones are left alone."""
    held: dict[tuple[str, str], list[Visit]] = defaultdict(list)
    for visit in visits:
        if visit.claims and visit.fix and visit.fix.mocked and visit.device not in trusted:
            held[visit.who, visit.device].append(visit)
    for by_one in held.values():
        if len(by_one) >= FEWEST_MOCKED:
            yield sign(SignKind.MOCK, by_one, MOCKED, count=len(by_one))


def missed(visits: Mapping[str, Visit], rechecks: Iterable[Recheck], usual: float) -> Iterator[Sign]:
    """Re-checks that found what a visit had not told. `usual` is the share of hazards that patrols of the district
    miss: only much more than that is asked about, anything else makes the place a little likelier to be drawn again.
    """
    by_who: dict[str, list[Recheck]] = defaultdict(list)
    for recheck in rechecks:
        visit = visits.get(recheck.visit)
        if visit is not None and visit.claims:
            by_who[visit.who].append(recheck)
    for held in by_who.values():
        found, lost = sum(one.found for one in held), sum(one.missed for one in held)
        wrong = [visits[one.visit] for one in held if one.missed]
        if found >= FEWEST_FOUND and tail_binomial(lost, found, usual) < UNLIKELY:
            yield sign(SignKind.RECHECK, wrong, 0.7, count=lost, places=len({visit.place for visit in wrong}))
        else:
            yield from (sign(SignKind.RECHECK, [visit], MISSED, count=1, places=1) for visit in wrong)


CONTRADICTED = 3
"""Places at which residents showed otherwise before it is asked about: one resident may come an hour later."""


def contradicted(visits: Mapping[str, Visit], said: Iterable[Contradiction], usual: float) -> Iterator[Sign]:
    """Residents' true reports of what a visit had not told. `usual` is the share of the district's visits of which that
    is so: much more than that is asked about.
    """
    claimed = Counter(visit.who for visit in visits.values() if visit.claims)
    by_who: dict[str, dict[str, Visit]] = defaultdict(dict)
    for one in said:
        visit = visits.get(one.visit)
        if visit is not None and visit.claims:
            by_who[visit.who][one.place] = visit
    for who, places in by_who.items():
        wrong = list(places.values())
        if len(wrong) >= CONTRADICTED and tail_binomial(len(wrong), claimed[who], usual) < UNLIKELY:
            yield sign(SignKind.RESIDENT, wrong, 0.7, count=len(wrong))
        else:
            yield from (sign(SignKind.RESIDENT, [visit], MISSED, count=1) for visit in wrong)
