"""How a case is worded on pages: its ring, its steps, its story, its reasons."""

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anju.kernel import clock
from anju.people.enums import ReasonKind
from anju.supervision.lists.enums import Decision, DeferralReason, Event, Outcome, ProposalKind, Rung, State, TermReason
from anju.supervision.lists.models import Duty
from anju.supervision.lists.queries.parties import NobodyError, answerer, territory
from anju.supervision.lists.queries.story import Told, unit_names
from anju.ui import parts
from anju.ui.due import day, moment

ICONS = {
    Event.REPORT: "map-pin", Event.ASSIGN: "user-check", Event.SUBMIT: "camera", Event.PASS: "check",
    Event.DENY: "x", Event.RECHECK: "arrow-back-up",
    Event.RETURN: "arrow-back-up", Event.DISPUTE: "scale", Event.UPHOLD: "scale", Event.DISMISS: "scale",
    Event.MERGE: "link", Event.JOIN: "link", Event.UNMERGE: "link", Event.ASK_DEFERRAL: "clock",
    Event.DEFER: "clock", Event.REFUSE_DEFERRAL: "clock", Event.RESUME: "clock", Event.EXTEND: "clock",
    Event.REOPEN: "history", Event.LOOK_BACK: "eye", Event.CLIMB: "alert-triangle", Event.REMIND: "message",
}  # fmt: skip


def ring_of(duty: Duty) -> str:
    """The status word of a case for the ring: what stands off the main line comes first."""
    if duty.state == State.CLOSED:
        return {Outcome.NOT_SO: "not_so", Outcome.MERGED: "merged"}.get(Outcome(duty.outcome), "closed")
    if duty.dispute_open:
        return "disputed"
    if duty.reopened and duty.state == State.ASSIGNED:
        return "reopened"
    return str(duty.state)


def steps_of(duty: Duty) -> list[parts.Step]:
    """上报 派责 整改 复核 销号 回头看, with dates and parties; from where a case follows another, the other's."""
    if duty.outcome == Outcome.MERGED and duty.merged_into is not None:
        master = duty.merged_into
        follows = when_and_who(duty.closed_at, _("随 %(number)s 办理") % {"number": master.hazard.number})
        own = _station(_("上报"), duty.opened_at, str(duty.hazard.get_source_kind_display()), True, False)
        return [own, parts.Step(_("已并入"), "done", follows), *steps_of(master)[1:]]
    order = [State.REPORTED, State.ASSIGNED, State.SUBMITTED, State.CLOSED]
    now = order.index(State.ASSIGNED if duty.state == State.DEFERRED else State(duty.state))
    moments = [duty.opened_at, duty.assigned_at, duty.submitted_at, duty.closed_at]
    stations = [
        (_("上报"), moments[0], str(duty.hazard.get_source_kind_display()), 0),
        (_("派责"), moments[1], str(duty.accountable or ""), 1),
        (_("整改"), moments[2], str(duty.accountable or "") if moments[2] else "", 2),
        (_("复核"), moments[3], str(duty.verifier or "") if now >= 2 else "", 3),
        (_("销号"), moments[3], str(duty.get_outcome_display()) if duty.outcome else _("复核通过即销"), 3),
    ]
    steps = [_station(label, at, who, done_at <= now, done_at == now + 1) for label, at, who, done_at in stations[:4]]
    closed = duty.state == State.CLOSED
    steps.append(
        parts.Step(
            _("销号"), "done" if closed else "coming", when_and_who(moments[3] if closed else None, stations[4][2])
        )
    )
    steps.append(
        parts.Step(
            _("回头看"),
            "now" if closed and duty.outcome == Outcome.RECTIFIED else "coming",
            [_("销号后 30／90／180 天")],
        )
    )
    return steps


def _station(label: str, at: datetime | None, who: str, done: bool, now: bool) -> parts.Step:
    status = "done" if done else "now" if now else "coming"
    return parts.Step(label, status, when_and_who(at if done else None, who))


def state_words(duty: Duty) -> str:
    """The state in one word for a sheet: only what was put right is 已销号, every other end is named."""
    if duty.state == State.CLOSED and duty.outcome != Outcome.RECTIFIED:
        return _("已办结·%(outcome)s") % {"outcome": duty.get_outcome_display()}
    return str(duty.get_state_display())


