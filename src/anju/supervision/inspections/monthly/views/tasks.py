"""An inspector's own tasks, for the phone: what to look at, never what others found. Works without script."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.supervision.inspections.monthly.actions.looking import (
    hand_over,
    record_look,
    record_no_entry,
    report_find,
)
from anju.supervision.inspections.monthly.enums import Handed, MonthState, NoEntry, Outcome, TaskState
from anju.supervision.inspections.monthly.forms import FindForm, HandForm, NoEntryForm
from anju.supervision.inspections.monthly.models import Task
from anju.supervision.inspections.monthly.permissions import Permission
from anju.supervision.inspections.monthly.queries import tasks
from anju.supervision.inspections.monthly.views.who import who
from anju.supervision.inspections.monthly.wording import look_at_here


def _own(request: HttpRequest, pk: int) -> tuple[Actor, Task]:
    actor = who(request, Permission.INSPECT)
    task = tasks.own_one(actor, pk)
    if task is None:
        raise Http404
    return actor, task


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """What I have to look at, and what I have looked at in months not yet published."""
    actor = who(request, Permission.INSPECT)
    account = actor.account or 0
    context = {
        "open": [(task, look_at_here(task)) for task in tasks.own(account)],
        "done": tasks.own(account, done=True),
    }
    return render(request, "monthly/tasks.html", context)


@require_GET
def task(request: HttpRequest, pk: int) -> HttpResponse:
    """One place: what to look at, what I have found so far, and how it ends."""
    _actor, row = _own(request, pk)
    return _drawn(request, row)


def _drawn(request: HttpRequest, row: Task, *, hand: HandForm | None = None, status: int = 200) -> HttpResponse:
    finds = tasks.finds_of(row)
    result = tasks.last_results([row.pk]).get(row.pk)
    context = {
        "task": row,
        "look_at": look_at_here(row),
        "finds": finds,
        "new": tasks.new_finds(row),
        "is_open": row.state == TaskState.OPEN and row.month.state == MonthState.DRAWN,
        "no_entry": NoEntryForm(),
        "outcome": Outcome(result.outcome).label if result is not None else "",
        "hand": (hand or HandForm()) if finds and row.state == TaskState.DONE and not row.handed else None,
    }
    return render(request, "monthly/task.html", context, status=status)


@require_POST
def act(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """`clean`, `found`, `fixed`, `not_fixed`: the look is over; `no_entry`: nobody could look; `handed`: the sheet."""
    actor, row = _own(request, pk)
    if deed == "handed":
        return _handed(request, actor, row)
    try:
        said = _done(request, actor, row, deed)
    except (ValidationError, ValueError) as error:
        messages.error(request, " ".join(error.messages) if isinstance(error, ValidationError) else str(error))
        return redirect("monthly:task", pk)
    messages.success(request, said)
    if tasks.finds_of(row):
        return redirect("monthly:task", pk)  # the sheet comes next
    return redirect("monthly:tasks")


def _done(request: HttpRequest, actor: Actor, row: Task, deed: str) -> str:
    where = row.place.full_name
    if deed == "no_entry":
        form = NoEntryForm(request.POST)
        if not form.is_valid():
            raise ValidationError(_("请选进不去的原因。"))
        following = record_no_entry(by=actor, task=row.pk, why=NoEntry(form.cleaned_data["why"]))
        if following is None:
            return _("记下了：%(place)s进不去。同类没有备用的地点了。") % {"place": where}
        return _("记下了：%(place)s进不去，换成下一处备用的。") % {"place": where}
    if deed not in set(Outcome):
        raise Http404
    record_look(by=actor, task=row.pk, outcome=Outcome(deed), reason=request.POST.get("reason", "")[:500])
    return _("记下了：%(place)s。") % {"place": where}


def _handed(request: HttpRequest, actor: Actor, row: Task) -> HttpResponse:
    form = HandForm(request.POST)
    if form.is_valid():
        try:
            hand_over(
                by=actor, task=row.pk, how=Handed(form.cleaned_data["how"]), receiver=form.cleaned_data["receiver"]
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("交办情况已登记。"))
            return redirect("monthly:task", row.pk)
    return _drawn(request, row, hand=form, status=422)


@require_http_methods(["GET", "POST"])
def find(request: HttpRequest, pk: int) -> HttpResponse:
    """One hazard. It comes back with everything that was typed and every photo."""
    actor, row = _own(request, pk)
    posted = request.method == "POST"
    form = FindForm(request.POST if posted else None, request.FILES if posted else None, actor=actor, path=row.path)
    if posted and form.is_valid():
        try:
            duty = report_find(by=actor, task=row.pk, seen=form.seen())
        except PermissionDenied:
            raise
        except (ValidationError, ValueError) as error:
            form.add_error(None, " ".join(error.messages) if isinstance(error, ValidationError) else str(error))
        else:
            messages.success(
                request, _("已登记 %(number)s。还有就再加一条，没有就点“看完了”。") % {"number": duty.hazard.number}
            )
            return redirect("monthly:task", pk)
    return render(request, "monthly/find.html", {"task": row, "form": form}, status=422 if form.errors else 200)


@require_GET
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """现场交办单, to print: what was found, by when, who receives it."""
    actor, row = _own(request, pk)
    finds = tasks.finds_of(row)
    if not finds:
        raise Http404
    issuer = tasks.organisation_of(actor)
    context = {"task": row, "finds": finds, "issuer": issuer, "now": clock.now(), "receiver": tasks.receiver_of(row)}
    return render(request, "monthly/sheet.html", context)
