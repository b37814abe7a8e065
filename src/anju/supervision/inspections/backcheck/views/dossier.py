"""The dossier: its door, the timeline as known then, its group, its clocks."""

import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.jobs.models import JobState
from anju.people.models import Account
from anju.people.rules import mask_name
from anju.supervision.inspections.backcheck import sources, words
from anju.supervision.inspections.backcheck.actions import bundles
from anju.supervision.inspections.backcheck.actions import dossiers as actions
from anju.supervision.inspections.backcheck.enums import Way
from anju.supervision.inspections.backcheck.forms import ClockForm, MemberForm
from anju.supervision.inspections.backcheck.models import Dossier
from anju.supervision.inspections.backcheck.queries import clocks, entry, people
from anju.supervision.inspections.backcheck.queries.ground import ground_of
from anju.supervision.inspections.backcheck.queries.timeline import Past, Told, names_of, past_of
from anju.supervision.inspections.backcheck.views.common import anybody, crumbs, dossier_of, fire_of, say
from anju.supervision.inspections.backcheck.views.fires import where
from anju.ui import parts
from anju.ui.due import Chip, chip, waiting

PAGE = 60
ICONS = {"places": "building", "management": "users", "patrols": "route", "lists": "list"}


def opened(request: HttpRequest, pk: int) -> Dossier | None:
    """The dossier for somebody of its group who has opened it lately; None: the door must be passed first."""
    actor, dossier = dossier_of(request, pk)
    return dossier if entry.is_open(actor, dossier) else None


@require_GET
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Behind the door: the timeline with its filters, clocks, group, log."""
    actor, dossier = dossier_of(request, pk)
    fire = dossier.fire
    if opened(request, pk) is None:
        return render(request, "backcheck/door.html", {"fire": fire, "crumbs": crumbs(fire, parts.Crumb(_("卷宗")))})
    ground = ground_of(fire)
    past = past_of(ground) if ground is not None else Past(())
    context = {
        "fire": fire,
        "where": where(fire),
        "ground": ground,
        "awaited": [str(one) for one in sources.awaited()],
        "clocks": _clocks(dossier),
        "certainty": words.CERTAINTY,
        "members": [(one, mask_name(one.account.name)) for one in entry.group_of(dossier)],
        "log": _log(dossier),
        "bundles": _bundles(actor, dossier),
        "crumbs": crumbs(fire, parts.Crumb(_("卷宗"))),
        **_lines(request, pk, past),
    }
    return render(request, "backcheck/dossier.html", context)


def _lines(request: HttpRequest, pk: int, past: Past) -> dict[str, Any]:
    """The chosen part of the timeline: one source, known then or entered later, one page."""
    here = reverse("backcheck:dossier", args=[pk])
    known = {one.key: str(one.label) for one in sources.registered()}
    asked = {name: said for name in ("source", "when") if (said := request.GET.get(name, ""))}
    told = past.shown()
    chosen = [
        one
        for one in told
        if asked.get("source") in (None, one.source) and (asked.get("when") != "later") == (not one.later)
    ]
    said = request.GET.get("page", "")
    number = min(int(said) if said.isdecimal() and len(said) < 6 else 1, max(1, -(-len(chosen) // PAGE)))
    some = list(reversed(chosen))[(number - 1) * PAGE : number * PAGE]
    late = sum(one.later for one in told)

    def to(page: int) -> str:
        return f"{here}?{urlencode({**asked, 'page': page})}"

    return {
        "events": events_of(some),
        "tabs": [
            parts.Tab(_("当时已知"), here, len(told) - late, asked.get("when") != "later"),
            parts.Tab(_("事后补录"), f"{here}?when=later", late, asked.get("when") == "later"),
        ],
        "filters": [
            parts.Filter(
                "source", _("哪一类"), [("", _("全部")), *known.items()], asked.get("source", ""),
                f"{here}?{urlencode({key: value for key, value in asked.items() if key != 'source'})}",
            )
        ],
        "keep": [("when", asked["when"])] if "when" in asked else [],
        "pager": parts.Pager(
            previous_url=to(number - 1) if number > 1 else "",
            next_url=to(number + 1) if number * PAGE < len(chosen) else "",
            summary=_("共 %(count)s 条，新的在前") % {"count": len(chosen)},
        ),
    }  # fmt: skip


def events_of(some: list[Told]) -> list[parts.Event]:
    """Lines of the timeline, with names masked."""
    names = names_of(some)
    return [
        parts.Event(
            one.happened_at, ICONS.get(one.source, "file-text"), words.deed(one), _with_entry(one, names),
            words.by(one, names), one.number,
        )
        for one in some
    ]  # fmt: skip


def _with_entry(one: Told, names: Any) -> str:
    said = words.detail(one, names)
    if one.at - one.happened_at < timedelta(days=1):
        return said
    entered = _("%(at)s 录入") % {"at": f"{clock.local(one.at):%Y-%m-%d %H:%M}"}
    return f"{said} · {entered}" if said else entered


def _clocks(dossier: Dossier) -> list[tuple[Any, Any, Chip, Any]]:
    """Label, rule, chip, day met."""
    today = clock.today()
    found = []
    for one in clocks.of_dossier(dossier, today):
        label, rule = words.CLOCKS[one.key]
        shown = waiting(title=str(rule))
        if one.due is not None:
            shown = chip(clocks.end_of(one.due), clock.now(), "natural_days", title=str(rule))
        found.append((label, rule, shown, one))
    return found


def _log(dossier: Dossier) -> list[tuple[Any, str]]:
    rows = entry.openings(dossier)
    names = people.names(row.account for row in rows)
    return [(row, mask_name(names.get(row.account, ""))) for row in rows]


def _bundles(actor: Actor, dossier: Dossier) -> list[tuple[Any, Any]]:
    """The person's own bundles, with the digest of those that are ready."""
    return [(job, json.loads(job.result) if job.state == JobState.DONE else {}) for job in bundles.mine(actor, dossier)]


