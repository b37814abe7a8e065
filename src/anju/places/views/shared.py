"""What the pages of places have in common."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.documents import workbook
from anju.kernel.ledger.deeds import district_of
from anju.kernel.permissions import allowed
from anju.places import queries
from anju.places.actions import record_export
from anju.places.models import Place
from anju.places.permissions import Places
from anju.ui import parts


def reader(request: HttpRequest) -> Actor:
    """Who asks; refused without any post that may look at places."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not actor.holds(Places.VIEW):
        raise PermissionDenied(_("查看地点"))
    return actor


def place_or_404(actor: Actor, pk: int) -> Place:
    """A place the actor sees."""
    place = queries.place_for(actor, pk)
    if place is None:
        raise Http404
    return place


def crumbs(actor: Actor, place: Place, *last: str) -> list[parts.Crumb]:
    """The path from the district down; what lies above the actor's reach is named without a link."""
    steps = queries.breadcrumb(place)
    found = [parts.Crumb(step.name, _link(actor, step)) for step in steps[:-1]]
    own = parts.Crumb(place.name, place_url(place) if last else "")
    return [*found, own, *(parts.Crumb(word) for word in last)]


def _link(actor: Actor, place: Place) -> str:
    return place_url(place) if allowed(actor, Places.VIEW, path=place.path, place=place.pk) else ""


def place_url(place: Place) -> str:
    """The address of a place's page."""
    return reverse("places:place", args=[place.pk])


def address(here: str, query: Mapping[str, Any]) -> str:
    """`here` with a query, as far as it has values."""
    said = urlencode({name: value for name, value in query.items() if value})
    return f"{here}?{said}" if said else here


def form_page(request: HttpRequest, form: Any, **said: Any) -> HttpResponse:
    """One form under a heading; 422 where it was refused, with what was typed."""
    return render(request, "places/form.html", {"form": form, **said}, status=422 if form.errors else 200)


def exported(request: HttpRequest, actor: Actor, sheet: workbook.Sheet, what: str) -> HttpResponse:
    """The file, entered in the ledger before it leaves."""
    content, rows = workbook.written(sheet)
    paths = [path for grant in actor.grants for path in grant.paths]
    record_export(by=actor, what=what, rows=rows, path=f"/{district_of(paths[0])}/" if paths else "")
    answer = HttpResponse(content, content_type=workbook.TYPE)
    name = f"{sheet.title}{clock.today():%Y%m%d}.xlsx"
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer
