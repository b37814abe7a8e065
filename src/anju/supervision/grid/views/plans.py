"""Plans: which there are, one with its line, and how often one place is looked at."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.permissions import MissingPermissionError
from anju.people.rules import mask_name
from anju.places.queries.staffing import staffing
from anju.supervision.grid import forms, wording
from anju.supervision.grid.actions import plans as actions
from anju.supervision.grid.models import Plan
from anju.supervision.grid.permissions import Permission
from anju.supervision.grid.queries import coverage, planning, standing
from anju.supervision.grid.queries.rounds import handed_on
from anju.supervision.grid.queries.summaries import walks
from anju.supervision.grid.rules.line import Standing, Tier
from anju.ui import parts

SHOWN = 100
"""Places on a page of a plan, the first in line first."""


def keeper(request: HttpRequest) -> Actor:
    """Who asks; refused without a post that may plan."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not actor.holds(Permission.PLAN):
        raise MissingPermissionError(Permission.PLAN)
    return actor


def title_of(plan: Plan) -> str:
    """What a plan is called: by its grid, or by company and place."""
    if plan.grid is not None:
        return _("%(grid)s的巡查计划") % {"grid": plan.grid.name}
    assert plan.management is not None
    said = {"place": plan.management.place.full_name, "company": plan.management.organisation}
    return _("%(place)s的物业巡查计划（%(company)s）") % said


@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """巡查计划: grids first, then companies' projects, with the state of the grids' cycles. In administrative order."""
    actor, day = keeper(request), clock.today()
    found = list(standing.plans_seen(actor).order_by("path", "pk")[:2000])
    cycles = {}
    if actor.holds(Permission.SEE_COVERAGE):
        cycles = coverage.progress_of(coverage.audit(actor, day, coverage.Filters()), day)
    grids = [plan for plan in found if plan.grid is not None]
    staff = staffing([plan.grid_id for plan in grids if plan.grid_id is not None], day)
    context = {
        "grids": [(plan, staff[plan.grid_id or 0], cycles.get(plan.grid_id or 0)) for plan in grids],
        "companies": [plan for plan in found if plan.management is not None],
    }
    return render(request, "grid/plans.html", context)


def _plan_or_404(actor: Actor, pk: int) -> Plan:
    plan = standing.plan_for(actor, pk)
    if plan is None:
        raise Http404
    return plan


@require_GET
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One plan: its places as they stand in line, who walks today, what was handed on."""
    actor, day = keeper(request), clock.today()
    plan = _plan_or_404(actor, pk)
    line = planning.line_of(plan, day)
    shown = line if request.GET.get("all") else line[:SHOWN]
    context = {
        "plan": plan,
        "title": title_of(plan),
        "crumbs": _crumbs(plan),
        "rows": [(one, wording.basis(one.row), _stands(one.standing)) for one in shown],
        "clauses": wording.clauses(one.row for one in line),
        "total": len(line),
        "due": sum(one.standing.tier in (Tier.LEGAL, Tier.DUE) for one in line),
        "kept": sum(not one.standing.overdue for one in line),
        "walks": walks(plan, day),
        "handed": [
            (one, mask_name(one.round.account.name), mask_name(one.to.name) if one.to else "")
            for one in handed_on(plan, day)
        ],
        "staff": staffing([plan.grid_id], day)[plan.grid_id] if plan.grid_id is not None else None,
        "minutes_form": forms.MinutesForm(initial={"minutes": plan.minutes}),
    }
    return render(request, "grid/plan.html", context)


def _stands(place: Standing) -> str:
    """Where a place stands, in words. What nobody has looked at is due, and not called late."""
    if place.age is None:
        return _("还没看过")
    if place.tier in (Tier.LEGAL, Tier.DUE):
        return _("超期") if place.overdue else _("到期")
    return _("快到期") if place.tier is Tier.SOON else ""


def _crumbs(plan: Plan, *last: str) -> list[parts.Crumb]:
    here = reverse("grid:plan", args=[plan.pk]) if last else ""
    return [
        parts.Crumb(_("巡查计划"), reverse("grid:plans")),
        parts.Crumb(title_of(plan), here),
        *(parts.Crumb(word) for word in last),
    ]


@require_POST
def act(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """`minutes` sets how long a round takes; `refresh` brings the plan in step with the ground now."""
    actor = keeper(request)
    plan = _plan_or_404(actor, pk)
    if deed == "minutes":
        form = forms.MinutesForm(request.POST)
        if form.is_valid():
            actions.set_minutes(by=actor, plan=plan, minutes=form.cleaned_data["minutes"])
            messages.success(request, _("以后每次巡查按%(minutes)s分钟安排。") % {"minutes": plan.minutes})
        else:
            messages.error(request, _("每次巡查应在 10 到 480 分钟之间。"))
    elif deed == "refresh":
        changed = actions.refresh_plan(by=actor, plan=plan, on=clock.today())
        messages.success(request, _("已按现在的地点和风险更新。") if changed else _("没有要更新的。"))
    else:
        raise Http404
    return redirect("grid:plan", pk=pk)


@require_http_methods(["GET", "POST"])
def place(request: HttpRequest, pk: int, place: int) -> HttpResponse:
    """How often one place is looked at: changed with a reason, or back to the default."""
    actor = keeper(request)
    plan = _plan_or_404(actor, pk)
    row = standing.row_of(plan, place)
    if row is None:
        raise Http404
    posted = request.POST if request.method == "POST" and "reset" not in request.POST else None
    form = forms.FrequencyForm(posted, initial={"every_days": row.every_days})
    if "reset" in request.POST:
        actions.reset_frequency(by=actor, plan=plan, place=place)
        messages.success(request, _("%(place)s已恢复默认频次。") % {"place": row.place})
        return redirect("grid:plan", pk=pk)
    if form.is_valid():
        try:
            actions.set_frequency(by=actor, plan=plan, place=place, **form.cleaned_data)
        except ValidationError as error:
            form.add_error("every_days", error)
        else:
            said = {"place": row.place, "days": form.cleaned_data["every_days"]}
            messages.success(request, _("%(place)s改为每%(days)s天看一次。") % said)
            return redirect("grid:plan", pk=pk)
    context: dict[str, Any] = {
        "plan": plan, "row": row, "form": form, "basis": wording.basis(row), "clauses": wording.clauses([row]),
        "crumbs": _crumbs(plan, str(row.place)),
    }  # fmt: skip
    return render(request, "grid/plan_place.html", context, status=422 if form.errors else 200)
