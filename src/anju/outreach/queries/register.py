"""Points, activities, statements and matters, by whoever may see them."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from django.db.models import Case, Count, Q, QuerySet, When

from anju.kernel.actors import Actor
from anju.kernel.permissions import granting
from anju.outreach.enums import ActivityKind, MatterKind, MatterState
from anju.outreach.models import Activity, ActivityParty, ActivityPlace, Matter, ObservationPoint, Statement
from anju.outreach.permissions import Permission
from anju.outreach.rules.opening import Held
from anju.places.rules import lineage
from anju.supervision.lists.enums import SourceKind
from anju.supervision.lists.models import Duty

PAGE = 50
SEES_LISTS = "an activity's finds are counted for whoever sees the activity; opening a case asks the lists"


def points(actor: Actor, *, ended: bool = False) -> QuerySet[ObservationPoint]:
    """Observation points in the actor's reach, open ones unless the ended are wanted too."""
    rows = ObservationPoint.objects.for_(actor, Permission.OBSERVE).select_related("place")
    return (rows if ended else rows.filter(until=None)).order_by("path", "pk")


def point_for(actor: Actor, pk: int) -> ObservationPoint | None:
    """One of them."""
    return points(actor, ended=True).filter(pk=pk).first()


def point(pk: int) -> ObservationPoint | None:
    """For a writer, who asks by itself."""
    return ObservationPoint._all.select_related("place").filter(pk=pk).first()


def open_point_at(place: int) -> ObservationPoint | None:
    """The point that stands at a place now."""
    return ObservationPoint._all.filter(place=place, until=None).first()


def locked_point(pk: int) -> ObservationPoint | None:
    """For a writer."""
    return ObservationPoint._all.select_for_update().filter(pk=pk).first()


@dataclass(frozen=True, slots=True)
class Filters:
    """What the register of activities is narrowed to. Days inclusive; empty: all."""

    kind: str = ""
    point: int | None = None
    since: date | None = None
    until: date | None = None
    words: str = ""


def activities(actor: Actor, filters: Filters | None = None) -> QuerySet[Activity]:
    """Activities the actor sees, latest first."""
    rows = Activity.objects.for_(actor, Permission.OBSERVE)
    filters = filters or Filters()
    if filters.kind in ActivityKind.values:
        rows = rows.filter(kind=filters.kind)
    if filters.point is not None:
        rows = rows.filter(point=filters.point)
    if filters.since:
        rows = rows.filter(held_on__gte=filters.since)
    if filters.until:
        rows = rows.filter(held_on__lte=filters.until)
    if filters.words:
        rows = rows.filter(title__icontains=filters.words)
    return rows.select_related("point").order_by("-held_on", "-pk")


def activity_page(rows: QuerySet[Activity], after: str) -> tuple[list[Activity], str]:
    """One page after a key `2026-11-24.17`, and the key to go on from."""
    day, _dot, pk = after.partition(".")
    if pk.isdecimal() and len(pk) < 16:
        try:
            last = date.fromisoformat(day)
        except ValueError:
            last = None
        if last is not None:
            rows = rows.filter(Q(held_on__lt=last) | Q(held_on=last, pk__lt=int(pk)))
    found = list(rows[: PAGE + 1])
    shown = found[:PAGE]
    return shown, f"{shown[-1].held_on}.{shown[-1].pk}" if len(found) > PAGE else ""


def activity_for(actor: Actor, pk: int) -> Activity | None:
    """One of them."""
    return activities(actor).filter(pk=pk).first()


def activity_locked(pk: int) -> Activity | None:
    """For a writer."""
    return Activity._all.select_for_update().filter(pk=pk).first()


Keyed = TypeVar("Keyed", Activity, Statement, Matter)


def by_client_ref(model: type[Keyed], client_ref: str | None) -> Keyed | None:
    """What a form's own key has already made."""
    return None if client_ref is None else model._all.filter(client_ref=client_ref).first()


def places_of(activity: Activity) -> list[str]:
    """Where it went, as places are called in full."""
    return list(activity.places.order_by("pk").values_list("place__full_name", flat=True))


def parties_of(activity: Activity) -> list[str]:
    """Who took part."""
    return list(activity.parties.order_by("pk").values_list("organisation__name", flat=True))


def district_of(activity: Activity) -> str:
    """The root of the district an activity was in."""
    return lineage(activity.path)[0]


def held_at(points: Collection[int]) -> dict[int, int]:
    """How many activities each point has seen."""
    rows = Activity.objects.system("counted for points the actor sees").filter(point__in=points)
    return dict(rows.order_by().values_list("point").annotate(Count("pk")))


def statements(activity: Activity) -> list[Statement]:
    """What was said there, in the order it was written down, with the matter each became."""
    rows = Statement.objects.system("asked with their activity").filter(activity=activity)
    return list(rows.select_related("matter").order_by("pk"))


def statement_for(actor: Actor, pk: int) -> Statement | None:
    """One statement."""
    return Statement.objects.for_(actor, Permission.OBSERVE).select_related("activity").filter(pk=pk).first()


