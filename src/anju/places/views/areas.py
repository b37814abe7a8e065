"""Areas (片区): named sets of places, such as the old ones; their register, page and forms."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from anju.kernel.actors import Actor
from anju.kernel.permissions import allowed
from anju.places import actions, forms, queries
from anju.places.datum import RefusedError
from anju.places.models import Area
from anju.places.permissions import Places
from anju.places.queries import registers
from anju.places.views.shared import address, form_page, reader
from anju.ui import parts


@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """片区台账."""
    actor = reader(request)
    here, search = reverse("places:areas"), request.GET.get("q", "").strip()
    rows = list(registers.area_rows(actor, search))
    context = {
        "rows": rows,
        "search": search,
        "clear_url": here if search else "",
        "may_add": actor.holds(Places.EDIT_AREAS),
        "pager": parts.Pager(summary=_("共 %(count)s 个片区") % {"count": len(rows)}),
    }
    return render(request, "places/areas.html", context)


def _area_or_404(actor: Actor, pk: int) -> Area:
    area = queries.visible_areas(actor).filter(pk=pk).first()
    if area is None:
        raise Http404
    return area


@require_GET
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One area and the places it names."""
    actor = reader(request)
    area = _area_or_404(actor, pk)
    context = {
        "area": area,
        "crumbs": [parts.Crumb(_("片区"), reverse("places:areas")), parts.Crumb(area.name)],
        "places": registers.seen(actor, queries.members_of(area)),
        "may": allowed(actor, Places.EDIT_AREAS, path=area.path),
        "register_url": address(reverse("places:register"), {"area": area.pk}),
    }
    return render(request, "places/area.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Found an area."""
    actor = reader(request)
    if not actor.holds(Places.EDIT_AREAS):
        raise PermissionDenied
    form = forms.NewAreaForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            area = actions.make_area(by=actor, **form.cleaned_data)
        except RefusedError as error:
            form.add_error(None, str(error))
        except PermissionDenied:
            form.add_error("within", _("它不在你能编辑片区的范围里。"))
        else:
            messages.success(request, _("片区%(name)s已设立，接下来选它包括哪些地点。") % {"name": area.name})
            return redirect("places:area", pk=area.pk)
    steps = [parts.Crumb(_("片区"), reverse("places:areas")), parts.Crumb(_("设立片区"))]
    said = {"heading": _("设立片区"), "title": _("设立片区"), "crumbs": steps, "button": _("设立")}
    return form_page(request, form, back=reverse("places:areas"), **said)


@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """`edit` gives another name, `members` says which places it names."""
    actor = reader(request)
    area = _area_or_404(actor, pk)
    titles = {"edit": _("改名"), "members": _("调整地点")}
    if deed not in titles:
        raise Http404
    if not allowed(actor, Places.EDIT_AREAS, path=area.path):
        raise PermissionDenied
    posted = request.POST if request.method == "POST" else None
    form = _form(area, deed, posted)
    if posted is not None and form.is_valid():
        try:
            if deed == "edit":
                actions.rename_area(by=actor, area=pk, name=form.cleaned_data["name"])
            else:
                actions.set_area_members(by=actor, area=pk, members=form.members())
        except RefusedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("片区已更新。"))
            return redirect("places:area", pk=pk)
    here = reverse("places:area", args=[pk])
    steps = [parts.Crumb(_("片区"), reverse("places:areas")), parts.Crumb(area.name, here), parts.Crumb(titles[deed])]
    said = {"heading": titles[deed], "title": f"{titles[deed]} {area.name}", "crumbs": steps, "button": _("保存修改")}
    return form_page(request, form, back=here, **said)


def _form(area: Area, deed: str, posted: Any) -> Any:
    if deed == "edit":
        return forms.AreaForm(posted, initial={"name": area.name})
    return forms.MembersForm(posted, members=queries.members_of(area), today=None)
