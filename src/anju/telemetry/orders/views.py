"""Orders to one device: give one, and see how each ended."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anju.kernel import clock
from anju.telemetry.enums import DeviceState
from anju.telemetry.orders import actions, queries
from anju.telemetry.orders.enums import OrderKind
from anju.telemetry.orders.forms import OrderForm
from anju.telemetry.orders.permissions import Permission
from anju.telemetry.orders.telling import told
from anju.ui import parts
from anju.ui.asking import who_may


@require_http_methods(["GET", "POST"])
def of_device(request: HttpRequest, pk: int) -> HttpResponse:
    """The orders of a device, newest first, and one more. `pk`: the device's."""
    actor = who_may(request, Permission.ORDER)
    device = queries.device_for(actor, pk)
    if device is None:
        raise Http404
    form = OrderForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.give_order(by=actor, device=pk, kind=OrderKind(data["kind"]), minutes=data["minutes"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("命令已记下，设备在线就下发；三十分钟没有下发就作废"))
            return redirect("orders:device", pk=pk)
    here = reverse("orders:device", args=[pk])
    rows, onward = queries.page(queries.orders_of(actor, pk), request.GET.get("after", "")[:20])
    context: dict[str, Any] = {
        "device": device,
        "rows": told(rows, device, clock.now()),
        "form": form if device.state == DeviceState.CLAIMED else None,
        "pager": parts.Pager(
            previous_url=here if request.GET.get("after") else "", next_url=f"{here}?after={onward}" if onward else ""
        ),
    }
    return render(request, "orders/device.html", context, status=422 if form.errors else 200)
