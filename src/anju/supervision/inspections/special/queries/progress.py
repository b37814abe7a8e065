"""A campaign's figures, from the lists' own records: three statements, however many places and cases there are."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.calendar import end_of_day
from anju.kernel.permissions import granting
from anju.kernel.scope import within
from anju.supervision.inspections.special.enums import TaskState
from anju.supervision.inspections.special.models import Campaign, Task
from anju.supervision.inspections.special.permissions import Permission
from anju.supervision.inspections.special.rules.counting import (
    DWELLINGS,
    Case,
    Narrowed,
    Progress,
    count,
    nearest,
    opened,
)
from anju.supervision.lists.enums import OPEN, Outcome, SourceKind, State
from anju.supervision.lists.models import Duty, Hazard
from anju.supervision.lists.permissions import Permission as Lists

COLUMNS = (
    "pk", "path", "kind_code", "state", "hazard__happened_at", "closed_at", "holder_due_at", "due_at", "deferral_open",
)  # fmt: skip


def ref_of(campaign: Campaign) -> str:
    """What the lists keep as the source of a hazard found in a campaign."""
    return f"campaign:{campaign.pk}"


def end_of(campaign: Campaign) -> datetime:
    """The moment from which on nothing counts any more: after the last day, or when it was closed, if earlier."""
    last = end_of_day(campaign.ends_on) + timedelta(seconds=1)
    return min(last, campaign.closed_at + timedelta(microseconds=1)) if campaign.closed_at is not None else last


def progress(campaign: Campaign, tasks: Iterable[Task], *, dwellings: bool = True) -> Progress:
    """The figures of these places of a launched campaign. `dwellings` False: without kinds that say somebody lives
    there.
    """
    return count(*_counted(campaign, tasks, dwellings=dwellings))


def behind(campaign: Campaign, tasks: Iterable[Task], asked: Narrowed, *, dwellings: bool = True) -> list[int]:
    """The cases behind one of these figures."""
    return opened(*_counted(campaign, tasks, dwellings=dwellings), asked)


def seen(actor: Actor, ids: Collection[int]) -> QuerySet[Duty]:
    """Those of some cases that somebody sees, oldest first."""
    rows = Duty.objects.for_(actor, Lists.SEE).filter(pk__in=ids)
    return rows.select_related("hazard__kind", "hazard__place", "accountable").order_by("pk")


def _counted(
    campaign: Campaign, tasks: Iterable[Task], *, dwellings: bool
) -> tuple[Iterator[Case], dict[str, Collection[int]]]:
    kept = [task for task in tasks if task.state != TaskState.DROPPED]
    hidden = frozenset() if dwellings else DWELLINGS
    kinds = set(campaign.kinds) - hidden
    baselines: dict[str, Collection[int]] = {task.path: task.baseline for task in kept}
    if hidden and campaign.launched_at is not None:
        baselines = _without(campaign, baselines, hidden)
    return _cases(campaign, kinds, hidden), baselines


def _without(
    campaign: Campaign, baselines: dict[str, Collection[int]], hidden: frozenset[str]
) -> dict[str, Collection[int]]:
    rows = Duty._all.filter(within("path", campaign.path), kind_code__in=hidden & set(campaign.kinds))
    gone = set(rows.filter(opened_at__lte=campaign.launched_at).values_list("pk", flat=True))
    return {path: [pk for pk in held if pk not in gone] for path, held in baselines.items()}


def _cases(campaign: Campaign, kinds: set[str], hidden: frozenset[str]) -> Iterator[Case]:
    assert campaign.launched_at is not None
    now, until = clock.now(), end_of(campaign)
    own = own_cases(campaign)
    since = Q(state__in=OPEN) | Q(outcome=Outcome.RECTIFIED, closed_at__gt=campaign.launched_at)
    rows = Duty._all.filter(
        within("path", campaign.path), since, Q(kind_code__in=kinds) | Q(pk__in=own),
        merged_into__isnull=True, hazard__happened_at__lt=until,
    ).exclude(kind_code__in=hidden)  # fmt: skip
    for pk, path, kind, state, seen, closed, holder_due, due, asked in rows.values_list(*COLUMNS).iterator(2000):
        pressing = min((one for one in (holder_due, due) if one), default=None) if asked else holder_due
        yield Case(
            duty=pk,
            path=path,
            kind=kind,
            found_on=clock.local(max(seen, campaign.launched_at)).date(),
            rectified_on=clock.local(closed).date() if state == State.CLOSED else None,
            in_time=closed is not None and closed < until,
            late=pressing is not None and pressing < now,
            own=pk in own,
        )


def own_cases(campaign: Campaign) -> set[int]:
    """The cases that the campaign's own tasks found; of one that joined another, that other one."""
    rows = Hazard._all.filter(source_kind=SourceKind.SPECIAL, source_ref=ref_of(campaign))
    return set(rows.values_list(Coalesce("duty__merged_into", "duty"), flat=True))


def open_at(district: str, kinds: Collection[str]) -> QuerySet[Duty]:
    """Open cases of some kinds that follow no other."""
    return Duty._all.filter(within("path", district), kind_code__in=kinds, state__in=OPEN, merged_into__isnull=True)


def baseline(district: str, kinds: Collection[str], paths: Iterable[str]) -> dict[str, list[int]]:
    """Path of each place → the cases that stand open at it or inside it."""
    members: dict[str, list[int]] = {path: [] for path in paths}
    for pk, path in open_at(district, kinds).order_by("pk").values_list("pk", "path").iterator(2000):
        place = nearest(path, members)
        if place is not None:
            members[place].append(pk)
    return members


def cases_at(task: Task, *, dwellings: bool = True) -> list[Duty]:
    """Open cases of the campaign's kinds at a task's place, oldest first."""
    kinds = set(task.campaign.kinds) - (frozenset() if dwellings else DWELLINGS)
    rows = Duty._all.filter(within("path", task.path), kind_code__in=kinds, state__in=OPEN)
    rows = rows.filter(merged_into__isnull=True).select_related("hazard__kind", "hazard__place", "accountable")
    return list(rows.order_by("pk")[:50])


def rest(ids: Iterable[int]) -> list[Duty]:
    """Cases by id with who answers, oldest first."""
    wanted = sorted(ids)
    found: list[Duty] = []
    for at in range(0, len(wanted), 500):
        rows = Duty._all.filter(pk__in=wanted[at : at + 500]).select_related("hazard__kind", "accountable", "holder")
        found += rows.order_by("pk")
    return found


def sees_dwellings(actor: Actor, campaign: Campaign) -> bool:
    """Whether somebody is told where people live in sheds; a campaign about none of them hides nothing."""
    if not DWELLINGS & set(campaign.kinds):
        return True
    return bool(granting(actor, Permission.SEE_DWELLERS))


def dwellings_told(campaign: Campaign, tasks: Iterable[Task]) -> int:
    """How many dwellings the campaign is about: what stood open at the launch and what was found since."""
    kept = [task for task in tasks if task.state != TaskState.DROPPED]
    return progress(campaign, kept).whole.owed - progress(campaign, kept, dwellings=False).whole.owed
