"""Inspections others made: each becomes a record at a building found by its address, each finding a hazard."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from anju.intake.actions.handlers.base import Context, Handler, Made, Plan, RowWrongError, each_row
from anju.intake.actions.handlers.hazards import Kinds, Past, ended, write_cases
from anju.intake.actions.handlers.places import CHAINS, Parent, ParentFinder, point_of, with_parents
from anju.intake.actions.handlers.spots import need_takers
from anju.intake.addresses import Linker, address_key
from anju.intake.enums import Fate
from anju.intake.mapping import ConvertedRow
from anju.intake.models import OutsideInspection
from anju.intake.queries.lists import addressed_buildings, hazard_ids, inspections_by_ref
from anju.intake.queries.places import Node, Tree, places_by_id
from anju.kernel import clock
from anju.kernel.db.bulk import insert_rows, instance, reserve_ids
from anju.kernel.ledger.deeds import deed, district_of
from anju.places.actions import upsert_places
from anju.places.enums import PlaceKind
from anju.places.models import Place
from anju.places.queries import by_codes
from anju.places.rules import NewPlace
from anju.supervision.lists.actions import Source, Spot
from anju.supervision.lists.actions.history import PastCase
from anju.supervision.lists.enums import SourceKind
from anju.supervision.lists.permissions import Permission

NAME, ADDRESS = 120, 200
ADDED = "addr:"
"""How the code of a building begins that was added for its address alone."""


@dataclass(frozen=True, slots=True)
class _Told:
    """One row: its inspection, its building if that stands, and its finding if it has one."""

    reference: str
    address: str
    area: str
    opened: datetime
    closed: datetime | None
    place: int | None
    parent: Parent
    new: NewPlace
    finding: str
    """The finding's own key; empty where the inspection found nothing."""
    kind: str
    text: str


