"""Campaigns and their tasks, as far as somebody reaches them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from anju.kernel.actors import Actor
from anju.kernel.db import prepared
from anju.kernel.permissions import allowed
from anju.kernel.scope import under
from anju.supervision.inspections.special.enums import CampaignState, Outcome, TaskState
from anju.supervision.inspections.special.models import Campaign, Closing, Task
from anju.supervision.inspections.special.permissions import Permission

PAGE = 50


def seen(actor: Actor) -> QuerySet[Campaign]:
    """The campaigns of one's reach: those that run for the whole of it, and those with a place in it."""
    whole = Campaign.objects.for_(actor, Permission.SEE).values("pk")
    partly = Task.objects.for_(actor, Permission.SEE).values("campaign")
    rows = Campaign.objects.system("those within reach, or with a task within reach")
    return rows.filter(Q(pk__in=whole) | Q(pk__in=partly)).select_related("organiser")


def ran(actor: Actor, begins: datetime, ends: datetime, limit: int) -> list[Campaign]:
    """Those that ran at any time of a stretch, the latest first."""
    return prepared.read(_ran, actor, limit, begins=begins, ends=ends)


def _ran(actor: Actor, limit: int, begins: datetime, ends: datetime) -> QuerySet[Campaign]:
    rows = seen(actor).filter(Q(closed_at=None) | Q(closed_at__gte=begins), launched_at__lt=ends)
    return rows.order_by("-launched_at", "pk")[:limit]


def campaign_seen(actor: Actor, pk: int) -> Campaign | None:
    """A campaign by id, within reach."""
    return seen(actor).filter(pk=pk).first()


def locked(pk: int) -> Campaign:
    """A campaign, locked. Raises Campaign.DoesNotExist."""
    return Campaign._all.select_for_update(of=("self",)).select_related("organiser").get(pk=pk)


def may_run(actor: Actor, campaign: Campaign) -> bool:
    """Whether somebody plans, launches, extends and closes this one: its organiser, or the district office."""
    if allowed(actor, Permission.OVERSEE, path=campaign.path):
        return True
    return allowed(actor, Permission.PLAN, path=campaign.path) and campaign.organiser_id in actor.organisations


def tasks_of(actor: Actor, campaign: Campaign) -> QuerySet[Task]:
    """The places of a campaign within reach."""
    return Task.objects.for_(actor, Permission.SEE).filter(campaign=campaign)


def every_task(campaign: Campaign) -> QuerySet[Task]:
    """All places of a campaign, for its figures and its closing."""
    return Task._all.filter(campaign=campaign).order_by("path", "pk")


def task_seen(actor: Actor, pk: int) -> Task | None:
    """A task by id, within reach."""
    rows = Task.objects.for_(actor, Permission.SEE).select_related("campaign__organiser", "place", "unit")
    return rows.filter(pk=pk).first()


def tasks_among(actor: Actor, ids: Collection[int]) -> list[Task]:
    """Tasks by id, as far as they are within reach."""
    return list(Task.objects.for_(actor, Permission.SEE).select_related("campaign", "place").filter(pk__in=ids))


def locked_task(pk: int) -> Task:
    """A task, locked. Raises Task.DoesNotExist."""
    return Task._all.select_for_update(of=("self",)).select_related("campaign", "place").get(pk=pk)


def locked_tasks(campaign: int, ids: Collection[int]) -> list[Task]:
    """Tasks of one campaign, locked, in order."""
    rows = Task._all.select_for_update(of=("self",)).select_related("campaign")
    return list(rows.filter(campaign=campaign, pk__in=ids).order_by("pk"))


def open_tasks_due(campaign: int, on: date) -> list[Task]:
    """Tasks still to be done that were due on a day, locked."""
    rows = Task._all.select_for_update().filter(campaign=campaign, state=TaskState.OPEN, due_on=on)
    return list(rows.order_by("pk"))


@dataclass(frozen=True, slots=True)
class Filters:
    """What a task list is narrowed to."""

    state: str = ""
    street: str = ""
    unit: str = ""
    late: bool = False


def filtered(rows: QuerySet[Task], asked: Filters, today: date) -> QuerySet[Task]:
    """The tasks that a filter leaves."""
    if asked.state in TaskState.values:
        rows = rows.filter(state=asked.state)
    if asked.street:
        rows = rows.filter(under("path", asked.street))
    if asked.unit == "none":
        rows = rows.filter(unit=None)
    elif asked.unit.isdecimal():
        rows = rows.filter(unit=int(asked.unit))
    if asked.late:
        rows = rows.filter(state=TaskState.OPEN, due_on__lt=today)
    return rows.select_related("place", "unit").order_by("path", "pk")


def units_of(rows: QuerySet[Task]) -> list[tuple[int, str]]:
    """The units that have tasks among these."""
    found = rows.filter(unit__isnull=False).order_by("unit__name").values_list("unit", "unit__name").distinct()
    return list(found)


def counts_of(campaigns: Iterable[Campaign], actor: Actor) -> dict[int, dict[str, Any]]:
    """Campaign → how many places, looked at, waiting for acceptance, accepted; within reach, in one statement."""
    looked = Q(outcome=Outcome.LOOKED, state__in=(TaskState.DONE, TaskState.ACCEPTED))
    rows = Task.objects.for_(actor, Permission.SEE).filter(campaign__in=[one.pk for one in campaigns])
    told = rows.exclude(state=TaskState.DROPPED).order_by().values("campaign").annotate(
        places=Count("pk"), looked=Count("pk", filter=looked), open=Count("pk", filter=Q(state=TaskState.OPEN)),
        waiting=Count("pk", filter=Q(state=TaskState.DONE)), accepted=Count("pk", filter=Q(state=TaskState.ACCEPTED)),
    )  # fmt: skip
    return {row["campaign"]: dict(row) for row in told}


def waiting(actor: Actor) -> QuerySet[Task]:
    """Tasks that wait for acceptance where somebody may accept, longest waiting first."""
    rows = Task.objects.for_(actor, Permission.ACCEPT).filter(state=TaskState.DONE)
    rows = rows.filter(campaign__state=CampaignState.RUNNING)
    return rows.select_related("campaign", "place", "unit").order_by("done_at", "pk")


def mine(actor: Actor) -> QuerySet[Task]:
    """Open tasks given to one's own units."""
    rows = Task.objects.for_(actor, Permission.SEE).filter(state=TaskState.OPEN, unit__in=actor.organisations)
    return rows.filter(campaign__state=CampaignState.RUNNING).select_related("campaign", "place", "unit")


def closing_of(campaign: Campaign) -> Closing | None:
    """The closing sheet of a closed campaign."""
    return Closing._all.filter(campaign=campaign).first()
