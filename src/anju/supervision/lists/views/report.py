"""上报隐患: staff record a hazard; kinds are proposed, look-alikes shown before a new case is made."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from anju.catalogue.queries import Listed, propose, search
from anju.kernel.actors import Actor
from anju.kernel.permissions import granting
from anju.people.enums import Role
from anju.places.models import Place
from anju.supervision.lists import actions
from anju.supervision.lists.actions import Photos, Source, Spot
from anju.supervision.lists.enums import SourceKind
from anju.supervision.lists.models import Duty
from anju.supervision.lists.permissions import Permission
from anju.supervision.lists.photo_forms import ReportForm
from anju.supervision.lists.queries import reach
from anju.supervision.lists.views.listing import district_of_actor
from anju.ui.asking import who_may

SOURCES = {
    Role.GRID_MEMBER: SourceKind.PATROL,
    Role.PROPERTY_MANAGER: SourceKind.PROPERTY,
    Role.OWNERS_COMMITTEE: SourceKind.PROPERTY,
    Role.OPERATOR: SourceKind.PROPERTY,
    Role.CONGRESS_STAFF: SourceKind.CONGRESS,
    Role.DEPUTY: SourceKind.CONGRESS,
}

KINDS = 12
"""Offered at once, likeliest first."""


def source_of(actor: Actor) -> SourceKind:
    """Where a report of this person comes from: by the post they act in."""
    role = actor.acting.role if actor.acting else ""
    return SOURCES[Role(role)] if role in SOURCES else SourceKind.DESK


def _reporter(request: HttpRequest) -> Actor:
    return who_may(request, Permission.REPORT)


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """The form, and what becomes of it. It comes back with everything that was typed and every photo."""
    actor = _reporter(request)
    district = district_of_actor(actor)
    if request.method == "GET":
        form = ReportForm(actor=actor, district=district, initial=_given(request, actor))
        return _draw(request, actor, form)
    form = ReportForm(request.POST, request.FILES, actor=actor, district=district)
    if not form.is_valid():
        return _draw(request, actor, form)
    data = form.cleaned_data
    alike = reach.look_alikes(actor, data["kind"], data["place"])
    if alike and not data["different"]:
        form.add_error(None, _("附近有相似的隐患还没有销号。请看一下是不是同一处；不是，就勾选后再上报。"))
        return _draw(request, actor, form)
    try:
        duty = _made(actor, form)
    except ValueError as error:
        form.add_error(None, str(error))
        return _draw(request, actor, form)
    messages.success(request, _told(duty))
    if not granting(actor, Permission.SEE):
        return redirect("lists:report")
    return redirect("lists:case", number=duty.hazard.number)


def _given(request: HttpRequest, actor: Actor) -> dict[str, object]:
    """A place named in the address, from a place's page: `?place=17`."""
    text = request.GET.get("place", "")
    if not text.isdecimal() or len(text) > 15:
        return {}
    found = reach.by_id(actor, Permission.REPORT, int(text))
    return {"place": str(found.pk)} if found else {}


def _made(actor: Actor, form: ReportForm) -> Duty:
    data = form.cleaned_data
    return actions.report_with_photos(
        by=actor,
        code=data["kind"],
        at=Spot(data["place"], floor=data["floor"], spot=data["spot"]),
        description=data["description"],
        photos=Photos(before=data["before"], after=data["after"] if data["fixed"] else None),
        source=Source(kind=source_of(actor), client_ref=f"desk:{actor.id}:{data['client_ref']}"),
    )


def _told(duty: Duty) -> str:
    if duty.merged_into_id:
        return _("已上报 %(number)s。同一处已有未销号的隐患，已并入，一起办理。") % {"number": duty.hazard.number}
    if duty.submitted_at:
        return _("已上报 %(number)s，当场整改已提交，等另一人复核。") % {"number": duty.hazard.number}
    return _("已上报 %(number)s，责任方：%(who)s。") % {"number": duty.hazard.number, "who": duty.accountable or ""}


def _draw(request: HttpRequest, actor: Actor, form: ReportForm) -> HttpResponse:
    words = str(form["description"].value() or "")
    place = form.cleaned_data.get("place") if form.is_bound else None
    if place is None and form.initial.get("place"):
        place = reach.by_id(actor, Permission.REPORT, int(str(form.initial["place"])))
    if place is not None:
        form.fields["place"].widget.label = place.full_name
    chosen = str(form["code"].value() or form["pick"].value() or "")
    context = {"form": form, **_aside(actor, form.district, words, chosen, place)}
    context["different"] = bool(form["different"].value())
    return render(request, "lists/report.html", context, status=422 if form.errors else 200)


def _aside(actor: Actor, district: str, words: str, chosen: str, place: Place | None) -> dict[str, object]:
    proposed: list[Listed] = propose(district, words) if words.strip() else []
    codes = [kind.facts.code for kind in proposed]
    pick = chosen if chosen in codes else (codes[0] if codes and not chosen else "")
    kind = chosen or pick
    alike = reach.look_alikes(actor, kind, place) if kind and place is not None else []
    return {"proposed": proposed, "pick": pick, "alike": alike, "words": words}


@require_GET
def aside(request: HttpRequest) -> HttpResponse:
    """The part of the form that follows what is typed: three kinds, and look-alikes around the place."""
    actor = _reporter(request)
    text, place = request.GET.get("place", ""), None
    if text.isdecimal() and len(text) < 16:
        place = reach.by_id(actor, Permission.REPORT, int(text))
    chosen = request.GET.get("code") or request.GET.get("pick") or ""
    words = request.GET.get("description", "")[:500]
    context = _aside(actor, district_of_actor(actor), words, chosen, place)
    return render(request, "lists/report_aside.html", context)


@require_GET
def places(request: HttpRequest) -> JsonResponse:
    """Places where the actor may report, by words: `?q=`."""
    found = reach.find(_reporter(request), Permission.REPORT, request.GET.get("q", "")[:80])
    return JsonResponse(options(found), safe=False)


@require_GET
def kinds(request: HttpRequest) -> JsonResponse:
    """Kinds of hazards, by words: `?q=`."""
    found = search(district_of_actor(_reporter(request)), request.GET.get("q", "")[:80])[:KINDS]
    told = [{"value": one.facts.code, "label": one.facts.name, "note": one.facts.code} for one in found]
    return JsonResponse(told, safe=False)


def options(found: list[Place]) -> list[dict[str, str]]:
    """Places as the picker reads them."""
    return [{"value": str(row.pk), "label": row.full_name, "note": str(row.get_kind_display())} for row in found]
