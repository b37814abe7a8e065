"""What a reporter reads of a case: each step in plain words, and the end worded by its outcome.

"Closed" is never called "put right": only what somebody else has verified as rectified is.
"""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from anju.catalogue.shipped import resident_choices
from anju.intake.residents import queries
from anju.intake.residents.models import Report, Ticket
from anju.intake.residents.queries import later
from anju.places.enums import PlaceKind
from anju.places.models import Place
from anju.supervision.lists.enums import Outcome, State
from anju.supervision.lists.models import Duty
from anju.ui.due import moment


@dataclass(frozen=True, slots=True)
class Step:
    """A station: `done`, `now` or `coming`, and what is to say of it."""

    label: str
    state: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Story:
    """Where a report stands."""

    headline: str
    said: str
    steps: tuple[Step, ...] = field(default=())


_ORDER = (State.REPORTED, State.ASSIGNED, State.SUBMITTED, State.CLOSED)


def story(report: Report) -> Story:
    """The steps of the case that decides a report, in the reader's language."""
    duty = queries.case_of(report)
    now = _ORDER.index(State.ASSIGNED if duty.state == State.DEFERRED else State(duty.state))
    steps = (
        Step(_("收到"), "done", (moment(report.made_at),)),
        Step(_("核查"), _at(now, 0), _checking(duty)),
        Step(_("整改"), _at(now, 1), _repairing(duty)),
        Step(_("复核"), _at(now, 2), _verifying(duty)),
        Step(_("结果"), "done" if duty.state == State.CLOSED else "coming", _ending(duty)),
    )
    headline, said = _now(report, duty)
    return Story(headline, said, steps)


def _at(now: int, own: int) -> str:
    return "done" if now > own else "now" if now == own else "coming"


def _checking(duty: Duty) -> tuple[str, ...]:
    if duty.state != State.REPORTED:
        return (_on(duty.assigned_at),) if duty.assigned_at else ()
    who = str(duty.holder or "")
    return (_("由%(who)s派人去看，%(due)s 前") % {"who": who, "due": _on(duty.holder_due_at)},)


def _repairing(duty: Duty) -> tuple[str, ...]:
    if duty.accountable is None:
        return ()
    lines = [_("由%(who)s负责") % {"who": duty.accountable}]
    if duty.state == State.DEFERRED:
        lines.append(_("同意延期，%(due)s 再看；期间要做好临时防范") % {"due": _on(duty.holder_due_at)})
    elif duty.state == State.ASSIGNED and duty.due_at is not None:
        lines.append(_("期限 %(due)s") % {"due": moment(duty.due_at)})
    return tuple(lines)


def _verifying(duty: Duty) -> tuple[str, ...]:
    if duty.verifier is None:
        return ()
    return (_("由%(who)s复核，整改的人不能自己复核") % {"who": duty.verifier},)


def _ending(duty: Duty) -> tuple[str, ...]:
    return (_on(duty.closed_at),) if duty.state == State.CLOSED else ()


def _on(at: datetime | None) -> str:
    return moment(at) if at is not None else ""


def _now(report: Report, duty: Duty) -> tuple[str, str]:
    if duty.state == State.CLOSED:
        return outcome_words(duty)
    together = _("这一处别人也报过，一起办理。") if report.duty.merged_into_id else ""
    again = _("之前办结过，因为没有改好，重新办理、重新计时。") if duty.reopened else ""
    words = {
        State.REPORTED: _("看过属实，就派给负责的单位限期整改。"),
        State.ASSIGNED: _("到期没有改好，会自动报到上一级。"),
        State.SUBMITTED: _("复核通过才算改好；不通过退回重改，期限不变。"),
        State.DEFERRED: _("这不是改好了。到了复查的日子会再看。"),
    }
    said = words[State(duty.state)]
    return standing(duty), " ".join(part for part in (together, again, said) if part)


def standing(duty: Duty) -> str:
    """Where an open case stands, in the words of who follows it: no office's term."""
    return {
        State.REPORTED: _("已收到，等人去看"),
        State.ASSIGNED: _("看过属实，正在整改"),
        State.SUBMITTED: _("负责单位说改好了，等复核"),
        State.DEFERRED: _("一时改不了，已同意延期"),
    }.get(State(duty.state), _("已办结"))


