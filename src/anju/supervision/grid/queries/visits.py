"""Reading visits."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from anju.kernel.actors import Actor
from anju.kernel.scope import under
from anju.places.queries import visible_grids
from anju.supervision.grid.models import Record, Visit
from anju.supervision.grid.queries import reach


def answers_of(stops: Collection[int]) -> dict[tuple[int, int, int | None], Visit]:
    """(stop, place, account) → the latest standing visit that was recorded for the stop."""
    rows = Visit._all.select_related("record").filter(record__stop__in=stops, voided_at__isnull=True)
    found: dict[tuple[int, int, int | None], Visit] = {}
    for visit in rows.order_by("happened_at", "record__seq", "pk"):
        if visit.record is not None and visit.record.stop is not None:
            found[visit.record.stop, visit.place_id, visit.account_id] = visit
    return found


def visit_of(record: Record) -> Visit | None:
    """The standing visit that a record told of, locked."""
    rows = Visit._all.select_for_update(of=("self",)).select_related("record")
    return rows.filter(record=record, voided_at__isnull=True).first()


PAGE = 50


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address of the list says. Days inclusive; unknown values select nothing."""

    grid: str = ""
    outcome: str = ""
    place: str = ""
    since: date | None = None
    until: date | None = None

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Filters":
        """From a query string."""
        grid, outcome, place = (str(query.get(name, "")).strip()[:120] for name in ("grid", "outcome", "place"))
        return cls(grid, outcome, place, _day(query.get("since", "")), _day(query.get("until", "")))

    def as_query(self) -> dict[str, str]:
        """The filters that are set, as the address says them."""
        said = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {name: str(value) for name, value in said.items() if value}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def listed(actor: Actor, filters: Filters) -> QuerySet[Visit]:
    """The standing visits an actor sees that the filters select, newest first."""
    rows = reach.visits(actor).filter(voided_at__isnull=True)
    if filters.grid:
        rows = rows.filter(grid=int(filters.grid)) if _is_number(filters.grid) else rows.none()
    if filters.outcome:
        rows = rows.filter(outcome=filters.outcome)
    if filters.place:
        rows = rows.filter(_below(filters.place))
    if filters.since:
        rows = rows.filter(day__gte=filters.since)
    if filters.until:
        rows = rows.filter(day__lte=filters.until)
    return rows.select_related("place", "grid", "account", "duty__hazard").order_by("-happened_at", "-pk")


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 16


def _below(path: str) -> Q:
    try:
        return under("path", path)
    except ValueError:
        return Q(pk__in=())


def page(rows: QuerySet[Visit], after: str) -> tuple[list[Visit], str]:
    """One page after a key, and the key to go on from."""
    at, _tilde, pk = after.rpartition("~")
    if _is_number(pk):
        try:
            last = datetime.fromisoformat(at)
        except ValueError:
            last = None
        if last is not None and last.tzinfo is not None:
            rows = rows.filter(Q(happened_at__lt=last) | Q(happened_at=last, pk__lt=int(pk)))
    found = list(rows[: PAGE + 1])
    shown = found[:PAGE]
    return shown, f"{shown[-1].happened_at.isoformat()}~{shown[-1].pk}" if len(found) > PAGE else ""


def grids_in(actor: Actor) -> list[tuple[str, str]]:
    """Grids of the actor's places, for a filter."""
    rows = visible_grids(actor).filter(closed_on=None).order_by("path", "number")
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")[:200]]


def own(account: int, since: date, until: date) -> list[Visit]:
    """What somebody recorded himself in a period, oldest first; what was taken back is left out."""
    rows = Visit._all.filter(account=account, day__gte=since, day__lte=until, voided_at__isnull=True)
    return list(rows.select_related("place", "duty__hazard__kind").order_by("happened_at", "pk"))
