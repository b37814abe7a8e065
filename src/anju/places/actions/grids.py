"""Grids: an overlay with periods, so that redrawing one moves no history."""

from collections.abc import Collection, Iterable
from datetime import date

from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import Deed, deed
from anju.kernel.permissions import require
from anju.places import queries, rules
from anju.places.actions.changes import end_periods
from anju.places.datum import RefusedError
from anju.places.enums import PlaceKind, Refusal
from anju.places.models import Grid, GridPlace, Place
from anju.places.permissions import Places


def make_grid(
    *, by: Actor, number: str, name: str, home: int, places: Collection[int] = (), since: date | None = None
) -> Grid:
    """Found a grid of a street or community (`home`), lying over `places` from `since` on. Raises RefusedError."""
    with deed(by=by) as act:
        at = queries.locked([home]).get(home)
        if at is None or at.kind not in (PlaceKind.STREET, PlaceKind.COMMUNITY):
            raise RefusedError(Refusal.GRID_HOME)
        if at.closed_on is not None:
            raise RefusedError(Refusal.PARENT_CLOSED, str(at))
        require(by, Places.EDIT_GRIDS, path=at.path, place=at.pk)
        if not number.strip() or not name.strip():
            raise RefusedError(Refusal.NAME_EMPTY)
        if queries.grid_numbered(at.path, number.strip()):
            raise RefusedError(Refusal.GRID_NUMBER_TAKEN, number)
        grid = Grid(number=number.strip(), name=name.strip(), community=at, path=at.path)
        grid.save()
        act.enter("grid.made", grid, path=grid.path, data={"home": at.pk})
        if places:
            if since is None:
                raise ValueError("a grid with places needs its first day")
            _redraw(act, grid, places, since)
    return grid


def change_grid(*, by: Actor, grid: int, number: str, name: str) -> Grid:
    """Give a grid another number or name. Raises RefusedError."""
    with deed(by=by) as act:
        row = standing_grid(by, grid)
        number, name = number.strip(), name.strip()
        if not number or not name:
            raise RefusedError(Refusal.NAME_EMPTY)
        if number != row.number and queries.grid_numbered(row.path, number):
            raise RefusedError(Refusal.GRID_NUMBER_TAKEN, number)
        if (row.number, row.name) != (number, name):
            row.number, row.name = number, name
            row.save(update_fields=["number", "name"])
            act.enter("grid.changed", row, path=row.path)
    return row


def redraw_grid(*, by: Actor, grid: int, places: Collection[int], since: date) -> Grid:
    """Let the grid lie over exactly `places` from `since` on.

    The periods of what leaves, and of what comes from another grid, hold until that day.

    One entry for each grid touched, with the places added and ended. Raises RefusedError.
    """
    with deed(by=by) as act:
        row = standing_grid(by, grid)
        _redraw(act, row, places, since)
    return row


def close_grid(*, by: Actor, grid: int, on: date) -> Grid:
    """Dissolve a grid: from `on` it is no more. Its places lie in no grid until another takes them."""
    with deed(by=by) as act:
        row = standing_grid(by, grid)
        ended = end_periods(queries.open_periods_of([row.pk]), on)
        row.closed_on = on
        row.save(update_fields=["closed_on"])
        act.enter("grid.closed", row, path=row.path, data={"ended": ended, "on": on})
    return row


def standing_grid(by: Actor, grid: int) -> Grid:
    """The grid, locked, if `by` may edit it and it is not closed."""
    row = queries.locked_grid(grid)
    if row is None:
        raise RefusedError(Refusal.GRID_CLOSED, str(grid))
    require(by, Places.EDIT_GRIDS, path=row.path)
    if row.closed_on is not None:
        raise RefusedError(Refusal.GRID_CLOSED, str(row))
    return row


def _redraw(act: Deed, grid: Grid, places: Collection[int], since: date) -> None:
    wanted = set(places)
    _check_places(grid, queries.locked(wanted), wanted)
    present = {period.place_id: period for period in queries.open_periods_of([grid.pk])}
    leaving = [period for pk, period in present.items() if pk not in wanted]
    elsewhere = queries.open_periods_at(wanted - present.keys())
    if any(period.since > since for period in (*leaving, *elsewhere)):
        raise RefusedError(Refusal.GRID_EARLIER, str(since))
    ended = end_periods(leaving, since)
    _give_up(act, elsewhere, since)
    added = sorted(wanted - present.keys())
    GridPlace._all.bulk_create([GridPlace(grid=grid, place_id=pk, since=since) for pk in added], batch_size=200)
    act.enter("grid.redrawn", grid, path=grid.path, data={"added": added, "ended": ended, "since": since})


def _check_places(grid: Grid, rows: dict[int, Place], wanted: set[int]) -> None:
    """Places of the grid's own street: a grid may lie over a neighbouring community, never over another street."""
    street = rules.lineage(grid.path)[1]
    for pk in sorted(wanted):
        place = rows.get(pk)
        if place is None or place.closed_on is not None or not rules.is_under(place.path, street):
            raise RefusedError(Refusal.GRID_ELSEWHERE, str(place or pk))


def _give_up(act: Deed, periods: Iterable[GridPlace], since: date) -> None:
    """Places that come from other grids: their periods end, and each of those grids gets its entry."""
    others: dict[int, list[GridPlace]] = {}
    for period in periods:
        others.setdefault(period.grid_id, []).append(period)
    for other_periods in others.values():
        other = other_periods[0].grid
        ended = end_periods(other_periods, since)
        act.enter("grid.redrawn", other, path=other.path, data={"added": [], "ended": ended, "since": since})