def when_and_who(at: datetime | None, who: str) -> list[str]:

    return [line for line in (moment(at, clock.now()) if at else "", who) if line]


def events_of(duty: Duty, told: list[Told]) -> list[parts.Event]:
    """The timeline: the coming automatic step on top, then the entries, newest first."""
    events = [_event(one) for one in told]
    if duty.next_action_at is not None:
        coming = Rung(duty.next_rung).label if duty.next_rung else _("逾期未办，转上一级")
        events.insert(0, parts.Event(duty.next_action_at, "arrow-up", str(coming), _("若无人办理"), coming=True))
    return events


def _event(one: Told) -> parts.Event:
    event = one.verb.partition(".")[2]
    paper = _paper(one.data) if event == Event.PROGRESS else ""
    others = {"referred": _("移送执法"), "followed": _("位置随地点调整")}
    deed = paper or (str(Event(event).label) if event in Event else others.get(event, one.verb))
    detail = "，".join(part for part in (_detail(event, one), one.reason) if part)
    by = " · ".join(part for part in (one.organisation, one.by) if part) or _("系统")
    icon = ICONS.get(Event(event), "file-text") if event in Event else "gavel"
    return parts.Event(one.at, icon, deed, detail, by, one.number, sealed=one.sealed)


def _paper(said: dict[str, Any]) -> str:
    """What an entry about a paper of the case tells; nothing where somebody said how far the work is."""
    if "draft" in said:
        return _("督办已签发") if said.get("signed") else _("督办稿未签发")
    if said.get("proposes") in ProposalKind:
        return _("建议%(what)s") % {"what": ProposalKind(said["proposes"]).label}
    if "proposal" in said and said.get("decision") in Decision:
        what = ProposalKind(said["decides"]).label if said.get("decides") in ProposalKind else _("建议")
        return _("审批%(what)s：%(answer)s") % {"what": what, "answer": Decision(said["decision"]).label}
    if said.get("ended"):
        return _("执法单位登记办理结果")
    if "referral" in said and said.get("decision") in Decision:
        return _("移送%(answer)s") % {"answer": Decision(said["decision"]).label}
    if said.get("master_outcome") in Outcome:
        return _("主条办结：%(outcome)s") % {"outcome": Outcome(said["master_outcome"]).label}
    return ""


def _dates(said: dict[str, Any], key: str) -> str:
    """`期限 11月20日 → 12月20日`, from an entry that moved a date."""
    old, new = (day(clock.from_us(said[name])) if said.get(name) else _("未定") for name in ("old_due", key))
    return _("期限 %(old)s → %(new)s") % {"old": old, "new": new}


def _asked_for(one: Told) -> str:
    """A request for more time: why, until when, how late, and what holds until then."""
    said = one.data
    parts_ = [str(DeferralReason(said["because"]).label)] if said.get("because") in DeferralReason else []
    if said.get("wished_on"):
        parts_.append(_("希望延到 %(day)s") % {"day": day(date.fromisoformat(said["wished_on"]))})
    if said.get("asked_late"):
        parts_.append(_("逾期 %(n)s 个工作日后申请") % {"n": said["asked_late"]})
    if one.interim:
        parts_.append(_("临时防范措施：%(measures)s") % {"measures": one.interim})
    return "；".join(parts_)


def _detail(event: str, one: Told) -> str:
    if event in (Event.EXTEND, Event.CONFIRM_DATE) and "old_due" in one.data:
        return _dates(one.data, "due")
    if event == Event.DEFER and one.data.get("review"):
        return _("复查日期 %(day)s") % {"day": day(clock.from_us(one.data["review"]))}
    if event == Event.ASK_DEFERRAL:
        return _asked_for(one)
    if "rung" in one.data:
        rung = str(Rung(one.data["rung"]).label)
        return f"{rung}：{one.data.get('basis', '')}" + (_("（试运行，未发出）") if one.data.get("trial") else "")
    if event == Event.SUBMIT and one.data.get("evidence"):
        return _("附证据 %(count)s 份") % {"count": one.data["evidence"]}
    if event == Event.HAND_OVER and one.data.get("because") in TermReason:
        return str(TermReason(one.data["because"]).label)
    return ""


def reasons_of(duty: Duty) -> list[str]:
    """为什么是它, as sentences: from the catalogue to the contract or ruling."""
    return _sentences(duty, duty.why)


