"""The table of an alarm's moves. Whatever moves an alarm is a row here; `actions.moves.perform` is the only mover."""

from dataclasses import dataclass

from anju.alarms.enums import OPEN, AlarmKind, Cause, Event, Outcome, State


class NotPossibleError(ValueError):
    """The alarm's state does not allow it; the message says what is."""


@dataclass(frozen=True, slots=True)
class Transition:
    """One row: from which states, to which (None: it stays), and on what condition."""

    event: Event
    sources: frozenset[State]
    target: State | None
    guard: str


ANY_OPEN = frozenset(OPEN)
UNDECIDED = frozenset({State.RAISED, State.ACKNOWLEDGED, State.ON_SCENE})

_ROWS = (
    Transition(Event.ADD, ANY_OPEN, None, "同一单元，或一分钟内的同一幢楼；第一个报警的点排在最前"),
    Transition(Event.CALL, ANY_OPEN, None, "到时无人接警、到场或判定；一次上一级，到顶后反复呼叫"),
    Transition(Event.ANSWER, ANY_OPEN, None, "被呼叫的一方；去不了的立即呼叫下一级"),
    Transition(Event.CALL_119, ANY_OPEN, None, "由人拨打，系统只记下谁在什么时候拨的"),
    Transition(Event.WAKE, ANY_OPEN, None, "屏蔽或测试到点，设备仍在报警"),
    Transition(Event.ACKNOWLEDGE, frozenset({State.RAISED}), State.ACKNOWLEDGED, "被呼叫的人，或在此处有处置权的岗位"),
    Transition(Event.ARRIVE, frozenset({State.RAISED, State.ACKNOWLEDGED}), State.ON_SCENE, "人已在现场"),
    Transition(Event.CONFIRM, UNDECIDED, State.JUDGED, "确认是真实火情，不必先到场"),
    Transition(
        Event.JUDGE,
        UNDECIDED,
        State.CLOSED,
        "火警、预警、求助写误报或查不清，须先到场；误报须写原因",
    ),
    Transition(Event.CLOSE, frozenset({State.JUDGED}), State.CLOSED, "火已扑灭，现场移交"),
    Transition(
        Event.RESTORE, frozenset({State.RAISED, State.ACKNOWLEDGED}), State.CLOSED, "火警、预警、求助以外，全部点已恢复"
    ),
)

TABLE: dict[Event, Transition] = {row.event: row for row in _ROWS}
LIFE = frozenset({AlarmKind.FIRE, AlarmKind.PRE_ALARM, AlarmKind.HELP})
"""Somebody must have looked before one of these is called nothing; none of them ends by itself."""
UNSEEN = frozenset({Outcome.TEST, Outcome.FAULT})
"""What may be known without going there: the room that tests, a panel that says so."""


def transition(event: Event, state: State) -> Transition:
    """The row for an event in a state. Raises NotPossibleError where the table has none."""
    row = TABLE[event]
    if state not in row.sources:
        raise NotPossibleError(f"“{state.label}”的报警不能“{event.label}”")
    return row


def judged(kind: AlarmKind, state: State, outcome: Outcome, cause: str) -> str:
    """The cause to keep with an outcome. Raises NotPossibleError for what the guard of `judged` forbids."""
    if outcome is Outcome.REAL_FIRE:
        raise NotPossibleError("真实火情用“确认是火”")
    if outcome is Outcome.UNMANNED and kind is not AlarmKind.PRESENCE:
        raise NotPossibleError("“无人在岗”只用于查岗")
    if kind in LIFE and state is not State.ON_SCENE and outcome not in UNSEEN:
        raise NotPossibleError("要有人到场看过，才能写误报或查不清")
    if state is State.RAISED and kind in LIFE:
        raise NotPossibleError("先接警，再写结果")
    if outcome is not Outcome.FALSE:
        return ""
    if cause not in Cause.values:
        raise NotPossibleError("误报要选一个原因")
    return cause


def next_events(state: State, kind: AlarmKind) -> tuple[Event, ...]:
    """What a person may do next, the usual step first. Of an empty control room nobody says that it burns."""
    if kind is AlarmKind.PRESENCE:
        return tuple(one for one in next_events(state, AlarmKind.FAULT) if one is not Event.CONFIRM)
    match state:
        case State.RAISED:
            return (Event.ACKNOWLEDGE, Event.ARRIVE, Event.CONFIRM)
        case State.ACKNOWLEDGED:
            return (Event.ARRIVE, Event.CONFIRM, Event.JUDGE)
        case State.ON_SCENE:
            return (Event.JUDGE, Event.CONFIRM)
        case State.JUDGED:
            return (Event.CLOSE,)
    return ()
