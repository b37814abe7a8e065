"""Accounts of intake under administration."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.telemetry.access import actions, queries
from anju.telemetry.access.actions import Keys
from anju.telemetry.access.enums import BY_MQTT, WITHOUT_TOKEN, AccessFormat
from anju.telemetry.access.forms import AccessForm
from anju.telemetry.models import Access
from anju.ui import parts


def _keeper(request: HttpRequest) -> tuple[Actor, str]:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    path = queries.district_of_keeper(actor)
    if not path:
        raise PermissionDenied(_("维护设备接入账号"))
    return actor, path


@require_GET
def accesses(request: HttpRequest) -> HttpResponse:
    """Who may send in, how, from where and until when."""
    actor, _path = _keeper(request)
    return render(request, "access/list.html", {"rows": queries.accesses_of(actor), "now": clock.now()})


@never_cache
@require_http_methods(["GET", "POST"])
def give(request: HttpRequest) -> HttpResponse:
    """A new account; its keys are shown on the answer to this request and never again."""
    actor, path = _keeper(request)
    in_two_years = clock.today() + timedelta(days=730)
    form = AccessForm(request.POST if request.method == "POST" else None, initial={"expires_on": in_two_years})
    if request.method == "POST" and form.is_valid():
        try:
            wanted = form.cleaned_data
            row, keys = actions.give_access(
                by=actor, name=wanted["name"], kind=AccessFormat(wanted["format"]), path=path,
                expires_on=wanted["expires_on"], networks=wanted["networks"], note=wanted["note"],
            )  # fmt: skip
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _shown(request, row, keys)
    crumbs = [parts.Crumb(_("设备接入账号"), reverse("access:list")), parts.Crumb(_("新建"))]
    return render(request, "access/give.html", {"form": form, "crumbs": crumbs}, status=422 if form.errors else 200)


@never_cache
@require_POST
def rotate(request: HttpRequest, pk: int) -> HttpResponse:
    """New keys for an account, shown once."""
    actor, _path = _keeper(request)
    row, keys = actions.rotate_access(by=actor, access=_found(actor, pk).pk)
    return _shown(request, row, keys)


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End an account."""
    actor, _path = _keeper(request)
    row = actions.revoke_access(by=actor, access=_found(actor, pk).pk)
    messages.success(request, _("“%(name)s”已停用，十秒内不再接收。") % {"name": row.name})
    return redirect("access:list")


def _found(actor: Actor, pk: int) -> Access:
    row = queries.accesses_of(actor).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _shown(request: HttpRequest, row: Access, keys: Keys) -> HttpResponse:
    """The keys, and what to type into the sender."""
    context = {
        "row": row,
        "keys": keys,
        "crumbs": [parts.Crumb(_("设备接入账号"), reverse("access:list")), parts.Crumb(row.name)],
        "sender": _by_mqtt(row, keys) if row.format in BY_MQTT else _by_http(row, keys),
    }
    return render(request, "access/keys.html", context)


def _by_http(row: Access, keys: Keys) -> dict[str, object]:
    last = row.name if row.format in WITHOUT_TOKEN else keys.token
    event = "?event=up" if row.format == AccessFormat.CHIRPSTACK else ""
    in_header = row.format in {AccessFormat.PLAIN, AccessFormat.CHIRPSTACK}
    address = f"/in/{row.format}{event}" if in_header else f"/in/{row.format}/{last}"
    return {
        "how": "http",
        "in_header": in_header,
        "address": f"{settings.ANJU_INTAKE_URL.rstrip('/')}{address}",
        "is_known": bool(settings.ANJU_INTAKE_URL),
    }


def _by_mqtt(row: Access, keys: Keys) -> dict[str, object]:
    """Host and port as ANJU_MQTT_URL has them; a placeholder where nobody said."""
    known = urlsplit(settings.ANJU_MQTT_URL)
    is_sealed = known.scheme == "mqtts"
    host = known.hostname or _("网关地址")
    port = known.port or (8883 if is_sealed else 1883)
    sealed = " --tls-use-os-certs" if is_sealed else ""
    said = "-t v1/devices/me/telemetry -m '{\"temperature_c\": 21.5}'"
    return {
        "how": "bridge" if row.format == AccessFormat.MOSQUITTO else "mqtt",
        "address": f"{host}:{port}",
        "is_known": bool(known.hostname),
        "is_sealed": is_sealed,
        "trial": f"mosquitto_pub -h {host} -p {port}{sealed} -u {keys.token} -q 1 {said}",
        "files": f"anju mosquitto /etc/mosquitto/anju --gateway {host}:{port} --token token.txt",
    }
