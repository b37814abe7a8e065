"""Adding places, one or a hundred thousand."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from anju.kernel.actors import Actor
from anju.kernel.db.bulk import insert_rows, instance, reserve_ids
from anju.kernel.ledger.deeds import Deed, deed
from anju.kernel.permissions import require
from anju.places import queries, rules
from anju.places.datum import Point, RefusedError
from anju.places.enums import PlaceKind, Refusal
from anju.places.models import BuildingFacts, EstateFacts, Place
from anju.places.permissions import Places
from anju.places.rules import BuildingFigures, EstateFigures, NewPlace


def add_place(
    *,
    by: Actor,
    kind: PlaceKind,
    name: str,
    parent: int | None = None,
    code: str = "",
    address: str = "",
    point: Point | None = None,
    estate: EstateFigures | None = None,
    building: BuildingFigures | None = None,
) -> Place:
    """Add one place under `parent`; a district hangs under nothing and its code begins every path.

    Raises RefusedError.
    """
    row = NewPlace(
        kind=kind, name=name, parent=parent, code=code, address=address, point=point, estate=estate, building=building
    )
    return add_places(by=by, rows=[row])[0]


def add_places(
    *, by: Actor, rows: Sequence[NewPlace], imported: bool = False, happened_at: datetime | None = None
) -> list[Place]:
    """Add many places in one deed, in the order given; a row may hang under an earlier row of the same call.

    One entry per place and per set of facts. All or nothing: raises RefusedError, its detail naming the row (from 1).
    """
    with deed(by=by) as act:
        parents = _parents(by, rows)
        _check_codes(rows, parents)
        _check_demo(rows)
        made = _build(rows, parents, imported=imported)
        _store(made, parents.values())
        for place in made:
            data = {"kind": place.kind, "parent": place.parent_id}
            act.enter("place.added", place, path=place.path, data=data, happened_at=happened_at)
        _add_facts(act, made, rows, happened_at)
    return made


def _parents(by: Actor, rows: Sequence[NewPlace]) -> dict[int, Place]:
    """The standing places the rows hang under, locked, each asked for permission."""
    parents = queries.locked({row.parent for row in rows if row.parent is not None})
    for index, row in enumerate(rows, 1):
        if row.parent is None and row.row is None:
            require(by, Places.EDIT, path=rules.district_path(row.code))
        elif row.parent is not None and row.parent not in parents:
            raise RefusedError(Refusal.PARENT_MISSING, f"{index}")
    for parent in parents.values():
        require(by, Places.EDIT, path=parent.path, place=parent.pk)
        if parent.closed_on is not None:
            raise RefusedError(Refusal.PARENT_CLOSED, str(parent))
    return parents


def _check_codes(rows: Sequence[NewPlace], parents: dict[int, Place]) -> None:
    """A code names one place of a district. The district's row is the lock."""
    districts = {rules.district_of(parent.path) for parent in parents.values()}
    codes = [row.code for row in rows if row.code]
    if len(codes) != len(set(codes)):
        raise RefusedError(Refusal.CODE_TAKEN, next(code for code in codes if codes.count(code) > 1))
    if not codes:
        return
    districts |= {rules.district_path(row.code) for row in rows if row.parent is None and row.row is None}
    for path in sorted(districts):
        queries.lock_district(path)
        taken = queries.codes_taken(path, codes)
        if taken:
            raise RefusedError(Refusal.CODE_TAKEN, sorted(taken)[0])


def _check_demo(rows: Sequence[NewPlace]) -> None:
    """A demo is no neighbour of a real district: their figures would be added up."""
    added = {rules.is_demo(rules.district_path(row.code)) for row in rows if row.parent is None and row.row is None}
    if added and len(added.union(map(rules.is_demo, queries.district_paths()))) > 1:
        raise RefusedError(Refusal.DEMO_BESIDE)


def _build(rows: Sequence[NewPlace], parents: dict[int, Place], *, imported: bool) -> list[Place]:
    made: list[Place] = []
    for index, (row, pk) in enumerate(zip(rows, reserve_ids(Place, len(rows)), strict=True)):
        parent = _parent_of(row, index, made, parents)
        if not row.name.strip():
            raise RefusedError(Refusal.NAME_EMPTY, f"{index + 1}")
        if not rules.may_hang(row.kind, PlaceKind(parent.kind) if parent else None):
            raise RefusedError(Refusal.KIND_MISPLACED, f"{index + 1}: {row.name}")
        made.append(_place(row, pk, parent, imported=imported))
    return made


