"""我的待办: what is mine, due first, one tap to act."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.calendar import is_working_moment, statutory_table
from anju.people import words
from anju.people.models import Account
from anju.supervision.lists.enums import Rung, State
from anju.supervision.lists.models import Duty
from anju.supervision.lists.permissions import Permission
from anju.supervision.lists.queries import holding, work
from anju.ui import due, nav, parts, worklist

SHOWN = 100
VERBS = {
    State.REPORTED: (gettext_lazy("核查上报"), gettext_lazy("去核查")),
    State.ASSIGNED: (gettext_lazy("整改"), gettext_lazy("去整改")),
    State.SUBMITTED: (gettext_lazy("复核整改"), gettext_lazy("去复核")),
    State.DEFERRED: (gettext_lazy("临时防范"), gettext_lazy("去登记")),
}


@require_GET
def my_work(request: HttpRequest) -> HttpResponse:
    """One work list for all of a person's posts, those deputised for today (AB岗) included."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not actor.holds(Permission.SEE) and (home := nav.home_of(actor)):
        return redirect(home)
    now = clock.now()
    tab = request.GET.get("tab", "")
    mine = sorted(_mine(actor, now), key=lambda one: one[0])
    groups = _groups(mine, now) if not tab else [(_TABS[tab], _cases(actor, tab, now), False)] if tab in _TABS else []
    late = sum(at < now for at, _line in mine)
    today = sum(clock.local(at).date() == clock.local(now).date() and at >= now for at, _line in mine)
    context = {
        "groups": groups,
        "tabs": _tabs(tab, len(mine)),
        "count": f"{SHOWN}+" if len(mine) > SHOWN else len(mine),
        "late": late,
        "today": today,
        "shift": [] if tab else [line(duty, now, actor) for duty in _on_shift(actor, now)],
        "coming": [_coming(duty, now) for duty in work.coming(actor)],
        "others": [line(duty, now, actor) for duty in work.waiting_for_others(actor)[:5]],
        "to_verify": sum(one.verb == VERBS[State.SUBMITTED][0] for _at, one in mine),
        "leavers": [(words.person(one), reverse("lists:handed", args=[one.pk])) for one in _leavers(actor, now)],
        "now": now,
    }
    return render(request, "lists/work.html", context)


_TABS = {"others": gettext_lazy("等别人办"), "done": gettext_lazy("我办过的")}


def _tabs(tab: str, count: int) -> list[parts.Tab]:
    here = reverse("lists:work")
    shown = f"{SHOWN}+" if count > SHOWN else count
    return [
        parts.Tab(_("要我办"), here, shown, current=not tab),
        *(parts.Tab(label, f"{here}?tab={name}", current=tab == name) for name, label in _TABS.items()),
    ]


def _cases(actor: Actor, tab: str, now: datetime) -> list[parts.WorkLine]:
    rows = work.waiting_for_others(actor) if tab == "others" else work.done_by(actor)
    return [line(duty, now, actor) for duty in rows[:SHOWN]]


def _mine(actor: Actor, now: datetime) -> Iterable[tuple[datetime, parts.WorkLine]]:
    """Everything that waits for this person, each with the moment it is due."""
    for duty in work.held(actor)[: SHOWN + 1]:
        yield _due(duty, actor), line(duty, now, actor)
    for made in work.to_rule(actor)[:SHOWN]:
        yield made.due_at, _paper(made.duty, _("裁定异议"), _("去裁定"), str(made.party), made.due_at, now)
    for told in work.to_receive(actor)[:SHOWN]:
        at = told.due_at or now
        yield at, _paper(told.duty, _("出具回执"), _("去回执"), str(told.organisation), at, now)
    for draft in work.drafts(actor)[:SHOWN]:
        about = _("督办稿：致 %(unit)s，%(n)s 条") % {"unit": draft.unit, "n": draft.size}  # type: ignore[attr-defined]
        url = reverse("lists:draft", args=[draft.pk])
        yield draft.due_at, _plain(_("签发督办"), about, url, str(draft.signer), _("去签发"), draft.due_at, now)
    for paper in work.proposals(actor)[:SHOWN]:
        what = f"{paper.get_kind_display()} · {_what(paper.duty)}"
        url = reverse("lists:proposal", args=[paper.pk])
        yield paper.due_at, _plain(_("审批建议"), what, url, paper.duty.hazard.number, _("去审批"), paper.due_at, now)
    for paper in work.referrals(actor)[:SHOWN]:
        at, url = paper.receive_due_at or now, reverse("lists:proposal", args=[paper.pk])
        if paper.received_at is None:
            yield at, _plain(_("接收移送"), _what(paper.duty), url, paper.duty.hazard.number, _("去接收"), at, now)
    for look in work.look_backs(actor, today=clock.local(now).date())[:SHOWN]:
        at = _end(look.due_on)
        yield at, _paper(look.duty, _("回头看"), _("去看"), _("销号后 %(n)s 天") % {"n": look.days}, at, now)
    yield from worklist.lines(actor, now)


