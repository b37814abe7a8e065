"""The lists as pages and exports see them: filters, order, keyset paging, counts that never grow slow."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet

from anju.catalogue.shipped import hazard_kinds
from anju.kernel.actors import Actor
from anju.kernel.db import prepared
from anju.kernel.permissions import granting
from anju.kernel.scope import under
from anju.people.models import Organisation
from anju.places.enums import PlaceKind
from anju.places.models import Place
from anju.supervision.lists.enums import OPEN, Outcome, State
from anju.supervision.lists.models import Duty, SavedView
from anju.supervision.lists.permissions import Permission

PAGE = 50
CAP = 10_000
"""Counts stop here: 10,000+ says enough, and an exact count of a million rows does not pay."""
NOT_CLOSED = ~Q(state=State.CLOSED)
"""Said as the index of open duties by due date says it, so that it is used."""
DISPUTED, REOPENED, LATE = "disputed", "reopened", "late"
RECTIFIED, OTHER_ENDS = "rectified", "ended"
"""Tabs of closed cases: put right, and ended in any other way; `closed` is both."""
ENDED_OTHERWISE = Q(closed_at__isnull=False) & ~Q(outcome=Outcome.RECTIFIED)
"""Said as the index of them says it: most have been put right, and these few are not to be looked for among all."""
ENDS = (State.CLOSED, RECTIFIED, OTHER_ENDS)


class Order(Enum):
    """Of a list: the column that leads and which way; then the id, the same way."""

    DUE = "holder_due_at", False
    """Open cases, due first."""
    CLOSED = "closed_at", True
    """Closed ones, newest first."""
    NEWEST = "id", True
    """Open and closed ones have no moment in common."""

    @property
    def columns(self) -> tuple[str, ...]:
        """As `order_by` takes them."""
        column, falling = self.value
        return tuple(f"-{name}" if falling else name for name in dict.fromkeys((column, "id")))


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address of a list says. Unknown values select nothing rather than everything."""

    state: str = ""
    due: str = ""
    kind: str = ""
    severity: str = ""
    place: str = ""
    source: str = ""
    accountable: str = ""
    holder: str = ""
    outcome: str = ""
    q: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Filters":
        """From a query string; values are trimmed."""
        return cls(**{name: str(query.get(name, "")).strip()[:80] for name in cls.__dataclass_fields__})

    def as_query(self) -> str:
        """The filters that are set, as a query string."""
        return urlencode({name: value for name in self.__dataclass_fields__ if (value := getattr(self, name))})

    @property
    def order(self) -> "Order":
        """In which order the selected cases are shown."""
        return Order.CLOSED if self.state in ENDS else Order.NEWEST if self.state == "all" else Order.DUE


def duties(actor: Actor, filters: Filters, *, now: datetime) -> QuerySet[Duty]:
    """The cases the actor reaches that the filters select."""
    rows = Duty.objects.for_(actor, Permission.SEE, narrow=_states(filters))
    return rows.filter(_state(filters), _due(filters, now), _facts(filters), _words(filters))


def _state(filters: Filters) -> Q:
    match filters.state:
        case "":
            return NOT_CLOSED
        case "all":
            return Q()
        case "disputed":
            return Q(dispute_open=True, state__in=OPEN)
        case "reopened":
            return Q(reopened__gt=0, state__in=OPEN)
        case State.CLOSED:
            return Q(closed_at__isnull=False)  # the same cases; said as the index of their order says it
        case "rectified":
            return Q(closed_at__isnull=False, outcome=Outcome.RECTIFIED)
        case "ended":
            return ENDED_OTHERWISE
    return Q(state=filters.state) & NOT_CLOSED  # said twice, so that the index of open cases by state is used


def _states(filters: Filters) -> Q:
    """The same in states alone, which stand beside each party in an index."""
    if filters.state == "all":
        return Q()
    if filters.state in ENDS:
        return Q(state=State.CLOSED)
    return Q(state=filters.state) if filters.state in OPEN else Q(state__in=OPEN)


def _due(filters: Filters, now: datetime) -> Q:
    match filters.due:
        case "":
            return Q()
        case "late":
            return due_before(now)
        case "soon":
            return due_before(now + timedelta(days=3))
    return Q(pk__in=())


def due_before(moment: datetime) -> Q:
    """Open cases whose date that counts lies before a moment (`Duty.pressing_at`): asking for time takes nobody out."""
    return Q(holder_due_at__lt=moment) | Q(deferral_open=True, due_at__lt=moment)


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
    for column in ("accountable", "holder"):
        if asked := getattr(filters, column):
            wanted &= Q(**{column: int(asked)}) if asked.isdecimal() and len(asked) < 16 else Q(pk__in=())
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
    found = Q()
    for word in filters.q.split()[:MOST_WORDS]:
        found &= _word(word)
    return found


