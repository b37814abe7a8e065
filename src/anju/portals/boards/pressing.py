"""What is pressing now, as a wall may show it: kind, estate, deadline. No name, no door, nobody's own words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Case, F, Q, Value, When
from django.urls import reverse

from anju.alarms import words
from anju.alarms.permissions import Permission as Alarms
from anju.alarms.queries import events
from anju.catalogue.enums import Severity
from anju.kernel import clock
from anju.kernel.figures import reading
from anju.kernel.figures.models import Fact
from anju.kernel.figures.registry import subjects
from anju.places import rules
from anju.places.enums import PlaceKind
from anju.places.queries import names_at
from anju.portals.boards.numbers import Board, Want
from anju.reports.queries import asking

MOST = 5
NAMED = (PlaceKind.STREET, PlaceKind.COMMUNITY, PlaceKind.ESTATE, PlaceKind.ROAD)
"""The places whose names a wall says: an estate is the smallest."""
DUTY = "duty"


@dataclass(frozen=True, slots=True)
class Pressing:
    """One open case."""

    number: str
    url: str
    kind: str
    severity: str
    where: str
    due: datetime | None


@dataclass(frozen=True, slots=True)
class Ringing:
    """One alarm that is not over."""

    url: str
    kind: str
    icon: str
    state: str
    look: words.Look
    at: datetime
    """When it spoke first: what was said at a moment does not grow old on a wall."""
    where: str


@dataclass(frozen=True, slots=True)
class Burning:
    """The alarms that are open now. No figure of the ledger, which is read some moments later: a wall says at once
    that it burns. So the number leads to the list of alarms itself.
    """

    count: int
    url: str
    rows: list[Ringing]


MOST_ALARMS = 3


def burning(board: Board) -> Burning | None:
    """The gravest open alarms of the place, of the same rank the latest first; None for who sees none."""
    if not board.paths(str(Alarms.SEE)):
        return None
    place = board.place.path if board.place is not None else ""
    filters = events.Filters(place=place)
    rows = list(events.listed(board.actor, filters)[: MOST_ALARMS + 1])
    many = len(rows) if len(rows) <= MOST_ALARMS else events.counts(board.actor, filters)["open"]
    shown = rows[:MOST_ALARMS]
    names = places_named({row.path for row in shown}) if shown else {}
    here = reverse("alarms:list")
    return Burning(
        many,
        f"{here}?{urlencode({'place': place})}" if place else here,
        [
            Ringing(
                reverse("alarms:alarm", args=[row.pk]), str(row.get_kind_display()), words.KIND_ICONS[row.kind],
                str(row.get_state_display()), words.STATE_LOOKS[row.state], clock.from_us(row.first_us),
                names.get(row.path, ""),
            )
            for row in shown
        ],
    )  # fmt: skip


def pressing(board: Board, limit: int = MOST) -> list[Pressing]:
    """Open cases that are a candidate for major or late: the gravest first, of each the longest due.

    They are facts of `lists.open`, the same that its number is counted from: three statements, or four.
    """
    asked = board.question(Want("lists.open"))
    if not asked.paths:
        return []
    severity = _column(asked.figure.facets.index("severity"))
    now = clock.now_us()
    grave = Case(*(When(**{severity: one}, then=Value(-order)) for order, one in enumerate(Severity)), default=Value(1))
    rows = reading.facts(asked).filter(Q(**{severity: str(Severity.MAJOR)}) | Q(due__lt=now))
    return _said(board, list(rows.annotate(grave=grave).order_by("grave", F("due").asc(nulls_last=True), "pk")[:limit]))


def _column(facet: int) -> str:
    return f"f{facet}"


def _said(board: Board, facts: list[Fact]) -> list[Pressing]:
    asked = board.question(Want("lists.open"))
    ids = {int(fact.subject.partition(":")[2]) for fact in facts}
    links = subjects[DUTY](board.actor, ids) if ids else {}
    kinds = asking.facet_names(asked, "kind") if facts else {}
    names = places_named({fact.path for fact in facts})
    found = []
    for fact in facts:
        number, url = links.get(int(fact.subject.partition(":")[2]), ("", ""))
        due = None if fact.due is None else clock.from_us(fact.due)
        found.append(Pressing(number, url, kinds.get(fact.f0) or fact.f0, fact.f1, names.get(fact.path, ""), due))
    return found


def places_named(paths: Iterable[str]) -> dict[str, str]:
    """Path → the smallest place above it (or itself) that may be named on a wall."""
    wanted = {path: rules.lineage(path) for path in paths}
    above = {one for line in wanted.values() for one in line}
    known = names_at(above, NAMED)
    return {
        path: next((known[one] for one in sorted(line, key=len, reverse=True) if one in known), "")
        for path, line in wanted.items()
    }
