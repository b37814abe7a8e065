"""减负对照 and the burden ledger, and what phones tell of it."""

import json
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anju.burden.actions import minutes as actions
from anju.burden.articles import document
from anju.burden.enums import MEASURED, Standing
from anju.burden.forms import CapForm
from anju.burden.permissions import Permission
from anju.burden.queries import minutes as queries
from anju.burden.queries.reach import root_of, seat
from anju.burden.queries.switches import answered
from anju.burden.rules import minutes as rules
from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.permissions import allowed
from anju.people.models import Account
from anju.ui import parts

BODY = 16 * 1024
TOLD = "burden_days"


def _actor(request: HttpRequest, permission: Permission) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not actor.holds(permission):
        raise PermissionDenied
    return actor


@require_GET
def articles(request: HttpRequest) -> HttpResponse:
    """Each article of the Opinions, the switches that answer it, and how they stand at this moment."""
    actor = _actor(request, Permission.SEE)
    found = answered(document().articles, root_of(actor))
    counts = [(standing, sum(one.standing is standing for one in found)) for standing in Standing]
    context = {"document": document(), "answers": found, "counts": [(one, count) for one, count in counts if count]}
    return render(request, "burden/articles.html", context)


@require_GET
def ledger(request: HttpRequest) -> HttpResponse:
    """Minutes per role of one week."""
    actor = _actor(request, Permission.SEE_MINUTES)
    return _ledger(request, actor, CapForm())


@require_GET
def week(request: HttpRequest, week: str) -> HttpResponse:
    """Where a notice about a week leads."""
    _actor(request, Permission.SEE_MINUTES)
    if _day(week) is None:
        raise Http404
    return redirect(f"{reverse('burden:minutes')}?week={week}")


@require_POST
def cap(request: HttpRequest) -> HttpResponse:
    """Set a role's cap."""
    actor = _actor(request, Permission.SET_CAP)
    form = CapForm(request.POST)
    if form.is_valid():
        minutes = form.cleaned_data["minutes"]
        try:
            actions.set_cap(by=actor, district=root_of(actor), role=form.chosen, minutes=minutes)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            said = _("%(role)s每周上限：%(minutes)s 分钟") if minutes else _("%(role)s不再设上限")
            messages.success(request, said % {"role": form.chosen.label, "minutes": minutes})
            return redirect("burden:minutes")
    return _ledger(request, actor, form, status=422)


def _ledger(request: HttpRequest, actor: Actor, form: CapForm, status: int = 200) -> HttpResponse:
    weeks = queries.weeks(clock.today())
    chosen = _day(request.GET.get("week", ""))
    shown = chosen if chosen in weeks else weeks[0]
    place = seat(actor, Permission.SEE_MINUTES)
    here, district = reverse("burden:minutes"), root_of(actor)
    caps = queries.caps_of(district)
    options = [(one.isoformat(), _week_words(one)) for one in weeks]
    lines = queries.ledger(actor, place, shown) if place else []
    context: dict[str, Any] = {
        "lines": lines,
        "over": [line for line in lines if line.over],
        "filters": [
            parts.Filter("week", _("周"), options, shown.isoformat(), here if shown != weeks[0] else ""),
        ],
        "week": _week_words(shown),
        "fewest": rules.FEWEST,
        "step": rules.STEP,
        "caps": [(role, caps.get(role)) for role in MEASURED],
        "form": form,
        "may_set": bool(district) and allowed(actor, Permission.SET_CAP, path=district),
    }
    return render(request, "burden/minutes.html", context, status=status)


def _week_words(monday: date) -> str:
    said = {"week": monday.isocalendar().week, "month": monday.month, "day": monday.day}
    return _("%(month)s月%(day)s日起（第%(week)s周）") % said


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _told(request: HttpRequest) -> list[str]:
    """The days this sign-in has told of: whoever makes up tokens must not make up colleagues."""
    found: list[str] = request.session.get(TOLD, [])
    return found


@require_POST
@login_not_required
def receive(request: HttpRequest) -> HttpResponse:
    """Finished days of a phone. What is taken in is taken in once; the phone forgets what is answered."""
    if not isinstance(getattr(request, "account", None), Account):
        return JsonResponse({"title": _("请重新登录。")}, status=401)
    if int(request.headers.get("Content-Length") or 0) > BODY or request.content_type != "application/json":
        return JsonResponse({"title": _("请求不完整。")}, status=400)
    try:
        said = json.loads(request.body)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        return JsonResponse({"title": _("请求不完整。")}, status=400)
    days = [one for one in rules.read(said.get("days"), clock.today()) if one.day.isoformat() not in _told(request)]
    try:
        actions.count(by=request.actor, days=days)  # type: ignore[attr-defined]
    except PermissionDenied:
        return JsonResponse({"title": _("您的岗位不用巡查应用。")}, status=403)
    request.session[TOLD] = [*_told(request), *(one.day.isoformat() for one in days)][-rules.MOST_DAYS :]
    response = JsonResponse({"taken": True})
    response["Cache-Control"] = "no-store"
    return response
