"""Who is called and how long each has. Pure: `now` is an argument.

1-3-5 minutes for danger to life: one to answer, two more to be there, two more to say what it is. Every step has its
own time from the moment it began, so that after an outage each party gets its full one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from anju.alarms.enums import AlarmKind, Rung, State

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Plan:
    """The rungs of a kind in order, and the time for each step."""

    rungs: tuple[Rung, ...]
    answer: timedelta
    arrive: timedelta
    result: timedelta
    again: timedelta
    """After the last rung, everybody of the last is called again this often, until somebody handles it."""


_EVERYBODY = (Rung.STATION, Rung.PROPERTY, Rung.GRID, Rung.COMMUNITY, Rung.STREET, Rung.BRIGADE)
_FAST = Plan(_EVERYBODY, MINUTE, 2 * MINUTE, 2 * MINUTE, 3 * MINUTE)
_SLOW = Plan(
    (Rung.PROPERTY, Rung.COMMUNITY, Rung.STREET),
    timedelta(hours=2), timedelta(hours=24), timedelta(hours=24), timedelta(hours=24),
)  # fmt: skip
_OUTSIDE = Plan((Rung.STREET, Rung.BRIGADE), 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, 10 * MINUTE)
"""Not the room itself: it is what must be looked after."""
_ROOM = Plan((Rung.PROPERTY, Rung.STREET, Rung.BRIGADE), 10 * MINUTE, 30 * MINUTE, 30 * MINUTE, 60 * MINUTE)
"""A control room in which nobody answers: its manager first, who can send somebody."""

PLANS: dict[AlarmKind, Plan] = {
    AlarmKind.FIRE: _FAST,
    AlarmKind.HELP: _FAST,
    AlarmKind.PRE_ALARM: Plan(_EVERYBODY[:5], 3 * MINUTE, 5 * MINUTE, 10 * MINUTE, 10 * MINUTE),
    AlarmKind.SILENCING: _OUTSIDE,
    AlarmKind.PRESENCE: _ROOM,
    AlarmKind.WATER: _SLOW,
    AlarmKind.FAULT: _SLOW,
    AlarmKind.SILENCE: _SLOW,
}


def first(kind: AlarmKind) -> Rung:
    """Who is called first."""
    return PLANS[kind].rungs[0]


def above(kind: AlarmKind, rung: Rung) -> Rung | None:
    """The next rung; None at the top."""
    rungs = PLANS[kind].rungs
    later = [one for one in rungs if one > rung]
    return later[0] if later else None


def due(kind: AlarmKind, state: State, now: datetime, *, top: bool) -> datetime | None:
    """When the next rung is called unless the present step is done; None where nobody is waited for.

    `now`: when the step began, or when the last call went out. `top`: there is no rung above.
    """
    plan = PLANS[kind]
    if state in (State.JUDGED, State.CLOSED):
        return None
    step = {State.RAISED: plan.answer, State.ACKNOWLEDGED: plan.arrive, State.ON_SCENE: plan.result}[state]
    return now + (max(step, plan.again) if top else step)


def is_life(kind: AlarmKind) -> bool:
    """Whether everybody is told at once, at any hour."""
    return kind in (AlarmKind.FIRE, AlarmKind.HELP, AlarmKind.PRE_ALARM, AlarmKind.SILENCING)
