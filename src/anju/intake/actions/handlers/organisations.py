"""Organisations: known by credit code, else by kind and name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from anju.intake.actions.handlers.base import Context, Handler, Made, Plan, RowWrongError, compared, each_row
from anju.intake.actions.handlers.finding import organisation_of, place_of
from anju.intake.enums import Fate
from anju.intake.mapping import ConvertedRow
from anju.intake.queries.people import Directory, Named, code_taken, organisations_by_id
from anju.intake.queries.places import Tree, places_by_id
from anju.people import actions
from anju.people.actions import NewOrganisation
from anju.people.enums import OrganisationKind
from anju.people.models import Organisation
from anju.people.permissions import Permission


@dataclass(frozen=True, slots=True)
class _Told:
    """A row's organisation with what it refers to."""

    values: dict[str, str]
    place: int | None
    parent: int | None
    standing: Organisation | None = None


class OrganisationHandler(Handler):
    """Adds organisations and corrects names, short names, codes and phones."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._tree = Tree(context.district)
        self._directory = Directory(context.district.path)

    def plan(self, rows: Sequence[ConvertedRow]) -> list[Plan]:
        known = {row.number: named for row in rows if (named := self._known(row)) is not None}
        standing = organisations_by_id(named.pk for named in known.values())
        return each_row(
            rows, lambda row: self._plan(row, standing.get(known[row.number].pk) if row.number in known else None)
        )

    def _known(self, row: ConvertedRow) -> Named | None:
        uscc, name, kind = (str(row.values.get(field, "")) for field in ("uscc", "name", "kind"))
        coded = self._directory.coded(uscc) if uscc else None
        if coded is not None:
            return coded
        same = self._directory.named(name, kind)
        return next((one for one in same if not one.uscc or not uscc), None)

    def _plan(self, row: ConvertedRow, standing: Organisation | None) -> Plan:
        context, values = self.context, {name: str(value) for name, value in row.values.items()}
        node = place_of(context, self._tree, values["place"], "所在地") if "place" in values else None
        parent = organisation_of(context, self._directory, values["parent"], "上级单位") if "parent" in values else None
        told = _Told(values, node.pk if node else None, parent.pk if parent else None, standing)
        if standing is None:
            self._require(node.path if node else "", values["name"])
            if values.get("uscc") and code_taken(values["uscc"]):
                raise RowWrongError("row.clash")
            return Plan(row.number, Fate.NEW, payload=told)
        self._require(standing.path, standing.name)
        if node is not None and standing.place_id is not None and node.pk != standing.place_id:
            raise RowWrongError("row.elsewhere", value=standing.name)
        changes = compared(
            [(field, getattr(standing, field), values.get(field)) for field in ("name", "short_name", "uscc", "phone")]
        )
        return Plan(row.number, Fate.CHANGED if changes else Fate.UNCHANGED, changes=changes, payload=told)

    def _require(self, path: str, name: str) -> None:
        """Whoever belongs to no place is kept by the district alone."""
        if not self.context.may(Permission.KEEP_ORGANISATIONS, path or self.context.district.path):
            raise RowWrongError("row.not_yours", value=name)

    def write(self, plans: Sequence[Plan]) -> list[Made]:
        new = [plan for plan in plans if plan.fate is Fate.NEW]
        places = places_by_id({plan.payload.place for plan in new if plan.payload.place})
        parents = organisations_by_id({plan.payload.parent for plan in new if plan.payload.parent})
        rows = actions.add_organisations(
            by=self.context.by,
            organisations=[
                NewOrganisation(
                    kind=OrganisationKind(told.values["kind"]),
                    name=told.values["name"],
                    short_name=told.values.get("short_name", ""),
                    uscc=told.values.get("uscc", ""),
                    place=places.get(told.place or 0),
                    parent=parents.get(told.parent or 0),
                    phone=told.values.get("phone", ""),
                )
                for told in (plan.payload for plan in new)
            ],
        )
        made = {plan.row: row for plan, row in zip(new, rows, strict=True)}
        for row in rows:
            self._directory.add(Named(row.pk, row.kind, row.name, row.uscc, row.path), row.short_name)
        for plan in plans:
            if plan.fate is Fate.CHANGED:
                made[plan.row] = self._correct(plan.payload)
        return [Made(plan.row, plan.fate, "organisation", made[plan.row].pk) for plan in plans]

    def _correct(self, told: _Told) -> Organisation:
        standing = told.standing
        assert standing is not None
        return actions.correct_organisation(
            by=self.context.by,
            organisation=standing,
            name=told.values["name"],
            short_name=told.values.get("short_name", standing.short_name),
            uscc=told.values.get("uscc", standing.uscc),
            phone=told.values.get("phone", standing.phone),
        )
