"""An old ledger of hazards: open ones go on the lists and climb nothing yet, those put right are history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from anju.catalogue.queries import Listed, in_use, propose
from anju.intake.actions.handlers.base import (
    Context,
    Gathering,
    Handler,
    Made,
    Plan,
    RowWrongError,
    compared,
    each_row,
)
from anju.intake.actions.handlers.spots import SpotFinder, need_takers, placed
from anju.intake.enums import Fate
from anju.intake.mapping import ConvertedRow
from anju.intake.queries.lists import cases_by_ref, hazard_ids
from anju.intake.queries.places import Tree
from anju.kernel import clock
from anju.kernel.ledger.deeds import district_of
from anju.places.models import Place
from anju.supervision.lists.actions import CORRECTABLE, Source, Spot, correct_imported, history
from anju.supervision.lists.actions.history import Happening, PastCase
from anju.supervision.lists.enums import Event, Outcome, SourceKind, State
from anju.supervision.lists.models import Duty

OUTCOMES = {"rectified": Outcome.RECTIFIED, "not_so": Outcome.NOT_SO}


@dataclass(frozen=True, slots=True)
class Past:
    """A row's case, ready to be written."""

    ref: str
    case: PastCase


@dataclass(frozen=True, slots=True)
class Corrected:
    """An open case that stands, and the facts a row says better."""

    duty: int
    hazard: int
    facts: Mapping[str, object]


class Kinds:
    """The district's kinds by code and by name."""

    def __init__(self, district: str) -> None:
        self._district = district
        self._known: dict[str, str] = {}
        for listed in in_use(district):
            for name in (listed.facts.code, listed.facts.name, listed.facts.name_en):
                self._known.setdefault(name.casefold(), listed.facts.code)

    def code(self, text: str) -> str:
        """The kind a cell means. What is not a code or a name is not guessed: the likely ones are told."""
        found = self._known.get(text.strip().casefold())
        if found is not None:
            return found
        likely: list[Listed] = propose(self._district, text)
        if not likely:
            raise RowWrongError("row.kind_unknown", "隐患类型", value=text)
        names = "、".join(f"{listed.facts.code} {listed.facts.name}" for listed in likely)
        raise RowWrongError("row.kind_likely", "隐患类型", value=text, likely=names)


