"""Two rows that turn out to be one place."""

from dataclasses import fields
from datetime import date

from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import deed
from anju.places import queries, rules
from anju.places.actions.areas import replace_in_areas
from anju.places.actions.changes import end_periods, hang, rename_below, standing
from anju.places.actions.facts import set_building_facts, set_estate_facts
from anju.places.datum import RefusedError
from anju.places.enums import PlaceKind, Refusal
from anju.places.models import Place
from anju.places.queries import objections
from anju.places.rules import BuildingFigures, EstateFigures


def merge_places(*, by: Actor, place: int, into: int, on: date) -> Place:
    """`place` is the same as `into` and written twice: what hangs under it moves over, and it is closed.

    The facts of `into` stand; where it has none it takes the other's. Grids: those of `into` stand. Domains that keep a
    place follow the entry `place.merged` (data: into, from, to). Returns `into`. Raises RefusedError, also where
    a domain above objects (`queries.objections`).
    """
    with deed(by=by) as act:
        row, target = standing(by, place), standing(by, into)
        _check(row, target)
        if held := objections.against_merging(row, target):
            raise RefusedError(Refusal.MERGE_HELD, held)
        for child in queries.open_children(row.pk):
            hang(act, child, target)
        _take_over_facts(by, row, target)
        replace_in_areas(act, row, target)
        for grid, periods in queries.open_periods_below(row.path).items():
            ended = end_periods(periods, on)
            act.enter("grid.redrawn", grid, path=grid.path, data={"added": [], "ended": ended, "since": on})
        row.closed_on = on
        row.save(update_fields=["closed_on"])
        data = {"into": target.pk, "from": row.path, "to": target.path, "on": on}
        act.enter("place.merged", row, path=row.path, data=data)
        rename_below([target])
        target.refresh_from_db()
    return target


def _check(row: Place, target: Place) -> None:
    if rules.is_under(target.path, row.path) or rules.is_under(row.path, target.path):
        raise RefusedError(Refusal.MERGE_SELF, str(row))
    if not rules.may_join(PlaceKind(row.kind), PlaceKind(target.kind)):
        raise RefusedError(Refusal.MERGE_UNLIKE, str(target))
    if rules.district_of(row.path) != rules.district_of(target.path):
        raise RefusedError(Refusal.MOVE_ACROSS, str(row))


def _take_over_facts(by: Actor, row: Place, target: Place) -> None:
    if row.kind == PlaceKind.ESTATE and queries.locked_estate_facts(target.pk) is None:
        told = queries.locked_estate_facts(row.pk)
        if told is not None:
            figures = EstateFigures(**{one.name: getattr(told, one.name) for one in fields(EstateFigures)})
            set_estate_facts(by=by, place=target.pk, figures=figures)
    if row.kind == PlaceKind.BUILDING and queries.locked_building_facts(target.pk) is None:
        known = queries.locked_building_facts(row.pk)
        if known is not None:
            told_of = BuildingFigures(**{one.name: getattr(known, one.name) for one in fields(BuildingFigures)})
            set_building_facts(by=by, place=target.pk, figures=told_of)
