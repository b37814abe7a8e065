"""Who manages which place. A row that stands is left, one that differs is told: contracts change on their own page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from anju.intake.actions.handlers.base import Context, Handler, Made, Plan, RowWrongError, each_row
from anju.intake.actions.handlers.finding import organisation_of, place_of
from anju.intake.enums import Fate
from anju.intake.mapping import ConvertedRow
from anju.intake.queries.people import Directory, managements_at, organisations_by_id
from anju.intake.queries.places import Tree, places_by_id
from anju.people import actions
from anju.people.actions import NewManagement
from anju.people.enums import OrganisationKind
from anju.people.models import Management
from anju.people.permissions import Permission
from anju.places.enums import ManagementMode

_MODES = {
    OrganisationKind.PROPERTY_COMPANY: ManagementMode.PROPERTY_COMPANY,
    OrganisationKind.OWNERS_COMMITTEE: ManagementMode.OWNERS,
    OrganisationKind.COMMUNITY: ManagementMode.COMMUNITY_CUSTODY,
    OrganisationKind.OWNER_UNIT: ManagementMode.OWNER_UNIT,
}


class ManagementHandler(Handler):
    """Adds contracts and custody."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._tree = Tree(context.district)
        self._directory = Directory(context.district.path)

    def plan(self, rows: Sequence[ConvertedRow]) -> list[Plan]:
        told: dict[int, dict[str, Any] | RowWrongError] = {}
        for row in rows:
            try:
                told[row.number] = self._told(row)
            except RowWrongError as error:
                told[row.number] = error
        places = {found["place"] for found in told.values() if isinstance(found, dict)}
        standing = managements_at(places)

        def one(row: ConvertedRow) -> Plan:
            found = told[row.number]
            if isinstance(found, RowWrongError):
                raise found
            return self._plan(row, found, standing)

        return each_row(rows, one)

    def _told(self, row: ConvertedRow) -> dict[str, Any]:
        values = row.values
        node = place_of(self.context, self._tree, str(values["place"]), "小区", Permission.KEEP_CONTRACTS)
        organisation = organisation_of(self.context, self._directory, str(values["organisation"]), "管理单位")
        mode = values.get("mode") or _MODES.get(OrganisationKind(organisation.kind))
        if mode is None:
            raise RowWrongError("row.together", label="管理单位", other="管理方式")
        since, until = values["since"], values.get("until")
        if isinstance(until, date) and isinstance(since, date) and until < since:
            raise RowWrongError("row.order", label="合同结束", other="合同开始")
        return {
            "place": node.pk,
            "organisation": organisation.pk,
            "mode": ManagementMode(str(mode)),
            "since": since,
            "until": until,
            "contract_no": str(values.get("contract_no", "")),
        }

    def _plan(self, row: ConvertedRow, told: dict[str, Any], standing: Mapping[int, list[Management]]) -> Plan:
        for known in standing.get(told["place"], ()):
            if (known.organisation_id, known.since) == (told["organisation"], told["since"]):
                if told["until"] in (None, known.until) and told["contract_no"] in ("", known.contract_no):
                    return Plan(row.number, Fate.UNCHANGED)
                raise RowWrongError("row.contract_differs")
            if known.ended_on is None or known.ended_on > told["since"]:
                raise RowWrongError("row.contract_overlaps")
        return Plan(row.number, Fate.NEW, payload=told)

    def write(self, plans: Sequence[Plan]) -> list[Made]:
        places = places_by_id({plan.payload["place"] for plan in plans})
        organisations = organisations_by_id({plan.payload["organisation"] for plan in plans})
        new = [
            NewManagement(
                **{
                    **plan.payload,
                    "place": places[plan.payload["place"]],
                    "organisation": organisations[plan.payload["organisation"]],
                }
            )
            for plan in plans
        ]
        rows = actions.start_managements(by=self.context.by, managements=new)
        return [Made(plan.row, Fate.NEW, "management", row.pk) for plan, row in zip(plans, rows, strict=True)]
