"""QR labels: an A4 sheet for a place and all below it; one is revoked where it was torn off or copied."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from anju.kernel.permissions import allowed
from anju.places import actions, rules
from anju.places.models import Label
from anju.places.permissions import Places
from anju.places.queries import labels
from anju.places.views.shared import place_or_404, reader
from anju.ui import qr


@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The labels as they are printed; a POST makes those that are missing."""
    actor = reader(request)
    place = place_or_404(actor, pk)
    if not allowed(actor, Places.LABEL, path=place.path, place=place.pk):
        raise PermissionDenied(_("打印楼栋二维码"))
    places = labels.label_places(actor, place)
    if request.method == "POST":
        made = actions.make_labels(by=actor, places=places)
        messages.success(request, _("新做了 %(count)s 张二维码。") % {"count": made})
        return redirect("places:labels", pk=pk)
    rows = labels.labels_of(actor, places)
    context = {
        "place": place,
        "rows": [(row, qr.drawn(_address(request, row), error="q")) for row in rows],
        "missing": len(places) - len(rows),
        "limit": rules.LABELS_AT_ONCE if len(places) == rules.LABELS_AT_ONCE else 0,
    }
    return render(request, "places/labels.html", context)


def _address(request: HttpRequest, label: Label) -> str:
    path = f"{rules.LABEL_ROOT}{label.token}/"
    return settings.ANJU_SITE_URL.rstrip("/") + path if settings.ANJU_SITE_URL else request.build_absolute_uri(path)


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """The label opens nothing any more; another can be printed at once."""
    actor = reader(request)
    row = labels.keeps_label(actor, pk)
    if row is None:
        raise Http404
    actions.revoke_label(by=actor, label=pk)
    messages.success(request, _("已作废 %(place)s 的二维码，旧的扫了也打不开。") % {"place": row.place})
    return redirect("places:labels", pk=row.place_id)