def outcome_words(duty: Duty) -> tuple[str, str]:
    """The end, named for what it is, and who said so."""
    who = {"who": duty.accountable or "", "verifier": duty.verifier or ""}
    if duty.outcome == Outcome.RECTIFIED:
        return _("已经改好"), _("%(who)s整改，%(verifier)s复核通过。谢谢你的提醒。") % who
    if duty.outcome == Outcome.NOT_SO:
        return _("看过了，没有发现这个问题"), _("%(who)s看过，%(verifier)s复核。这不算“已整改”。") % who
    if duty.outcome == Outcome.NOT_OURS:
        words = _("%(who)s提出不归消防隐患办理，%(verifier)s复核同意。问题可能还在，请向对应部门反映。") % who
        return _("不归这里管，没有整改"), words
    return _("已办结"), ""


def said_later(said: later.Said) -> str:
    """What somebody did about a report, in words; what they wrote stands beside it."""
    if said.verb == later.CONTESTED:
        return _("上报人反映没有改好，已重新办理") if said.reopened else _("上报人又反映没有改好，没有自动重新办理")
    if said.verb == later.CALLED:
        return _("回访：%(how)s") % {"how": said.how.label if said.how else ""}
    if said.verb == later.ADDED:
        return _("上报人补了 %(count)s 张照片") % {"count": said.photos}
    if said.verb == later.RETURNED:
        return _("退单")
    return _("已粘贴阶段性答复") if said.verb == later.MEANWHILE else _("已粘贴答复")


def plain_kind(duty: Duty, *, english: bool) -> str:
    """The kind of a case in plain words, without asking the database."""
    for choice in resident_choices():
        if choice.code == duty.kind_code:
            return choice.en if english else choice.zh
    facts = duty.hazard.kind.facts
    return facts.name_en if english and facts.name_en else facts.name


def public_place(place: Place) -> str:
    """A place as the public list names it: the building, never a unit or what is smaller."""
    small = (PlaceKind.UNIT, PlaceKind.SHOP, PlaceKind.BASEMENT)
    shown = place.parent if place.kind in small and place.parent is not None else place
    return shown.full_name or shown.name


def public_state(duty: Duty) -> str:
    """Where a checked case stands, in one word for everybody."""
    if duty.state == State.CLOSED:
        return str(duty.get_outcome_display())
    return _("已延期") if duty.state == State.DEFERRED else _("整改中")


def answer_of(ticket: Ticket, report: Report) -> str:
    """The answer to a ticket as text, to be pasted back. No person and no door in it."""
    duty = queries.case_of(report)
    what = {"number": ticket.number, "kind": duty.hazard.kind.facts.name, "place": duty.hazard.place}
    if ticket.returned_at is None and duty.state != State.CLOSED:
        head = _("工单 %(number)s 反映的“%(place)s %(kind)s”，阶段性答复如下：") % what
        return f"{head}{_dates(report, duty)}{_meanwhile(duty)}"
    head = _("工单 %(number)s 反映的“%(place)s %(kind)s”，答复如下：") % what
    if ticket.returned_at is not None:
        body = _("经核查，该事项不属于本单位职责，建议由%(unit)s承办，现予退单。") % {"unit": ticket.unit}
        return f"{head}{body}"
    headline, said = outcome_words(duty)
    return f"{head}{_dates(report, duty)}{_on(duty.closed_at)} {headline}。{said}"


def _dates(report: Report, duty: Duty) -> str:
    """When it came in, and when somebody had looked: not of what turned out to be no such thing."""
    dates = _("%(day)s 收到，") % {"day": moment(report.made_at)}
    unfounded = duty.outcome in {Outcome.NOT_SO, Outcome.NOT_OURS}
    if duty.assigned_at and not unfounded:
        dates += _("%(day)s 核查属实并派责，") % {"day": moment(duty.assigned_at)}
    return dates


def _meanwhile(duty: Duty) -> str:
    """How far an open case is, for the hotline: who has it and until when. No promise beyond the case's own dates."""
    who = {"who": duty.holder or "", "due": _on(duty.holder_due_at)}
    if duty.state == State.REPORTED:
        return _("由%(who)s核查，%(due)s 前看过现场；有结果后再作最终答复。") % who
    if duty.state == State.SUBMITTED:
        return _("办理情况已提交，由%(who)s复核；有结果后再作最终答复。") % who
    if duty.state == State.DEFERRED:
        return _("一时不能整改，已同意延期，%(due)s 复查，期间落实临时防范；有结果后再作最终答复。") % who
    told = {"who": duty.accountable or "", "due": _on(duty.due_at)}
    return _("正在整改，由%(who)s负责，期限 %(due)s；有结果后再作最终答复。") % told
