"""Areas: named sets of places that cut across the tree, such as the old areas (老旧片区)."""

from collections.abc import Collection

from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import Deed, deed
from anju.kernel.permissions import require
from anju.places import queries, rules
from anju.places.datum import RefusedError
from anju.places.enums import Refusal
from anju.places.models import Area, AreaPlace, Place
from anju.places.permissions import Places


def make_area(*, by: Actor, name: str, within: int, kind: str = "old_area", members: Collection[int] = ()) -> Area:
    """Found an area inside a place (the district, or one street). Raises RefusedError."""
    with deed(by=by) as act:
        at = queries.locked([within]).get(within)
        if at is None:
            raise RefusedError(Refusal.PARENT_MISSING, str(within))
        if at.closed_on is not None:
            raise RefusedError(Refusal.PARENT_CLOSED, str(at))
        require(by, Places.EDIT_AREAS, path=at.path, place=at.pk)
        area = Area(name=name.strip(), kind=kind, path=at.path)
        _check_name(area)
        area.save()
        act.enter("area.made", area, path=area.path, data={"kind": kind})
        if members:
            _set_members(act, area, members)
    return area


def rename_area(*, by: Actor, area: int, name: str) -> Area:
    """Give an area another name. Raises RefusedError."""
    with deed(by=by) as act:
        row = _standing(by, area)
        if row.name != name.strip():
            row.name = name.strip()
            _check_name(row)
            row.save(update_fields=["name"])
            act.enter("area.changed", row, path=row.path)
    return row


def set_area_members(*, by: Actor, area: int, members: Collection[int]) -> Area:
    """Let the area be exactly these places. One entry, with the places added and removed. Raises RefusedError."""
    with deed(by=by) as act:
        row = _standing(by, area)
        _set_members(act, row, members)
    return row


def replace_in_areas(act: Deed, place: Place, by: Place) -> None:
    """In every area that names `place`, let `by` stand for it."""
    for area in queries.areas_naming(place.pk):
        _set_members(act, area, (queries.member_ids(area.pk) - {place.pk}) | {by.pk})


def _standing(by: Actor, area: int) -> Area:
    row = queries.locked_area(area)
    if row is None:
        raise RefusedError(Refusal.AREA_ELSEWHERE, str(area))
    require(by, Places.EDIT_AREAS, path=row.path)
    return row


def _check_name(area: Area) -> None:
    if not area.name:
        raise RefusedError(Refusal.NAME_EMPTY)
    if queries.area_named(area):
        raise RefusedError(Refusal.AREA_TAKEN, area.name)


def _set_members(act: Deed, area: Area, members: Collection[int]) -> None:
    wanted = set(members)
    if len(wanted) > rules.AREA_PLACES:
        raise RefusedError(Refusal.AREA_LARGE, area.name)
    places = queries.locked(wanted)
    if len(places) != len(wanted) or any(not rules.is_under(place.path, area.path) for place in places.values()):
        raise RefusedError(Refusal.AREA_ELSEWHERE, area.name)
    present = queries.member_ids(area.pk)
    added, removed = sorted(wanted - present), sorted(present - wanted)
    if not added and not removed:
        return
    AreaPlace._all.filter(area=area, place__in=removed).delete()
    AreaPlace._all.bulk_create([AreaPlace(area=area, place_id=pk) for pk in added], batch_size=200)
    act.enter("area.members_set", area, path=area.path, data={"added": added, "removed": removed})