def _word(word: str) -> Q:
    """A part of a number, of the place, of the spot, of what is wrong or of who answers."""
    return (
        Q(hazard__number__icontains=word)
        | Q(number__icontains=word)
        | Q(hazard__place__full_name__icontains=word)
        | Q(hazard__spot__icontains=word)
        | Q(kind_code__iexact=word)
        | Q(kind_code__in=kinds_named(word))
        | Q(accountable__name__icontains=word)
    )


MOST_WORDS = 5


def kinds_named(word: str) -> list[str]:
    """Codes of the kinds that the catalogue calls so."""
    wanted = word.casefold()
    return [code for code, facts in hazard_kinds().items() if wanted in facts.name.casefold()]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of cases and the way on."""

    rows: list[Duty]
    next_after: str


def page(rows: QuerySet[Duty], order: Order = Order.DUE, *, after: str = "") -> Page:
    """A keyset page. `after` is the former page's end."""
    if after:
        rows = rows.filter(_beyond(order, after))
    return _cut(list(ordered(rows, order)[: PAGE + 1]), order)


def _cut(found: list[Duty], order: Order) -> Page:
    more = len(found) > PAGE
    found = found[:PAGE]
    return Page(found, _place_of(found[-1], order) if more else "")


def _place_of(row: Duty, order: Order) -> str:
    """Where a page ends, as the next one's address says it."""
    if order is Order.NEWEST:
        return str(row.pk)
    return f"{getattr(row, order.value[0]).isoformat()}~{row.pk}"


def first_page(actor: Actor, filters: Filters, *, now: datetime) -> Page:
    """The first page of what the filters select: asked far more often than any other."""
    if filters.q:  # words are of endless kinds: nothing to keep
        return page(duties(actor, filters, now=now), filters.order)
    return _cut(prepared.read(_first, actor, filters, now=now), filters.order)


def _first(actor: Actor, filters: Filters, now: datetime) -> QuerySet[Duty]:
    rows = ordered(duties(actor, filters, now=now), filters.order)
    return rows.defer(*NOT_IN_A_ROW)[: PAGE + 1]


NOT_IN_A_ROW = ("why", "hazard__kind__content")
"""Kept as JSON: reading fifty of them took longer than all other columns."""


def ordered(rows: QuerySet[Duty], order: Order = Order.DUE) -> QuerySet[Duty]:
    """The rows in the list's order with everything a row shows."""
    related: tuple[str, ...] = ("hazard__kind", "hazard__place", "accountable", "holder", "verifier")
    if order is not Order.DUE:  # only what is closed can follow another
        related += ("merged_into__hazard",)
    return rows.select_related(*related).order_by(*order.columns)


def views_of(actor: Actor, page: str) -> list[SavedView]:
    """A person's own saved filters of a list, by name."""
    return prepared.read(_views, page, account=actor.account or 0)


def _views(page: str, account: int) -> QuerySet[SavedView]:
    return SavedView._all.filter(account=account, page=page).order_by("name")


MOST_CHOICES = 200


def estates_in(actor: Actor) -> list[tuple[str, str]]:
    """Estates the actor reaches, for a filter; none where there are more than one can choose from."""
    found: list[Any] = prepared.read(_estates, actor)
    return [] if len(found) > MOST_CHOICES else found


def _estates(actor: Actor) -> QuerySet[Any]:
    reach = Q(pk__in=())
    for grant in granting(actor, Permission.SEE):
        for prefix in grant.paths:
            reach |= under("path", prefix)
    rows = Place._all.filter(reach, kind=PlaceKind.ESTATE).order_by("name").values_list("path", "name")
    return rows[: MOST_CHOICES + 1]


def managers_in(actor: Actor) -> list[tuple[str, str]]:
    """Organisations that manage something within the actor's reach, for a filter."""
    return [(str(row.pk), str(row)) for row in prepared.read(_managers, actor)]


def _managers(actor: Actor) -> QuerySet[Organisation]:
    reach = Q(pk__in=())
    for grant in granting(actor, Permission.SEE):
        for prefix in grant.paths:
            reach |= under("managements__path", prefix) | under("path", prefix)
    rows = Organisation._all.filter(reach, closed_on__isnull=True).distinct().order_by("name")
    return rows[:MOST_CHOICES]


