"""Communities, estates and buildings: rows become places under the parents they name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from anju.intake.actions.handlers.base import (
    NOBODY_HERE,
    Change,
    Context,
    Handler,
    Made,
    Plan,
    RowWrongError,
    compared,
    each_row,
)
from anju.intake.enums import Fate, TargetKey
from anju.intake.mapping import ConvertedRow
from anju.intake.queries.places import Node, Tree, children_named, facts_of
from anju.places.actions import upsert_places
from anju.places.datum import Point, point
from anju.places.enums import Datum, ManagementMode, PlaceKind, WaterState
from anju.places.models import BuildingFacts, EstateFacts, Place
from anju.places.permissions import Places
from anju.places.queries import by_codes
from anju.places.rules import BuildingFigures, EstateFigures, NewPlace, may_hang

CHAINS: Final[dict[str, tuple[PlaceKind, ...]]] = {
    TargetKey.COMMUNITIES: (PlaceKind.STREET,),
    TargetKey.ESTATES: (PlaceKind.STREET, PlaceKind.COMMUNITY),
    TargetKey.BUILDINGS: (PlaceKind.STREET, PlaceKind.COMMUNITY, PlaceKind.ESTATE),
    TargetKey.INSPECTIONS: (PlaceKind.STREET,),
}
KINDS: Final = {
    TargetKey.COMMUNITIES: PlaceKind.COMMUNITY,
    TargetKey.ESTATES: PlaceKind.ESTATE,
    TargetKey.BUILDINGS: PlaceKind.BUILDING,
}
_LABELS: Final = {PlaceKind.STREET: "街道", PlaceKind.COMMUNITY: "社区", PlaceKind.ESTATE: "小区"}


@dataclass(frozen=True, slots=True)
class Parent:
    """Where a row hangs: the deepest place that stands, and those to be added below it, in order."""

    node: Node
    pending: tuple[tuple[PlaceKind, str], ...] = ()


class ParentFinder:
    """Finds the parent a row names by its street, community and estate."""

    def __init__(self, context: Context, tree: Tree, chain: Sequence[PlaceKind]) -> None:
        self._context = context
        self._tree = tree
        self._chain = chain
        self._known: dict[tuple[str, ...], Parent | RowWrongError] = {}

    def forget(self) -> None:
        """What was found may have been added since."""
        self._known.clear()

    def of(self, values: Mapping[str, object]) -> Parent:
        """The parent. Raises RowWrongError, with one message for what is unknown and what is out of reach."""
        names = tuple(str(values.get(kind, "")) for kind in self._chain)
        found = self._known.get(names)
        if found is None:
            try:
                found = self._find(names)
            except RowWrongError as error:
                found = error
            self._known[names] = found
        if isinstance(found, RowWrongError):
            raise found
        return found

    def _find(self, names: tuple[str, ...]) -> Parent:
        told = [(kind, name) for kind, name in zip(self._chain, names, strict=True) if name]
        if not told:
            raise RowWrongError("row.parent_missing", labels="、".join(_LABELS[kind] for kind in self._chain))
        node = self._tree.root
        pending: list[tuple[PlaceKind, str]] = []
        for kind, name in told:
            matches = [] if pending else self._tree.find(name, below=node.path, kinds=(kind,))
            matches = [each for each in matches if self._context.is_near(Places.EDIT, each.path)]
            if len(matches) > 1:
                raise RowWrongError("row.place_ambiguous", _LABELS[kind], value=name)
            if matches:
                node = matches[0]
            elif self._context.create_parents and may_hang(kind, pending[-1][0] if pending else PlaceKind(node.kind)):
                pending.append((kind, name))
            else:
                raise RowWrongError(NOBODY_HERE, _LABELS[kind], value=name)
        if not self._context.may(Places.EDIT, node.path, node.pk):
            raise RowWrongError(NOBODY_HERE, _LABELS[told[-1][0]], value=told[-1][1])
        return Parent(node, tuple(pending))


class PlaceHandler(Handler):
    """One kind of place."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._kind = KINDS[TargetKey(context.target.key)]
        self._tree = Tree(context.district)
        self._parents = ParentFinder(context, self._tree, CHAINS[context.target.key])

    def plan(self, rows: Sequence[ConvertedRow]) -> list[Plan]:
        district = self.context.district.path
        by_code = by_codes(district, [str(row.values["code"]) for row in rows if "code" in row.values])
        parents: dict[int, Parent | RowWrongError] = {}
        for row in rows:
            try:
                parents[row.number] = self._parents.of(row.values)
            except RowWrongError as error:
                parents[row.number] = error
        keys = {
            (parent.node.pk, str(row.values["name"]))
            for row in rows
            if "code" not in row.values and isinstance(parent := parents[row.number], Parent) and not parent.pending
        }
        by_name = children_named(keys)
        standing = self._standing(rows, parents, by_code, by_name)
        facts = facts_of(place.pk for place in standing.values())

        def one(row: ConvertedRow) -> Plan:
            parent = parents[row.number]
            if isinstance(parent, RowWrongError):
                raise parent
            return self._plan(row, parent, standing.get(row.number), facts)

        return each_row(rows, one)

    def _standing(
        self,
        rows: Sequence[ConvertedRow],
        parents: Mapping[int, Parent | RowWrongError],
        by_code: Mapping[str, Place],
        by_name: Mapping[tuple[int, str, str], Place],
    ) -> dict[int, Place]:
        found: dict[int, Place] = {}
        for row in rows:
            parent = parents[row.number]
            place = by_code.get(str(row.values.get("code", "")))
            if place is None and isinstance(parent, Parent) and not parent.pending and "code" not in row.values:
                place = by_name.get((parent.node.pk, self._kind, str(row.values["name"])))
            if place is not None:
                found[row.number] = place
        return found

    def _plan(
        self, row: ConvertedRow, parent: Parent, place: Place | None, facts: Mapping[int, BuildingFacts | EstateFacts]
    ) -> Plan:
        new = self._new_place(row)
        pending = tuple(name for _, name in parent.pending)
        if place is None:
            return Plan(row.number, Fate.NEW, payload=(parent, new), parents=pending)
        if not self.context.may(Places.EDIT, place.path, place.pk) or place.kind != self._kind:
            raise RowWrongError("row.code_taken", value=str(row.values.get("code", "")))
        if parent.pending or place.parent_id != parent.node.pk:
            raise RowWrongError("row.elsewhere", value=str(row.values.get("code") or place.name))
        if place.closed_on is not None:
            raise RowWrongError("row.closed", value=place.name)
        changes = self._changes(place, new, facts.get(place.pk))
        return Plan(row.number, Fate.CHANGED if changes else Fate.UNCHANGED, changes=changes, payload=(parent, new))

    def _changes(self, place: Place, new: NewPlace, facts: BuildingFacts | EstateFacts | None) -> tuple[Change, ...]:
        pairs: list[tuple[str, Any, Any]] = [
            ("name", place.name, new.name.strip()),
            ("address", place.address, new.address),
        ]
        if new.point is not None and (place.lon_e7, place.lat_e7) != (new.point.lon_e7, new.point.lat_e7):
            pairs.append(("latitude", _degrees(place.lat_e7), _degrees(new.point.lat_e7)))
            pairs.append(("longitude", _degrees(place.lon_e7), _degrees(new.point.lon_e7)))
        figures = new.building or new.estate
        for name in getattr(figures, "__dataclass_fields__", ()):
            told = getattr(figures, name)
            if told is not None and told != "unknown":
                field = "height_m" if name == "height_cm" else name
                pairs.append((field, getattr(facts, name, None), told))
        return compared(pairs)

    def _new_place(self, row: ConvertedRow) -> NewPlace:
        values = row.values
        return NewPlace(
            kind=self._kind,
            name=str(values["name"]),
            code=str(values.get("code", "")),
            address=str(values.get("address", "")),
            point=point_of(self.context, values),
            estate=_estate(values) if self._kind is PlaceKind.ESTATE else None,
            building=_building(values) if self._kind is PlaceKind.BUILDING else None,
        )

    def write(self, plans: Sequence[Plan]) -> list[Made]:
        rows, at = with_parents([plan.payload for plan in plans])
        made = upsert_places(by=self.context.by, district=self.context.district.path, rows=rows)
        self._remember([each.place for each in made if each.added and each.place.kind != PlaceKind.BUILDING])
        return [
            Made(plan.row, Fate.NEW if made[index].added else Fate.CHANGED, "place", made[index].place.pk)
            for plan, index in zip(plans, at, strict=True)
        ]

    def _remember(self, places: Sequence[Place]) -> None:
        for place in places:
            self._tree.add(Node(place.pk, place.kind, place.name, place.path))
        if places:
            self._parents.forget()