def chosen_for(duty: Duty) -> tuple[str, list[str]]:
    """Whom the rules will make answer once a report is found true, and why; nobody where nobody is registered."""
    try:
        today = clock.today()
        found = answerer(duty.hazard.kind.facts, duty.path, on=today, ground=territory(duty.path))
    except NobodyError as error:
        return "", [str(error)]
    return unit_names([found.organisation]).get(found.organisation, ""), _sentences(duty, found.why)


def _sentences(duty: Duty, why: list[dict[str, Any]]) -> list[str]:
    names = unit_names(int(step.get("organisation") or 0) for step in why)
    return [_reason(duty, step, names) for step in why]


def _reason(duty: Duty, step: dict[str, object], names: dict[int, str]) -> str:
    name = names.get(int(str(step.get("organisation") or 0)), "")
    facts = duty.hazard.kind.facts
    said = str(step.get("reason"))
    if said == "catalogue":
        return _("目录 %(code)s：法定责任人为%(liable)s") % {
            "code": facts.code,
            "liable": duty.get_liable_kind_display(),
        }
    if said in _REASONS:
        return str(_REASONS[said]) % {"name": name}
    if said in TermReason:
        return _("%(why)s：由 %(name)s 负责") % {"why": TermReason(said).label, "name": name}
    known = str(ReasonKind(said).label) if said in ReasonKind else ""
    return "：".join(part for part in (name, known) if part) or said


_REASONS = {
    "contract": gettext_lazy("%(name)s 有在期管理合同"),
    "ruling": gettext_lazy("异议裁定：由 %(name)s 负责"),
    "named": gettext_lazy("核查时指定 %(name)s 负责"),
    "territory": gettext_lazy("此类隐患由属地的 %(name)s 负责"),
    "supplier": gettext_lazy("此处由 %(name)s 供应，管道设施由它负责"),
    "no_supplier": gettext_lazy("没有登记供应单位，先由 %(name)s 负责"),
    "no_committee": gettext_lazy("没有业委会，由 %(name)s 代管"),
    "unresolved": gettext_lazy("没有查到管理单位，由 %(name)s 代管"),
    "discharged": gettext_lazy("劝阻无效已上报，由 %(name)s 接手"),
}


def crumbs_of(duty: Duty) -> list[parts.Crumb]:
    """The list, then the place as written in an address."""
    return [
        parts.Crumb(_("隐患清单"), reverse("lists:hazards")),
        parts.Crumb(duty.hazard.place.full_name),
        parts.Crumb(duty.hazard.number),
    ]


def card_of(duty: Duty) -> parts.Duty:
    """The duty card: party, reasons, verifier, five fixes."""
    funds = "" if duty.funds_fen is None else f"{duty.funds_fen // 100:,} 元 · {duty.get_funds_source_display()}"
    return parts.Duty(
        party=str(duty.accountable) if duty.accountable else _("核查后确定"),
        number=duty.number,
        number_url=reverse("lists:duty", args=[duty.number]),
        reasons=reasons_of(duty),
        verifier=str(duty.verifier or ""),
        fixes=(
            parts.Fix(_("措施"), duty.measure, _("怎样整改")),
            parts.Fix(_("资金"), funds, _("多少钱、从哪里出")),
            parts.Fix(_("责任人"), duty.responsible, _("谁来办")),
            parts.Fix(_("时限"), when_and_who(duty.due_at, "")[0] if duty.due_at else "", _("派责后确定")),
            parts.Fix(_("预案"), duty.contingency, _("整改前的临时防范措施")),
        ),
    )


def rungs_of(duty: Duty) -> list[tuple[str, str, bool]]:
    """升级顺序: each rung, how it stands, whether it is the next."""
    graver = duty.severity in {"serious", "major"}
    found = []
    for rung in (Rung.REMINDER, Rung.STREET, Rung.DISTRICT, Rung.LISTING, Rung.REFERRAL):
        following = bool(duty.next_action_at) and duty.next_rung == rung
        if rung <= duty.rung:
            said = _("已触发")
        elif following:
            said = moment(duty.next_action_at, clock.now()) if duty.next_action_at else ""
        elif rung >= Rung.LISTING and not graver:
            said = _("一般隐患不到这一级")
        else:
            said = _("须具名的人批准") if rung >= Rung.LISTING else _("未触发")
        found.append((str(rung.label), said, following))
    return found
