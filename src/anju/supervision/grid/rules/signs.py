"""A sign: something about records that may be asked about. It is a question, never a verdict."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from anju.supervision.grid.rules.kinds import SignKind
from anju.supervision.grid.rules.looks import Visit

MOST = 0.95
"""No sign is certain."""


@dataclass(frozen=True, slots=True)
class Sign:
    """Something that may be asked. `strength` is between 0 and `MOST`; `said` fills the sentence of its kind."""

    kind: SignKind
    visits: tuple[str, ...]
    places: tuple[str, ...]
    strength: float
    said: Mapping[str, int | str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The same sign found again has the same key: what was asked once is not asked twice."""
        return f"{self.kind}:{min(self.visits)}"


def sign(kind: SignKind, visits: Iterable[Visit], strength: float, **said: int | str) -> Sign:
    """A sign about visits, of which the first is the one that is asked about."""
    told = list(visits)
    places = tuple(dict.fromkeys(visit.place for visit in told))
    return Sign(kind, tuple(visit.id for visit in told), places, round(min(MOST, max(0.0, strength)), 3), said)


def by_day(visits: Iterable[Visit]) -> dict[tuple[str, str, date], list[Visit]]:
    """(who, phone, day) → what was claimed there and then, in order of time. A phone that two members share is two:
    one phone is one thing that moves, and each answers for his own records.
    """
    days: dict[tuple[str, str, date], list[Visit]] = defaultdict(list)
    for visit in visits:
        if visit.claims:
            days[visit.who, visit.device, visit.day].append(visit)
    return {key: sorted(held, key=lambda visit: (visit.made_at, visit.seq)) for key, held in days.items()}
