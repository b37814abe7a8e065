"""The table of transitions (DESIGN §5). Whatever moves a case is a row here; `actions.perform` is the only mover."""

from dataclasses import dataclass

from anju.supervision.lists.enums import Clock, Event, Outcome, Party, State, TermReason

ANY_OPEN = frozenset({State.REPORTED, State.ASSIGNED, State.SUBMITTED, State.DEFERRED})
WITH_ACCOUNTABLE = frozenset({State.ASSIGNED, State.SUBMITTED, State.DEFERRED})
ASSIGNED = frozenset({State.ASSIGNED})
SUBMITTED = frozenset({State.SUBMITTED})
CLOSED = frozenset({State.CLOSED})


@dataclass(frozen=True, slots=True)
class Transition:
    """One row: from which states, to which (None: it stays), by whom, and the term it begins (None: none)."""

    event: Event
    sources: frozenset[State]
    target: State | None
    parties: frozenset[Party]
    term: tuple[TermReason, Clock] | None
    guard: str


def _row(
    event: Event,
    sources: frozenset[State],
    target: State | None,
    parties: set[Party],
    term: tuple[TermReason, Clock] | None,
    guard: str,
) -> Transition:
    return Transition(event, sources, target, frozenset(parties), term, guard)


_ROWS = (
    _row(Event.ASSIGN, frozenset({State.REPORTED}), State.ASSIGNED, {Party.CHECKER, Party.SYSTEM},
         (TermReason.ASSIGNED, Clock.RECTIFY), "责任方已确定"),
    _row(Event.DENY, frozenset({State.REPORTED}), None, {Party.CHECKER}, (TermReason.DENIED, Clock.VERIFY),
         "写明不属实或不属管辖的理由；由上一级的另一人核定，核定前不结案"),
    _row(Event.RECHECK, frozenset({State.REPORTED}), None, {Party.VERIFIER}, (TermReason.RECHECK, Clock.CHECK),
         "核查方提出不属实，核定的人不认可；写明理由"),
    _row(Event.PLAN, frozenset({State.ASSIGNED, State.DEFERRED}), None, {Party.ACCOUNTABLE}, None,
         "措施、资金、责任人、预案；时限随派责确定；超限额的工程移交街道"),
    _row(Event.PROGRESS, frozenset({State.ASSIGNED, State.DEFERRED}), None, {Party.ACCOUNTABLE}, None, "写明进展"),
    _row(Event.SUBMIT, ASSIGNED, State.SUBMITTED, {Party.ACCOUNTABLE, Party.SYSTEM},
         (TermReason.SUBMITTED, Clock.VERIFY), "具备目录要求的证据，或写明不成立、不属管辖的理由"),
    _row(Event.PASS, frozenset({State.REPORTED, State.SUBMITTED}), State.CLOSED, {Party.VERIFIER}, None,
         "复核人及其单位不是责任方，也不是整改人；待派责的须核查方已提出不属实，由核查方以外的上一级核定"),
    _row(Event.RETURN, SUBMITTED, State.ASSIGNED, {Party.VERIFIER},
         (TermReason.RETURNED, Clock.RECTIFY), "写明理由；原期限不变"),
    _row(Event.ASK_DEFERRAL, ASSIGNED, None, {Party.ACCOUNTABLE}, (TermReason.DEFERRAL_ASKED, Clock.RULE),
         "写明事由、临时防范措施和希望延到哪天；街道3个工作日内答复。期限后3个工作日内仍可申请，"
         "记为逾期申请，原期限和升级照走；再晚不能申请"),
    _row(Event.DEFER, ASSIGNED, State.DEFERRED, {Party.STREET, Party.DISTRICT},
         (TermReason.DEFERRED, Clock.WAIT), "定下复查日期，最迟90天；晚于申请的日期须写明理由"),
    _row(Event.REFUSE_DEFERRAL, ASSIGNED, None, {Party.STREET, Party.DISTRICT},
         (TermReason.DEFERRAL_REFUSED, Clock.RECTIFY), "写明理由；原期限不变"),
    _row(Event.RESUME, frozenset({State.DEFERRED}), State.ASSIGNED,
         {Party.ACCOUNTABLE, Party.STREET, Party.SYSTEM}, (TermReason.RESUMED, Clock.RECTIFY), "到复查日期或提前恢复"),
    _row(Event.DISPUTE, ASSIGNED, None, {Party.ACCOUNTABLE}, None, "每一方限一次；期限照走；街道3个工作日内裁定"),
    _row(Event.UPHOLD, ASSIGNED, None, {Party.STREET, Party.DISTRICT},
         (TermReason.RULING, Clock.RECTIFY), "指定新的责任方"),
    _row(Event.DISMISS, ASSIGNED, None, {Party.STREET, Party.DISTRICT}, None, "写明理由"),
    _row(Event.HAND_OVER, WITH_ACCOUNTABLE, None, {Party.STREET, Party.DISTRICT, Party.SYSTEM},
         (TermReason.CONTRACT_ENDED, Clock.RECTIFY), "新责任方至少有3个工作日"),
    _row(Event.ASK_DISCHARGE, ASSIGNED, None, {Party.ACCOUNTABLE}, None,
         "物业企业已劝阻并书面告知；期限照走；街道3个工作日内出具回执"),
    _row(Event.DISCHARGE, ASSIGNED, None, {Party.STREET, Party.DISTRICT},
         (TermReason.DISCHARGED, Clock.RECTIFY), "有上报待回执；指定接手的责任方，隐患不销"),
    _row(Event.EXTEND, ASSIGNED, None, {Party.STREET, Party.DISTRICT}, None,
         "写明理由；最迟90天"),
    _row(Event.CONFIRM_DATE, WITH_ACCOUNTABLE, None, {Party.STREET, Party.DISTRICT}, None,
         "批量导入的案件；确认期限后才逐级提醒；最迟90天，原期限更晚的可以照原期限"),
    _row(Event.RECOUNT, ANY_OPEN, None, {Party.SYSTEM}, None, "放假安排表补齐，暂定的期限重算"),
    _row(Event.REMIND, ASSIGNED, None, {Party.SYSTEM}, None, "期限前一个工作日；只在工作时间，危及生命除外"),
    _row(Event.CLIMB, ANY_OPEN, None, {Party.SYSTEM}, None, "到时未办；一次只升一级；机器只提醒和起草"),
    _row(Event.LOOK_BACK, CLOSED, None, {Party.VERIFIER, Party.STREET, Party.DISTRICT}, None,
         "到了回头看的日子；由没有动手整改的人看；反弹即复开"),
    _row(Event.JOIN, ANY_OPEN, None, {Party.FINDER, Party.SYSTEM}, None, "同一处、同一类；再次上报的人一并告知结果"),
    _row(Event.REOPEN, CLOSED, State.ASSIGNED, {Party.VERIFIER, Party.STREET, Party.DISTRICT, Party.SYSTEM},
         (TermReason.REOPENED, Clock.RECTIFY), "回头看、上报人不认可、再次发生或督查发现；重新计时"),
    _row(Event.MERGE, ANY_OPEN, State.CLOSED, {Party.STREET, Party.DISTRICT, Party.SYSTEM}, None,
         "同一处、同一类、未销号；取较早的期限"),
    _row(Event.UNMERGE, CLOSED, State.ASSIGNED, {Party.STREET, Party.DISTRICT, Party.SYSTEM},
         (TermReason.UNMERGED, Clock.RECTIFY), "主条以不成立结束，或并错了"),
)  # fmt: skip

TABLE: dict[Event, Transition] = {row.event: row for row in _ROWS}


class NotPossibleError(ValueError):
    """The case's state does not allow the event; the message says what is."""


def transition(event: Event, state: State, outcome: str = "") -> Transition:
    """The row for an event in a state. Raises NotPossibleError where the table has none."""
    row = TABLE[event]
    if state not in row.sources:
        raise NotPossibleError(f"“{state.label}”的案件不能“{event.label}”")
    merged = outcome == Outcome.MERGED
    if state is State.CLOSED and (event is Event.UNMERGE) != merged:
        raise NotPossibleError("已并入他条的案件只能取消并入" if merged else "案件没有并入他条")
    return row


def possible(state: State, outcome: str = "") -> tuple[Transition, ...]:
    """Every row that may follow, for a page that says what may happen next and by whom."""
    rows = (row for row in _ROWS if state in row.sources)
    if state is State.CLOSED:
        return tuple(row for row in rows if (row.event is Event.UNMERGE) == (outcome == Outcome.MERGED))
    return tuple(rows)
