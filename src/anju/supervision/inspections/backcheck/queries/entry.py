"""Who stands before the door of a dossier, and whether it is open to them just now."""

from datetime import timedelta

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.supervision.inspections.backcheck.enums import Way
from anju.supervision.inspections.backcheck.models import Dossier, Member, Opening

OPEN_FOR = timedelta(minutes=30)
"""After an opening the pages of a dossier may be read so long; then it is opened, and logged, anew."""


def group_of(dossier: Dossier) -> list[Member]:
    """The group now, who leads first."""
    rows = Member._all.filter(dossier=dossier, ended_at__isnull=True).select_related("account")
    return list(rows.order_by("-lead", "pk"))


def membership(actor: Actor, dossier: int) -> Member | None:
    """The actor's own place in a dossier's group."""
    return membership_of(actor.account, dossier) if actor.account is not None and actor.grants else None


def membership_of(account: int, dossier: int) -> Member | None:
    """Somebody's place in a dossier's group."""
    rows = Member._all.filter(dossier=dossier, account=account, ended_at__isnull=True, account__is_active=True)
    return rows.select_related("dossier__fire__place").first()


def dossier_for(actor: Actor, fire: int) -> Dossier | None:
    """A fire's dossier, for who is of its group. For everybody else there is none."""
    pk = Dossier._all.filter(fire=fire).values_list("pk", flat=True).first()
    member = membership(actor, pk) if pk is not None else None
    return member.dossier if member is not None else None


def is_open(actor: Actor, dossier: Dossier) -> bool:
    """Whether the actor has opened it lately."""
    since = clock.now() - OPEN_FOR
    mine = Opening._all.filter(dossier=dossier, account=actor.account or 0, way=Way.PAGE, opened_at__gt=since)
    return mine.exists()


def openings(dossier: Dossier, limit: int = 100) -> list[Opening]:
    """Who opened it and who took something away, newest first."""
    return list(Opening._all.filter(dossier=dossier).order_by("-pk")[:limit])


def is_led(dossier: int) -> bool:
    """Whether somebody who can still sign in leads the group; where nobody does, the district office names anew."""
    rows = Member._all.filter(dossier=dossier, ended_at__isnull=True, lead=True, account__is_active=True)
    return rows.exists()


def fires_led_by_nobody(fires: list[int]) -> set[int]:
    """Those whose group is still to be named."""
    led = Member._all.filter(
        dossier__fire__in=fires, ended_at__isnull=True, lead=True, account__is_active=True
    ).values_list("dossier__fire", flat=True)
    return set(fires) - set(led)


def fires_of(actor: Actor) -> set[int]:
    """Fires whose dossier the actor may open."""
    rows = Member._all.filter(account=actor.account or 0, ended_at__isnull=True, account__is_active=True)
    return set(rows.values_list("dossier__fire", flat=True))


def dossier_of(fire: int) -> Dossier:
    """For an action that asks itself who may. Raises Dossier.DoesNotExist."""
    return Dossier._all.select_related("fire__place").get(fire=fire)


def locked(dossier: int) -> Dossier:
    """The row, locked, within a deed."""
    return Dossier._all.select_for_update(of=("self",)).select_related("fire__place").get(pk=dossier)