def _parent_of(row: NewPlace, index: int, made: Sequence[Place], parents: dict[int, Place]) -> Place | None:
    if row.row is None:
        return None if row.parent is None else parents[row.parent]
    if not 0 <= row.row < index or row.parent is not None:
        raise RefusedError(Refusal.PARENT_MISSING, f"{index + 1}")
    return made[row.row]


def _place(row: NewPlace, pk: int, parent: Place | None, *, imported: bool) -> Place:
    name = row.name.strip()
    if parent is None:
        path = rules.district_path(row.code)
    else:
        parent.children_made += 1
        path = rules.child_path(parent.path, parent.children_made)
    return instance(
        Place,
        id=pk,
        parent_id=parent.pk if parent else None,
        kind=row.kind,
        name=name,
        code=row.code,
        path=path,
        full_name=rules.full_name(
            kind=row.kind,
            name=name,
            above=parent.full_name if parent else "",
        ),
        address=row.address,
        lon_e7=row.point.lon_e7 if row.point else None,
        lat_e7=row.point.lat_e7 if row.point else None,
        imported=imported,
    )


def _store(made: Sequence[Place], parents: Iterable[Place]) -> None:
    insert_rows(Place, made)
    Place._all.bulk_update(list(parents), ["children_made"], batch_size=200)


def _add_facts(act: Deed, made: Sequence[Place], rows: Sequence[NewPlace], happened_at: datetime | None) -> None:
    estates = [(place, row.estate) for place, row in zip(made, rows, strict=True) if row.estate]
    buildings = [(place, row.building) for place, row in zip(made, rows, strict=True) if row.building]
    estate_ids, building_ids = reserve_ids(EstateFacts, len(estates)), reserve_ids(BuildingFacts, len(buildings))
    facts = [estate_facts(place, figures, pk) for (place, figures), pk in zip(estates, estate_ids, strict=True)]
    insert_rows(EstateFacts, facts)
    more = [building_facts(place, figures, pk) for (place, figures), pk in zip(buildings, building_ids, strict=True)]
    insert_rows(BuildingFacts, more)
    for row, (_, estate) in zip(facts, estates, strict=True):
        act.enter("estate_facts.set", row, path=row.path, data=told(estate), happened_at=happened_at)
    for fact, (_, building) in zip(more, buildings, strict=True):
        act.enter("building_facts.set", fact, path=fact.path, data=told(building), happened_at=happened_at)


def told(figures: EstateFigures | BuildingFigures) -> dict[str, int | str]:
    """The figures as an entry keeps them, so that the history says what stood before; unknown ones are left out."""
    named = ((name, getattr(figures, name)) for name in figures.__dataclass_fields__)
    return {name: value for name, value in named if value is not None}


def estate_facts(place: Place, figures: EstateFigures, pk: int | None = None) -> EstateFacts:
    """The facts' row of an estate, not saved. Raises RefusedError where they do not fit."""
    if place.kind != PlaceKind.ESTATE:
        raise RefusedError(Refusal.FACTS_MISPLACED, place.name)
    if not rules.plausible(figures):
        raise RefusedError(Refusal.FACTS_UNFIT, place.name)
    return instance(
        EstateFacts,
        id=pk,
        place_id=place.pk,
        path=place.path,
        mode=figures.mode,
        households=figures.households,
        year_built=figures.year_built,
    )


def building_facts(place: Place, figures: BuildingFigures, pk: int | None = None) -> BuildingFacts:
    """The facts' row of a building, not saved. Raises RefusedError where they do not fit."""
    if place.kind != PlaceKind.BUILDING:
        raise RefusedError(Refusal.FACTS_MISPLACED, place.name)
    if not rules.plausible(figures):
        raise RefusedError(Refusal.FACTS_UNFIT, place.name)
    return instance(
        BuildingFacts,
        id=pk,
        place_id=place.pk,
        path=place.path,
        height_cm=figures.height_cm,
        storeys=figures.storeys,
        storeys_below=figures.storeys_below,
        year_built=figures.year_built,
        households=figures.households,
        water=figures.water,
    )
