"""What people do to a case: one address per deed, one form each, one action called."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from anju.kernel.actors import Actor
from anju.supervision.lists import actions
from anju.supervision.lists import forms as asked
from anju.supervision.lists.enums import DeferralReason, Event, Outcome, ReopenReason, State
from anju.supervision.lists.models import Duty
from anju.supervision.lists.queries.cases import seen_by

Act = Callable[[Actor, Duty, Any], object]


@dataclass(frozen=True, slots=True)
class Deed:
    """A button: its words, its form, and the action behind it."""

    event: Event
    button: Any
    form: type[forms.Form]
    act: Act
    primary: bool = False
    bad: bool = False


def _submit(by: Actor, duty: Duty, form: Any) -> object:
    data = form.cleaned_data
    return actions.submit(by=by, duty_id=duty.pk, outcome=Outcome(data["outcome"]), reason=data["reason"])


def _pass(by: Actor, duty: Duty, form: Any) -> object:
    data = form.cleaned_data
    return actions.verify(by=by, duty_id=duty.pk, passed=True, reason=data["reason"], on_site=data["on_site"])


def _return(by: Actor, duty: Duty, form: Any) -> object:
    return actions.verify(by=by, duty_id=duty.pk, passed=False, reason=form.cleaned_data["reason"])


def _ask(by: Actor, duty: Duty, form: Any) -> object:
    data = form.cleaned_data
    because = DeferralReason(data["because"])
    return actions.ask_deferral(
        by=by, duty_id=duty.pk, reason=because, interim=data["interim"], explanation=data["reason"]
    )


def _defer(by: Actor, duty: Duty, form: Any) -> object:
    return actions.answer_deferral(by=by, duty_id=duty.pk, granted=True, review_on=form.cleaned_data["review_on"])


def _refuse(by: Actor, duty: Duty, form: Any) -> object:
    return actions.answer_deferral(by=by, duty_id=duty.pk, granted=False, reason=form.cleaned_data["reason"])


def _reopen(by: Actor, duty: Duty, form: Any) -> object:
    data = form.cleaned_data
    return actions.reopen(by=by, duty_id=duty.pk, why=ReopenReason(data["why"]), reason=data["reason"])


def _merge(by: Actor, duty: Duty, form: Any) -> object:
    master = seen_by(by, form.cleaned_data["master"].strip())
    if master is None:
        raise ValueError(_("没有找到这个编号，请核对后再填"))
    return actions.merge(by=by, duty_id=duty.pk, master_id=master.pk)


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
        Deed(
            Event.ASSIGN, gettext_lazy("情况属实，派责"), asked.NoteForm, _reasoned(actions.check_report), primary=True
        ),
        Deed(Event.SUBMIT, gettext_lazy("提交整改"), asked.SubmitForm, _submit, primary=True),
        Deed(Event.PASS, gettext_lazy("通过，销号"), asked.PassForm, _pass, primary=True),
        Deed(Event.RETURN, gettext_lazy("退回重改"), asked.ReasonForm, _return, bad=True),
        Deed(Event.PLAN, gettext_lazy("填报五落实"), asked.PlanForm, _plan),
        Deed(Event.ASK_DEFERRAL, gettext_lazy("申请延期"), asked.DeferralForm, _ask),
        Deed(Event.DEFER, gettext_lazy("同意延期"), asked.ReviewForm, _defer, primary=True),
        Deed(Event.REFUSE_DEFERRAL, gettext_lazy("不同意延期"), asked.ReasonForm, _refuse, bad=True),
        Deed(Event.DISPUTE, gettext_lazy("提出异议"), asked.ReasonForm, _reasoned(actions.dispute)),
        Deed(
            Event.DISMISS, gettext_lazy("异议不成立"), asked.ReasonForm, _reasoned(actions.rule_dispute, upheld=False)
        ),
        Deed(Event.EXTEND, gettext_lazy("调整期限"), asked.ExtendForm, _extend),
        Deed(Event.MERGE, gettext_lazy("并入另一条"), asked.MergeForm, _merge),
        Deed(Event.UNMERGE, gettext_lazy("取消并入"), asked.ReasonForm, _reasoned(actions.unmerge)),
        Deed(Event.REOPEN, gettext_lazy("复开"), asked.ReopenForm, _reopen, bad=True),
    )
}


def offered(actor: Actor, duty: Duty, events: list[Event]) -> list[tuple[Deed, forms.Form]]:
    """The deeds this actor is offered on a case, with empty forms. What cannot apply now is left out."""
    if Event.SUBMIT in events or (duty.state == State.DEFERRED and duty.accountable_id in actor.organisations):
        events = [*events, Event.PLAN]
    hidden = set()
    if not duty.deferral_open:
        hidden |= {Event.DEFER, Event.REFUSE_DEFERRAL}
    if not duty.dispute_open:
        hidden |= {Event.DISMISS, Event.UPHOLD}
    if duty.dispute_open:
        hidden.add(Event.DISPUTE)
    return [(DEEDS[event], DEEDS[event].form()) for event in events if event in DEEDS and event not in hidden]


@require_POST
def act(request: HttpRequest, number: str, event: str) -> HttpResponse:
    """Do a deed. A refusal says why and loses nothing that was typed."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    duty, deed = seen_by(actor, number), DEEDS.get(event)
    if duty is None or deed is None:
        raise Http404
    form = deed.form(request.POST)
    if form.is_valid():
        try:
            deed.act(actor, duty, form)
        except (ValueError, actions.NotYoursError) as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, _("已办理：%(deed)s（%(number)s）") % {"deed": deed.event.label, "number": number}
            )
            return redirect("lists:case", number=number)
    return render(request, "lists/deed.html", {"duty": duty, "deed": deed, "form": form}, status=422)