class HazardHandler(Handler):
    """Writes cases through the lists' bulk action. Of an open case that stands a table corrects the plain facts alone:
    what it is, where, since when and how it stands is never rewritten by a table.
    """

    plans_partly = True

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._spots = SpotFinder(context, Tree(context.district))
        self._district = district_of(context.district.path)
        self._kinds = Kinds(self._district)
        self._now = clock.now()

    def plan(self, rows: Sequence[ConvertedRow]) -> list[Plan]:
        places = self._spots.of(rows)
        paths = [place.path for place in places.values() if isinstance(place, Place)]
        nobody = need_takers(paths)
        standing = cases_by_ref({self._ref(row) for row in rows})

        def one(row: ConvertedRow) -> Plan:
            return self._plan(row, placed(places[row.number], nobody), standing.get(self._ref(row)))

        return each_row(rows, one)

    def _ref(self, row: ConvertedRow) -> str:
        return f"ledger:{self._district}:{row.values.get('code', '')}"[:80]

    def _plan(self, row: ConvertedRow, place: Place | RowWrongError, standing: Duty | None) -> Plan:
        case = self._case(row, place)
        if case is None:
            return Plan(row.number, Fate.WRONG)
        if standing is None:
            return Plan(row.number, Fate.NEW, payload=Past(self._ref(row), case))
        hazard = standing.hazard
        told = (case.code, case.at.place.pk, case.reported_at, bool(case.then))
        stands = (hazard.kind_code, hazard.place_id, hazard.happened_at, standing.state == State.CLOSED)
        if told != stands:
            raise RowWrongError("row.case_stands", value=str(row.values["code"]), number=hazard.number)
        changes = compared([(name, getattr(hazard, name), row.values.get(name)) for name in CORRECTABLE])
        if not changes or standing.state == State.CLOSED:
            return Plan(row.number, Fate.UNCHANGED)
        facts = {change.field: row.values[change.field] for change in changes}
        return Plan(row.number, Fate.CHANGED, changes=changes, payload=Corrected(standing.pk, hazard.pk, facts))

    def _case(self, row: ConvertedRow, place: Place | RowWrongError) -> PastCase | None:
        """None where cells could not be read and nothing else is wrong. Raises RowWrongError with all the rest."""
        values, wrong, code = row.values, Gathering(), ""
        then: list[Happening] = []
        with wrong.noting():
            if isinstance(place, RowWrongError):
                raise place
        if "kind" in values:
            with wrong.noting():
                code = self._kinds.code(str(values["kind"]))
        seen, due_on = values.get("happened_at"), values.get("due_on")
        if isinstance(seen, datetime):
            with wrong.noting():
                self._not_future(seen, "发现时间")
            with wrong.noting():
                if isinstance(due_on, date) and due_on < clock.local(seen).date():
                    raise RowWrongError("row.order", label="整改期限", other="发现时间")
            with wrong.noting():
                then = self._end(values, seen, values.get("closed_at"))
        wrong.over()
        if row.problems or isinstance(place, RowWrongError):
            return None
        assert isinstance(seen, datetime)
        floor = values.get("floor")
        return PastCase(
            code=code,
            at=Spot(place, floor=floor if isinstance(floor, int) else None, spot=str(values.get("spot", ""))),
            reported_at=seen,
            source=Source(
                SourceKind.IMPORT, ref=f"import:{self.context.run}", client_ref=self._ref(row), imported=True
            ),
            description=str(values.get("description", "")),
            liable_text=str(values.get("liable", "")),
            due_on=due_on if isinstance(due_on, date) else None,
            then=then,
        )

    def _end(self, values: Mapping[str, object], seen: datetime, closed: object) -> list[Happening]:
        status = str(values.get("status", "rectified" if closed is not None else "open"))
        if status == "open":
            if closed is not None:
                raise RowWrongError("row.open_closed")
            return []
        if not isinstance(closed, datetime):
            raise RowWrongError("row.together", label="整改情况", other="销号时间")
        if closed < seen:
            raise RowWrongError("row.order", label="销号时间", other="发现时间")
        self._not_future(closed, "销号时间")
        return ended(closed, OUTCOMES[status])

    def _not_future(self, moment: datetime, label: str) -> None:
        if moment > self._now:
            raise RowWrongError("row.future", label=label)

    def write(self, plans: Sequence[Plan]) -> list[Made]:
        new = [(plan.row, plan.payload) for plan in plans if plan.fate is Fate.NEW]
        made = write_cases(self.context, new) if new else []
        for plan in plans:
            if isinstance(told := plan.payload, Corrected):
                correct_imported(by=self.context.by, duty_id=told.duty, facts=told.facts)
                made.append(Made(plan.row, Fate.CHANGED, "hazard", told.hazard))
        return sorted(made, key=lambda one: one.row)


def ended(at: datetime, outcome: Outcome = Outcome.RECTIFIED) -> list[Happening]:
    """What a record that says "done" tells: handed in and verified, both then."""
    reason = "原台账记载" if outcome is not Outcome.RECTIFIED else ""
    return [Happening(at, Event.SUBMIT, outcome=outcome, reason=reason), Happening(at, Event.PASS)]


def write_cases(context: Context, told: Sequence[tuple[int, Past]]) -> list[Made]:
    """Cases of rows, through the lists' bulk action."""
    history.write(by=context.by, cases=[past.case for _, past in told])
    ids = hazard_ids({past.ref for _, past in told})
    return [Made(row, Fate.NEW, "hazard", ids[past.ref]) for row, past in told]
