"""The register of devices: what stands where, what is silent, what waits to be claimed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anju.facilities import shipped
from anju.gateway.observed import Scheme
from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.supervision.lists.queries import reach
from anju.supervision.lists.views.report import options
from anju.telemetry import actions, exports, words
from anju.telemetry.enums import DeviceState, ShieldKind
from anju.telemetry.forms import ClaimForm, RegisterForm
from anju.telemetry.models import Device
from anju.telemetry.permissions import Permission
from anju.telemetry.queries import register, standing
from anju.telemetry.queries.suggesting import suggestions
from anju.ui import leaving, parts
from anju.ui.asking import who_may


def _about() -> list[tuple[str, str]]:
    return [
        ("", _("全部")), ("silent", _("失联")), ("fire", _("有火警")), ("fault", _("有故障")),
        ("low_battery", _("电量低")), ("disabled", _("屏蔽或测试")),
    ]  # fmt: skip


LIST = "telemetry:devices"


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The register; filters live in the address."""
    actor, now = who_may(request, Permission.SEE), clock.now()
    filters = register.Filters.read(request.GET)
    here, query = reverse(LIST), filters.given()

    def link(**change: str) -> str:
        changed = {key: text for key, text in {**query, **change}.items() if text}
        return f"{here}?{urlencode(changed)}" if changed else here

    rows, after = register.page(register.listed(actor, filters, now), request.GET.get("after", "")[:140])
    held = register.held_by(rows)
    may_keep = actor.holds(Permission.KEEP)
    context = {
        "rows": [_line(row, held.get(row.pk, []), now) for row in rows],
        "tabs": [
            parts.Tab(label, link(about=word), current=filters.about == word, last=word == "disabled")
            for word, label in _about()
        ],
        "filters": _filters(actor, filters, link),
        "keep": [(name, query[name]) for name in ("about", "place") if name in query],
        "asked": filters,
        "clear_url": here,
        "query": urlencode(query),
        "pager": parts.Pager(next_url=link(after=after) if after else ""),
        "may_keep": may_keep,
        "may_pick": may_keep and filters.state != DeviceState.RETIRED,
        "kinds": ShieldKind.choices,
        "hours": HOURS,
        "may_import": actor.holds(Permission.KEEP),
        "may_claim": actor.holds(Permission.CLAIM),
        "may_see_models": actor.holds(Permission.MODELS),
    }
    return render(request, "telemetry/devices.html", context)


HOURS = (2, 8, 24)
"""For how long several devices are shielded or tested at once."""


def _filters(actor: Actor, filters: register.Filters, link: Callable[..., str]) -> list[parts.Filter]:
    kinds = [(code, shipped.named(code)) for code in register.kinds_seen(actor)]
    found = [
        parts.Filter(
            "state", _("状态"), [("", _("在用")), (DeviceState.RETIRED.value, DeviceState.RETIRED.label)],
            filters.state, link(state=""),
        ),
        parts.Filter("kind", _("设施类别"), [("", _("全部")), *kinds], filters.kind, link(kind="")),
    ]  # fmt: skip
    on = standing.seen(actor, filters.facility)
    if on is not None:
        name = standing.said(on)
        chosen = [("", _("全部")), (filters.facility, name)]
        found.append(parts.Filter("facility", _("所在设施"), chosen, filters.facility, link(facility="")))
    return found


@require_POST
def export(request: HttpRequest) -> HttpResponse | FileResponse:
    """The same rows as Excel: at once where they are few, else by the worker."""
    who_may(request, Permission.SEE)
    given = register.Filters.read(request.POST).given()
    return leaving.answer(request, exports.DEVICES, given, back=f"{reverse(LIST)}?{urlencode(given)}")


@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """Several devices of the register at once: `deed` retire, shield or test; the latter two for so many `hours`."""
    actor = who_may(request, Permission.KEEP)
    filters = register.Filters.read(QueryDict(request.POST.get("query", "")[:600]))
    picked, deed_ = _picked(request), request.POST.get("deed", "")
    try:
        if not picked:
            raise ValidationError(_("先选设备。"))
        if deed_ == "retire":
            many = len(actions.retire_many(by=actor, devices=picked))
            said = _("已停用 %(n)s 台设备。它们说过的都还在。") % {"n": many}
        else:
            hours = request.POST.get("hours", "")
            if deed_ not in ShieldKind.values or hours not in {str(one) for one in HOURS}:
                raise ValidationError(_("请选择要做什么、到什么时候。"))
            until = clock.now() + timedelta(hours=int(hours))
            many = len(actions.shield_many(by=actor, devices=picked, kind=ShieldKind(deed_), until=until))
            said = _("已设置 %(n)s 台设备，到期自动恢复。") % {"n": many}
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, said)
    query = urlencode(filters.given())
    return redirect(f"{reverse(LIST)}?{query}" if query else reverse(LIST))


def _picked(request: HttpRequest) -> list[int]:
    told = request.POST.getlist("ids")[:2000]
    return [int(one) for one in told if one.isascii() and one.isdecimal() and len(one) < 16]


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
    picked = _picked(request)
    if request.method == "POST" and form.is_valid():
        if not picked:
            form.add_error(None, _("先选要认领的设备。"))
        else:
            try:
                claimed = actions.claim(by=actor, devices=picked, **form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, _("已认领 %(n)s 台设备。") % {"n": len(claimed)})
                return redirect("telemetry:devices")
    rows = list(register.waiting(actor).select_related("heard", "model")[:200])
    likely = suggestions(rows)
    context = {
        "rows": [
            {
                "row": row, "heard": clock.from_us(row.heard.last_us) if hasattr(row, "heard") else None,
                "scheme": words.SCHEMES.get(row.scheme, row.scheme), "picked": row.pk in picked,
                "likely": row.model or likely.get(row.pk),
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
            Scheme(data["scheme"]), data["key"], data["place"], data["name"], data["model"], data["facility"],
            data["spot"], data["floor"], data["installed_on"], data["silent_after_s"],
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


@require_GET
def facilities(request: HttpRequest) -> JsonResponse:
    """Facilities a device may stand on, by words: `?q=`, `&place=17` for those of a place."""
    actor = who_may(request, Permission.KEEP)
    told = request.GET.get("place", "")
    known = told.isascii() and told.isdecimal() and len(told) < 16
    place = reach.by_id(actor, Permission.KEEP, int(told)) if known else None
    found = standing.find(actor, request.GET.get("q", "")[:80], place)
    said = [
        {"value": str(row.pk), "label": standing.said(row), "note": f"{row.place} {row.spot}".strip()} for row in found
    ]
    return JsonResponse(said, safe=False)
