"""The only writer of places: every function is one deed in the name of `by` and enters what it changed."""

from anju.places.actions.areas import make_area, rename_area, set_area_members
from anju.places.actions.boundaries import set_boundaries, set_boundary, set_grid_boundary
from anju.places.actions.changes import change_place, close_place, move_place
from anju.places.actions.facts import set_building_facts, set_estate_facts
from anju.places.actions.grids import change_grid, close_grid, make_grid, redraw_grid
from anju.places.actions.joining import merge_places
from anju.places.actions.labels import make_labels, revoke_label
from anju.places.actions.leaving import record_export
from anju.places.actions.tree import add_place, add_places
from anju.places.actions.upsert import Upserted, upsert_places

__all__ = [
    "Upserted",
    "add_place",
    "add_places",
    "change_grid",
    "change_place",
    "close_grid",
    "close_place",
    "make_area",
    "make_grid",
    "make_labels",
    "merge_places",
    "move_place",
    "record_export",
    "redraw_grid",
    "rename_area",
    "revoke_label",
    "set_area_members",
    "set_boundaries",
    "set_boundary",
    "set_building_facts",
    "set_estate_facts",
    "set_grid_boundary",
    "upsert_places",
]
