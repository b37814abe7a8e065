"""How a case is worded on pages: its ring, its steps, its story, its reasons."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from anju.kernel import clock
from anju.supervision.lists.enums import Event, Outcome, Rung, State, TermReason
from anju.supervision.lists.models import Duty
from anju.supervision.lists.queries.story import Told, unit_names
from anju.ui import parts
from anju.ui.due import moment

ICONS = {
    Event.REPORT: "map-pin", Event.ASSIGN: "user-check", Event.SUBMIT: "camera", Event.PASS: "check",
    Event.RETURN: "arrow-back-up", Event.DISPUTE: "scale", Event.UPHOLD: "scale", Event.DISMISS: "scale",
    Event.MERGE: "link", Event.JOIN: "link", Event.UNMERGE: "link", Event.ASK_DEFERRAL: "clock",
    Event.DEFER: "clock", Event.REFUSE_DEFERRAL: "clock", Event.RESUME: "clock", Event.EXTEND: "clock",
    Event.REOPEN: "history", Event.LOOK_BACK: "eye", Event.CLIMB: "alert-triangle", Event.REMIND: "message",
}  # fmt: skip


def ring_of(duty: Duty) -> str:
    """The status word of a case for the ring: what stands off the main line comes first."""
    if duty.state == State.CLOSED:
        return "not_so" if duty.outcome == Outcome.NOT_SO else "closed"
    if duty.dispute_open:
        return "disputed"
    if duty.reopened and duty.state == State.ASSIGNED:
        return "reopened"
    return str(duty.state)


def steps_of(duty: Duty) -> list[parts.Step]:
    """上报 派责 整改 复核 销号 回头看, with dates and parties."""
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
    deed = str(Event(event).label) if event in Event else _("移送执法") if event == "referred" else one.verb
    detail = "，".join(part for part in (_detail(event, one), one.reason) if part)
    by = " · ".join(part for part in (one.organisation, one.by) if part) or _("系统")
    icon = ICONS.get(Event(event), "file-text") if event in Event else "gavel"
    return parts.Event(one.at, icon, deed, detail, by, one.number, sealed=one.sealed)


def _detail(event: str, one: Told) -> str:
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
    names = unit_names(int(step.get("organisation") or 0) for step in duty.why)
    return [_reason(duty, step, names) for step in duty.why]


def _reason(duty: Duty, step: dict[str, object], names: dict[int, str]) -> str:
    name = names.get(int(str(step.get("organisation") or 0)), "")
    facts = duty.hazard.kind.facts
    match step.get("reason"):
        case "catalogue":
            return _("目录 %(code)s：法定责任人为%(liable)s") % {
                "code": facts.code,
                "liable": duty.get_liable_kind_display(),
            }
        case "contract":
            return _("%(name)s 有在期管理合同") % {"name": name}
        case "ruling":
            return _("异议裁定：由 %(name)s 负责") % {"name": name}
        case "unresolved":
            return _("没有查到管理单位，由 %(name)s 负责") % {"name": name}
    return _("由 %(name)s 负责") % {"name": name} if name else str(step.get("reason"))


def crumbs_of(duty: Duty) -> list[parts.Crumb]:
    """The list, then the place as written in an address."""
    return [
        parts.Crumb(_("隐患清单"), reverse("lists:hazards")),
        parts.Crumb(duty.hazard.place.full_name),
        parts.Crumb(duty.hazard.number),
    ]
