"""Pairs of looks: what the patrols' list said stood at a place, and what the blind second look found there."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from anju.kernel.scope import under
from anju.supervision.grid.enums import LOOKED, Outcome
from anju.supervision.grid.models import Recheck, Visit
from anju.supervision.grid.queries.walkers import local_day
from anju.supervision.grid.rules.matching import Noted, lasting, shared
from anju.supervision.lists.enums import Outcome as Ended
from anju.supervision.lists.enums import SourceKind, State
from anju.supervision.lists.models import Duty

IN = 300


@dataclass(frozen=True, slots=True)
class Counts:
    """Lasting hazards at one place: what patrols had told, what the second look found, what both named."""

    first: int
    second: int
    both: int


def found_by(rows: Collection[Recheck], *, until: datetime | None = None) -> dict[int, Counts]:
    """Second look → its counts. What was put right, or was not so, before `until` is left out of all three. Two
    statements for each few hundred.
    """
    held = [row for row in rows if row.second is not None]
    found: dict[int, Counts] = {}
    for at in range(0, len(held), IN):
        piece = held[at : at + IN]
        told = _told_at({row.place_id for row in piece}, piece)
        again = _found_again(piece)
        for row in piece:
            gone = {case for case, ended in told.ended.items() if until is not None and ended < until}
            first = [one for one in told.before.get(row.pk, ()) if one.case not in gone]
            second = [one for one in again.get(row.pk, ()) if one.case not in gone]
            found[row.pk] = Counts(len(first), len(second), shared(first, second))
    return found


@dataclass(frozen=True, slots=True)
class _Told:
    before: dict[int, list[Noted]]
    ended: dict[int, datetime]


def _told_at(places: Collection[int], rows: Sequence[Recheck]) -> _Told:
    """What patrols had told at the places before each draw, and had not ended by then."""
    duties = Duty._all.filter(hazard__source_kind=SourceKind.PATROL, merged_into__isnull=True).filter(
        hazard__place__in=places
    ) | Duty._all.filter(
        hazard__source_kind=SourceKind.PATROL, merged_into__isnull=True, hazard__place__parent__in=places
    )
    by_place: dict[int, list[tuple[Noted, datetime, datetime | None]]] = defaultdict(list)
    ended: dict[int, datetime] = {}
    wanted = ("pk", "kind_code", "hazard__floor", "hazard__place", "hazard__place__parent", "hazard__reported_at")
    for pk, code, floor, place, parent, reported, closed, outcome in duties.values_list(
        *wanted, "closed_at", "outcome"
    ):
        if not lasting(code) or outcome in (Ended.NOT_SO, Ended.NOT_OURS):
            continue
        if closed is not None:
            ended[pk] = closed
        by_place[place if place in places else parent].append((Noted(pk, code, floor), reported, closed))
    before = {
        row.pk: [
            one for one, reported, closed in by_place.get(row.place_id, ())
            if reported <= row.drawn_at and (closed is None or closed > row.drawn_at)
        ]
        for row in rows
    }  # fmt: skip
    return _Told(before, ended)


def _found_again(rows: Sequence[Recheck]) -> dict[int, list[Noted]]:
    """What each second look found: the hazards its checker told of at the place on that day."""
    visits = Visit._all.filter(
        account__in={row.checker_id for row in rows}, outcome=Outcome.HAZARD, voided_at__isnull=True,
        day__in={row.second.day for row in rows if row.second is not None}, duty__isnull=False,
    ).select_related("duty__hazard")  # fmt: skip
    by: dict[tuple[int | None, date], list[Visit]] = defaultdict(list)
    for visit in visits:
        by[visit.account_id, visit.day].append(visit)
    found: dict[int, list[Noted]] = {}
    for row in rows:
        day = row.second.day if row.second is not None else row.month
        found[row.pk] = [
            Noted(duty.merged_into_id or duty.pk, duty.kind_code, duty.hazard.floor)
            for visit in by.get((row.checker_id, day), ())
            if visit.path.startswith(row.path) and (duty := visit.duty) is not None and lasting(duty.kind_code)
            and duty.outcome not in (Ended.NOT_SO, Ended.NOT_OURS)
        ]  # fmt: skip
    return found


def standing_told(path: str, at: datetime, until: datetime) -> list[tuple[str, str]]:
    """(path of the place, kind) of every lasting hazard that patrols had told in a street by `at`, standing until."""
    rows = Duty._all.filter(
        under("path", path), hazard__source_kind=SourceKind.PATROL, hazard__reported_at__lte=at,
        merged_into__isnull=True,
    ).exclude(state=State.CLOSED, closed_at__lt=until)  # fmt: skip
    rows = rows.exclude(outcome__in=(Ended.NOT_SO, Ended.NOT_OURS))
    return [(place, code) for place, code in rows.values_list("hazard__path", "kind_code") if lasting(code)]


def open_for(account: int) -> list[Recheck]:
    """What somebody has still to look at again, oldest first."""
    rows = Recheck._all.filter(checker=account, checked_at__isnull=True).select_related("place")
    return list(rows.order_by("drawn_at", "pk"))


def looks_of(row: Recheck, since: datetime) -> list[Visit]:
    """The standing looks of its checker at the place since it was drawn, oldest first."""
    rows = Visit._all.filter(
        under("path", row.path), account=row.checker_id, happened_at__gte=since, voided_at__isnull=True
    ).exclude(outcome=Outcome.NO_TIME)
    return list(rows.order_by("happened_at", "pk"))


def result_of(visits: Iterable[Visit]) -> tuple[Visit | None, str]:
    """The look that answers, and what it came to: the first real look's day counts, a locked door only without one."""
    held = list(visits)
    real = [visit for visit in held if visit.outcome in LOOKED]
    if not real:
        return (held[0], "no_entry") if held else (None, "")
    day = local_day(real[0].happened_at)
    found = any(visit.outcome == Outcome.HAZARD for visit in real if local_day(visit.happened_at) == day)
    return real[0], "found" if found else "clean"
