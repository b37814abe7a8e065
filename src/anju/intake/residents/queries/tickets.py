"""The list of 12345 tickets: those still open first, whose answer is due soonest on top."""

from __future__ import annotations

from django.db.models import BooleanField, Case, F, Q, QuerySet, Value, When

from anju.intake.residents.models import Report
from anju.intake.residents.permissions import Permission
from anju.intake.residents.queries import SHOWN, visible
from anju.kernel.actors import Actor
from anju.kernel.scope import under
from anju.places.enums import PlaceKind
from anju.places.models import Place

_OVER = Q(ticket__answered_at__isnull=False) | Q(ticket__returned_at__isnull=False)


def communities(actor: Actor) -> list[Place]:
    """Communities of the actor's reach, to choose from."""
    rows = Place.objects.for_(actor, Permission.SEE).filter(kind=PlaceKind.COMMUNITY, closed_on=None)
    return list(rows.order_by("path"))


def page(actor: Actor, words: str = "", community: Place | None = None, skip: int = 0) -> tuple[list[Report], int]:
    """A page of tickets, and how many to skip for the next (0 at the end). `words`: of a number or a place."""
    rows = _ordered(visible(actor).filter(ticket__isnull=False).select_related("ticket"))
    if words:
        numbers = Q(ticket__number__icontains=words) | Q(duty__hazard__number__icontains=words)
        rows = rows.filter(numbers | Q(place__full_name__icontains=words))
    if community is not None:
        rows = rows.filter(under("duty__path", community.path))
    found = list(rows[skip : skip + SHOWN + 1])
    return found[:SHOWN], skip + SHOWN if len(found) > SHOWN else 0


def _ordered(rows: QuerySet[Report]) -> QuerySet[Report]:
    over = Case(When(_OVER, then=Value(True)), default=Value(False), output_field=BooleanField())
    return rows.alias(over=over).order_by("over", F("ticket__answer_due_at").asc(nulls_last=True), "-pk")
