"""Schedules of briefs: those of the own organisation, those that are due, and when each comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.people.enums import Role
from anju.people.models import Account, Organisation, Post
from anju.people.queries.actor import on_day
from anju.reports.papers.enums import BRIEFS, PaperKind
from anju.reports.papers.models import PaperSchedule
from anju.reports.papers.permissions import Permission
from anju.reports.papers.queries import register
from anju.reports.papers.rules.scheduling import Rhythm
from anju.supervision.lists.queries.cases import day_table

WRITERS = (Role.DISTRICT_OFFICE, Role.STREET)


def owner_of(actor: Actor) -> Organisation | None:
    """The own organisation that writes briefs; None for whoever writes for none."""
    own = register.owners(actor)
    return next((own[kind] for kind in BRIEFS if kind in own), None)


def rhythm(row: PaperSchedule) -> Rhythm:
    """When it falls due."""
    return Rhythm(row.weekday, row.hour)


@dataclass(frozen=True, slots=True)
class Line:
    """A schedule as the list shows it."""

    row: PaperSchedule
    next_at: datetime | None


def listed(actor: Actor) -> list[Line]:
    """Those of the own organisation, by place."""
    owned = PaperSchedule.objects.system("own organisation's, below").filter(
        owner__in=register.organisations(actor, Permission.WRITE)
    )
    rows = owned.select_related("place", "responsible", "last").order_by("path", "kind", "pk")
    now = clock.now()
    return [Line(row, rhythm(row).coming(now, day_table(row.path)) if row.on else None) for row in rows]


def schedule_for(actor: Actor, pk: int) -> PaperSchedule | None:
    """One of them."""
    owned = PaperSchedule._all.filter(owner__in=register.organisations(actor, Permission.WRITE))
    return owned.select_related("place").filter(pk=pk).first()


def locked(pk: int) -> PaperSchedule | None:
    """For a writer, who asks by itself."""
    rows = PaperSchedule._all.select_for_update(of=("self",)).select_related("owner", "place")
    return rows.filter(pk=pk).first()


def same(owner: Organisation, kind: PaperKind, place: int) -> PaperSchedule | None:
    """The one there is for this kind and place already."""
    return PaperSchedule._all.filter(owner=owner, kind=kind, place=place).first()


def running() -> Sequence[int]:
    """All that are switched on, of organisations and places that there still are."""
    rows = PaperSchedule._all.filter(on=True, owner__closed_on=None, place__closed_on=None)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def due(row: PaperSchedule, now: datetime) -> datetime | None:
    """The moment for which a brief is to be made now. Of several that went by unused, the last alone: after days of
    standstill nobody wants a heap of drafts.
    """
    moment = rhythm(row).latest(now, day_table(row.path))
    return moment if row.on and moment is not None and moment > row.since else None


def readers(owner: Organisation) -> list[Account]:
    """Who of the organisation may be told of drafts: today's holders of a post that writes."""
    held = Post.objects.system("who of the own office is told").filter(organisation=owner, role__in=WRITERS)
    today = clock.today()
    accounts = Account._all.filter(pk__in=held.filter(on_day(today)).values("account"), is_active=True)
    return list(accounts.order_by("name", "pk"))


def days(row: PaperSchedule, moment: datetime) -> tuple[date, date]:
    """First and last day of what the brief of a moment tells."""
    return rhythm(row).days(clock.local(moment).date(), day_table(row.path))
