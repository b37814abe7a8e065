"""Labels: what one opens, and which places have one."""

from collections.abc import Iterable

from anju.kernel.actors import Actor
from anju.kernel.scope import under
from anju.places import rules
from anju.places.models import Label, Place
from anju.places.permissions import Places
from anju.places.queries.history import standing_for
from anju.places.queries.tree import pieces


def place_of_label(token: str) -> Place | None:
    """Where a label hangs; after a merge the place it became. None for a revoked, unknown or torn-down one's token."""
    row = Label._all.select_related("place").filter(token=token[:40], revoked_at__isnull=True).first()
    return standing_for(row.place) if row is not None else None


def labelled(places: Iterable[int]) -> set[int]:
    """Those of these places that have a valid label."""
    found: set[int] = set()
    for piece in pieces(places):
        found |= set(Label._all.filter(place__in=piece, revoked_at__isnull=True).values_list("place", flat=True))
    return found


def tokens_at(places: Iterable[int]) -> dict[str, int]:
    """Valid token → place, of labels that hang at the places of one grid. A token hangs on a wall and is no secret."""
    rows = Label._all.filter(place__in=list(places), revoked_at__isnull=True)
    return dict(rows.order_by("token").values_list("token", "place"))


def label_places(actor: Actor, place: Place) -> list[Place]:
    """The places in use at and below one where labels hang, as far as the actor keeps them; in natural order."""
    rows = Place.objects.for_(actor, Places.LABEL).filter(
        under("path", place.path), kind__in=rules.LABELLED, closed_on=None
    )
    found = list(rows.order_by("path")[: rules.LABELS_AT_ONCE])
    return sorted(found, key=lambda row: (rules.natural(row.full_name), row.pk))


def labels_of(actor: Actor, places: Iterable[Place]) -> list[Label]:
    """The valid labels of places the actor keeps, in the order of the places."""
    order = {place.pk: position for position, place in enumerate(places)}
    found: list[Label] = []
    for piece in pieces(order):
        rows = Label.objects.for_(actor, Places.LABEL).filter(place__in=piece, revoked_at__isnull=True)
        found += rows.select_related("place")
    return sorted(found, key=lambda row: order[row.place_id])


def keeps_label(actor: Actor, pk: int) -> Label | None:
    """A label the actor may revoke."""
    return Label.objects.for_(actor, Places.LABEL).select_related("place").filter(pk=pk).first()
