"""Where an alarm is, for what the domain of facilities is asked about it."""

from anju.people.rules import ancestors
from anju.places.enums import PlaceKind
from anju.places.models import Place

_TOO_WIDE = (PlaceKind.DISTRICT, PlaceKind.STREET)


def building_of(place: Place) -> Place:
    """The building a place is or is in; else the place."""
    above = Place._all.filter(path__in=ancestors(place.path), kind=PlaceKind.BUILDING).first()
    return above or place


def point_of(place: Place) -> tuple[int, int] | None:
    """(lon, lat) of a place, or of the nearest above that has one; 1e-7 degrees, WGS-84."""
    rows = Place._all.filter(path__in=ancestors(place.path), lon_e7__isnull=False, lat_e7__isnull=False)
    nearest = max(rows, key=lambda row: len(row.path), default=None)
    return None if nearest is None or nearest.kind in _TOO_WIDE else (nearest.lon_e7 or 0, nearest.lat_e7 or 0)