class InspectionHandler(Handler):
    """Writes inspections, their findings and the buildings nobody had registered."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._tree = Tree(context.district)
        self._parents = ParentFinder(context, self._tree, CHAINS[context.target.key])
        self._district = district_of(context.district.path)
        self._linker = Linker((str(pk), address) for pk, address in addressed_buildings(context.district.path))
        self._kinds = Kinds(self._district)
        self._now = clock.now()

    def plan(self, rows: Sequence[ConvertedRow]) -> list[Plan]:
        nobody = need_takers([self.context.district.path])
        if nobody:
            problem = next(iter(nobody.values())).problems[0]
            return [Plan(row.number, Fate.WRONG, [problem.at(row=row.number)]) for row in rows]
        told: dict[int, _Told | RowWrongError] = {}
        for row in rows:
            try:
                told[row.number] = self._told(row)
            except RowWrongError as error:
                told[row.number] = error
        right = [each for each in told.values() if isinstance(each, _Told)]
        hazards = hazard_ids({each.finding for each in right if each.finding})
        inspections = inspections_by_ref({each.reference for each in right})

        def one(row: ConvertedRow) -> Plan:
            each = told[row.number]
            if isinstance(each, RowWrongError):
                raise each
            known = each.finding in hazards if each.finding else each.reference in inspections
            parents = () if each.place else tuple(name for _, name in each.parent.pending)
            return Plan(row.number, Fate.UNCHANGED if known else Fate.NEW, payload=each, parents=parents)

        return each_row(rows, one)

    def _told(self, row: ConvertedRow) -> _Told:
        values = row.values
        address, area = str(values["address"]), str(values["street"])
        opened, closed = values["opened_at"], values.get("closed_at")
        assert isinstance(opened, datetime)
        if opened > self._now:
            raise RowWrongError("row.future", label="检查时间")
        if isinstance(closed, datetime) and closed < opened:
            raise RowWrongError("row.order", label="办结时间", other="检查时间")
        parent = self._parents.of(values)
        if not self.context.may(Permission.IMPORT, parent.node.path, parent.node.pk):
            raise RowWrongError("row.not_yours", value=area)
        place = self._building(address)
        has_finding = "raw_code" in values
        if has_finding and "kind" not in values:
            raise RowWrongError("row.together", label="原编码", other="隐患类型")
        key = str(values.get("address_key") or address_key(address))
        words = "|".join(
            (self._district, key, area, opened.isoformat(), closed.isoformat() if isinstance(closed, datetime) else "")
        )
        return _Told(
            reference=hashlib.sha256(words.encode()).hexdigest(),
            address=address[:ADDRESS],
            area=area,
            opened=opened,
            closed=closed if isinstance(closed, datetime) else None,
            place=place,
            parent=parent,
            new=NewPlace(
                kind=PlaceKind.BUILDING,
                code=ADDED + hashlib.sha256(key.encode()).hexdigest()[:16],
                name=address[:NAME],
                address=address[:ADDRESS],
                point=point_of(self.context, values),
            ),
            finding=f"inspection:{self._district}:{values['code']}"[:80] if has_finding else "",
            kind=self._kinds.code(str(values["kind"])) if has_finding else "",
            text=str(values.get("raw_text") or values.get("raw_code", "")),
        )

    def _building(self, address: str) -> int | None:
        """The registered building of an address; None where there is none, or where two could be meant."""
        link = self._linker.same(address)
        return int(link.refs[0]) if link.tier.links else None

    def write(self, plans: Sequence[Plan]) -> list[Made]:
        told = [(plan.row, plan.payload) for plan in plans]
        places = self._places([each for _, each in told])
        inspections = self._inspections([each for _, each in told], places)
        made = [
            Made(row, Fate.NEW, "outside_inspection", inspections[each.reference].pk)
            for row, each in told
            if not each.finding
        ]
        cases = [
            (row, self._case(each, places[each.address], inspections[each.reference]))
            for row, each in told
            if each.finding
        ]
        made += write_cases(self.context, cases)
        return sorted(made, key=lambda one: one.row)

    def _places(self, told: Sequence[_Told]) -> dict[str, Place]:
        """Address → its building, added where nobody had registered it."""
        ids = {each.address: each.place for each in told if each.place is not None}
        found = places_by_id(ids.values())
        places = {address: found[pk] for address, pk in ids.items()}
        missing = {each.address: each for each in told if each.place is None}
        coded = by_codes(self.context.district.path, [each.new.code for each in missing.values()])
        places |= {address: coded[each.new.code] for address, each in missing.items() if each.new.code in coded}
        return places | self._add({address: each for address, each in missing.items() if address not in places})

    def _add(self, missing: Mapping[str, _Told]) -> dict[str, Place]:
        if not missing:
            return {}
        rows, at = with_parents([(each.parent, each.new) for each in missing.values()])
        made = upsert_places(by=self.context.by, district=self.context.district.path, rows=rows)
        for each in made:
            place = each.place
            if each.added and place.kind != PlaceKind.BUILDING:
                self._tree.add(Node(place.pk, place.kind, place.name, place.path))
        self._parents.forget()
        added = {address: made[index].place for address, index in zip(missing, at, strict=True)}
        for address, place in added.items():
            self._linker.add(str(place.pk), address)
        return added

    def _inspections(self, told: Sequence[_Told], places: Mapping[str, Place]) -> dict[str, OutsideInspection]:
        """Reference → the inspection's row, added where it is new; its findings counted."""
        standing = inspections_by_ref({each.reference for each in told})
        findings = Counter(each.reference for each in told if each.finding)
        fresh = {each.reference: each for each in told if each.reference not in standing}
        with deed(by=self.context.by) as act:
            old = [standing[reference] for reference in findings if reference in standing]
            for row in old:
                row.findings += findings[row.reference]
            OutsideInspection._all.bulk_update(old, ["findings"], batch_size=200)
            made = [
                self._inspection(pk, each, places[each.address], findings[reference])
                for pk, (reference, each) in zip(reserve_ids(OutsideInspection, len(fresh)), fresh.items(), strict=True)
            ]
            insert_rows(OutsideInspection, made)
            for row in made:
                data = {"place": row.place_id, "linked": row.linked}
                act.enter("outside_inspection.recorded", row, path=row.path, data=data, happened_at=row.happened_at)
        return standing | {row.reference: row for row in made}

    def _inspection(self, pk: int, told: _Told, place: Place, findings: int) -> OutsideInspection:
        return instance(
            OutsideInspection,
            id=pk,
            place_id=place.pk,
            path=place.path,
            reference=told.reference,
            address=told.address,
            area=told.area,
            happened_at=told.opened,
            ended_at=told.closed,
            findings=findings,
            linked=not place.code.startswith(ADDED),
        )

    def _case(self, each: _Told, place: Place, inspection: OutsideInspection) -> Past:
        source = Source(
            SourceKind.INSPECTION,
            ref=f"outside_inspection:{inspection.pk}",
            client_ref=each.finding,
            imported=True,
        )
        then = ended(each.closed) if each.closed else []
        case = PastCase(each.kind, Spot(place), each.opened, source, description=each.text[:500], then=then)
        return Past(each.finding, case)