def _end(day: date) -> datetime:
    return datetime.combine(day, datetime.max.time().replace(microsecond=0), tzinfo=clock.DISTRICT_TIME)


def _groups(mine: list[tuple[datetime, parts.WorkLine]], now: datetime) -> list[tuple[Any, list[parts.WorkLine], bool]]:
    day = clock.local(now).date()
    week = day + timedelta(days=6 - day.weekday())
    found: dict[str, list[parts.WorkLine]] = {"late": [], "today": [], "week": [], "later": []}
    for at, one in mine[:SHOWN]:
        last = clock.local(at).date()
        group = "late" if at < now else "today" if last == day else "week" if last <= week else "later"
        found[group].append(one)
    labels = {"late": _("已逾期"), "today": _("今天到期"), "week": _("本周内"), "later": _("以后到期")}
    return [(labels[name], lines, name == "late") for name, lines in found.items() if lines]


def _due(duty: Duty, actor: Actor) -> datetime:
    """When this person must have acted: the holder by its own date, everybody else by the date that counts."""
    at = duty.holder_due_at if duty.holder_id in actor.organisations else duty.pressing_at
    assert at is not None
    return at


def _what(duty: Duty) -> str:
    return f"{duty.hazard.place.full_name} · {duty.hazard.kind.name}"


def _verb(duty: Duty, actor: Actor) -> tuple[str, str]:
    """What this person is to do about a case, and the button. Who holds it not is only told how it stands."""
    mine = duty.holder_id in actor.organisations
    if duty.state == State.CLOSED:
        return str(duty.get_outcome_display()), _("查看")
    if duty.deferral_open and not mine:
        late = duty.asked_late and duty.accountable_id in actor.organisations
        return (_("整改（延期待答复）"), _("去整改")) if late else (_("延期待答复"), _("查看"))
    if not mine:
        return str(State(duty.state).label), _("查看")
    if duty.denied:
        return _("核定不属实"), _("去核定")
    verb, button = (_("答复延期"), _("去答复")) if duty.deferral_open else VERBS[State(duty.state)]
    return str(verb), str(button)


def line(duty: Duty, now: datetime, actor: Actor) -> parts.WorkLine:
    """A case as a line of work: the verb, what, why me, by when."""
    verb, button = _verb(duty, actor)
    chip = due.chip(_due(duty, actor), now, "working_days") if duty.holder_due_at else None
    return parts.WorkLine(
        verb=verb,
        what=_what(duty),
        url=reverse("lists:case", args=[duty.hazard.number]),
        why=f"{duty.hazard.number} · {duty.accountable or duty.holder}",
        button=button,
        due=chip,
        severity=duty.severity,
        candidate=duty.severity == "major",
        live=f"duty:{duty.pk}",
    )


def _paper(duty: Duty, verb: str, button: str, why: str, at: datetime, now: datetime) -> parts.WorkLine:
    return parts.WorkLine(
        verb=verb,
        what=_what(duty),
        url=reverse("lists:case", args=[duty.hazard.number]),
        why=f"{duty.hazard.number} · {why}",
        button=button,
        due=due.chip(at, now, "working_days"),
        severity=duty.severity,
        candidate=duty.is_candidate,
        live=f"duty:{duty.pk}",
    )


def _plain(verb: str, what: str, url: str, why: str, button: str, at: datetime, now: datetime) -> parts.WorkLine:
    return parts.WorkLine(verb=verb, what=what, url=url, why=why, button=button, due=due.chip(at, now, "working_days"))


def _coming(duty: Duty, now: datetime) -> dict[str, Any]:
    """不处理会怎样: when, what happens by itself, to which case."""
    step = Rung(duty.next_rung).label if duty.next_rung else _("转上一级")
    return {"at": duty.next_action_at, "step": step, "what": _what(duty), "number": duty.hazard.number}


def _on_shift(actor: Actor, now: datetime) -> list[Duty]:
    """Outside working hours, what is urgent for the offices this person is on duty for."""
    return [] if is_working_moment(now, statutory_table()) else list(work.on_shift(actor, now)[:SHOWN])


def _leavers(actor: Actor, now: datetime) -> list[Account]:
    """Who left lately and is followed by this person."""
    return holding.leavers_to(actor, today=clock.local(now).date())
