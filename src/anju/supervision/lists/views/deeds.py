"""What people do to a case: one address per deed, one form each, one action called."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.calendar import statutory_table
from anju.supervision.lists import actions
from anju.supervision.lists import forms as asked
from anju.supervision.lists.enums import (
    DeferralReason,
    Event,
    LookBackResult,
    Outcome,
    ReopenReason,
    TermReason,
)
from anju.supervision.lists.models import Duty
from anju.supervision.lists.photo_forms import SubmitForm
from anju.supervision.lists.queries.cases import (
    denial_of,
    duty_look_back,
    proposed_in_dispute,
    request_of,
    seen_by,
    words_of_request,
)
from anju.supervision.lists.queries.parties import candidates
from anju.supervision.lists.rules import clocks
from anju.supervision.lists.views import words
from anju.supervision.lists.views.report import source_of

JUST = "just"
"""Query of the case page after a merge: it offers to take the merge back."""

Act = Callable[[Actor, Duty, Any], object]


@dataclass(frozen=True, slots=True)
class Deed:
    """A button: its words, its form, and the action behind it."""

    event: Event
    button: Any
    form: type[asked.CaseForm | SubmitForm]
    act: Act
    primary: bool = False
    bad: bool = False


def _assign(by: Actor, duty: Duty, form: Any) -> object:
    data = form.cleaned_data
    code = data["kind"].strip().upper()
    return actions.check_report(by=by, duty_id=duty.pk, accountable=data["unit"], reason=data["reason"], code=code)


def _deny(by: Actor, duty: Duty, form: Any) -> object:
    data = form.cleaned_data
    return actions.deny(by=by, duty_id=duty.pk, outcome=Outcome(data["outcome"]), reason=data["reason"])


def _recheck(by: Actor, duty: Duty, form: Any) -> object:
    return actions.recheck(by=by, duty_id=duty.pk, reason=form.cleaned_data["reason"])


def _submit(by: Actor, duty: Duty, form: Any) -> object:
    data = form.cleaned_data
    return actions.hand_in(
        by=by, duty_id=duty.pk, outcome=Outcome(data["outcome"]), reason=data["reason"], given=form.given()
    )


def _pass(by: Actor, duty: Duty, form: Any) -> object:
    data = form.cleaned_data
    return actions.verify(by=by, duty_id=duty.pk, passed=True, reason=data["reason"], on_site=data["on_site"])


def _return(by: Actor, duty: Duty, form: Any) -> object:
    return actions.verify(by=by, duty_id=duty.pk, passed=False, reason=form.cleaned_data["reason"])


def _progress(by: Actor, duty: Duty, form: Any) -> object:
    return actions.progress(by=by, duty_id=duty.pk, note=form.cleaned_data["reason"])


def _ask(by: Actor, duty: Duty, form: Any) -> object:
    data = form.cleaned_data
    because = DeferralReason(data["because"])
    return actions.ask_deferral(
        by=by, duty_id=duty.pk, reason=because, interim=data["interim"], explanation=data["reason"],
        wished_on=data["wished_on"],
    )  # fmt: skip


def _defer(by: Actor, duty: Duty, form: Any) -> object:
    data = form.cleaned_data
    return actions.answer_deferral(
        by=by, duty_id=duty.pk, granted=True, review_on=data["review_on"], reason=data["reason"]
    )


def _refuse(by: Actor, duty: Duty, form: Any) -> object:
    return actions.answer_deferral(by=by, duty_id=duty.pk, granted=False, reason=form.cleaned_data["reason"])


def _resume(by: Actor, duty: Duty, form: Any) -> object:
    return actions.resume(by=by, duty_id=duty.pk)


def _dispute(by: Actor, duty: Duty, form: Any) -> object:
    data = form.cleaned_data
    return actions.dispute(by=by, duty_id=duty.pk, reason=data["reason"], proposed=data["unit"])


def _uphold(by: Actor, duty: Duty, form: Any) -> object:
    data = form.cleaned_data
    return actions.rule_dispute(by=by, duty_id=duty.pk, upheld=True, reason=data["reason"], accountable=data["unit"])


def _hand_over(by: Actor, duty: Duty, form: Any) -> object:
    data = form.cleaned_data
    return actions.hand_over(
        by=by, duty_id=duty.pk, accountable=data["unit"], reason=TermReason(data["because"]), note=data["reason"]
    )


def _report_up(by: Actor, duty: Duty, form: Any) -> object:
    data = form.cleaned_data
    return actions.discharge(by=by, duty_id=duty.pk, dissuaded_at=data["dissuaded_at"], noticed_at=data["noticed_at"])


def _receive(by: Actor, duty: Duty, form: Any) -> object:
    return actions.receive_discharge(by=by, duty_id=duty.pk, receiver=form.cleaned_data["unit"])


def _confirm(by: Actor, duty: Duty, form: Any) -> object:
    return actions.confirm_date(by=by, duty_id=duty.pk, due_on=form.cleaned_data["due_on"])


def _look_back(by: Actor, duty: Duty, form: Any) -> object:
    planned, data = duty_look_back(duty), form.cleaned_data
    if planned is None:
        raise actions.NotPossibleError(_("没有安排回头看"))
    return actions.look_back(by=by, look_back_id=planned, result=LookBackResult(data["result"]), reason=data["reason"])


def _reopen(by: Actor, duty: Duty, form: Any) -> object:
    data = form.cleaned_data
    return actions.reopen(by=by, duty_id=duty.pk, why=ReopenReason(data["why"]), reason=data["reason"])


def _merge(by: Actor, duty: Duty, form: Any) -> object:
    master = seen_by(by, form.cleaned_data["master"].strip())
    if master is None:
        raise ValueError(_("没有找到这个编号，请核对后再填"))
    return actions.merge(by=by, duty_id=duty.pk, master_id=master.pk)


def _join(by: Actor, duty: Duty, form: Any) -> object:
    source = actions.Source(kind=source_of(by))
    return actions.join(by=by, duty_id=duty.pk, description=form.cleaned_data["reason"], source=source)


def _reasoned(action: Callable[..., object], **fixed: Any) -> Act:
    return lambda by, duty, form: action(by=by, duty_id=duty.pk, reason=form.cleaned_data["reason"], **fixed)


def _extend(by: Actor, duty: Duty, form: Any) -> object:
    data = form.cleaned_data
    return actions.extend(by=by, duty_id=duty.pk, due_on=data["due_on"], reason=data["reason"])


def _plan(by: Actor, duty: Duty, form: Any) -> object:
    return actions.plan(by=by, duty_id=duty.pk, fixes=form.fixes())


DEEDS: dict[str, Deed] = {
    str(deed.event): deed
    for deed in (
        Deed(Event.ASSIGN, gettext_lazy("情况属实，派责"), asked.AssignForm, _assign, primary=True),
        Deed(Event.DENY, gettext_lazy("不属实"), asked.DenyForm, _deny, bad=True),
        Deed(Event.RECHECK, gettext_lazy("不认可，退回核查"), asked.ReasonForm, _recheck, bad=True),
        Deed(Event.SUBMIT, gettext_lazy("提交整改"), SubmitForm, _submit, primary=True),
        Deed(Event.PASS, gettext_lazy("通过，销号"), asked.PassForm, _pass, primary=True),
        Deed(Event.RETURN, gettext_lazy("退回重改"), asked.ReasonForm, _return, bad=True),
        Deed(Event.DEFER, gettext_lazy("同意延期"), asked.ReviewForm, _defer, primary=True),
        Deed(Event.REFUSE_DEFERRAL, gettext_lazy("不同意延期"), asked.ReasonForm, _refuse, bad=True),
        Deed(Event.UPHOLD, gettext_lazy("异议成立，改派"), asked.UpholdForm, _uphold, primary=True),
        Deed(
            Event.DISMISS, gettext_lazy("异议不成立"), asked.ReasonForm, _reasoned(actions.rule_dispute, upheld=False)
        ),
        Deed(Event.DISCHARGE, gettext_lazy("出具回执，另派责任方"), asked.ReceiptForm, _receive, primary=True),
        Deed(Event.CONFIRM_DATE, pgettext_lazy("button", "确认期限"), asked.DateForm, _confirm, primary=True),
        Deed(Event.LOOK_BACK, gettext_lazy("登记回头看"), asked.LookBackForm, _look_back, primary=True),
        Deed(Event.PLAN, gettext_lazy("填报五落实"), asked.PlanForm, _plan),
        Deed(Event.PROGRESS, gettext_lazy("登记进展"), asked.ProgressForm, _progress),
        Deed(Event.RESUME, gettext_lazy("恢复整改"), asked.CaseForm, _resume),
        Deed(Event.ASK_DEFERRAL, gettext_lazy("申请延期"), asked.DeferralForm, _ask),
        Deed(Event.DISPUTE, gettext_lazy("提出异议"), asked.DisputeForm, _dispute),
        Deed(Event.ASK_DISCHARGE, gettext_lazy("劝阻无效，上报"), asked.DissuasionForm, _report_up),
        Deed(Event.HAND_OVER, pgettext_lazy("button", "移交责任方"), asked.HandOverForm, _hand_over),
        Deed(Event.EXTEND, gettext_lazy("调整期限"), asked.ExtendForm, _extend),
        Deed(Event.JOIN, gettext_lazy("我也看到了"), asked.JoinForm, _join),
        Deed(Event.MERGE, gettext_lazy("并入另一条"), asked.MergeForm, _merge),
        Deed(Event.UNMERGE, gettext_lazy("取消并入"), asked.ReasonForm, _reasoned(actions.unmerge)),
        Deed(Event.REOPEN, gettext_lazy("复开"), asked.ReopenForm, _reopen, bad=True),
    )
}
"""Every move a person makes, what asks first first."""


def offered(actor: Actor, duty: Duty) -> list[Deed]:
    """The deeds this actor may do on a case now: exactly what the actions would let pass."""
    events = set(actions.offered(actor, duty))
    return [deed for deed in DEEDS.values() if deed.event in events]


def _empty(deed: Deed, duty: Duty) -> forms.Form:
    """A deed's form; the one that takes photos asks what this case's kind asks for."""
    if issubclass(deed.form, SubmitForm):
        return deed.form(duty=duty, auto_id=f"{deed.event}-%s")
    return deed.form(initial=_known(deed, duty), units=_units(deed, duty), auto_id=f"{deed.event}-%s")


def _units(deed: Deed, duty: Duty) -> Sequence[tuple[int, str]]:
    return candidates(duty.path) if "unit" in deed.form.base_fields else []


def _filled(deed: Deed, duty: Duty, request: HttpRequest, actor: Actor) -> forms.Form:
    """What was sent; photos that came along are the sender's uploads from here on."""
    if issubclass(deed.form, SubmitForm):
        return deed.form(request.POST, request.FILES, duty=duty, sender=actor)
    given = request.POST.copy()
    if deed.event is Event.UNMERGE:
        given.setdefault("reason", _("撤销刚才的并入"))  # the toast of a merge asks for no words
    return deed.form(given, units=_units(deed, duty))


