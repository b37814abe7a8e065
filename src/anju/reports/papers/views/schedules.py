"""Briefs on a schedule: the list, setting one, on and off."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anju.kernel.actors import Actor
from anju.people.models import Organisation
from anju.reports.papers import actions
from anju.reports.papers.enums import PaperKind
from anju.reports.papers.forms import ScheduleForm, TimingForm
from anju.reports.papers.models import PaperSchedule
from anju.reports.papers.permissions import Permission
from anju.reports.papers.queries import schedules
from anju.reports.papers.views.common import who
from anju.ui import parts


def _office(request: HttpRequest) -> tuple[Actor, Organisation]:
    """Who asks, and the own office that writes briefs. Raises MissingPermissionError, Http404."""
    actor = who(request, Permission.WRITE)
    owner = schedules.owner_of(actor)
    if owner is None:
        raise Http404
    return actor, owner


def _trail(label: str = "") -> list[parts.Crumb]:
    found = [parts.Crumb(_("公文"), reverse("papers:papers"))]
    if label:
        found += [parts.Crumb(_("定时简报"), reverse("papers:schedules")), parts.Crumb(label)]
    return found


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """All of the own office: when, who is told, what was made last, what comes next."""
    actor, _owner = _office(request)
    return render(request, "papers/schedules.html", {"lines": schedules.listed(actor), "crumbs": _trail()})


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Switch one on."""
    actor, owner = _office(request)
    sent = request.POST if request.method == "POST" else None
    form = ScheduleForm(sent, actor=actor, owner=owner, initial={"responsible": actor.account})
    if sent is not None and form.is_valid():
        row = _planned(actor, form, form.cleaned_data["kind"], form)
        if row is not None:
            messages.success(request, _("已启用。到时候按模板起草，只起草，不印发。"))
            return redirect("papers:schedules")
    context = {"form": form, "crumbs": _trail(_("启用一份")), "title": _("启用定时简报"), "does": _("启用")}
    return render(request, "papers/schedule.html", context, status=422 if form.errors else 200)


def _planned(actor: Actor, form: TimingForm, kind: PaperKind, of: ScheduleForm | PaperSchedule) -> PaperSchedule | None:
    """As the form says; None where it was refused, and the form says why."""
    place = of.cleaned_data["place"] if isinstance(of, ScheduleForm) else of.place
    try:
        return actions.plan(by=actor, kind=kind, place=place, timing=form.timing())
    except ValidationError as error:
        form.add_error(None, error)
        return None


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Another day, hour or reader; it is on afterwards."""
    actor, owner = _office(request)
    row = schedules.schedule_for(actor, pk)
    if row is None:
        raise Http404
    sent = request.POST if request.method == "POST" else None
    initial = {"hour": row.hour, "responsible": row.responsible_id, "weekday": row.weekday}
    form = TimingForm(sent, owner=owner, initial=initial)
    if row.weekday is None:
        del form.fields["weekday"]
    if sent is not None and form.is_valid() and _planned(actor, form, PaperKind(row.kind), row) is not None:
        messages.success(request, _("已按新的时间启用。"))
        return redirect("papers:schedules")
    title = f"{row.place} {row.get_kind_display()}"
    context = {"form": form, "crumbs": _trail(title), "title": title, "does": _("保存并启用")}
    return render(request, "papers/schedule.html", context, status=422 if form.errors else 200)


@require_POST
def switch(request: HttpRequest, pk: int) -> HttpResponse:
    """Off, or on again."""
    actor, _owner = _office(request)
    if schedules.schedule_for(actor, pk) is None:
        raise Http404
    on = request.POST.get("on") == "1"
    actions.switch(by=actor, schedule=pk, on=on)
    messages.success(request, _("已启用，从下一个时间开始。") if on else _("已停用。做好的草稿都还在。"))
    return redirect("papers:schedules")
