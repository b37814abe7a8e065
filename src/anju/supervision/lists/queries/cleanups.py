"""Clean-up records: the list, and its sums by estate, weighed and estimated apart."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet, Sum

from anju.kernel.actors import Actor
from anju.kernel.scope import under
from anju.places.enums import PlaceKind
from anju.places.models import Place
from anju.places.rules import lineage
from anju.supervision.lists.models import CleanUp
from anju.supervision.lists.permissions import Permission

PAGE = 50


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to. Days inclusive."""

    since: date | None = None
    until: date | None = None
    weighed: str = ""


def records(actor: Actor, filters: Filters) -> QuerySet[CleanUp]:
    """Clean-ups the actor sees, latest first."""
    rows = CleanUp.objects.for_(actor, Permission.SEE)
    if filters.since:
        rows = rows.filter(cleaned_on__gte=filters.since)
    if filters.until:
        rows = rows.filter(cleaned_on__lte=filters.until)
    if filters.weighed in {"yes", "no"}:
        rows = rows.filter(weighed=filters.weighed == "yes")
    return rows.order_by("-cleaned_on", "-pk")


def page(rows: QuerySet[CleanUp], after: str) -> tuple[list[CleanUp], str]:
    """One page after a key `2026-11-24.17`, and the key to go on from."""
    day, _dot, pk = after.partition(".")
    if pk.isdecimal():
        try:
            last = date.fromisoformat(day)
        except ValueError:
            last = None
        if last is not None:
            rows = rows.filter(Q(cleaned_on__lt=last) | Q(cleaned_on=last, pk__lt=int(pk)))
    found = list(rows.select_related("place")[: PAGE + 1])
    shown = found[:PAGE]
    return shown, f"{shown[-1].cleaned_on}.{shown[-1].pk}" if len(found) > PAGE else ""


@dataclass(frozen=True, slots=True)
class Total:
    """Kilograms of one estate (or of everything), weighed and estimated never summed."""

    place: Place | None
    weighed: int
    estimated: int


def totals(rows: QuerySet[CleanUp]) -> tuple[Total, list[Total]]:
    """The whole, and each estate's share in tree order. What lies in no estate is counted at its own place."""
    weighed, estimated = Q(weighed=True), Q(weighed=False)
    sums = (
        rows.order_by()
        .values_list("path")
        .annotate(weighed_kg=Sum("kilograms", filter=weighed), estimated_kg=Sum("kilograms", filter=estimated))
    )
    found = [(path, heavy or 0, guessed or 0) for path, heavy, guessed in sums]
    homes = _homes(path for path, _, _ in found)
    by_place: dict[str, tuple[int, int]] = {}
    for path, heavy, guessed in found:
        home = homes.get(path)
        key = home.path if home else path
        so_far = by_place.get(key, (0, 0))
        by_place[key] = (so_far[0] + heavy, so_far[1] + guessed)
    places = {home.path: home for home in homes.values()}
    whole = Total(None, sum(heavy for _, heavy, _ in found), sum(guessed for _, _, guessed in found))
    return whole, [Total(places.get(path), *by_place[path]) for path in sorted(by_place)]


def _homes(paths: Iterable[str]) -> dict[str, Place]:
    """Path → the estate it lies in, else the place itself."""
    wanted = set(paths)
    above = {step for path in wanted for step in lineage(path)}
    rows = {row.path: row for row in Place._all.filter(path__in=above)}
    found = {}
    for path in wanted:
        estates = [rows[step] for step in lineage(path) if step in rows and rows[step].kind == PlaceKind.ESTATE]
        home = estates[0] if estates else rows.get(path)
        if home is not None:
            found[path] = home
    return found


def of_place(actor: Actor, path: str) -> QuerySet[CleanUp]:
    """Clean-ups at or below a place."""
    return CleanUp.objects.for_(actor, Permission.SEE).filter(under("path", path))


def by_client_ref(client_ref: str) -> CleanUp | None:
    """The record a form's own key has already made."""
    return CleanUp._all.filter(client_ref=client_ref).first()
