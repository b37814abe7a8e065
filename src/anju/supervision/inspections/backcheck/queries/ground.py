"""Where a fire was: its place, what lies above it up to the estate, what lies in its building."""

from anju.people.rules import ancestors
from anju.places.enums import ADMINISTRATIVE, PlaceKind
from anju.places.models import Place
from anju.supervision.inspections.backcheck.models import Fire
from anju.supervision.inspections.backcheck.sources import Ground

MOST_PLACES = 400


def ground_of(fire: Fire) -> Ground | None:
    """None where the fire names no registered place, or only a street or community."""
    place = fire.place
    if place is None or place.kind in ADMINISTRATIVE:
        return None
    above = ancestors(place.path)
    rows = list(Place._all.filter(path__in=above).exclude(kind__in=ADMINISTRATIVE).order_by("-path"))
    building = next((row for row in rows if row.kind == PlaceKind.BUILDING), place)
    inside = Place._all.filter(path__gt=building.path, path__lt=building.path[:-1] + "0").order_by("path")
    estate = next((row for row in rows if row.kind == PlaceKind.ESTATE), None)
    spots = (
        Place._all.filter(parent=estate, kind__in=(PlaceKind.SHED, PlaceKind.FIRE_LANE, PlaceKind.GATE))
        if estate is not None
        else Place._all.none()
    )
    every = {row.pk: str(row) for row in [*rows, *inside[:MOST_PLACES], *spots[:MOST_PLACES]]}
    sheds = {row.pk for row in spots if row.kind == PlaceKind.SHED} - {row.pk for row in rows}
    near = frozenset(every) - sheds
    return Ground(place.pk, every, tuple(row.path for row in rows), building.path, fire.called_at, near)
