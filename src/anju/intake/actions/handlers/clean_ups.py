"""Clean-up records: tonnes, weighed or estimated, with their original day."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal

from anju.intake.actions.handlers.base import Context, Handler, Made, Plan, RowWrongError, each_row
from anju.intake.actions.handlers.finding import organisation_of
from anju.intake.actions.handlers.spots import SpotFinder
from anju.intake.enums import Fate
from anju.intake.mapping import ConvertedRow
from anju.intake.queries.lists import clean_ups_by_ref
from anju.intake.queries.people import Directory
from anju.intake.queries.places import Tree
from anju.kernel.clock import DISTRICT_TIME
from anju.kernel.ledger.deeds import district_of
from anju.places.models import Place
from anju.supervision.lists.actions import history
from anju.supervision.lists.actions.history import PastCleanUp
from anju.supervision.lists.models import CleanUp


class CleanUpHandler(Handler):
    """Writes clean-ups through the lists' bulk action."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._spots = SpotFinder(context, Tree(context.district))
        self._directory = Directory(context.district.path)
        self._district = district_of(context.district.path)

    def plan(self, rows: Sequence[ConvertedRow]) -> list[Plan]:
        places = self._spots.of(rows)
        loads: dict[int, PastCleanUp | RowWrongError] = {}
        for row in rows:
            try:
                loads[row.number] = self._load(row, places[row.number])
            except RowWrongError as error:
                loads[row.number] = error
        refs = {str(load.client_ref) for load in loads.values() if isinstance(load, PastCleanUp)}
        standing = clean_ups_by_ref(refs)

        def one(row: ConvertedRow) -> Plan:
            load = loads[row.number]
            if isinstance(load, RowWrongError):
                raise load
            return _plan(row.number, load, standing.get(str(load.client_ref)))

        return each_row(rows, one)

    def _load(self, row: ConvertedRow, place: Place | RowWrongError) -> PastCleanUp:
        if isinstance(place, RowWrongError):
            raise place
        values = row.values
        day, mass = values["cleaned_on"], values["mass"]
        assert isinstance(day, date)
        assert isinstance(mass, Decimal)
        if day > self.context.today:
            raise RowWrongError("row.future", label="清理日期")
        kilograms = int(mass * 1000)
        if kilograms < 1:
            raise RowWrongError("cell.range", "重量", value=str(mass), low="0.001", high="∞")
        organisation = self._organisation(values.get("organisation"))
        return PastCleanUp(
            place=place,
            on=day,
            kilograms=kilograms,
            weighed=values.get("weighed") is True,
            organisation=organisation,
            at=datetime.combine(day, time(12), DISTRICT_TIME),
            note=str(values.get("note", "")),
            client_ref=self._ref(row, place, day, organisation),
        )

    def _organisation(self, told: object) -> int:
        if told:
            return organisation_of(self.context, self._directory, str(told), "清理单位").pk
        acting = self.context.by.acting
        if acting is None or acting.organisation is None:
            raise RowWrongError("cell.required", "清理单位")
        return acting.organisation

    def _ref(self, row: ConvertedRow, place: Place, day: date, organisation: int) -> str:
        code = row.values.get("code")
        if code is None:
            code = hashlib.sha256(f"{place.pk}|{day}|{organisation}".encode()).hexdigest()[:32]
        return f"cleanup:{self._district}:{code}"[:80]

    def write(self, plans: Sequence[Plan]) -> list[Made]:
        history.write(by=self.context.by, clean_ups=[plan.payload for plan in plans])
        rows = clean_ups_by_ref({str(plan.payload.client_ref) for plan in plans})
        return [Made(plan.row, Fate.NEW, "clean_up", rows[str(plan.payload.client_ref)].pk) for plan in plans]


def _plan(row: int, load: PastCleanUp, standing: CleanUp | None) -> Plan:
    if standing is None:
        return Plan(row, Fate.NEW, payload=load)
    told = (load.place.pk, load.on, load.kilograms, load.weighed, load.organisation)
    stands = (
        standing.place_id, standing.cleaned_on, standing.kilograms, standing.weighed, standing.organisation,
    )  # fmt: skip
    if told != stands:
        raise RowWrongError("row.record_stands", value=str(load.client_ref).rpartition(":")[2])
    return Plan(row, Fate.UNCHANGED)
