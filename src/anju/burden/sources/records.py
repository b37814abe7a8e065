"""The rows of each source."""

from collections.abc import Sequence
from typing import TypeVar

from django.db.models import Count, F, Model, Q, QuerySet
from django.db.models.functions import Coalesce

from anju.burden.sources.kinds import MOST_ROWS, Line, Reader, TooManyRowsError, local_day
from anju.burden.sources.where import Where, wheres
from anju.intake.residents.models import Ticket
from anju.intake.residents.permissions import Permission as Residents
from anju.kernel import clock
from anju.places.enums import PlaceKind
from anju.places.models import Place
from anju.places.permissions import Places
from anju.supervision.grid.enums import RoundState, StopState
from anju.supervision.grid.models import Round, Visit
from anju.supervision.grid.permissions import Permission as Grid
from anju.supervision.grid.queries.reach import visits as visits_seen
from anju.supervision.lists.models import Duty
from anju.supervision.lists.permissions import Permission as Lists

YUAN = 100
M = TypeVar("M", bound=Model)


def taken(rows: QuerySet[M], source: str) -> list[M]:
    """The rows of a table. Raises TooManyRowsError."""
    found = list(rows[: MOST_ROWS + 1])
    if len(found) > MOST_ROWS:
        raise TooManyRowsError(source)
    return found


def duties_of(reader: Reader) -> QuerySet[Duty]:
    """The cases a reader sees, without those that another case speaks for."""
    rows = Duty.objects.for_(reader.actor, Lists.SEE).filter(merged_into__isnull=True)
    return rows.select_related("hazard__kind", "hazard__place", "accountable", "verifier")


def found_in(reader: Reader) -> QuerySet[Duty]:
    """Found in the period."""
    return duties_of(reader).filter(hazard__happened_at__gte=reader.start, hazard__happened_at__lt=reader.end)


def closed_in(reader: Reader) -> QuerySet[Duty]:
    """Closed in the period."""
    return duties_of(reader).filter(closed_at__gte=reader.start, closed_at__lt=reader.end)


def open_after(reader: Reader) -> QuerySet[Duty]:
    """Found before the period's end and not closed by then."""
    rows = duties_of(reader).filter(hazard__happened_at__lt=reader.end)
    return rows.filter(Q(closed_at__isnull=True) | Q(closed_at__gte=reader.end))


def hazards(reader: Reader) -> Sequence[Line]:
    """Hazards found in the period, as they stand now."""
    return _cases(found_in(reader).order_by("hazard__happened_at", "pk"), "hazards")


def rectified(reader: Reader) -> Sequence[Line]:
    """Cases closed in the period."""
    return _cases(closed_in(reader).order_by("closed_at", "pk"), "rectified")


def outstanding(reader: Reader) -> Sequence[Line]:
    """Cases open at the period's end."""
    return _cases(open_after(reader).order_by("hazard__happened_at", "pk"), "outstanding")


def _cases(rows: QuerySet[Duty], source: str) -> list[Line]:
    found = taken(rows, source)
    places = wheres(duty.hazard.path for duty in found)
    return [_case(number, duty, places[duty.hazard.path]) for number, duty in enumerate(found, 1)]


def _case(number: int, duty: Duty, where: Where) -> Line:
    hazard = duty.hazard
    return {
        "no": number,
        "number": hazard.number,
        "kind_code": duty.kind_code,
        "kind": hazard.kind.name,
        "category": str(hazard.kind.get_category_display()),
        "severity": str(duty.get_severity_display()),
        "basis": "；".join(hazard.kind.facts.legal_basis),
        "place": hazard.place.full_name,
        "floor": hazard.floor,
        "spot": hazard.spot,
        "description": hazard.description,
        "source": str(hazard.get_source_kind_display()),
        "found_on": local_day(hazard.happened_at),
        "accountable": str(duty.accountable or ""),
        "verifier": str(duty.verifier or ""),
        "measure": duty.measure,
        "funds": _funds(duty.funds_fen),
        "responsible": duty.responsible,
        "contingency": duty.contingency,
        "due_on": local_day(duty.due_at),
        "state": str(duty.get_state_display()),
        "outcome": str(duty.get_outcome_display()) if duty.outcome else "",
        "closed_on": local_day(duty.closed_at),
        **_place(where),
    }


def _funds(fen: int | None) -> int | str | None:
    if fen is None:
        return None
    return fen // YUAN if fen % YUAN == 0 else f"{fen // YUAN}.{fen % YUAN:02d}"


def _place(where: Where) -> Line:
    return {
        "street": where.of(PlaceKind.STREET),
        "community": where.of(PlaceKind.COMMUNITY),
        "estate": where.of(PlaceKind.ESTATE),
        "building": where.of(PlaceKind.BUILDING),
    }


