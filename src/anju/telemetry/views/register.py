"""The register of devices: what stands where, what is silent, what waits to be claimed."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from anju.gateway.observed import Scheme
from anju.kernel import clock
from anju.supervision.lists.queries import reach
from anju.supervision.lists.views.report import options
from anju.telemetry import actions, words
from anju.telemetry.enums import DeviceState
from anju.telemetry.forms import ClaimForm, RegisterForm
from anju.telemetry.models import Device
from anju.telemetry.permissions import Permission
from anju.telemetry.queries import register
from anju.ui import parts
from anju.ui.asking import who_may


def _about() -> list[tuple[str, str]]:
    return [
        ("", _("全部")), ("silent", _("失联")), ("fire", _("有火警")), ("fault", _("有故障")),
        ("low_battery", _("电量低")), ("disabled", _("屏蔽或测试")),
    ]  # fmt: skip


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The register; filters live in the address."""
    actor, now = who_may(request, Permission.SEE), clock.now()
    asked = {name: request.GET.get(name, "")[:120] for name in ("state", "about", "place", "q")}
    filters = register.Filters(asked["state"], asked["about"], "", asked["place"], asked["q"])
    here, query = reverse("telemetry:devices"), {name: text for name, text in asked.items() if text}

    def link(**change: str) -> str:
        changed = {key: text for key, text in {**query, **change}.items() if text}
        return f"{here}?{urlencode(changed)}" if changed else here

    rows, after = register.page(register.listed(actor, filters, now), request.GET.get("after", "")[:140])
    held = register.held_by(rows)
    context = {
        "rows": [_line(row, held.get(row.pk, []), now) for row in rows],
        "tabs": [
            parts.Tab(label, link(about=word), current=asked["about"] == word, last=word == "disabled")
            for word, label in _about()
        ],
        "filters": [
            parts.Filter(
                "state", _("状态"), [("", _("在用")), (DeviceState.RETIRED.value, DeviceState.RETIRED.label)],
                asked["state"], link(state=""),
            )
        ],
        "keep": [(name, query[name]) for name in ("about", "place") if name in query],
        "asked": asked,
        "clear_url": here,
        "pager": parts.Pager(next_url=link(after=after) if after else ""),
        "may_keep": actor.holds(Permission.KEEP),
        "may_claim": actor.holds(Permission.CLAIM),
        "may_see_models": actor.holds(Permission.MODELS),
    }  # fmt: skip
    return render(request, "telemetry/devices.html", context)


def _line(row: Device, states: list[str], now: Any) -> dict[str, Any]:
    heard = getattr(row, "heard", None)
    return {
        "row": row,
        "states": [(words.state(one), words.tone(one)) for one in states[:4]],
        "more": max(0, len(states) - 4),
        "heard": clock.from_us(heard.last_us) if heard else None,
        "battery": heard.battery_percent if heard else None,
        "silent": register.silent_since(row, now),
        "scheme": words.SCHEMES.get(row.scheme, row.scheme),
    }


@require_http_methods(["GET", "POST"])
def waiting(request: HttpRequest) -> HttpResponse:
    """Devices that nobody knows; picked ones are claimed to a place."""
    actor = who_may(request, Permission.CLAIM)
    form = ClaimForm(request.POST or None, actor=actor)
    picked = [
        int(one) for one in request.POST.getlist("ids")[:2000] if one.isascii() and one.isdecimal() and len(one) < 16
    ]
    if request.method == "POST" and form.is_valid():
        if not picked:
            form.add_error(None, _("先选要认领的设备。"))
        else:
            try:
                claimed = actions.claim(
                    by=actor, devices=picked, place=form.cleaned_data["place"], model=form.cleaned_data["model"]
                )
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, _("已认领 %(n)s 台设备。") % {"n": len(claimed)})
                return redirect("telemetry:devices")
    rows = register.waiting(actor).select_related("heard")[:200]
    context = {
        "rows": [
            {
                "row": row, "heard": clock.from_us(row.heard.last_us) if hasattr(row, "heard") else None,
                "scheme": words.SCHEMES.get(row.scheme, row.scheme), "picked": row.pk in picked,
            }
            for row in rows
        ],
        "form": form,
    }  # fmt: skip
    return render(request, "telemetry/waiting.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Register a device before it speaks."""
    actor = who_may(request, Permission.KEEP)
    form = RegisterForm(request.POST or None, actor=actor)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        new = actions.New(
            Scheme(data["scheme"]), data["key"], data["place"], data["name"], data["model"], None, data["spot"],
            data["installed_on"], data["silent_after_s"],
        )  # fmt: skip
        try:
            (row,) = actions.register(by=actor, devices=[new])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("已登记。设备第一次上报后，这里会显示它说了什么。"))
            return redirect("telemetry:device", pk=row.pk)
    return render(
        request, "telemetry/device_form.html", {"form": form, "row": None}, status=422 if form.errors else 200
    )


@require_GET
def places(request: HttpRequest) -> JsonResponse:
    """Places where the actor keeps devices, by words: `?q=`."""
    actor = who_may(request, Permission.KEEP)
    return JsonResponse(options(reach.find(actor, Permission.KEEP, request.GET.get("q", "")[:80])), safe=False)
