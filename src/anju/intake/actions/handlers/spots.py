"""Where a record of the lists belongs: the place a row names, within reach, with somebody who could take the case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from anju.intake.actions.handlers.base import NOBODY_HERE, Context, RowWrongError
from anju.intake.actions.handlers.finding import place_of
from anju.intake.addresses import spellings
from anju.intake.mapping import ConvertedRow
from anju.intake.queries.places import Node, Tree, by_full_name, children_named, places_by_id
from anju.people.enums import OrganisationKind
from anju.places.enums import PlaceKind
from anju.places.models import Place
from anju.supervision.lists.permissions import Permission
from anju.supervision.lists.queries.parties import NobodyError, territories

_CHAIN = ((PlaceKind.STREET, "街道"), (PlaceKind.COMMUNITY, "社区"), (PlaceKind.ESTATE, "小区"))


class SpotFinder:
    """Places by street, community, estate and building, or by one full name."""

    def __init__(self, context: Context, tree: Tree, permission: str = Permission.IMPORT) -> None:
        self._context = context
        self._tree = tree
        self._permission = permission

    def of(self, rows: Sequence[ConvertedRow]) -> dict[int, Place | RowWrongError]:
        """Row number → its place, or what is wrong."""
        uppers: dict[int, Node | RowWrongError | None] = {row.number: self._upper(row.values) for row in rows}
        buildings = children_named(
            {
                (upper.pk, name)
                for row in rows
                if "building" in row.values and isinstance(upper := uppers[row.number], Node)
                for name in spellings(str(row.values["building"]))
            }
        )
        named = by_full_name(
            self._context.district.path,
            {name for row in rows if "place" in row.values for name in spellings(str(row.values["place"]))},
        )
        ids: dict[int, int | RowWrongError] = {}
        for row in rows:
            try:
                ids[row.number] = self._one(row.values, uppers[row.number], buildings, named)
            except RowWrongError as error:
                ids[row.number] = error
        places = {building.pk: building for building in buildings.values()}
        places |= places_by_id({pk for pk in ids.values() if isinstance(pk, int) and pk not in places})
        return {number: pk if isinstance(pk, RowWrongError) else places[pk] for number, pk in ids.items()}

    def _upper(self, values: Mapping[str, object]) -> Node | RowWrongError | None:
        """The deepest of street, community and estate that is told; None where none is."""
        node, told = self._tree.root, False
        for kind, label in _CHAIN:
            name = str(values.get(kind, ""))
            if not name:
                continue
            near = [
                each
                for each in self._tree.find(name, below=node.path, kinds=(kind,))
                if self._context.is_near(self._permission, each.path)
            ]
            if len(near) != 1:
                code = "row.place_ambiguous" if near else NOBODY_HERE
                return RowWrongError(code, label, value=name)
            node, told = near[0], True
        return node if told else None

    def _one(
        self,
        values: Mapping[str, object],
        upper: Node | RowWrongError | None,
        buildings: Mapping[tuple[int, str, str], Place],
        named: Mapping[str, list[tuple[int, str]]],
    ) -> int:
        if isinstance(upper, RowWrongError):
            raise upper
        if upper is not None and "building" in values:
            return self._building(upper, str(values["building"]), buildings)
        if upper is not None:
            return self._reached(upper.pk, upper.path, "地点", upper.name)
        if "place" not in values:
            raise RowWrongError("row.parent_missing", labels="街道、社区、小区、地点")
        text = str(values["place"])
        for name in spellings(text):
            within = [(pk, path) for pk, path in named.get(name, ()) if self._context.may(self._permission, path, pk)]
            if len(within) == 1:
                return within[0][0]
        return place_of(self._context, self._tree, text, "地点", self._permission).pk

    def _building(self, upper: Node, name: str, buildings: Mapping[tuple[int, str, str], Place]) -> int:
        """As it is written, else the one of another spelling: 3栋 is 3幢 where no 3栋 stands."""
        exact, *others = spellings(name)
        found = buildings.get((upper.pk, PlaceKind.BUILDING, exact))
        alike = [found] if found else [
            one for other in others if (one := buildings.get((upper.pk, PlaceKind.BUILDING, other))) is not None
        ]  # fmt: skip
        if len(alike) > 1:
            raise RowWrongError("row.place_ambiguous", "楼栋", value=upper.name + name)
        one = alike[0] if alike else None
        return self._reached(one.pk if one else None, one.path if one else "", "楼栋", upper.name + name)

    def _reached(self, pk: int | None, path: str, label: str, name: str) -> int:
        if pk is None or not self._context.may(self._permission, path, pk):
            raise RowWrongError(NOBODY_HERE, label, value=name)
        return pk


def placed(found: Place | RowWrongError, nobody: Mapping[str, RowWrongError]) -> Place | RowWrongError:
    """The place a row names, or what is wrong: with its name, or with who could take the case there."""
    return nobody.get(found.path, found) if isinstance(found, Place) else found


def need_takers(paths: Sequence[str]) -> dict[str, RowWrongError]:
    """Paths where nobody is registered who could take a case, with what to register."""
    missing: dict[str, RowWrongError] = {}
    for path, ground in territories(paths).items():
        try:
            ground.need(OrganisationKind.COMMUNITY)
        except NobodyError as error:
            missing[path] = RowWrongError("row.refused", value=str(error))
    return missing
