"""Subscriptions of other systems to events."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anju.notify import actions
from anju.notify.forms import SubscriptionForm
from anju.notify.models import Subscription
from anju.notify.permissions import Permission
from anju.notify.queries import keeping, webhooks
from anju.notify.views.inbox import actor_of


def _path(request: HttpRequest) -> str:
    return keeping.district_path(actor_of(request), Permission.KEEP_SUBSCRIPTIONS)


def _one(request: HttpRequest, pk: int) -> Subscription:
    _path(request)
    row = webhooks.subscriptions_of(actor_of(request)).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Who is told of what."""
    _path(request)
    return render(request, "notify/subscriptions.html", {"rows": webhooks.subscriptions_of(actor_of(request))})


@never_cache
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A new subscription, switched off; its secret is shown on the answer to this request and never again."""
    path = _path(request)
    form = SubscriptionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row, secret = actions.add_subscription(by=actor_of(request), path=path, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return render(request, "notify/secret.html", {"row": row, "secret": secret})
    return render(request, "notify/subscription.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name, address or choice of types."""
    row = _one(request, pk)
    initial = {"name": row.name, "url": row.url, "types": "\n".join(row.types)}
    form = SubscriptionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_subscription(by=actor_of(request), subscription=pk, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("订阅“%(name)s”已修改。") % {"name": form.cleaned_data["name"]})
            return redirect("notify:subscriptions")
    context = {"form": form, "row": row}
    return render(request, "notify/subscription.html", context, status=422 if form.errors else 200)


@require_POST
def switch(request: HttpRequest, pk: int) -> HttpResponse:
    """On or off."""
    row = _one(request, pk)
    on = request.POST.get("on") == "1"
    actions.switch_subscription(by=actor_of(request), subscription=row.pk, on=on)
    messages.success(request, (_("“%(name)s”已启用。") if on else _("“%(name)s”已停用。")) % {"name": row.name})
    return redirect("notify:subscriptions")


@never_cache
@require_POST
def renew(request: HttpRequest, pk: int) -> HttpResponse:
    """A new secret, shown once."""
    row = _one(request, pk)
    secret = actions.renew_secret(by=actor_of(request), subscription=row.pk)
    return render(request, "notify/secret.html", {"row": row, "secret": secret, "renewed": True})
