"""A panel's list of points: what is known, what is not yet, and putting one right."""

from collections.abc import Collection
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anju.kernel.actors import Actor
from anju.kernel.permissions import allowed
from anju.telemetry import actions, exports, words
from anju.telemetry.enums import DeviceState
from anju.telemetry.forms import PointForm
from anju.telemetry.models import Device, Point
from anju.telemetry.permissions import Permission
from anju.telemetry.projecting.points import shown
from anju.telemetry.queries import points as queries
from anju.telemetry.queries import register
from anju.ui import leaving, parts
from anju.ui.asking import who_may

SOME = 8
"""Points on the device's own page."""


def _device(request: HttpRequest, pk: int) -> tuple[Actor, Device]:
    actor = who_may(request, Permission.SEE)
    row = register.device_for(actor, pk)
    if row is None:
        raise Http404
    return actor, row


def _may_keep(actor: Actor, row: Device) -> bool:
    return row.state == DeviceState.CLAIMED and allowed(actor, Permission.KEEP, path=row.path, place=row.place_id)


def address(row: Point) -> str:
    """Its address as the maker's papers have it."""
    return shown(row.device.scheme, row.key, queries.split_of(row.device))


def some(device: Device) -> tuple[list[Point], int]:
    """A few of a device's points, those nobody knows first, and how many nobody knows."""
    rows = queries.listed(device).select_related("device__model")
    unknown = rows.filter(queries.unknown())
    found = list(unknown[:SOME])
    return [*found, *rows.exclude(queries.unknown())[: SOME - len(found)]], unknown.count()


def many(device: Device) -> int:
    """How many points it has."""
    return device.points.exclude(key="").count()


@require_GET
def listing(request: HttpRequest, pk: int) -> HttpResponse:
    """A device's points; `?only=unknown` those nobody has described."""
    actor, row = _device(request, pk)
    asked = {"only": request.GET.get("only", "")[:20], "q": request.GET.get("q", "")[:80]}
    here, query = reverse("telemetry:point-list", args=[pk]), {name: text for name, text in asked.items() if text}

    def link(**change: str) -> str:
        changed = {key: text for key, text in {**query, **change}.items() if text}
        return f"{here}?{urlencode(changed)}" if changed else here

    unknown = queries.listed(row, only_unknown=True).count()
    rows, after = queries.page(
        queries.listed(row, only_unknown=asked["only"] == "unknown", words=asked["q"]),
        request.GET.get("after", "")[:260],
    )
    split = queries.split_of(row)
    new = queries.unknown_of(rows)
    context = {
        "row": row,
        "crumbs": [*_crumbs(row), parts.Crumb(_("点位表"))],
        "tabs": [
            parts.Tab(_("全部"), link(only=""), current=not asked["only"], count=many(row)),
            parts.Tab(
                _("还不知道是什么"), link(only="unknown"), current=asked["only"] == "unknown", count=unknown, last=True
            ),
        ],
        "keep": [("only", asked["only"])] if asked["only"] else [],
        "search": asked["q"],
        "clear_url": here if query else "",
        "points": [_line(one, shown(row.scheme, one.key, split), new) for one in rows],
        "pager": parts.Pager(next_url=link(after=after) if after else ""),
        "may_keep": _may_keep(actor, row),
    }
    return render(request, "telemetry/points.html", context)


def _line(row: Point, said: str, unknown: Collection[int]) -> dict[str, Any]:
    near = row.device.place.full_name if row.device.place else ""
    return {
        "row": row, "address": said, "name": row.name or words.called(row), "known": row.pk not in unknown,
        "place": row.place.full_name.removeprefix(near) if row.place else "",
    }  # fmt: skip


def _crumbs(row: Device) -> list[parts.Crumb]:
    return [
        parts.Crumb(_("物联设备"), reverse("telemetry:devices")),
        parts.Crumb(str(row), reverse("telemetry:device", args=[row.pk])),
    ]


@require_POST
def export(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """The list as Excel, to be completed and brought in again."""
    _actor, row = _device(request, pk)
    return leaving.answer(request, exports.POINTS, {"device": row.pk}, back=reverse("telemetry:point-list", args=[pk]))


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """What one point is, and where it hangs."""
    actor = who_may(request, Permission.KEEP)
    row = queries.point_for(actor, pk)
    if row is None or not row.key:
        raise Http404
    if not _may_keep(actor, row.device):
        raise PermissionDenied
    initial = {name: getattr(row, name) for name in ("name", "floor", "spot", "zone")} | {"place": row.place_id or ""}
    form = PointForm(request.POST or None, near=queries.buildings_near(row.device), initial=initial)
    back = reverse("telemetry:point-list", args=[row.device_id])
    if request.method == "POST" and form.is_valid():
        actions.change_point(by=actor, point=pk, to=actions.PointSaid(**form.cleaned_data))
        messages.success(request, _("已保存。"))
        return redirect(back)
    context = {
        "form": form, "row": row, "said": words.called(row), "address": address(row), "back": back,
        "crumbs": [*_crumbs(row.device), parts.Crumb(_("点位表"), back), parts.Crumb(address(row))],
    }  # fmt: skip
    return render(request, "telemetry/point_form.html", context, status=422 if form.errors else 200)