def _known(deed: Deed, duty: Duty) -> dict[str, Any]:
    """What a form shows already: the five fixes as they stand, a dispute's own proposal."""
    if deed.event is Event.PLAN:
        fixes = {name: getattr(duty, name) for name in ("measure", "funds_source", "responsible", "contingency")}
        return {**fixes, "funds_yuan": None if duty.funds_fen is None else duty.funds_fen // 100}
    if deed.event is Event.UPHOLD:
        return {"unit": proposed_in_dispute(duty)}
    if deed.event is Event.DEFER and (asked_for := request_of(duty)) is not None:
        return {"review_on": asked_for.wished_on}
    if deed.event is Event.CONFIRM_DATE and duty.due_at is not None:
        return {"due_on": max(clock.local(duty.due_at).date(), clock.today())}
    return {}


_DATES = ("review_on", "wished_on", "due_on")


def _bounded(form: forms.Form, duty: Duty) -> forms.Form:
    """Its dates offer no day that the action would refuse."""
    today = clock.today()
    for name in _DATES:
        if name in form.fields:
            standing = duty.due_at if name == "due_on" else None
            first = today if name == "due_on" else today + timedelta(days=1)
            bounds = {"min": first.isoformat(), "max": clocks.latest_day(today, standing).isoformat()}
            form.fields[name].widget.attrs.update(bounds)
    return form


def facts_of(deed: Deed, duty: Duty) -> dict[str, Any]:
    """What one must know to fill in a deed's form: the request one answers, the date one moves."""
    answers = deed.event in {Event.DEFER, Event.REFUSE_DEFERRAL}
    moves = deed.event in {Event.EXTEND, Event.CONFIRM_DATE, Event.ASK_DEFERRAL, Event.DEFER}
    found = request_of(duty) if answers else None
    chosen, why = words.chosen_for(duty) if deed.event is Event.ASSIGN else ("", [])
    return {
        "chosen": chosen,
        "why": why,
        "denial": denial_of(duty) if deed.event in {Event.PASS, Event.RECHECK, Event.ASSIGN} else None,
        "asked_for": found,
        "asked_words": words_of_request(found) if found is not None else "",
        "standing": duty.due_at if moves else None,
        "late": clocks.late_days(duty.due_at, clock.now(), statutory_table()) if moves else 0,
        "longest": clocks.LONGEST_DAYS if moves else 0,
    }


def asking(request: HttpRequest, page: str, dialog: str, context: dict[str, Any]) -> HttpResponse:
    """A form to fill in: a page of its own, or, for the page of the case that asks by htmx, a dialog to open there."""
    brought = request.headers.get("HX-Request") == "true"
    answer = render(request, dialog if brought else page, context)
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def _asked(request: HttpRequest, actor: Actor, duty: Duty, deed: Deed) -> HttpResponse:
    """The form of a deed. Where somebody was faster: the case as it is now."""
    try:
        actions.check(actor, duty, deed.event)
    except actions.NotPossibleError:
        if request.headers.get("HX-Request") == "true":
            return HttpResponse(status=409)
        return redirect("lists:case", number=duty.hazard.number)
    context = {"duty": duty, "deed": deed, "form": _bounded(_empty(deed, duty), duty), **facts_of(deed, duty)}
    return asking(request, "lists/deed.html", "lists/deed_dialog.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, number: str, event: str) -> HttpResponse:
    """Do a deed, or ask for its form. A refusal says why and loses nothing that was typed."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    duty, deed = seen_by(actor, number), DEEDS.get(event)
    if duty is None or deed is None:
        raise Http404
    if request.method != "POST":
        return _asked(request, actor, duty, deed)
    form = _filled(deed, duty, request, actor)
    if form.is_valid():
        try:
            deed.act(actor, duty, form)
        except (ValueError, LookupError, PermissionDenied) as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, _("已办理：%(deed)s（%(number)s）") % {"deed": deed.event.label, "number": number}
            )
            target = redirect("lists:case", number=number)
            if deed.event is Event.MERGE:
                target["Location"] += f"?{JUST}={deed.event}"
            return target
    context = {"duty": duty, "deed": deed, "form": _bounded(form, duty), **facts_of(deed, duty)}
    return render(request, "lists/deed.html", context, status=422)
