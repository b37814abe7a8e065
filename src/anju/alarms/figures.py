"""What of alarms is counted, all of it from their entries: what was raised, what it was, and how long people took.

An alarm counts on the day it was raised, whatever became of it later. What was recorded under a shield or a test, when
nobody is called, counts apart; it counts with the others once it is woken, or somebody says that it burns.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anju.alarms.enums import AlarmKind, Cause, Event, Muted, Outcome, Rung, State
from anju.alarms.permissions import Permission
from anju.alarms.queries import events
from anju.kernel.actors import Actor
from anju.kernel.figures.folding import Line, Standing, Told, own
from anju.kernel.figures.measures import Measure
from anju.kernel.figures.registry import Figure, Fold, Sort, Text, declare, name_facet, name_group, name_subject
from anju.kernel.figures.spans import Span, is_now

RAISED, OPEN, MUTED = "alarms.raised", "alarms.open", "alarms.muted"
URGENT, CALLS, CLIMBED = "alarms.urgent", "alarms.calls", "alarms.climbed"
FAST = frozenset({str(AlarmKind.FIRE), str(AlarmKind.HELP)})
"""What is to be answered in one minute, reached in three and judged in five (`rules.ladder`)."""
WITHIN = (("m1", 60_000_000), ("m3", 180_000_000), ("m5", 300_000_000))
"""Microseconds."""
LATER, NEVER = "later", "none"


def raised(on: Standing, line: Line, _before: Line | None) -> None:
    """An alarm, of which people were told or, under a shield or a test, nobody."""
    if line.data.get("muted"):
        on.begin(MUTED, line.happened, (str(line.data["kind"]), str(line.data["muted"])))
    else:
        _counts(on, line, line.happened)
        _hastens(on, line, Event.RAISE, begins=True)


def _counts(on: Standing, line: Line, moment: int) -> None:
    on.begin(RAISED, moment, _facets(line))
    if line.data["to"] != State.CLOSED:
        on.begin(OPEN, line.happened, (str(line.data["kind"]), str(line.data["to"])))


def _facets(line: Line) -> tuple[str, str, str]:
    return str(line.data["kind"]), str(line.data["outcome"]), str(line.data["cause"])


def went_on(on: Standing, line: Line, _before: Line | None) -> None:
    """Every later entry says what it is, where it stands and what it was; the rest follows from what happened."""
    on.move(line.path)
    told = line.verb.removeprefix("alarm.")
    slow = any(fact.facet("alarm") not in FAST for fact in on.of(RAISED))
    if told in (Event.WAKE, Event.CONFIRM):
        _heard(on, line)
    for fact in list(on.of(RAISED)):
        if fact.facets[:3] != _facets(line):
            on.retell(fact, facets=dict(zip(("alarm", "alarm_outcome", "false_cause"), _facets(line), strict=True)))
    _stands(on, line)
    if any(on.of(RAISED)):
        _hastens(on, line, told, begins=told == Event.WAKE or slow)
    if told == Event.CALL and line.data["rung"] != Rung.CONTACT:
        _called(on, line)


def _heard(on: Standing, line: Line) -> None:
    """What was recorded alone is an alarm like any other from now on; it was raised when it was."""
    for silent in list(on.of(MUTED)):
        on.take_back(silent)
        _counts(on, line, silent.happened)


def _stands(on: Standing, line: Line) -> None:
    stretch = on.lasting(OPEN)
    now = (str(line.data["kind"]), str(line.data["to"]))
    if stretch is not None and stretch.facets[:2] != now:
        moment = max(line.happened, stretch.happened)
        on.end(stretch, moment)
        if now[1] != State.CLOSED:
            on.begin(OPEN, moment, now)


def _hastens(on: Standing, line: Line, told: str, *, begins: bool) -> None:
    """How long people took; the clock runs since it was raised, since it was woken, or since it is a fire."""
    fact = next(on.of(URGENT), None)
    if fact is None:
        if begins and line.data["kind"] in FAST:
            _begins(on, line)
        return
    facets = {"alarm": str(line.data["kind"])}
    if line.data["from"] == State.RAISED and line.data["to"] != State.RAISED:
        facets["answer"] = _within(fact, line)
    if told == Event.ARRIVE:
        facets["arrival"] = _within(fact, line)
    if told in (Event.CONFIRM, Event.JUDGE):
        facets["result"] = _within(fact, line)
    if any(fact.facet(name) != value for name, value in facets.items()):
        on.retell(fact, facets=facets)


def _begins(on: Standing, line: Line) -> None:
    """Who had come for something less before it was a fire was there at once."""
    at_once, state = WITHIN[0][0], line.data["to"]
    answer = NEVER if state == State.RAISED else at_once
    arrival = at_once if state == State.ON_SCENE else NEVER
    result = at_once if state == State.JUDGED else NEVER
    on.begin(URGENT, line.happened, (str(line.data["kind"]), answer, arrival, result))


def _within(fact: Told, line: Line) -> str:
    took = line.happened - fact.happened
    return next((word for word, longest in WITHIN if took <= longest), LATER)


def _called(on: Standing, line: Line) -> None:
    """A rung was called; above those that were called before, the alarm has climbed."""
    kind, rung = str(line.data["kind"]), int(line.data["rung"])
    before = [int(one.facet("rung")) for one in on.of(CALLS)]
    on.begin(CALLS, line.happened, (kind, str(rung)))
    if before and rung > max(before):
        fact = next(on.of(CLIMBED), None)
        if fact is not None:
            on.retell(fact, facets={"alarm": kind, "rung": str(rung)})
        else:
            first = next(on.of(RAISED), None)
            on.begin(CLIMBED, first.happened if first is not None else line.happened, (kind, str(rung)))


def followed(on: Standing, line: Line, _before: Line | None) -> None:
    """The place has moved or was merged."""
    on.move(str(line.data["to"]))


declare(
    Measure(RAISED, ("alarm", "alarm_outcome", "false_cause")),
    Measure(OPEN, ("alarm", "alarm_state"), lasting=True),
    Measure(MUTED, ("alarm", "muted")),
    Measure(URGENT, ("alarm", "answer", "arrival", "result")),
    Measure(CALLS, ("alarm", "rung")),
    Measure(CLIMBED, ("alarm", "rung")),
    Fold((f"alarm.{Event.RAISE}",), raised, own),
    Fold(tuple(f"alarm.{event}" for event in Event if event is not Event.RAISE), went_on, own),
    Fold(("alarm.followed",), followed, own),
)


def _words(values: Iterable[tuple[object, object]]) -> Callable[[str], dict[str, str]]:
    told = tuple(values)
    return lambda _district: {str(value): str(label) for value, label in told}


_SPEEDS = (
    ("m1", _("1 分钟以内")), ("m3", _("1 至 3 分钟")), ("m5", _("3 至 5 分钟")), (LATER, _("5 分钟以后")),
    (NEVER, _("没有")),
)  # fmt: skip
name_group("alarms", _("报警和处置"))
name_facet("alarm", _("报警类别"), _words(AlarmKind.choices))
name_facet("alarm_outcome", _("报警结果"), _words([*Outcome.choices, ("", _("还没有结果"))]))
name_facet("false_cause", _("误报原因"), _words([*Cause.choices, ("", _("不是误报"))]))
name_facet("alarm_state", _("处置到哪一步"), _words(State.choices))
name_facet("muted", _("为什么不呼叫"), _words(Muted.choices))
name_facet("answer", _("接警用时"), _words(_SPEEDS))
name_facet("arrival", _("到场用时"), _words(_SPEEDS))
name_facet("result", _("判明用时"), _words(_SPEEDS))
name_facet("rung", _("呼叫到哪一级"), _words(Rung.choices))


def _alarms(actor: Actor, ids: Collection[int]) -> dict[int, tuple[str, str]]:
    rows = events.alarms(actor).filter(pk__in=ids)
    return {row.pk: (f"{row.get_kind_display()} {row.pk}", reverse("alarms:alarm", args=[row.pk])) for row in rows}


name_subject("alarm", _alarms)


def _open_list(path: str, span: Span, narrowed: Mapping[str, str]) -> str:
    return _list(path, {}, narrowed) if is_now(span) else ""


def _raised_list(path: str, span: Span, narrowed: Mapping[str, str], **given: str) -> str:
    """All that were raised on some days and called somebody."""
    days = {"tab": "all", "muted": "no", **given}
    if span.first is not None:
        days["since"] = span.first.isoformat()
    if span.end is not None:
        days["until"] = (span.end - timedelta(days=1)).isoformat()
    return _list(path, days, narrowed)


_NAMES = {"alarm": "kind", "alarm_outcome": "outcome", "false_cause": "cause"}


def _list(path: str, given: dict[str, str], narrowed: Mapping[str, str]) -> str:
    """The list of alarms; empty where it has no such filter, or none for what was left open."""
    if not set(narrowed) <= set(_NAMES) or not all(narrowed.values()):
        return ""
    asked = {**given, **{_NAMES[facet]: value for facet, value in narrowed.items()}, "place": path}
    return f"{reverse('alarms:list')}?{urlencode(asked)}"


def _of(outcome: Outcome) -> Callable[[str, Span, Mapping[str, str]], str]:
    return lambda path, span, narrowed: _raised_list(path, span, narrowed, outcome=str(outcome))


def _fires(path: str, span: Span, narrowed: Mapping[str, str]) -> str:
    return _raised_list(path, span, narrowed, kind=str(AlarmKind.FIRE))


_SEE, _TIMES, _ALARMS = str(Permission.SEE), _("次"), pgettext_lazy("alarms", "起")
_APART = _("屏蔽、测试期间只记录、不呼叫的，另计。")
_OUTCOMES = (
    (Outcome.REAL_FIRE, "alarms.real_fires", _("真实火情"), _("期间内报出、经人确认是火的。")),
    (Outcome.FALSE, "alarms.false", _("误报"), _("期间内报出、到场看过判为误报的；每一起都写了原因。")),
    (Outcome.TEST, "alarms.tested", _("判为测试"), _("期间内报出、判为测试的。")),
    (Outcome.FAULT, "alarms.faults", _("判为故障"), _("期间内报出、判为故障，或设备恢复后自动结束的。")),
    (Outcome.UNKNOWN, "alarms.unknown", _("查不清"), _("期间内报出、没有查清是什么的。")),
)  # fmt: skip


def _speedy(code: str, title: Text, facet: str, fastest: int, definition: Text) -> Figure:
    """How many got so far within the first of the bounds."""
    within = frozenset(word for word, _longest in WITHIN[:fastest])
    return Figure(
        code, title, definition, _SEE, Sort.FLOW, URGENT, only={facet: within}, uncounted=_APART, unit=_ALARMS,
        group="alarms",
    )  # fmt: skip


declare(
    Figure(
        "alarms.open", _("正在处置的报警"), _("期末还没有结束的报警；没有选期间的，是现在。"), _SEE, Sort.STOCK, OPEN,
        uncounted=_APART, unit=_ALARMS, group="alarms", listed=_open_list,
    ),
    Figure(
        "alarms.open_unanswered", _("还没有人接警"), _("正在处置的报警中，还没有人接警的。"), _SEE, Sort.STOCK, OPEN,
        only={"alarm_state": frozenset({str(State.RAISED)})}, uncounted=_APART, unit=_ALARMS, group="alarms",
    ),
    Figure(
        "alarms.raised", _("报警"), _("期间内报出的报警，不论结果；同一单元、同一幢楼一分钟内的几个点算一起。"),
        _SEE, Sort.FLOW, RAISED, uncounted=_APART, unit=_ALARMS, group="alarms", listed=_raised_list,
    ),
    Figure(
        "alarms.fires", _("火警"), _("期间内报出的火警，不论后来查明是不是火。"), _SEE, Sort.FLOW, RAISED,
        only={"alarm": frozenset({str(AlarmKind.FIRE)})}, uncounted=_APART, unit=_ALARMS, group="alarms",
        listed=_fires,
    ),
    *(
        Figure(
            code, title, definition, _SEE, Sort.FLOW, RAISED, only={"alarm_outcome": frozenset({str(outcome)})},
            uncounted=_APART, unit=_ALARMS, group="alarms", listed=_of(outcome),
        )
        for outcome, code, title, definition in _OUTCOMES
    ),
    Figure(
        "alarms.urgent", _("要马上处置的报警"),
        _(
            "期间内的火警和求助，要 1 分钟接警、3 分钟到场、5 分钟判明；从报出起算，"
            "屏蔽完才呼叫的、后来才成火警的从那时起算。"
        ),
        _SEE, Sort.FLOW, URGENT, uncounted=_APART, unit=_ALARMS, group="alarms",
    ),
    _speedy("alarms.answered_1", _("1 分钟内接警"), "answer", 1, _("要马上处置的报警中，1 分钟内有人接警的。")),
    _speedy("alarms.answered_3", _("3 分钟内接警"), "answer", 2, _("要马上处置的报警中，3 分钟内有人接警的。")),
    _speedy("alarms.answered_5", _("5 分钟内接警"), "answer", 3, _("要马上处置的报警中，5 分钟内有人接警的。")),
    _speedy("alarms.on_scene_3", _("3 分钟内到场"), "arrival", 2, _("要马上处置的报警中，3 分钟内有人到场的。")),
    _speedy("alarms.judged_5", _("5 分钟内判明"), "result", 3, _("要马上处置的报警中，5 分钟内写明结果的。")),
    Figure(
        "alarms.unanswered", _("没有人接警"), _("要马上处置的报警中，到现在没有人接警的。"), _SEE, Sort.FLOW, URGENT,
        only={"answer": frozenset({NEVER})}, uncounted=_APART, unit=_ALARMS, group="alarms",
    ),
    Figure(
        "alarms.answered_1_rate", _("1 分钟接警率"), _("1 分钟内有人接警的，占要马上处置的报警。"), _SEE, Sort.RATIO,
        of=("alarms.answered_1", "alarms.urgent"), uncounted=_APART, unit="%", group="alarms",
    ),
    Figure(
        "alarms.on_scene_3_rate", _("3 分钟到场率"), _("3 分钟内有人到场的，占要马上处置的报警。"), _SEE, Sort.RATIO,
        of=("alarms.on_scene_3", "alarms.urgent"), uncounted=_APART, unit="%", group="alarms",
    ),
    Figure(
        "alarms.climbed", _("升级呼叫"), _("第一次呼叫没有办妥、又呼叫到更高一级的报警；按报警的日子计。"),
        _SEE, Sort.FLOW, CLIMBED, uncounted=_("同一级反复呼叫的。"), unit=_ALARMS, group="alarms",
    ),
    Figure(
        "alarms.calls", _("呼叫"), _("呼叫各级的次数，一次可以同时叫几家。"), _SEE, Sort.FLOW, CALLS,
        uncounted=_("住户自己留的联系人的电话。"), unit=_TIMES, group="alarms",
    ),
    Figure(
        "alarms.muted", _("屏蔽、测试期间的报警"), _("屏蔽或测试期间只记录、没有呼叫人的报警。"),
        _SEE, Sort.FLOW, MUTED,
        uncounted=_("屏蔽到点仍在报警、后来照常呼叫的；经人确认是火的。"), unit=_ALARMS, group="alarms",
    ),
)  # fmt: skip
