"""The lists as pages and exports see them: filters, order, keyset paging, counts that never grow slow."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from anju.kernel.actors import Actor
from anju.kernel.scope import under
from anju.supervision.lists.enums import OPEN, Outcome, State
from anju.supervision.lists.models import Duty
from anju.supervision.lists.permissions import Permission

PAGE = 50
CAP = 10_000
"""Counts stop here: 10,000+ says enough, and an exact count of a million rows does not pay."""
DISPUTED, REOPENED, LATE = "disputed", "reopened", "late"


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address of a list says. Unknown values select nothing rather than everything."""

    state: str = ""
    due: str = ""
    kind: str = ""
    severity: str = ""
    place: str = ""
    source: str = ""
    outcome: str = ""
    q: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Filters":
        """From a query string; values are trimmed."""
        return cls(**{name: str(query.get(name, "")).strip()[:80] for name in cls.__dataclass_fields__})

    @property
    def closed(self) -> bool:
        """Whether closed cases are asked for."""
        return self.state == State.CLOSED


def duties(actor: Actor, filters: Filters, *, now: datetime) -> QuerySet[Duty]:
    """The cases the actor reaches that the filters select."""
    rows = Duty.objects.for_(actor, Permission.SEE)
    return rows.filter(_state(filters), _due(filters, now), _facts(filters), _words(filters))


def _state(filters: Filters) -> Q:
    match filters.state:
        case "":
            return Q(state__in=OPEN)
        case "all":
            return Q()
        case "disputed":
            return Q(dispute_open=True, state__in=OPEN)
        case "reopened":
            return Q(reopened__gt=0, state__in=OPEN)
    return Q(state=filters.state)


def _due(filters: Filters, now: datetime) -> Q:
    match filters.due:
        case "":
            return Q()
        case "late":
            return Q(holder_due_at__lt=now)
        case "soon":
            return Q(holder_due_at__lt=now + timedelta(days=3))
    return Q(pk__in=())


def _facts(filters: Filters) -> Q:
    wanted = Q()
    if filters.kind:
        wanted &= Q(kind_code=filters.kind) if "-" in filters.kind else Q(kind_code__startswith=filters.kind + "-")
    if filters.severity:
        wanted &= Q(severity=filters.severity)
    if filters.outcome:
        wanted &= Q(outcome=filters.outcome)
    if filters.source:
        wanted &= Q(hazard__source_kind=filters.source)
    if filters.place:
        wanted &= _place(filters.place)
    return wanted


def _place(path: str) -> Q:
    try:
        return under("path", path)
    except ValueError:
        return Q(pk__in=())


def _words(filters: Filters) -> Q:
    if not filters.q:
        return Q()
    return (
        Q(hazard__number__iexact=filters.q)
        | Q(number__iexact=filters.q)
        | Q(hazard__place__full_name__icontains=filters.q)
    )


@dataclass(frozen=True, slots=True)
class Page:
    """One page of cases and the way on."""

    rows: list[Duty]
    next_after: str


def page(rows: QuerySet[Duty], *, closed: bool, after: str = "") -> Page:
    """A keyset page: open cases by what is due first, closed ones newest first. `after` is the former page's end."""
    column = "closed_at" if closed else "holder_due_at"
    rows = rows.select_related("hazard__kind", "hazard__place", "accountable", "holder", "verifier")
    if after:
        rows = rows.filter(_beyond(column, after, closed=closed))
    order = (f"-{column}", "-id") if closed else (column, "id")
    found = list(rows.order_by(*order)[: PAGE + 1])
    more = len(found) > PAGE
    found = found[:PAGE]
    return Page(found, f"{getattr(found[-1], column).isoformat()}~{found[-1].pk}" if more else "")


def _beyond(column: str, after: str, *, closed: bool) -> Q:
    moment, _, pk = after.partition("~")
    try:
        at, last = datetime.fromisoformat(moment), int(pk)
    except ValueError:
        return Q()
    way = "lt" if closed else "gt"
    return Q(**{f"{column}__{way}": at}) | Q(**{column: at, f"id__{way}": last})


def counted(rows: QuerySet[Duty]) -> int | str:
    """How many, exactly up to `CAP`; else `10,000+`."""
    found = len(rows.order_by().values_list("pk", flat=True)[: CAP + 1])
    return found if found <= CAP else f"{CAP:,}+"


def tab_counts(actor: Actor) -> dict[str, int | str]:
    """How many open cases the actor reaches in each state, and how many are closed."""
    rows = Duty.objects.for_(actor, Permission.SEE)
    found: dict[str, int | str] = {str(state): counted(rows.filter(state=state)) for state in (*OPEN, State.CLOSED)}
    found[DISPUTED] = counted(rows.filter(dispute_open=True, state__in=OPEN))
    found[REOPENED] = counted(rows.filter(reopened__gt=0, state__in=OPEN))
    numbers = [found[str(state)] for state in OPEN]
    total = sum(number for number in numbers if isinstance(number, int))
    found["open"] = total if all(isinstance(number, int) for number in numbers) else f"{CAP:,}+"
    return found


def rectified(rows: QuerySet[Duty]) -> QuerySet[Duty]:
    """Only *rectified* counts as rectified."""
    return rows.filter(state=State.CLOSED, outcome=Outcome.RECTIFIED)
