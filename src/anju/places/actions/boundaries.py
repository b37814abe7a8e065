"""Outlines of places and grids."""

import secrets
from collections.abc import Mapping

from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import deed
from anju.kernel.permissions import require
from anju.places import queries
from anju.places.actions.grids import standing_grid
from anju.places.datum import RefusedError
from anju.places.enums import Refusal
from anju.places.geometry import Outline
from anju.places.models import Boundary
from anju.places.permissions import Places

BOX = ("west_e7", "south_e7", "east_e7", "north_e7")


def set_boundary(*, by: Actor, place: int, outline: Outline) -> Boundary:
    """Draw a place's outline, in place of any former one. Raises RefusedError."""
    return set_boundaries(by=by, outlines={place: outline})[0]


def set_boundaries(*, by: Actor, outlines: Mapping[int, Outline]) -> list[Boundary]:
    """Draw the outlines of many places (place id → outline); one entry each, with the outline's digest."""
    with deed(by=by) as act:
        places = queries.locked(outlines)
        standing = {row.place_id: row for row in queries.boundaries_of(outlines)}
        new: list[Boundary] = []
        redrawn: list[Boundary] = []
        for pk, outline in outlines.items():
            place = places.get(pk)
            if place is None:
                raise RefusedError(Refusal.PARENT_MISSING, str(pk))
            require(by, Places.EDIT, path=place.path, place=place.pk)
            row = standing.get(pk)
            (new if row is None else redrawn).append(_draw(row or Boundary(place_id=pk), outline))
            act.enter("place.drawn", place, path=place.path, data={"sha256": outline.digest})
        Boundary._all.bulk_create(new, batch_size=500)
        Boundary._all.bulk_update(redrawn, ["geometry", "stamp", *BOX], batch_size=100)
    return [*new, *redrawn]


def set_grid_boundary(*, by: Actor, grid: int, outline: Outline) -> Boundary:
    """Draw a grid's outline, in place of any former one. Raises RefusedError."""
    with deed(by=by) as act:
        row = standing_grid(by, grid)
        boundary = _draw(queries.boundary_of_grid(grid) or Boundary(grid_id=grid), outline)
        boundary.save()
        act.enter("grid.drawn", row, path=row.path, data={"sha256": outline.digest})
    return boundary


def _draw(row: Boundary, outline: Outline) -> Boundary:
    row.geometry = outline.text
    row.stamp = secrets.randbits(31)
    for side in BOX:
        setattr(row, side, getattr(outline, side))
    return row
