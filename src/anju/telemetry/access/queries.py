"""Reads of accounts of intake."""

from datetime import datetime

from django.db.models import QuerySet

from anju.kernel.actors import Actor
from anju.kernel.permissions import granting, is_district_wide
from anju.telemetry.access.permissions import Permission
from anju.telemetry.models import Access


def accesses_of(actor: Actor) -> QuerySet[Access]:
    """Accounts the actor keeps, running ones first."""
    return Access.objects.for_(actor, Permission.KEEP).order_by("revoked_at", "name", "-pk")


def running(now: datetime) -> list[Access]:
    """All that may send in now: for the gateway, which asks every few seconds."""
    return list(Access._all.filter(revoked_at=None, expires_at__gt=now))


def district_of_keeper(actor: Actor) -> str:
    """The path of the district in which the actor keeps accounts; empty where none."""
    wide = [path for grant in granting(actor, Permission.KEEP) if is_district_wide(grant) for path in grant.paths]
    return min(wide, key=len, default="")
