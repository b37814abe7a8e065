"""观察点: where the committee keeps an eye on."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anju.kernel.permissions import granting
from anju.outreach import actions
from anju.outreach.forms import EndForm, PointForm
from anju.outreach.permissions import Permission
from anju.outreach.queries import register
from anju.ui.asking import who_may


@require_http_methods(["GET", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    """The points, and for who keeps them the form that adds one."""
    actor = who_may(request, Permission.OBSERVE)
    keeps = bool(granting(actor, Permission.KEEP_POINTS))
    if request.method == "POST" and not keeps:
        raise PermissionDenied
    form = PointForm(request.POST or None, actor=actor) if keeps else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            row = actions.add_point(by=actor, **form.cleaned_data)
        except ValidationError as error:
            form.add_error("place", error)
        else:
            messages.success(request, _("已设立观察点：%(name)s") % {"name": row.name})
            return redirect("outreach:sites")
    rows = register.points(actor, ended=True)
    context = {
        "open": [row for row in rows if row.until is None],
        "ended": [row for row in rows if row.until is not None],
        "held": register.held_at([row.pk for row in rows]),
        "form": form,
    }
    return render(request, "outreach/points.html", context, status=422 if form is not None and form.errors else 200)


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """A point's last day."""
    actor = who_may(request, Permission.KEEP_POINTS)
    row = register.point_for(actor, pk)
    if row is None or row.until is not None:
        raise Http404
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_point(by=actor, point=pk, until=form.cleaned_data["until"])
        except ValidationError as error:
            form.add_error("until", error)
        else:
            messages.success(request, _("已撤销观察点：%(name)s。登记过的活动都还在。") % {"name": row.name})
            return redirect("outreach:sites")
    context = {"form": form, "row": row}
    return render(request, "outreach/point_end.html", context, status=422 if form.errors else 200)
