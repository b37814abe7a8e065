"""Channels out: robots, e-mail, text messages; trial mode."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anju.notify import actions
from anju.notify.enums import ROBOTS
from anju.notify.forms import GatewayForm
from anju.notify.permissions import Permission
from anju.notify.queries import keeping, outbox
from anju.notify.views.inbox import actor_of


def _path(request: HttpRequest) -> str:
    return keeping.district_path(actor_of(request), Permission.KEEP_GATEWAYS)


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Every channel with its state."""
    path = _path(request)
    context = {"gateways": outbox.gateways_of(actor_of(request)), "trial": outbox.is_trial(path)}
    return render(request, "notify/channels.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A new channel, switched off."""
    path = _path(request)
    form = GatewayForm(request.POST or None, owners=keeping.group_owners(path))
    if request.method == "POST" and form.is_valid() and _added(request, form, path):
        messages.success(request, _("渠道已添加，尚未启用。先核对，再启用。"))
        return redirect("notify:channels")
    return render(request, "notify/channel.html", {"form": form}, status=422 if form.errors else 200)


def _added(request: HttpRequest, form: GatewayForm, path: str) -> bool:
    data = form.cleaned_data
    owner = data["organisation"] if data["kind"] in ROBOTS else None
    try:
        actions.add_gateway(
            by=actor_of(request), kind=data["kind"], name=data["name"], path=owner.path if owner else path,
            organisation=owner.pk if owner else None, per_minute=data["per_minute"], config=form.config(),
        )  # fmt: skip
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name, limit or key."""
    _path(request)
    gateway = outbox.gateways_of(actor_of(request)).filter(pk=pk).first()
    if gateway is None:
        raise Http404
    initial = {"name": gateway.name, "per_minute": gateway.per_minute}
    form = GatewayForm(request.POST or None, gateway=gateway, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.change_gateway(
                by=actor_of(request), gateway=pk, name=data["name"], per_minute=data["per_minute"],
                config=form.config(),
            )  # fmt: skip
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("渠道“%(name)s”已修改。") % {"name": data["name"]})
            return redirect("notify:channels")
    context = {"form": form, "gateway": gateway}
    return render(request, "notify/channel.html", context, status=422 if form.errors else 200)


@require_POST
def switch(request: HttpRequest, pk: int) -> HttpResponse:
    """On or off."""
    _path(request)
    if not outbox.gateways_of(actor_of(request)).filter(pk=pk).exists():
        raise Http404
    on = request.POST.get("on") == "1"
    row = actions.switch_gateway(by=actor_of(request), gateway=pk, on=on)
    said = _("“%(name)s”已启用。") if on else _("“%(name)s”已停用，待发的消息保留。")
    messages.success(request, said % {"name": row.name})
    return redirect("notify:channels")


@require_POST
def trial(request: HttpRequest) -> HttpResponse:
    """The district's trial mode."""
    on = request.POST.get("on") == "1"
    actions.switch_trial(by=actor_of(request), path=_path(request), on=on)
    messages.success(request, _("已进入试运行：只显示，不发送。") if on else _("已结束试运行：新消息照常发送。"))
    return redirect("notify:channels")