@require_POST
def open_(request: HttpRequest, pk: int) -> HttpResponse:
    """Pass the door: who and when stand in the log and in the ledger."""
    actor, dossier = dossier_of(request, pk)
    actions.open_dossier(by=actor, dossier=dossier, way=Way.PAGE)
    return redirect("backcheck:dossier", pk=pk)


@require_http_methods(["GET", "POST"])
def group(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is of the group. Naming opens nothing."""
    actor = anybody(request)
    fire = fire_of(actor, pk)
    if not actions.may_name(actor, fire):
        raise Http404
    offered = people.offered(fire.path)
    form = MemberForm(request.POST or None, people=[(one, _named(one, post)) for one, post in offered])
    if request.method == "POST" and form.is_valid():
        try:
            actions.name_member(by=actor, fire=fire, account=form.chosen(), lead=form.cleaned_data["lead"])
        except ValidationError as error:
            say(request, error)
        else:
            messages.success(request, _("已加入反查组。"))
            return redirect("backcheck:group" if actions.may_name(actor, fire) else "backcheck:fire", pk=pk)
    dossier = entry.dossier_for(actor, pk)
    context = {
        "fire": fire,
        "form": form,
        "members": [(one, mask_name(one.account.name)) for one in entry.group_of(dossier)] if dossier else [],
        "crumbs": crumbs(fire, parts.Crumb(_("反查组"))),
    }
    return render(request, "backcheck/group.html", context, status=422 if form.errors else 200)


def _named(account: Account, post: str) -> str:
    return f"{mask_name(account.name)}（{account.login}）{post}"


@require_POST
def leave(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """Somebody leaves the group."""
    actor, dossier = dossier_of(request, pk)
    try:
        actions.end_member(by=actor, fire=dossier.fire, member=member)
    except ValidationError as error:
        say(request, error)
    return redirect("backcheck:group", pk=pk)


@require_POST
def change_clock(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Extend, pause or serve: see `rules.terms`."""
    actor, dossier = dossier_of(request, pk)
    form = ClockForm(request.POST)
    try:
        if not form.is_valid():
            raise ValidationError(_("日期没有填对，请重新选。"))
        if what == "extend":
            said = form.cleaned_data
            actions.extend(by=actor, dossier=dossier, paper=said["paper"], reason=said["reason"])
        elif what == "pause":
            first = form.day("first")
            if first is None:
                raise ValidationError(_("请填送检日期。"))
            actions.pause(by=actor, dossier=dossier, first=first, last=form.day("last"))
        elif what == "serve":
            actions.serve(
                by=actor, dossier=dossier, served_on=form.day("served_on"),
                reexamination_on=form.day("reexamination_on"),
            )  # fmt: skip
        else:
            raise Http404
    except ValidationError as error:
        say(request, error)
    else:
        messages.success(request, _("已记下，期限按此重新计算。"))
    return redirect("backcheck:dossier", pk=pk)
