"""Months within reach, and how far one is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from anju.kernel.actors import Actor
from anju.kernel.permissions import granting, is_district_wide
from anju.places.enums import PlaceKind
from anju.places.models import Place
from anju.supervision.inspections.monthly.enums import Half, MonthState, Outcome, TaskState
from anju.supervision.inspections.monthly.models import Month, Result, Task
from anju.supervision.inspections.monthly.permissions import Permission


def district_of(actor: Actor, permission: str = Permission.MANAGE) -> str:
    """The district in which a post gives the permission; empty where none does."""
    wide = [path for grant in granting(actor, permission) if is_district_wide(grant) for path in grant.paths]
    return min(wide, key=len, default="")


def seen(actor: Actor) -> QuerySet[Month]:
    """Every month for whoever runs them, the published ones for whoever may read those; newest first."""
    rows = Month._all.order_by("-month", "path")
    if path := district_of(actor):
        return rows.filter(path=path)
    published = rows.filter(state=MonthState.PUBLISHED)
    if path := district_of(actor, Permission.READ):
        return published.filter(path=path)
    if roots := _own_districts(actor):
        return published.filter(path__in=roots)
    return rows.none()


def _own_districts(actor: Actor) -> set[str]:
    grants = granting(actor, Permission.OWN)
    return {"/" + path.split("/")[1] + "/" for grant in grants for path in grant.paths if path.count("/") > 1}


def month_for(actor: Actor, pk: int) -> Month | None:
    """One of `seen`."""
    return seen(actor).filter(pk=pk).first()


def managed(actor: Actor, pk: int) -> Month | None:
    """A month the actor runs."""
    return Month.objects.for_(actor, Permission.MANAGE).filter(pk=pk).first()


def locked(pk: int) -> Month:
    """A month, held until the transaction ends."""
    return Month._all.select_for_update().get(pk=pk)


def of(path: str, month: date) -> Month | None:
    """A district's month."""
    return Month._all.filter(path=path, month=month).first()


def false_closures(month: Month) -> int:
    """How many closed cases of the sample were found not put right, by the first look at each."""
    return Result._all.filter(task__month=month, number=1, outcome=Outcome.NOT_FIXED).count()


def before(month: Month, limit: int) -> list[Month]:
    """The published months before one, newest first."""
    rows = Month._all.filter(path=month.path, month__lt=month.month, state=MonthState.PUBLISHED)
    return list(rows.order_by("-month")[:limit])


def streets(district: str) -> dict[str, str]:
    """Path → name, in administrative order."""
    rows = Place._all.filter(kind=PlaceKind.STREET, path__startswith=district)
    return dict(rows.order_by("path").values_list("path", "name"))


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a street's half is: numbers alone, never what was found."""

    street: str
    half: Half
    drawn: int
    done: int
    no_entry: int
    open: int
    reserve: int


def progress(month: Month) -> list[Progress]:
    """By street and half."""
    rows = Task._all.filter(month=month).order_by().values_list("street", "half", "state").annotate(n=Count("pk"))
    found: dict[tuple[str, str], dict[str, int]] = {}
    for street, half, state, count in rows:
        found.setdefault((street, half), {})[state] = count
    return [
        Progress(
            street, Half(half), sum(n for state, n in by.items() if state != TaskState.RESERVE),
            by.get(TaskState.DONE, 0), by.get(TaskState.NO_ENTRY, 0), by.get(TaskState.OPEN, 0),
            by.get(TaskState.RESERVE, 0),
        )
        for (street, half), by in sorted(found.items(), key=lambda item: (item[0][0], item[0][1] != Half.PLACE))
    ]  # fmt: skip


def open_tasks(month: Month) -> int:
    """How many have still to be looked at."""
    return Task._all.filter(month=month, state=TaskState.OPEN).count()


def districts_without(month: date, districts: Iterable[Place]) -> list[Place]:
    """Districts that have not opened a month."""
    have = set(Month._all.filter(month=month).values_list("path", flat=True))
    return [place for place in districts if place.path not in have]


def named(text: str, district: str = "") -> Month | None:
    """The month of `YYYY-MM`, of the only district or of the one named."""
    try:
        year, number = (int(part) for part in text.split("-"))
        first = date(year, number, 1)
    except ValueError:
        return None
    rows = list(Month._all.filter(month=first, **({"path": district} if district else {}))[:2])
    return rows[0] if len(rows) == 1 else None
