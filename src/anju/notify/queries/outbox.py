"""Reads of what leaves Anju. Lines show codes and states, never addresses or words."""

from datetime import datetime

from django.db.models import Count, Q, QuerySet

from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import district_of
from anju.notify.enums import DeliveryState
from anju.notify.models import Delivery, Gateway, Switch
from anju.notify.permissions import Permission

PAGE = 50


def lines(actor: Actor, state: str) -> QuerySet[Delivery]:
    """Lines in a state, newest first."""
    rows = Delivery.objects.for_(actor, Permission.SEE_OUTBOX).filter(state=state)
    return rows.select_related("notice", "gateway", "account").order_by("-pk")


def counts(actor: Actor) -> dict[str, int]:
    """How many lines are in each state."""
    rows = Delivery.objects.for_(actor, Permission.SEE_OUTBOX).order_by().values_list("state")
    return dict(rows.annotate(count=Count("pk")))


def dead(actor: Actor, _now: datetime) -> QuerySet[Delivery]:
    """Those that wait for somebody's decision, for the navigation."""
    return Delivery.objects.for_(actor, Permission.SEE_OUTBOX).filter(state=DeliveryState.DEAD)


def gateways_of(actor: Actor) -> QuerySet[Gateway]:
    """Gateways the actor keeps, with the lines that wait and those that failed."""
    waiting = Count("deliveries", filter=Q(deliveries__state=DeliveryState.WAITING))
    dead = Count("deliveries", filter=Q(deliveries__state=DeliveryState.DEAD))
    rows = Gateway.objects.for_(actor, Permission.KEEP_GATEWAYS).annotate(waiting=waiting, dead=dead)
    return rows.select_related("organisation").order_by("kind", "name", "pk")


def is_trial(path: str) -> bool:
    """Whether the district of a path is in trial mode."""
    rows = Switch.objects.system("whether to send")
    return rows.filter(district=district_of(path), trial=True).exists()
