"""Alarms of the past, told at their own moments among the cases of a history; each went by the table of moves."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from anju.alarms.actions.moves import enter, set_outcome, step
from anju.alarms.actions.raising import RAISER
from anju.alarms.enums import AlarmKind, Answer, Event, Outcome, Rung, State
from anju.alarms.models import Alarm, Call
from anju.alarms.rules.transitions import judged
from anju.kernel import clock
from anju.kernel.actors import Actor, system
from anju.kernel.ledger.deeds import Deed
from anju.places.queries import building_of
from anju.supervision.lists.actions.history import Beside, Book
from anju.telemetry.models import Device

MODELS = (Alarm, Call)
"""What `lists.actions.history.write` must know beside its own."""


@dataclass(frozen=True, slots=True)
class PastCall:
    """A rung that was called, so long after the alarm was raised; without an organisation, people by their posts."""

    after: timedelta
    rung: Rung
    organisation: int | None = None


@dataclass(frozen=True, slots=True)
class PastStep:
    """What somebody did, so long after the alarm was raised."""

    after: timedelta
    event: Event
    by: Actor
    outcome: Outcome = Outcome.UNKNOWN
    """Of a judgement."""
    cause: str = ""


@dataclass(frozen=True, slots=True)
class PastAlarm:
    """An alarm of a device that stands at a place. The first call goes out with it."""

    device: Device
    kind: AlarmKind
    raised_at: datetime
    calls: tuple[PastCall, ...]
    steps: tuple[PastStep, ...]
    """In time order; the last one ends it."""
    spot: str = ""
    floor: int | None = None


def beside(past: PastAlarm) -> Iterator[Beside]:
    """The deeds of one alarm, in time order. Told, they raise NotPossibleError for what the table forbids."""
    telling = _Telling(past)
    yield Beside(past.raised_at, system(RAISER), telling.rise)
    deeds = [
        *(Beside(past.raised_at + call.after, system(RAISER), partial(telling.call, call)) for call in past.calls[1:]),
        *(Beside(past.raised_at + one.after, one.by, partial(telling.take, one)) for one in past.steps),
    ]
    yield from sorted(deeds, key=lambda one: one.at)


class _Telling:
    """An alarm's row between its deeds: it is final after the last."""

    def __init__(self, past: PastAlarm) -> None:
        place, moment = past.device.place, clock.to_us(past.raised_at)
        assert place is not None
        self.past, self.calls = past, list[Call]()
        self.alarm = Alarm(
            kind=past.kind, place=place, path=place.path, building=building_of(place).path, device=past.device,
            spot=past.spot, floor=past.floor, first_us=moment, last_us=moment, raised_at=past.raised_at,
        )  # fmt: skip

    def rise(self, book: Book, act: Deed) -> None:
        """Raised, and the first rung called."""
        book.number(self.alarm)
        enter(act, self.alarm, Event.RAISE, data={"said": str(self.past.kind), "muted": ""})
        for first in self.past.calls[:1]:
            self.call(first, book, act)

    def call(self, call: PastCall, book: Book, act: Deed) -> None:
        """A rung is called."""
        self.alarm.rung = call.rung
        row = Call(
            alarm_id=self.alarm.pk, rung=call.rung, organisation_id=call.organisation, called_at=clock.from_us(act.at)
        )
        book.number(row)
        self.calls.append(row)
        told = [call.organisation] if call.organisation is not None else []
        data = {"rung": call.rung, "round": 1, "organisations": told, "stations": [], "accounts": []}
        enter(act, self.alarm, Event.CALL, data=data)

    def take(self, one: PastStep, book: Book, act: Deed) -> None:
        """Somebody does the next thing; with the last the row and its calls are final."""
        alarm = self.alarm
        if one.event is Event.JUDGE:
            set_outcome(alarm, one.outcome, judged(AlarmKind(alarm.kind), State(alarm.state), one.outcome, one.cause))
        elif one.event is Event.CONFIRM:
            set_outcome(alarm, Outcome.REAL_FIRE, "")
        elif one.event is Event.ACKNOWLEDGE and self.calls:
            last = self.calls[-1]
            last.answer, last.answered_at, last.answered_by = Answer.GOING, clock.from_us(act.at), one.by.account
        before = step(act, alarm, one.event)
        enter(act, alarm, one.event, before=before)
        if one is self.past.steps[-1]:
            book.keep(alarm)
            for row in self.calls:
                book.keep(row)
