"""Recording clutter that was taken away."""

from collections.abc import Sequence
from datetime import date

from anju.kernel.actors import Actor
from anju.kernel.files import evidence
from anju.kernel.files.evidence import Item
from anju.kernel.ledger.deeds import deed
from anju.kernel.permissions import require
from anju.places.models import Place
from anju.supervision.lists.models import CleanUp
from anju.supervision.lists.permissions import Permission
from anju.supervision.lists.queries import cleanups
from anju.supervision.lists.queries.cases import place_now


def record_clean_up(
    *,
    by: Actor,
    place: Place,
    cleaned_on: date,
    kilograms: int,
    weighed: bool,
    note: str = "",
    photos: Sequence[str] = (),
    client_ref: str | None = None,
) -> CleanUp:
    """One load. The same `client_ref` again returns the record it made.

    `photos`: uploads of `by`. Raises PermissionDenied, RefusedError for an upload that is gone, and ValueError for no
    mass, an actor without an organisation or a place that is closed and became no other.
    """
    if kilograms < 1:
        raise ValueError("请填写重量")
    if by.acting is None or by.acting.organisation is None:
        raise ValueError("清理记录要有登记单位")
    with deed(by=by) as act:
        place = place_now(place.pk)
        require(by, Permission.CLEAN_UP, path=place.path, place=place.pk)
        if client_ref is not None and (known := cleanups.by_client_ref(client_ref)) is not None:
            return known
        row = CleanUp(
            place=place,
            path=place.path,
            cleaned_on=cleaned_on,
            kilograms=kilograms,
            weighed=weighed,
            organisation=by.acting.organisation,
            note=note,
            client_ref=client_ref,
        )
        row.save()
        evidence.attach(act, [Item(token) for token in photos], path=place.path, subject=row)
        data = {"kilograms": kilograms, "weighed": weighed, "place": place.pk, "day": cleaned_on.isoformat()}
        act.enter("clean_up.recorded", row, path=row.path, data=data)
        return row