def with_parents(payloads: Sequence[tuple[Parent, NewPlace]]) -> tuple[list[NewPlace], list[int]]:
    """Rows for `upsert_places`: parents that are to be added once each before their children; and where each is."""
    rows: list[NewPlace] = []
    made: dict[tuple[int, tuple[tuple[PlaceKind, str], ...]], int] = {}
    for parent, _ in payloads:
        for depth in range(1, len(parent.pending) + 1):
            key = (parent.node.pk, parent.pending[:depth])
            if key in made:
                continue
            kind, name = parent.pending[depth - 1]
            above = made.get((parent.node.pk, parent.pending[: depth - 1]))
            made[key] = len(rows)
            rows.append(NewPlace(kind=kind, name=name, parent=parent.node.pk if above is None else None, row=above))
    at: list[int] = []
    for parent, new in payloads:
        above = made.get((parent.node.pk, parent.pending)) if parent.pending else None
        at.append(len(rows))
        rows.append(hung(new, parent.node.pk, above))
    return rows, at


def hung(new: NewPlace, parent: int, above: int | None) -> NewPlace:
    """The place under a parent that stands or one made in the same call."""
    return NewPlace(
        kind=new.kind,
        name=new.name,
        parent=parent if above is None else None,
        row=above,
        code=new.code,
        address=new.address,
        point=new.point,
        estate=new.estate,
        building=new.building,
    )


def point_of(context: Context, values: Mapping[str, object]) -> Point | None:
    """The row's point in WGS-84, where both coordinates are told."""
    lon, lat = values.get("longitude"), values.get("latitude")
    if lon is None or lat is None or context.mapping.datum is None:
        return None
    return point(float(str(lon)), float(str(lat)), Datum[context.mapping.datum.name])


def _estate(values: Mapping[str, object]) -> EstateFigures:
    return EstateFigures(
        mode=ManagementMode(str(values.get("mode", ManagementMode.UNKNOWN))),
        households=_whole(values, "households"),
        year_built=_whole(values, "year_built"),
    )


def _building(values: Mapping[str, object]) -> BuildingFigures:
    height = values.get("height_m")
    return BuildingFigures(
        height_cm=int(height * 100) if isinstance(height, Decimal) else None,
        storeys=_whole(values, "storeys"),
        storeys_below=_whole(values, "storeys_below"),
        year_built=_whole(values, "year_built"),
        households=_whole(values, "households"),
        water=WaterState(str(values.get("water", WaterState.UNKNOWN))),
    )


def _whole(values: Mapping[str, object], name: str) -> int | None:
    value = values.get(name)
    return value if isinstance(value, int) else None


def _degrees(e7: int | None) -> str | None:
    return None if e7 is None else f"{e7 / 1e7:.7f}"
