"""12345 tickets: each becomes a report with the ticket's clocks; a number that was taken in before is left as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from anju.catalogue.queries import propose
from anju.intake.actions.handlers.base import Context, Gathering, Handler, Made, Plan, RowWrongError, each_row
from anju.intake.actions.handlers.hazards import Kinds
from anju.intake.actions.handlers.spots import SpotFinder, need_takers, placed
from anju.intake.enums import Fate
from anju.intake.mapping import ConvertedRow
from anju.intake.queries.places import Tree
from anju.intake.residents.actions import Told, make_ticket
from anju.intake.residents.actions.hotline import Clocks
from anju.intake.residents.enums import Channel
from anju.intake.residents.permissions import Permission
from anju.intake.residents.queries import tickets_numbered
from anju.intake.residents.rules import FALLBACK
from anju.kernel import clock
from anju.kernel.ledger.deeds import district_of
from anju.places.models import Place
from anju.supervision.lists.permissions import Permission as Lists


@dataclass(frozen=True, slots=True)
class Called:
    """A row's report and ticket."""

    told: Told
    clocks: Clocks


class TicketHandler(Handler):
    """Takes tickets in through the residents' own action, one by one: each is a case of its own."""

    plans_partly = True

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._spots = SpotFinder(context, Tree(context.district), Permission.TICKETS)
        self._district = district_of(context.district.path)
        self._kinds = Kinds(self._district)
        self._now = clock.now()

    def plan(self, rows: Sequence[ConvertedRow]) -> list[Plan]:
        places = self._spots.of(rows)
        nobody = need_takers([place.path for place in places.values() if isinstance(place, Place)])
        standing = tickets_numbered(str(row.values.get("code", "")) for row in rows)

        def one(row: ConvertedRow) -> Plan:
            called = self._called(row, placed(places[row.number], nobody))
            if called is None:
                return Plan(row.number, Fate.WRONG)
            if called.clocks.number in standing:
                return Plan(row.number, Fate.UNCHANGED)
            return Plan(row.number, Fate.NEW, payload=called)

        return each_row(rows, one)

    def _called(self, row: ConvertedRow, place: Place | RowWrongError) -> Called | None:
        """None where cells could not be read and nothing else is wrong. Raises RowWrongError with all the rest."""
        values, wrong, code, unsure = row.values, Gathering(), "", False
        number, words = str(values.get("code", "")), str(values.get("words", ""))
        received = values.get("received_at")
        due: dict[str, datetime | None] = {}
        with wrong.noting():
            self._reached(place)
        with wrong.noting():
            code, unsure = self._kind(str(values.get("kind", "")), words)
        if isinstance(received, datetime):
            with wrong.noting():
                if received > self._now:
                    raise RowWrongError("row.future", label="派单时间")
            for name in ("return_due_at", "answer_due_at"):
                with wrong.noting():
                    due[name] = self._due(values, name, received)
        wrong.over()
        if row.problems or isinstance(place, RowWrongError):
            return None
        assert isinstance(received, datetime)
        return_due, answer_due = due["return_due_at"], due["answer_due_at"]
        told = Told(
            place=place,
            code=code,
            channel=Channel.HOTLINE,
            client_ref=f"12345:{self._district}:{number}",
            words=words,
            phone=str(values.get("phone", "")),
            name=str(values.get("caller", "")),
            unsure=unsure,
            answer_due_at=answer_due,
        )
        return Called(told, Clocks(number, received, return_due, answer_due))

    def _reached(self, place: Place | RowWrongError) -> None:
        if isinstance(place, RowWrongError):
            raise place
        if not self.context.may(Lists.REPORT, place.path, place.pk):
            raise RowWrongError("row.place_unknown", "地点", value=str(place))

    def _kind(self, told: str, words: str) -> tuple[str, bool]:
        """The kind a cell names; else what the words most likely mean, for the checker to decide."""
        if told:
            return self._kinds.code(told), False
        likely = propose(self._district, words, limit=1)
        return (likely[0].facts.code if likely else FALLBACK), True

    def _due(self, values: Mapping[str, object], name: str, received: datetime) -> datetime | None:
        found = values.get(name)
        if not isinstance(found, datetime):
            return None
        if found < received:
            label = "退单截止" if name == "return_due_at" else "答复截止"
            raise RowWrongError("row.order", label=label, other="派单时间")
        return found

    def write(self, plans: Sequence[Plan]) -> list[Made]:
        made = []
        for plan in plans:
            if isinstance(called := plan.payload, Called):
                ticket = make_ticket(by=self.context.by, told=called.told, ticket=called.clocks)
                made.append(Made(plan.row, plan.fate, "hazard", ticket.report.duty.hazard_id))
        return made
