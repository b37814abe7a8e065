"""Things of the places."""

from anju.places import actions
from anju.places.models import Label
from tests.cast import SYSTEM, Cast


def area(cast: Cast) -> int:
    """An area of the north street."""
    members = [cast.places["estate"].pk]
    return actions.make_area(by=SYSTEM, name="老旧片区", within=cast.places["street"].pk, members=members).pk


def label(cast: Cast) -> int:
    """A QR label in the north street."""
    actions.make_labels(by=cast.property_manager, places=[cast.places["building"]])
    return Label._all.get(place=cast.places["building"], revoked_at__isnull=True).pk
