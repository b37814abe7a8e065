"""Who is on duty."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from anju.kernel.actors import Actor
from anju.people.models import Account, Organisation, Shift
from anju.people.permissions import Permission


def on_duty(organisation: Organisation | int, moment: datetime) -> list[Account]:
    """Who is on duty for an organisation at a moment, by the roster; nobody where it has a gap."""
    pk = organisation if isinstance(organisation, int) else organisation.pk
    return on_duty_many([pk], moment)[pk]


def on_duty_many(organisations: Iterable[int], moment: datetime) -> dict[int, list[Account]]:
    """`on_duty` of several organisations in one query."""
    found: dict[int, list[Account]] = {pk: [] for pk in organisations}
    rows = Shift._all.filter(
        organisation_id__in=found,
        cancelled_at__isnull=True,
        starts_at__lte=moment,
        ends_at__gt=moment,
        account__is_active=True,
    ).select_related("account")
    for shift in rows.order_by("starts_at", "pk"):
        found[shift.organisation_id].append(shift.account)
    return found


def shifts(actor: Actor, *, first: datetime, last: datetime) -> QuerySet[Shift]:
    """The shifts an actor may see that begin within a stretch of time."""
    return (
        Shift.objects.for_(actor, Permission.SEE_ROSTER)
        .filter(cancelled_at__isnull=True, starts_at__gte=first, starts_at__lt=last)
        .select_related("account", "organisation")
        .order_by("starts_at", "organisation_id", "pk")
    )
