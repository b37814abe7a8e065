"""Imports: a row is a place that stands already, by its natural key, or a new one."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import Deed, deed
from anju.kernel.permissions import require
from anju.places import queries
from anju.places.actions.changes import PIECE, rename_below
from anju.places.actions.tree import add_places, building_facts, estate_facts
from anju.places.actions.tree import told as told_as
from anju.places.datum import RefusedError
from anju.places.enums import Refusal
from anju.places.models import BuildingFacts, EstateFacts, Place
from anju.places.permissions import Places
from anju.places.rules import BuildingFigures, EstateFigures, NewPlace, plausible

COLUMNS = ("name", "address", "lon_e7", "lat_e7")


@dataclass(frozen=True, slots=True)
class Upserted:
    """What became of an imported row."""

    place: Place
    added: bool
    changed: bool


def upsert_places(
    *, by: Actor, district: str, rows: Sequence[NewPlace], happened_at: datetime | None = None
) -> list[Upserted]:
    """Add what is new, change what differs, leave what is the same; in the order of `rows`, in one deed.

    The natural key is the code within the `district` (its path), or, where a row has none, parent + kind + name: an
    estate's name and the building's under it. An empty address, missing point or figure that is not told changes
    nothing. Raises RefusedError.
    """
    with deed(by=by) as act:
        known = _known(district, rows)
        fresh = [index for index in range(len(rows)) if index not in known]
        position = {index: place for place, index in enumerate(fresh)}
        made = add_places(
            by=by, rows=[_hung(rows[index], known, position) for index in fresh], imported=True, happened_at=happened_at
        )
        pairs = {index: (known[index], rows[index]) for index in known}
        changed = _change(act, by, pairs, happened_at).keys() | _change_facts(act, by, pairs, happened_at)
    return [
        Upserted(known[index], added=False, changed=index in changed)
        if index in known
        else Upserted(made[position[index]], added=True, changed=False)
        for index in range(len(rows))
    ]


def _hung(row: NewPlace, known: dict[int, Place], position: dict[int, int]) -> NewPlace:
    """The row with its parent named by id where that stands already, by its new position where it is made just now."""
    if row.row is None:
        return row
    if row.row in known:
        return replace(row, parent=known[row.row].pk, row=None)
    return replace(row, row=position.get(row.row, -1))


def _known(district: str, rows: Sequence[NewPlace]) -> dict[int, Place]:
    """Row index → the place it already is. Level by level: a row is known by name only under a known parent."""
    by_code = queries.by_codes(district, [row.code for row in rows if row.code])
    known = {index: by_code[row.code] for index, row in enumerate(rows) if row.code in by_code}
    for wave in _waves(rows):
        wanted: dict[int, int] = {}
        for index in wave:
            row = rows[index]
            above = known[row.row].pk if row.row is not None and row.row in known else row.parent
            if index not in known and not row.code and above is not None:
                wanted[index] = above
        children = queries.by_names({(above, rows[index].name.strip()) for index, above in wanted.items()})
        for index, above in wanted.items():
            match = children.get((above, rows[index].kind, rows[index].name.strip()))
            if match is not None:
                known[index] = match
    return known


def _waves(rows: Sequence[NewPlace]) -> Iterable[list[int]]:
    """Row indexes by how many rows stand above them."""
    depths: list[int] = []
    waves: list[list[int]] = []
    for index, row in enumerate(rows):
        if row.row is not None and not 0 <= row.row < index:
            raise RefusedError(Refusal.PARENT_MISSING, f"{index + 1}")
        depths.append(0 if row.row is None else depths[row.row] + 1)
        if depths[-1] == len(waves):
            waves.append([])
        waves[depths[-1]].append(index)
    return waves


def _change(
    act: Deed, by: Actor, pairs: dict[int, tuple[Place, NewPlace]], happened_at: datetime | None
) -> dict[int, list[str]]:
    """Write what differs; row index → columns changed."""
    changed: dict[int, list[str]] = {}
    renamed: list[Place] = []
    rows = queries.locked([place.pk for place, _ in pairs.values()])
    for index, (place, row) in pairs.items():
        columns = _differing(rows[place.pk], row)
        if not columns:
            continue
        require(by, Places.EDIT, path=place.path, place=place.pk)
        if rows[place.pk].closed_on is not None:
            raise RefusedError(Refusal.PLACE_CLOSED, str(place))
        changed[index] = list(columns)
        for key, value in columns.items():
            setattr(rows[place.pk], key, value)
            setattr(place, key, value)
        if "name" in columns:
            renamed.append(rows[place.pk])
        data = {"columns": sorted(columns)}
        act.enter("place.changed", rows[place.pk], path=place.path, data=data, happened_at=happened_at)
    touched = {pairs[index][0].pk for index in changed}
    Place._all.bulk_update([rows[pk] for pk in touched], COLUMNS, batch_size=PIECE)
    rename_below(renamed)
    return changed


def _differing(place: Place, row: NewPlace) -> dict[str, str | int]:
    wanted: dict[str, str | int] = {"name": row.name.strip()}
    if row.address:
        wanted["address"] = row.address
    if row.point is not None:
        wanted |= {"lon_e7": row.point.lon_e7, "lat_e7": row.point.lat_e7}
    return {key: value for key, value in wanted.items() if value and getattr(place, key) != value}


def _change_facts(
    act: Deed, by: Actor, pairs: dict[int, tuple[Place, NewPlace]], happened_at: datetime | None
) -> set[int]:
    """Write figures that are told and differ; the row indexes. A figure that is not told stays as it is."""
    told = {index: figures for index, (_, row) in pairs.items() if (figures := row.building or row.estate)}
    if not told:
        return set()
    standing = queries.locked_facts([pairs[index][0].pk for index in told])
    changed: set[int] = set()
    for index, figures in told.items():
        place = pairs[index][0]
        facts = standing.get(place.pk)
        if facts is None:
            facts = _first_facts(place, figures)
            if facts is None:
                continue
        elif not _told(place, facts, figures):
            continue
        require(by, Places.EDIT, path=place.path, place=place.pk)
        facts.save()
        changed.add(index)
        whole = type(figures)(**{key: getattr(facts, key) for key in asdict(figures)})
        act.enter(f"{facts.ledger_kind}.set", facts, path=facts.path, data=told_as(whole), happened_at=happened_at)
    return changed


def _first_facts(place: Place, figures: BuildingFigures | EstateFigures) -> BuildingFacts | EstateFacts | None:
    """The facts' row of a place that had none; None where nothing is told."""
    if figures == type(figures)():
        return None
    return building_facts(place, figures) if isinstance(figures, BuildingFigures) else estate_facts(place, figures)


def _told(place: Place, facts: BuildingFacts | EstateFacts, figures: BuildingFigures | EstateFigures) -> bool:
    """Set what is told, not by default, and differs. Raises RefusedError where that cannot be of this world."""
    default = asdict(type(figures)())
    told = {key: value for key, value in asdict(figures).items() if value != default[key]}
    differing = {key: value for key, value in told.items() if getattr(facts, key) != value}
    for key, value in differing.items():
        setattr(facts, key, value)
    if not plausible(type(figures)(**{key: getattr(facts, key) for key in default})):
        raise RefusedError(Refusal.FACTS_UNFIT, place.name)
    return bool(differing)
