"""Reading grids and areas: which grid a place lies in on a day, and what a grid lies over."""

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Q, QuerySet

from anju.kernel.actors import Actor
from anju.kernel.scope import under
from anju.places import rules
from anju.places.models import Area, AreaPlace, Boundary, Grid, GridPlace, Place
from anju.places.permissions import Places
from anju.places.queries.tree import IN, visible


def on_day(day: date) -> Q:
    """Grid periods that hold on a day: `until` is the first day no longer."""
    return Q(since__lte=day) & (Q(until__isnull=True) | Q(until__gt=day))


def grid_of(path: str, day: date) -> Grid | None:
    """The grid a place lies in on a day: that of the nearest place above (or itself) that is drawn into one."""
    periods = GridPlace._all.filter(on_day(day), place__path__in=rules.lineage(path)).select_related("grid", "place")
    nearest = max(periods, key=lambda period: len(period.place.path), default=None)
    return nearest.grid if nearest else None


def grids_of(paths: Collection[str], day: date) -> dict[str, int]:
    """Path → grid id on a day, for many paths at once; a path in no grid is left out."""
    lineages = {path: rules.lineage(path) for path in paths}
    wanted = sorted({prefix for lineage in lineages.values() for prefix in lineage})
    drawn: dict[str, int] = {}
    for start in range(0, len(wanted), IN):
        periods = GridPlace._all.filter(on_day(day), place__path__in=wanted[start : start + IN])
        drawn.update(periods.values_list("place__path", "grid"))
    found = {
        path: next((drawn[step] for step in reversed(lineage) if step in drawn), None)
        for path, lineage in lineages.items()
    }
    return {path: grid for path, grid in found.items() if grid is not None}


def grid_places(grids: Collection[int], day: date) -> dict[int, list[Place]]:
    """Grid id → the places it is drawn over on a day."""
    found: dict[int, list[Place]] = {pk: [] for pk in grids}
    periods = GridPlace._all.filter(on_day(day), grid__in=grids).select_related("place").order_by("place__path")
    for period in periods:
        found[period.grid_id].append(period.place)
    return found


def history_of(grid: Grid) -> list[GridPlace]:
    """Every period of a grid, newest first."""
    return list(GridPlace._all.filter(grid=grid).select_related("place").order_by("-since", "place__path"))


def visible_grids(actor: Actor) -> QuerySet[Grid]:
    """Grids the actor may see: those of the places it reaches, and those that lie over one."""
    own = Grid.objects.for_(actor, Places.VIEW)
    over = GridPlace._all.filter(until=None, place__in=visible(actor))
    return Grid._all.filter(Q(pk__in=own.values("pk")) | Q(pk__in=over.values("grid")))


def visible_areas(actor: Actor) -> QuerySet[Area]:
    """Areas the actor may see: those of the places it reaches, and those that hold one."""
    own = Area.objects.for_(actor, Places.VIEW)
    holding = AreaPlace._all.filter(place__in=visible(actor))
    return Area._all.filter(Q(pk__in=own.values("pk")) | Q(pk__in=holding.values("area")))


def members_of(area: Area) -> QuerySet[Place]:
    """The places of an area."""
    return Place._all.filter(areas__area=area).order_by("path")


def areas_of(place: Place) -> list[Area]:
    """The areas a place lies in, itself or by a place above."""
    memberships = AreaPlace._all.filter(place__path__in=rules.lineage(place.path)).select_related("area")
    return sorted({row.area for row in memberships}, key=lambda area: area.name)


def counts_by_grid(grids: Iterable[Grid], day: date) -> dict[int, int]:
    """Grid id → how many places it is drawn over."""
    return {pk: len(places) for pk, places in grid_places([grid.pk for grid in grids], day).items()}


# What actions read while they write.


def locked_grid(pk: int) -> Grid | None:
    """A grid, locked."""
    return Grid._all.select_for_update().filter(pk=pk).first()


def locked_area(pk: int) -> Area | None:
    """An area, locked."""
    return Area._all.select_for_update().filter(pk=pk).first()


def grid_numbered(path: str, number: str) -> bool:
    """Whether a grid of this place has the number."""
    return Grid._all.filter(path=path, number=number).exists()


def area_named(area: Area) -> bool:
    """Whether another area of the same place and kind has the name."""
    return Area._all.filter(path=area.path, kind=area.kind, name=area.name).exclude(pk=area.pk).exists()


def member_ids(area: int) -> set[int]:
    """Ids of an area's places."""
    return set(AreaPlace._all.filter(area=area).values_list("place", flat=True))


def areas_naming(place: int) -> list[Area]:
    """Areas that name this very place, locked."""
    return list(Area._all.select_for_update(of=("self",)).filter(members__place=place).order_by("pk"))


def open_periods_of(grids: Collection[int]) -> list[GridPlace]:
    """Open periods of these grids, locked."""
    return list(GridPlace._all.select_for_update().filter(grid__in=grids, until=None).order_by("pk"))


def open_periods_at(places: Collection[int]) -> list[GridPlace]:
    """Open periods of these places, locked, with their grids."""
    rows = GridPlace._all.select_for_update(of=("self",)).filter(place__in=places, until=None)
    return list(rows.select_related("grid").order_by("pk"))


def open_periods_below(path: str) -> dict[Grid, list[GridPlace]]:
    """Open periods of a place and all below it, by grid."""
    rows = GridPlace._all.filter(under("place__path", path), until=None).select_related("grid").order_by("pk")
    found: dict[Grid, list[GridPlace]] = {}
    for row in rows:
        found.setdefault(row.grid, []).append(row)
    return found


def boundaries_of(places: Iterable[int]) -> list[Boundary]:
    """Outlines of these places, locked."""
    ids = list(places)
    pieces = (ids[start : start + IN] for start in range(0, len(ids), IN))
    return [row for piece in pieces for row in Boundary._all.select_for_update().filter(place__in=piece)]


def boundary_of_grid(grid: int) -> Boundary | None:
    """A grid's own outline, locked."""
    return Boundary._all.select_for_update().filter(grid=grid).first()