def matter_of(statement: int) -> Matter | None:
    """What a statement became."""
    return Matter._all.filter(statement=statement).first()


def ref(activity: int) -> str:
    """How the lists know that a hazard was found at an activity."""
    return f"activity:{activity}"


def finds(activity: Activity) -> list[Duty]:
    """Cases of what an activity found; told to whoever sees the activity, opened by whoever sees the lists there."""
    rows = Duty.objects.system(SEES_LISTS).filter(_FOUND, hazard__source_ref=ref(activity.pk))
    return list(rows.select_related("hazard__kind", "hazard__place").order_by("pk"))


_FOUND = Q(hazard__source_kind=SourceKind.CONGRESS)


def own_organisations(actor: Actor) -> set[int]:
    """Organisations for which the actor answers."""
    return {grant.organisation for grant in granting(actor, Permission.ANSWER) if grant.organisation is not None}


def matters(actor: Actor) -> QuerySet[Matter]:
    """Matters the actor may see: the committee's staff those of their district, an owner its own."""
    raised = Matter.objects.for_(actor, Permission.RAISE).values("pk")
    own = own_organisations(actor)
    rows = Matter.objects.system("scoped below: the committee's, or those of the actor's own organisations")
    return rows.filter(Q(pk__in=raised) | Q(owner__in=own)).select_related("owner", "activity")


@dataclass(frozen=True, slots=True)
class MatterFilters:
    """What the list of matters is narrowed to; `late`: an answer is owed since before today."""

    state: str = ""
    late: bool = False
    kind: str = ""
    words: str = ""


def listed(actor: Actor, filters: MatterFilters, *, today: date) -> QuerySet[Matter]:
    """Matters, those due first above, settled ones last."""
    rows = matters(actor)
    if filters.late:
        rows = rows.filter(state=MatterState.OPEN, due_on__lt=today)
    elif filters.state in MatterState.values:
        rows = rows.filter(state=filters.state)
    if filters.kind in MatterKind.values:
        rows = rows.filter(kind=filters.kind)
    if filters.words:
        rows = rows.filter(title__icontains=filters.words)
    rank = Case(When(state=MatterState.SETTLED, then=1), default=0)
    return rows.order_by(rank, "due_on", "pk")


def matter_counts(actor: Actor, filters: MatterFilters, *, today: date) -> dict[str, int]:
    """Of the same filters: how many in each state, `late` and all (the empty key)."""
    rows = listed(actor, replace(filters, state="", late=False), today=today).order_by()
    late = Count("pk", filter=Q(state=MatterState.OPEN, due_on__lt=today))
    told = {f"n_{state}": Count("pk", filter=Q(state=state)) for state in MatterState.values}
    found = rows.aggregate(all=Count("pk"), late=late, **told)
    return {"": found["all"], "late": found["late"], **{state: found[f"n_{state}"] for state in MatterState.values}}


def matter_for(actor: Actor, pk: int) -> Matter | None:
    """One of them."""
    return matters(actor).filter(pk=pk).first()


def locked_matter(pk: int) -> Matter | None:
    """For a writer."""
    return Matter._all.select_for_update().filter(pk=pk).first()


def owed(actor: Actor) -> QuerySet[Matter]:
    """Answers the actor's organisations owe."""
    rows = Matter.objects.system("own organisations only")
    return rows.filter(owner__in=own_organisations(actor), state=MatterState.OPEN)


def judging(actor: Actor) -> QuerySet[Matter]:
    """Answers that wait for the committee's word."""
    return Matter.objects.for_(actor, Permission.RAISE).filter(state=MatterState.ANSWERED)


def held(actor: Actor, filters: Filters) -> list[Held]:
    """Activities as the opening paragraph needs them, earliest first; five statements however many there are."""
    rows = list(activities(actor, filters).order_by("held_on", "pk"))
    ids = [row.pk for row in rows]
    places = _names(ActivityPlace._all.filter(activity__in=ids), "place__name")
    parties = _names(ActivityParty._all.filter(activity__in=ids), "organisation__name")
    said = dict(
        Statement.objects.system("counted with their activities").filter(activity__in=ids).order_by()
        .values_list("activity").annotate(Count("pk"))
    )  # fmt: skip
    found = _found(ids)
    return [
        Held(
            ActivityKind(row.kind), row.held_on, places.get(row.pk, ()), parties.get(row.pk, ()),
            row.point.name if row.point else "", said.get(row.pk, 0), found.get(row.pk, 0),
        )
        for row in rows
    ]  # fmt: skip


def _names(rows: QuerySet[ActivityPlace] | QuerySet[ActivityParty], column: str) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for activity, name in rows.order_by("pk").values_list("activity", column):
        found[activity] = (*found.get(activity, ()), name)
    return found


def _found(ids: Collection[int]) -> dict[int, int]:
    refs = {ref(pk): pk for pk in ids}
    rows = Duty.objects.system(SEES_LISTS).filter(_FOUND, hazard__source_ref__in=refs)
    counted = rows.order_by().values_list("hazard__source_ref").annotate(Count("pk"))
    return {refs[source]: number for source, number in counted}
