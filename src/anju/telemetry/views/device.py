"""One device: what it is, what holds now, what it told, and what may be done with it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anju.gateway.protocols.gbt26875 import Frame, explain
from anju.gateway.protocols.gbt26875.names import in_language
from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.permissions import allowed
from anju.telemetry import actions, words
from anju.telemetry.enums import DeviceState, ShieldKind
from anju.telemetry.forms import ChangeForm, ShieldForm
from anju.telemetry.models import Device, Series
from anju.telemetry.permissions import Permission
from anju.telemetry.projecting.profiles import read_or_usual
from anju.telemetry.queries import history, register
from anju.telemetry.views import chart, points
from anju.ui import parts
from anju.ui.asking import who_may

CHARTS = 4
ROWS_BESIDE = 48
"""Of the table beside a chart: the latest."""


def _device(request: HttpRequest, pk: int, permission: Permission = Permission.SEE) -> tuple[Actor, Device]:
    """404 for what the actor does not see; whether more is allowed the action asks."""
    actor = who_may(request, permission)
    row = register.device_for(actor, pk)
    if row is None:
        raise Http404
    return actor, row


@require_GET
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The device. `?span=hourly` or `daily` for charts that look further back."""
    actor, row = _device(request, pk)
    now = clock.now()
    asked = request.GET.get("span", "")
    span = history.Span(asked) if asked in set(history.Span) else history.Span.RAW
    shown, unknown = points.some(row)
    heard = getattr(row, "heard", None)
    charts = [_chart(one, span, now) for one in history.series_of(row)[:CHARTS]]
    may_keep = allowed(actor, Permission.KEEP, path=row.path, place=row.place_id)
    context = {
        "row": row,
        "scheme": words.SCHEMES.get(row.scheme, row.scheme),
        "crumbs": [parts.Crumb(_("物联设备"), "../"), parts.Crumb(str(row))],
        "heard": heard,
        "last": clock.from_us(heard.last_us) if heard else None,
        "silent": register.silent_since(row, now),
        "holding": [_held(one) for one in history.holding(row)],
        "points": [(words.called(one), points.address(one)) for one in shown],
        "points_many": points.many(row),
        "points_unknown": unknown,
        "charts": charts,
        "unread": sorted({month for one in charts for month in one["unread"]}),
        "spans": _spans(span),
        "signals": [_signal(one) for one in history.signals(row)],
        "shields": register.shields_of(row, now),
        "may_keep": may_keep,
        "shield_form": _shield_form(row, None) if may_keep and row.state == DeviceState.CLAIMED else None,
        "frames": _frames(row, now) if actor.holds(Permission.SUPPORT) else None,
    }
    return render(request, "telemetry/device.html", context)


def _held(one: Any) -> dict[str, Any]:
    return {
        "state": words.state(one.state), "tone": words.tone(one.state), "point": words.point(one.point),
        "since": clock.from_us(one.since),
    }  # fmt: skip


def _signal(one: Any) -> dict[str, Any]:
    return {
        "state": words.state(one.state), "on": one.on, "deed": one.state.startswith("!"), "tone": words.tone(one.state),
        "point": words.point(one.point), "at": clock.from_us(one.at), "late": one.heard - one.at > 600_000_000,
    }  # fmt: skip


def _spans(span: history.Span) -> list[tuple[str, str, bool]]:
    said = (
        (history.Span.RAW, _("近一天")),
        (history.Span.HOURLY, _("近两周，按小时")),
        (history.Span.DAILY, _("近一年，按天")),
    )
    return [(one.value, label, one == span) for one, label in said]


def _chart(series: Series, span: history.Span, now: Any) -> dict[str, Any]:
    until = clock.to_us(now)
    since = clock.to_us(now - history.REACH[span])
    course = history.readings(series.pk, since=since, until=until, span=span)
    told = course.told
    drawn = chart.drawn([(one.at, one.milli) for one in told], since, until)
    name, unit = words.quantity(series.quantity)
    return {
        "name": name, "unit": unit, "point": words.point(series.point), "chart": drawn,
        "last": words.value(series.last_milli), "last_at": clock.from_us(series.last_us) if series.last_us else None,
        "least": words.value(drawn.least) if drawn else "", "most": words.value(drawn.most) if drawn else "",
        "begin": clock.from_us(since), "end": now, "unread": course.unread,
        "rows": [
            (clock.from_us(one.at), words.value(one.milli) if one.milli is not None else "")
            for one in reversed(told[-ROWS_BESIDE:])
        ],
    }  # fmt: skip


def _frames(row: Device, now: Any) -> list[dict[str, Any]]:
    """Raw frames of the last hour, field by field, by the model's dialect."""
    language: Any = "en" if (get_language() or "").startswith("en") else "zh"
    dialect = read_or_usual(row.model.profile if row.model else "").dialect
    return [
        {
            "at": clock.from_us(at), "listener": listener, "hex": raw.hex(" "),
            "parts": [(in_language(one.name, language), one.value) for one in explain(Frame(raw), language, dialect)],
        }
        for at, listener, raw in history.frames_of(row, now)
    ]  # fmt: skip


def _shield_form(row: Device, data: Any) -> ShieldForm:
    zones = sorted({zone for zone in row.points.values_list("zone", flat=True) if zone})
    return ShieldForm(data, zones=zones)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """What it is from now on."""
    actor, row = _device(request, pk, Permission.KEEP)
    form = ChangeForm(request.POST or None, actor=actor, device=row)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(by=actor, device=pk, to=actions.Changed(**form.cleaned_data))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("已保存。"))
            return redirect("telemetry:device", pk=pk)
    return render(request, "telemetry/device_form.html", {"form": form, "row": row}, status=422 if form.errors else 200)


@require_POST
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    """It counts no more."""
    actor, row = _device(request, pk, Permission.KEEP)
    actions.retire(by=actor, device=row.pk)
    messages.success(request, _("已停用。它说过的都还在。"))
    return redirect("telemetry:device", pk=pk)


@require_POST
def bring_back(request: HttpRequest, pk: int) -> HttpResponse:
    """It counts again."""
    actor, row = _device(request, pk, Permission.KEEP)
    actions.bring_back(by=actor, device=row.pk)
    messages.success(request, _("已恢复使用。"))
    return redirect("telemetry:device", pk=pk)


@require_POST
def shield(request: HttpRequest, pk: int) -> HttpResponse:
    """For a while nothing is made of what it, or a zone of it, says."""
    actor, row = _device(request, pk, Permission.KEEP)
    form = _shield_form(row, request.POST)
    said: list[str] = []
    if form.is_valid():
        data = form.cleaned_data
        try:
            actions.shield(by=actor, device=pk, kind=ShieldKind(data["kind"]), until=data["until"], zone=data["zone"])
        except ValidationError as error:
            said = list(error.messages)
        else:
            messages.success(request, _("已设置，到期自动恢复。"))
    else:
        said = [str(text) for texts in form.errors.values() for text in texts]
    for text in said:
        messages.error(request, text)
    return redirect("telemetry:device", pk=pk)


@require_POST
def end_shield(request: HttpRequest, pk: int) -> HttpResponse:
    """End a shield before its time."""
    actor = who_may(request, Permission.KEEP)
    row = register.shield_for(actor, pk)
    if row is None:
        raise Http404
    actions.end_shield(by=actor, shield=pk)
    messages.success(request, _("已恢复。"))
    return redirect("telemetry:device", pk=row.device_id)
