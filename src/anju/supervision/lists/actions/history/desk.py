"""A history in the middle of being written: the cases as they stand, and the moves every event is made of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from anju.catalogue.models import KindVersion
from anju.catalogue.rules import KindFacts
from anju.kernel import clock
from anju.kernel.actors import Actor, ActorKind
from anju.kernel.calendar import DayTable
from anju.kernel.calendar.days import local_day
from anju.kernel.calendar.due import end_of_working_days
from anju.kernel.ledger.deeds import Deed
from anju.supervision.lists.actions.entitled import NotYoursError, capacities
from anju.supervision.lists.actions.history.book import Book
from anju.supervision.lists.actions.moves import Move, enter, schedule, step
from anju.supervision.lists.actions.reporting import choose_verifier
from anju.supervision.lists.enums import Decision, Event, Party, State
from anju.supervision.lists.models import (
    Deferral,
    Discharge,
    Dispute,
    Draft,
    Duty,
    Hazard,
    ListSettings,
    LookBack,
    Submission,
    Term,
)
from anju.supervision.lists.queries.parties import Answerer, Territory
from anju.supervision.lists.queries.past import PastAnswerers
from anju.supervision.lists.rules.parties import Hand, may_verify
from anju.supervision.lists.rules.transitions import NotPossibleError, Transition, transition

SpotKey = tuple[str, int, int | None, str]
DraftKey = tuple[int, int, int, date]
"""Level, unit, signer, day."""


@dataclass(slots=True)
class Live:
    """One case of the history as it stands now."""

    duty: Duty
    hazard: Hazard
    facts: KindFacts
    ground: Territory
    ahead: int
    """Happenings still to come."""
    term: Term | None = None
    submission: Submission | None = None
    dispute: Dispute | None = None
    disputants: set[int] = field(default_factory=set)
    deferral: Deferral | None = None
    discharge: Discharge | None = None
    hands: list[Hand] = field(default_factory=list)
    look_backs: list[LookBack] = field(default_factory=list)
    """Planned and not done yet, the next due first."""
    followers: list["Live"] = field(default_factory=list)
    spot: SpotKey | None = None
    due_on: date | None = None
    """The deadline its record names."""
    draft: "DraftKey | None" = None
    """The draft it went on last."""
    scheduled_at: datetime | None = None
    written: bool = False


@dataclass(slots=True)
class Desk:
    """What every event needs: the book, the ground, who answered when, the calendar, the open cases by spot."""

    by: Actor
    lived: bool
    book: Book
    grounds: Mapping[str, Territory]
    answerers: PastAnswerers
    versions: Mapping[int, KindVersion]
    table: DayTable
    settings: Callable[[str], ListSettings]
    draw: Callable[[int], bool]
    kinds: dict[str, dict[str, int]] = field(default_factory=dict)
    """District → code → version in force."""
    standing: dict[SpotKey, list[Live]] = field(default_factory=dict)
    rectified: dict[SpotKey, list[Live]] = field(default_factory=dict)
    """The cases of each spot that were ever rectified."""
    drafts: dict[DraftKey, tuple[Draft, list[Live]]] = field(default_factory=dict)
    on_record: bool = False
    """Of the deed that is being told (`Happening.on_record`)."""
    _days: dict[tuple[int, int, int, int, int], datetime] = field(default_factory=dict)
    _organisations: dict[str, frozenset[int]] = field(default_factory=dict)
    _offices: dict[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    _verifiers: dict[tuple[str, tuple[tuple[str, int], ...], int | None], tuple[int, ...]] = field(default_factory=dict)

    @property
    def entered(self) -> datetime:
        """When an import is entered."""
        assert self.book.entered_at is not None
        return clock.from_us(self.book.entered_at)

    def perform(self, act: Deed, live: Live, event: Event, now: datetime, move: Move | None = None) -> None:
        """`moves.perform` in memory: the same row of the table, the same change, the same entry."""
        move = move or Move()
        duty = live.duty
        row = transition(event, State(duty.state), duty.outcome)
        if not move.automatic:
            self.entitled(act.by, live, row)
        before = duty.state
        begun = step(duty, row, move, now, closer=self.account(act.by))
        if row.term is not None or duty.state == State.CLOSED:
            self.end_term(live, now)
        if begun is not None:
            self.begin(live, begun)
        live.scheduled_at = now
        enter(act, duty, event, before=before, data=move.data)

    def entitled(self, actor: Actor, live: Live, row: Transition) -> None:
        """Whether the actor is one of the parties the table names. Raises NotYoursError.

        By organisation, as it was: what a post may do today says nothing of that day. The importer enters what others
        did, and is not asked.
        """
        if self.recorded(actor):
            return
        own, duty, parties = self.organisations(actor), live.duty, row.parties
        if Party.ACCOUNTABLE in parties and duty.accountable_id in own:
            return
        if Party.VERIFIER in parties and duty.verifier_id in own:
            return
        if Party.CHECKER in parties and duty.holder_id in own:
            return
        if not own.isdisjoint(live.ground.rulers()) and (Party.STREET in parties or Party.DISTRICT in parties):
            return
        if not parties & capacities(actor, duty):
            who = "、".join(sorted(str(party.label) for party in parties))
            raise NotYoursError(f"{duty.number}：“{row.event.label}”由{who}办理")

    def independent(self, actor: Actor, live: Live) -> None:
        """Nobody verifies own work. Raises NotYoursError."""
        if self.recorded(actor):
            return
        hand = Hand(actor.account, self.organisations(actor))
        bar = may_verify(hand, accountable=live.duty.accountable_id, repairers=live.hands)
        if bar:
            raise NotYoursError(f"{live.duty.number}：{bar}")

    def recorded(self, actor: Actor) -> bool:
        """Whether the actor only enters what the records say others did."""
        return self.on_record or (not self.lived and actor is self.by)

    def account(self, actor: Actor) -> int | None:
        """The account that did it; None where the records do not say."""
        return None if self.recorded(actor) else actor.account

    def organisations(self, actor: Actor) -> frozenset[int]:
        """`actor.organisations`, remembered; none for who only enters records."""
        if self.recorded(actor):
            return frozenset()
        known = self._organisations.get(actor.id)
        if known is None or actor.kind is not ActorKind.PERSON:
            known = self._organisations[actor.id] = actor.organisations
        return known

    def working_days(self, now: datetime, days: int) -> datetime:
        """`end_of_working_days(…).at`, remembered by the hour: an hour lies in one day of the district."""
        key = (now.year, now.month, now.day, now.hour, days)
        found = self._days.get(key)
        if found is None:
            found = self._days[key] = end_of_working_days(now, days, self.table).at
        return found

    def verifiers(self, live: Live) -> tuple[int, ...]:
        """Who may verify here, lowest first; the same for all places under one set of organisations."""
        ground, accountable = live.ground, live.duty.accountable_id
        offices = self._offices.get(ground.path)
        if offices is None:
            offices = self._offices[ground.path] = (*ground.by_kind.items(), *ground.departments.items())
        key = (live.facts.code, offices, accountable)
        found = self._verifiers.get(key)
        if found is None:
            found = self._verifiers[key] = ground.verifiers(live.facts, accountable)
        return found

    def choose_verifier(self, live: Live) -> int | None:
        """The lowest independent level for a case as it now stands."""
        barred = [organisation for hand in live.hands for organisation in hand.organisations]
        return choose_verifier(live.duty, live.facts, live.ground, barred=barred)

    def answerer(self, live: Live, now: datetime) -> Answerer:
        """Who answers for the case from `now` on."""
        return self.answerers.answerer(live.facts, live.hazard.path, local_day(now), live.ground)

    def begin(self, live: Live, term: Term) -> None:
        """A term begins."""
        self.book.number(term)
        live.term = term

    def end_term(self, live: Live, now: datetime) -> None:
        """The open term ends and is final."""
        if live.term is not None:
            live.term.until = now
            self.book.keep(live.term)
            live.term = None

    def lapse_asked(self, act: Deed, live: Live, now: datetime) -> None:
        """`lapsing.lapse_asked`: the accountable's own requests end."""
        duty = live.duty
        if live.dispute is not None:
            live.dispute.decision, live.dispute.decided_at = Decision.LAPSED, now
            act.enter("dispute.lapsed", live.dispute, path=duty.path, data={"duty": duty.pk})
            self.book.keep(live.dispute)
        if live.deferral is not None:
            live.deferral.decision, live.deferral.decided_at = Decision.LAPSED, now
            act.enter("deferral.lapsed", live.deferral, path=duty.path, data={"duty": duty.pk})
            self.book.keep(live.deferral)
        if live.discharge is not None:
            live.discharge.decision = Decision.LAPSED
            act.enter("discharge.lapsed", live.discharge, path=duty.path, data={"duty": duty.pk})
            self.book.keep(live.discharge)
        live.dispute = live.deferral = live.discharge = None
        duty.dispute_open = duty.deferral_open = False

    def say(self, act: Deed, live: Live, reason: str) -> dict[str, Any]:
        """The reason's reference for an entry's data; empty without one."""
        if not reason:
            return {}
        return {"reason": self.book.text(act, live.duty, "reason", reason, live.duty.path)}

    def must_say(self, act: Deed, live: Live, reason: str) -> dict[str, Any]:
        """`say` where the action asks for a reason. Raises ValueError; an import may have none."""
        if not reason.strip() and not self.recorded(act.by):
            raise ValueError("请写明理由")
        return self.say(act, live, reason)

    def stand(self, live: Live) -> None:
        """The case is found by further reports of the same fault."""
        if live.spot is not None:
            self.standing.setdefault(live.spot, []).append(live)

    def standing_at(self, spot: SpotKey | None) -> Live | None:
        """The oldest open case at a spot, which a further report of it joins."""
        others = self.standing.get(spot, ()) if spot is not None else ()
        return min(others, key=lambda live: live.duty.pk, default=None)

    def leave(self, live: Live) -> None:
        """The case is open no longer, or follows another."""
        if live.spot is not None and live in (others := self.standing.get(live.spot, [])):
            others.remove(live)

    def finish(self, live: Live) -> None:
        """Nothing more happens to the case: all its rows are final."""
        if live.written:
            return
        live.written = True
        duty = live.duty
        if duty.state == State.CLOSED or live.scheduled_at is None:
            duty.next_rung, duty.next_action_at = 0, None
        else:
            schedule(duty, live.scheduled_at)
        pending = (live.term, live.submission, live.dispute, live.deferral, live.discharge, *live.look_backs)
        for row in (duty, *pending):
            if row is not None:
                self.book.keep(row)

    def refuse(self, live: Live, why: str) -> NotPossibleError:
        """The error for a history that cannot have been."""
        return NotPossibleError(f"{live.duty.number}：{why}")