def named_holder(filters: Filters) -> list[tuple[str, str]]:
    """The organisation that a list is narrowed to by who holds the cases now, as a choice; none where it is not."""
    if not filters.holder.isdecimal() or len(filters.holder) > 15:
        return []
    return [(str(row.pk), str(row)) for row in Organisation._all.filter(pk=int(filters.holder))]


def is_place(order: Order, after: str) -> bool:
    """Whether a page of that order could have ended there."""
    return _read_place(order, after) is not None


def _read_place(order: Order, after: str) -> tuple[datetime | None, int] | None:
    moment, _, pk = after.rpartition("~")
    try:
        return None if order is Order.NEWEST else datetime.fromisoformat(moment), int(pk)
    except ValueError:
        return None


def _beyond(order: Order, after: str) -> Q:
    place = _read_place(order, after)
    if place is None:
        return Q()
    (at, last), (column, falling) = place, order.value
    way = "lt" if falling else "gt"
    later = Q(**{f"id__{way}": last})
    return later if at is None else Q(**{f"{column}__{way}": at}) | (Q(**{column: at}) & later)


def counted(rows: QuerySet[Duty]) -> int | str:
    """How many, exactly up to `CAP`; else `10,000+`."""
    return _capped(rows.order_by().values_list("pk")[: CAP + 1].count())


TABS = (*map(str, OPEN), RECTIFIED, OTHER_ENDS, DISPUTED, REOPENED)


def tab_counts(actor: Actor, filters: Filters, *, now: datetime) -> dict[str, int | str]:
    """How many of what the other filters select stand on each tab: open by state, put right, ended otherwise; and in
    all that are `open`, `closed` or `all`. Exactly up to `CAP`.
    """
    beside = replace(filters, state="all")
    if filters.q:  # words are of endless kinds: nothing to keep
        numbers = _per_tab(list(_tally(actor, beside, now=now)))
    elif Duty.scope.gathered(granting(actor, Permission.SEE)):
        numbers = _per_tab(prepared.read(_tally, actor, beside, now=now))
    else:
        numbers = prepared.counts(_by_tab, actor, beside, now=now)
    found = dict(zip(TABS, map(_capped, numbers), strict=True))
    opened, closed = sum(numbers[: len(OPEN)]), sum(numbers[len(OPEN) : len(OPEN) + 2])
    return {**found, "open": _capped(opened), State.CLOSED: _capped(closed), "all": _capped(opened + closed)}


def selected(counts: Mapping[str, int | str], filters: Filters) -> int | str:
    """How many the filters select, of what stands on each tab."""
    return counts.get(filters.state or "open", 0)


def _by_tab(actor: Actor, filters: Filters, now: datetime) -> list[QuerySet[Any]]:
    rows = duties(actor, filters, now=now).order_by().values_list("pk")
    tabs = [rows.filter(state=state) for state in OPEN]
    tabs += [rows.filter(outcome=Outcome.RECTIFIED), rows.filter(ENDED_OTHERWISE)]
    tabs += [rows.filter(dispute_open=True, state__in=OPEN), rows.filter(reopened__gt=0, state__in=OPEN)]
    return [tab[: CAP + 1] for tab in tabs]


def _per_tab(rows: list[Any]) -> list[int]:
    """What `_by_tab` counts, in one go through a reach that is gathered anyway, or through the cases words find."""
    by_state = {(state, outcome): numbers for state, outcome, *numbers in rows}
    none = [0, 0, 0]
    opened = [by_state.get((state, ""), none) for state in OPEN]
    ended = {outcome: by_state.get((State.CLOSED, outcome), none)[0] for outcome in Outcome}
    rectified = ended.pop(Outcome.RECTIFIED)
    return [
        *(numbers[0] for numbers in opened),
        rectified,
        sum(ended.values()),
        *(sum(numbers[column] for numbers in opened) for column in (1, 2)),
    ]


def _tally(actor: Actor, filters: Filters, now: datetime) -> QuerySet[Any]:
    rows = duties(actor, filters, now=now).order_by().values_list("state", "outcome")
    return rows.annotate(
        all=Count("pk"), disputed=Count("pk", filter=Q(dispute_open=True)), again=Count("pk", filter=Q(reopened__gt=0))
    )


def _capped(number: int) -> int | str:
    return number if number <= CAP else f"{CAP:,}+"


def rectified(rows: QuerySet[Duty]) -> QuerySet[Duty]:
    """Only *rectified* counts as rectified."""
    return rows.filter(state=State.CLOSED, outcome=Outcome.RECTIFIED)
