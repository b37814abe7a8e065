"""How many hazards there are and what share patrols know, by street and kind of place, from blind second looks.

Counted is what stood from the draw until `until`: first what the patrols' list told of it by the draw, then what the
second looks found of it. What was put right in between is left out of both.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from anju.kernel.actors import Actor
from anju.supervision.grid.enums import Part
from anju.supervision.grid.models import Draw, Recheck
from anju.supervision.grid.queries import rechecks, second_looks
from anju.supervision.grid.queries.defaults import covering
from anju.supervision.grid.rules.dependence import Confirmed, Dependence, dependence
from anju.supervision.grid.rules.drawing import Stratum
from anju.supervision.grid.rules.estimate import Estimate, Pair, Share, estimate, estimate_all, share_found
from anju.supervision.grid.rules.kinds import Withheld

TO_LOOK = timedelta(days=14)
"""Second looks made later than this after the draw count for nothing (own default)."""


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of place of one street; `kind` empty: all of the street, or of all streets."""

    street: str
    kind: str
    of: int
    """Places patrolled, from which was drawn."""
    drawn: int
    done: int
    told: int
    total: Estimate | Withheld
    share: Share | Withheld


@dataclass(frozen=True, slots=True)
class Figures:
    """A month's estimates within reach."""

    lines: Sequence[Line]
    whole: Line | None
    dependent: Sequence[Dependence]


def figures(actor: Actor, month: date, now: datetime) -> Figures:
    """The estimates of the draws an actor reaches. A few statements for each draw."""
    pairs: list[Pair] = []
    told: dict[Stratum, int] = {}
    sizes: dict[Stratum, int] = {}
    drawn: dict[Stratum, int] = defaultdict(int)
    checked: dict[str, list[Pair]] = defaultdict(list)
    for draw in rechecks.draws_seen(actor, month):
        rows = list(Recheck._all.filter(draw=draw, part=Part.BLIND).select_related("second"))
        for row in rows:
            drawn[draw.path, row.kind] += 1
        own, by_checker = _pairs(draw, rows, min(now, draw.drawn_at + TO_LOOK))
        pairs += own
        for who, held in by_checker.items():
            checked[who] += held
        counted, of = _told(draw, min(now, draw.drawn_at + TO_LOOK))
        told.update(counted)
        sizes.update(of)
    found = dependence(pairs, by_checker={who: _confirmed(held) for who, held in checked.items()})
    by: dict[Stratum, list[Pair]] = defaultdict(list)
    for pair in pairs:
        by[pair.stratum].append(pair)
    lines = [
        _line(stratum, of, drawn[stratum], by[stratum], told[stratum], dependent=bool(found))
        for stratum, of in sorted(sizes.items())
    ]
    return Figures(lines, _whole(lines, pairs, told, dependent=bool(found)), found)


def _line(stratum: Stratum, of: int, drawn: int, pairs: Sequence[Pair], told: int, *, dependent: bool) -> Line:
    total = Withheld.DEPENDENT if dependent else estimate(pairs, told)
    share = Withheld.DEPENDENT if dependent else share_found(pairs)
    return Line(*stratum, of, drawn, len(pairs), told, total, share)


def _whole(
    lines: Sequence[Line], pairs: Sequence[Pair], told: Mapping[Stratum, int], *, dependent: bool
) -> Line | None:
    if not lines:
        return None
    total = Withheld.DEPENDENT if dependent else estimate_all(pairs, told)[0]
    share = Withheld.DEPENDENT if dependent else share_found(pairs)
    of, drawn, done, known = (sum(getattr(line, name) for line in lines) for name in ("of", "drawn", "done", "told"))
    return Line("", "", of, drawn, done, known, total, share)


def _pairs(draw: Draw, rows: Iterable[Recheck], until: datetime) -> tuple[list[Pair], dict[str, list[Pair]]]:
    """The pairs of a draw's blind part that were looked at in time; the same by who looked again."""
    made = [row for row in rows if row.second is not None and row.result != "no_entry"]
    timely = [row for row in made if row.second is not None and row.second.happened_at <= until]
    counts = second_looks.found_by(timely, until=until)
    pairs, by = [], defaultdict(list)
    for row in timely:
        count = counts[row.pk]
        pair = Pair((draw.path, row.kind), str(row.place_id), count.first, count.second, count.both)
        pairs.append(pair)
        by[str(row.checker_id)].append(pair)
    return pairs, by


def _told(draw: Draw, until: datetime) -> tuple[dict[Stratum, int], dict[Stratum, int]]:
    """What patrols had told at the places drawn from, and how many places those are, by stratum."""
    kinds = {path: kind for _place, path, kind, _visit in json.loads(draw.inputs)}
    sizes: dict[Stratum, int] = defaultdict(int)
    for kind in kinds.values():
        sizes[draw.path, kind] += 1
    told: dict[Stratum, int] = dict.fromkeys(sizes, 0)
    for path, _code in second_looks.standing_told(draw.path, draw.drawn_at, until):
        at = covering(path, kinds)
        if at is not None:
            told[draw.path, kinds[at]] += 1
    return told, dict(sizes)


def _confirmed(pairs: Sequence[Pair]) -> Confirmed:
    return Confirmed(sum(pair.second for pair in pairs), sum(pair.both for pair in pairs))


def own_share(account: int) -> Share | Withheld:
    """What share patrols know at the places where somebody looked first: for himself alone, from fifty on."""
    rows = list(
        Recheck._all.filter(first__account=account, part=Part.BLIND, second__isnull=False)
        .exclude(result="no_entry")
        .select_related("second", "draw")
    )
    counts = second_looks.found_by(rows)
    pairs = [
        Pair(("", row.kind), str(row.place_id), count.first, count.second, count.both)
        for row in rows
        if (count := counts.get(row.pk)) is not None
    ]
    return share_found(pairs, of_one_person=True)
