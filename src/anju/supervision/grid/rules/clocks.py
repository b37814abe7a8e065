"""Whether records were made when they say.

A phone's clock may be two days wrong: the sync measures by how much (`Visit.made_at`). A record carries the server's
time in the last answer the phone had seen; it was made after that. What claims to be older was dated back, or its clock
was wrong for a while. Records that waited offline for a week have heard nothing since, and are never asked about.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from anju.supervision.grid.rules.kinds import SignKind
from anju.supervision.grid.rules.looks import Visit
from anju.supervision.grid.rules.signs import Sign, sign

LENIENT = timedelta(hours=12)
"""By how much a claim may precede its proof: clocks drift, zones are set wrong, a batch goes through at night."""
FEWEST_DAYS = 2
"""Back-dated days from which it is asked: one jump is a clock that was put right."""


def backdated(visits: Iterable[Visit]) -> Iterator[Sign]:
    """Records of a phone that claim an earlier time than they can have been made at."""
    phones: dict[str, list[Visit]] = defaultdict(list)
    for visit in visits:
        phones[visit.device].append(visit)
    for held in phones.values():
        late: dict[str, list[Visit]] = defaultdict(list)
        for visit in _dated_back(sorted(held, key=lambda visit: visit.seq)):
            late[visit.who].append(visit)
        for by_one in late.values():
            days = {visit.day for visit in by_one}
            strength = 0.3 if len(days) < FEWEST_DAYS else 0.6 + 0.05 * len(days)
            yield sign(SignKind.BACKDATED, by_one, strength, count=len(by_one), days=len(days))


def _dated_back(held: list[Visit]) -> Iterator[Visit]:
    """In order of the phone's own count: a record is younger than every answer an earlier one had already heard."""
    proof: datetime | None = None
    for visit in held:
        if visit.heard_at is not None:
            proof = max(proof or visit.heard_at, visit.heard_at)
        if proof is not None and visit.claims and visit.made_at < proof - LENIENT:
            yield visit