def visits_in(reader: Reader) -> QuerySet[Visit]:
    """Standing visits of the period that a reader sees. Who looked is not among the fields."""
    rows = visits_seen(reader.actor).filter(voided_at__isnull=True, day__gte=reader.first, day__lte=reader.last)
    return rows.select_related("place", "grid", "duty__hazard")


def visits(reader: Reader) -> Sequence[Line]:
    """Looks at places in the period."""
    found = taken(visits_in(reader).order_by("happened_at", "pk"), "visits")
    places = wheres(visit.path for visit in found)
    return [
        {
            "no": number,
            "day": visit.day,
            "time": f"{clock.local(visit.happened_at):%H:%M}",
            "place": visit.place.full_name,
            "floor": visit.floor,
            "grid": visit.grid.name if visit.grid else "",
            "outcome": str(visit.get_outcome_display()),
            "hazard": visit.duty.hazard.number if visit.duty else "",
            **_place(places[visit.path]),
        }
        for number, visit in enumerate(found, 1)
    ]


def rounds_in(reader: Reader) -> QuerySet[Round]:
    """Rounds of the period at places the reader plans."""
    return Round.objects.for_(reader.actor, Grid.PLAN).filter(day__gte=reader.first, day__lte=reader.last)


def rounds(reader: Reader) -> Sequence[Line]:
    """Walks of the period."""
    counted = rounds_in(reader).annotate(
        places=Count("stops"), seen=Count("stops", filter=Q(stops__state=StopState.VISITED))
    )
    found = taken(counted.select_related("plan__grid").order_by("day", "pk"), "rounds")
    places = wheres(row.path for row in found)
    return [
        {
            "no": number,
            "day": row.day,
            "grid": row.plan.grid.name if row.plan.grid else "",
            "state": str(RoundState(row.state).label),
            "places": row.places,  # type: ignore[attr-defined]
            "seen": row.seen,  # type: ignore[attr-defined]
            **{name: value for name, value in _place(places[row.path]).items() if name in {"street", "community"}},
        }
        for number, row in enumerate(found, 1)
    ]


def estates_of(reader: Reader) -> QuerySet[Place]:
    """Estates of the reader's reach that stood in the period."""
    rows = Place.objects.for_(reader.actor, Places.VIEW).filter(kind=PlaceKind.ESTATE)
    return rows.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=reader.last))


def estates(reader: Reader) -> Sequence[Line]:
    """The register of estates."""
    found = taken(estates_of(reader).select_related("estate_facts").order_by("path"), "estates")
    places = wheres(place.path for place in found)
    lines: list[Line] = []
    for number, place in enumerate(found, 1):
        facts = getattr(place, "estate_facts", None)
        where = places[place.path]
        lines.append(
            {
                "no": number,
                "name": place.name,
                "street": where.of(PlaceKind.STREET),
                "community": where.of(PlaceKind.COMMUNITY),
                "mode": str(facts.get_mode_display()) if facts else "",
                "households": facts.households if facts else None,
                "year_built": facts.year_built if facts else None,
            }
        )
    return lines


def tickets_in(reader: Reader) -> QuerySet[Ticket]:
    """Hotline tickets that came in the period."""
    rows = Ticket.objects.for_(reader.actor, Residents.TICKETS)
    return rows.filter(received_at__gte=reader.start, received_at__lt=reader.end)


def tickets(reader: Reader) -> Sequence[Line]:
    """Hotline tickets of the period; no resident's words or number."""
    rows = tickets_in(reader).annotate(
        case_path=F("report__duty__path"),
        case_number=F("report__duty__hazard__number"),
        case_place=Coalesce(F("report__duty__hazard__place__full_name"), F("report__place__full_name")),
    )
    found = taken(rows.order_by("received_at", "pk"), "tickets")
    places = wheres(row.case_path for row in found if row.case_path)  # type: ignore[attr-defined]
    return [_ticket(number, row, places) for number, row in enumerate(found, 1)]


def _ticket(number: int, row: Ticket, places: dict[str, Where]) -> Line:
    where = places.get(getattr(row, "case_path", None) or "", Where({}))
    return {
        "no": number,
        "number": row.number,
        "received_on": local_day(row.received_at),
        "answer_due": local_day(row.answer_due_at),
        "answered_on": local_day(row.answered_at),
        "returned_on": local_day(row.returned_at),
        "hazard": getattr(row, "case_number", None) or "",
        "place": getattr(row, "case_place", None) or "",
        "street": where.of(PlaceKind.STREET),
        "community": where.of(PlaceKind.COMMUNITY),
    }
