"""QR labels of places: made for printing, revoked where they are torn off or copied."""

from collections.abc import Iterable

from anju.kernel import clock, ids
from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import deed
from anju.kernel.permissions import require
from anju.places.models import Label, Place
from anju.places.permissions import Places
from anju.places.queries import labels

TOKEN_BITS = 96


def make_labels(*, by: Actor, places: Iterable[Place]) -> int:
    """A label for each of these places that has no valid one; how many were made. Raises PermissionDenied."""
    rows = list(places)
    with deed(by=by) as act:
        for place in rows:
            require(by, Places.LABEL, path=place.path, place=place.pk)
        have = labels.labelled([place.pk for place in rows])
        missing = [place for place in rows if place.pk not in have]
        for place in missing:
            made = Label._all.create(
                place=place, token=ids.token(TOKEN_BITS), made_at=clock.from_us(act.at), made_by=by.account
            )
            act.enter("label.made", made, path=place.path, data={"place": place.pk})
    return len(missing)


def revoke_label(*, by: Actor, label: int) -> Label:
    """The label opens nothing from now on. Raises Label.DoesNotExist and PermissionDenied."""
    with deed(by=by) as act:
        row = Label._all.select_for_update(of=("self",)).select_related("place").get(pk=label)
        require(by, Places.LABEL, path=row.place.path, place=row.place_id)
        if row.revoked_at is None:
            row.revoked_at, row.revoked_by = clock.from_us(act.at), by.account
            row.save(update_fields=["revoked_at", "revoked_by"])
            act.enter("label.revoked", row, path=row.place.path, data={"place": row.place_id})
    return row
