"""Changing, moving and closing places that stand."""

from collections.abc import Iterable
from datetime import date, datetime

from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import Deed, deed
from anju.kernel.permissions import require
from anju.places import queries, rules
from anju.places.datum import Point, RefusedError
from anju.places.enums import PlaceKind, Refusal
from anju.places.models import Area, BuildingFacts, EstateFacts, Grid, GridPlace, Place
from anju.places.permissions import Places

PIECE = 200


def change_place(
    *,
    by: Actor,
    place: int,
    name: str | None = None,
    code: str | None = None,
    address: str | None = None,
    point: Point | None = None,
    happened_at: datetime | None = None,
) -> Place:
    """Change what is given; None leaves as it is. A new name is carried into the full names below it.

    Nothing is entered where nothing changes. Raises RefusedError.
    """
    with deed(by=by) as act:
        row = standing(by, place)
        wanted: dict[str, str | int | None] = {
            "name": name if name is None else name.strip(),
            "code": code,
            "address": address,
        }
        if point is not None:
            wanted |= {"lon_e7": point.lon_e7, "lat_e7": point.lat_e7}
        changed = [key for key, value in wanted.items() if value is not None and getattr(row, key) != value]
        if not changed:
            return row
        for key in changed:
            setattr(row, key, wanted[key])
        _check(row, changed)
        row.save(update_fields=changed)
        if "name" in changed:
            rename_below([row])
            row.refresh_from_db(fields=["full_name"])
        act.enter("place.changed", row, path=row.path, data={"columns": sorted(changed)}, happened_at=happened_at)
    return row


def standing(by: Actor, place: int) -> Place:
    """The place, locked, if `by` may edit it and it is not closed."""
    row = queries.locked([place]).get(place)
    if row is None:
        raise RefusedError(Refusal.PARENT_MISSING, str(place))
    require(by, Places.EDIT, path=row.path, place=row.pk)
    if row.closed_on is not None:
        raise RefusedError(Refusal.PLACE_CLOSED, str(row))
    return row


def _check(row: Place, changed: Iterable[str]) -> None:
    if not row.name:
        raise RefusedError(Refusal.NAME_EMPTY)
    if "code" not in changed:
        return
    if row.kind == PlaceKind.DISTRICT:
        raise RefusedError(Refusal.CODE_UNFIT, row.code)
    district = rules.district_of(row.path)
    queries.lock_district(district)
    if row.code and queries.codes_taken(district, [row.code]):
        raise RefusedError(Refusal.CODE_TAKEN, row.code)


def rename_below(tops: Iterable[Place]) -> None:
    """Bring the full names of `tops` and all below them up to date. Names follow, so nothing is entered."""
    wave = {place.pk: place for place in queries.with_parent(tops)}
    while wave:
        for place in wave.values():
            parent = place.parent
            place.full_name = rules.full_name(
                kind=PlaceKind(place.kind),
                name=place.name,
                above=parent.full_name if parent else "",
            )
        Place._all.bulk_update(wave.values(), ["full_name"], batch_size=PIECE)
        wave = {place.pk: place for place in queries.children_called_after(wave.values())}


def move_place(*, by: Actor, place: int, under: int) -> Place:
    """Hang a place under another parent of the same district; every path below it is rewritten, each with an entry.

    Domains that keep a place's path follow the entries `place.moved` (data: from, to). Raises RefusedError.
    """
    with deed(by=by) as act:
        row, parent = standing(by, place), standing(by, under)
        if row.parent_id == parent.pk:
            return row
        if rules.is_under(parent.path, row.path):
            raise RefusedError(Refusal.MOVE_INSIDE, str(row))
        if rules.district_of(parent.path) != rules.district_of(row.path):
            raise RefusedError(Refusal.MOVE_ACROSS, str(row))
        if not rules.may_hang(PlaceKind(row.kind), PlaceKind(parent.kind)):
            raise RefusedError(Refusal.KIND_MISPLACED, str(row))
        hang(act, row, parent)
        rename_below([row])
        row.refresh_from_db()
    return row


def hang(act: Deed, row: Place, parent: Place) -> None:
    """Give a place another parent and rewrite its path and those below; the caller has asked and renames."""
    parent.children_made += 1
    parent.save(update_fields=["children_made"])
    old, new = row.path, rules.child_path(parent.path, parent.children_made)
    Place._all.filter(pk=row.pk).update(parent=parent)
    _move_paths(act, old, new)
    row.refresh_from_db()


def _move_paths(act: Deed, old: str, new: str) -> None:
    for place in _rebase(Place, old, new):
        was = rules.rebased(place.path, new, old)
        act.enter("place.moved", place, path=place.path, data={"from": was, "to": place.path})
    _rebase(EstateFacts, old, new)
    _rebase(BuildingFacts, old, new)
    for grid in _rebase(Grid, old, new):
        act.enter(
            "grid.moved", grid, path=grid.path, data={"from": rules.rebased(grid.path, new, old), "to": grid.path}
        )
    for area in _rebase(Area, old, new):
        act.enter(
            "area.moved", area, path=area.path, data={"from": rules.rebased(area.path, new, old), "to": area.path}
        )


def _rebase(model: type[queries.Pathed], old: str, new: str) -> list[queries.Pathed]:
    rows = queries.at_or_below(model, old)
    for row in rows:
        row.path = rules.rebased(row.path, old, new)
    model._all.bulk_update(rows, ["path"], batch_size=PIECE)
    return rows


def close_place(*, by: Actor, place: int, on: date) -> list[Place]:
    """Close a place and all below it: demolished or renumbered, kept for history, offered to nobody.

    That day its open grid periods no longer hold. Returns every place closed.
    """
    with deed(by=by) as act:
        row = standing(by, place)
        closing = [each for each in queries.at_or_below(Place, row.path) if each.closed_on is None]
        for each in closing:
            each.closed_on = on
            act.enter("place.closed", each, path=each.path, data={"on": on})
        Place._all.bulk_update(closing, ["closed_on"], batch_size=PIECE)
        for grid, periods in queries.open_periods_below(row.path).items():
            ended = end_periods(periods, on)
            act.enter("grid.redrawn", grid, path=grid.path, data={"added": [], "ended": ended, "since": on})
    return closing


def end_periods(periods: Iterable[GridPlace], until: date) -> list[int]:
    """End open grid periods, `until` being the first day no longer; one that would have no day left is taken back.

    Returns the places, sorted.
    """
    places = []
    for period in periods:
        places.append(period.place_id)
        if period.since >= until:
            period.delete()
        else:
            period.until = until
            period.save(update_fields=["until"])
    return sorted(places)
