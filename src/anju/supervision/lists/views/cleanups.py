"""清理记录: what was taken away, weighed and estimated apart, and the form that adds a load."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from anju.kernel.files import doors
from anju.kernel.files.models import Attachment
from anju.kernel.permissions import granting
from anju.supervision.lists import actions
from anju.supervision.lists.models import CleanUp
from anju.supervision.lists.permissions import Permission
from anju.supervision.lists.photo_forms import CleanUpForm
from anju.supervision.lists.queries import cleanups, evidence, reach
from anju.supervision.lists.queries.story import unit_names
from anju.supervision.lists.views.report import options
from anju.ui import parts
from anju.ui.asking import who_may


@dataclass(frozen=True, slots=True)
class Line:
    """One record as shown."""

    row: CleanUp
    tonnes: str
    unit: str
    photos: list[Attachment]


def tonnes(kilograms: int) -> str:
    """To the kilogram, all with three places so that a column lines up."""
    return f"{kilograms // 1000:,}.{kilograms % 1000:03}"


def _sum(total: cleanups.Total) -> tuple[str, str, str]:
    return (total.place.full_name if total.place else _("其他")), tonnes(total.weighed), tonnes(total.estimated)


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The records, latest first, with sums by estate; filters live in the address."""
    actor = who_may(request, Permission.SEE)
    asked = {name: request.GET.get(name, "") for name in ("since", "until", "weighed")}
    filters = cleanups.Filters(_day(asked["since"]), _day(asked["until"]), asked["weighed"])
    rows = cleanups.records(actor, filters)
    page, onward = cleanups.page(rows, request.GET.get("after", ""))
    whole, by_estate = cleanups.totals(rows)
    photos = doors.of_subjects(actor, "clean_up", [str(row.pk) for row in page])
    units = unit_names(row.organisation for row in page)
    here, query = reverse("lists:clean-ups"), {name: value for name, value in asked.items() if value}
    context = {
        "rows": [
            Line(row, tonnes(row.kilograms), units.get(row.organisation, ""), _shown(photos.get(str(row.pk), [])))
            for row in page
        ],
        "whole": _sum(whole),
        "by_estate": [_sum(total) for total in by_estate],
        "asked": asked,
        "may_add": bool(granting(actor, Permission.CLEAN_UP)),
        "masked": evidence.sees_masked_only(actor),
        "filters": [
            parts.Filter(
                "weighed",
                _("重量来自"),
                [("", _("全部")), ("yes", _("过磅")), ("no", _("目测估计"))],
                asked["weighed"],
                f"{here}?{urlencode({name: value for name, value in query.items() if name != 'weighed'})}",
            )
        ],
        "clear_url": here,
        "keep": [(name, value) for name, value in query.items() if name != "weighed"],
        "pager": parts.Pager(
            previous_url=f"{here}?{urlencode(query)}" if request.GET.get("after") else "",
            next_url=f"{here}?{urlencode({**query, 'after': onward})}" if onward else "",
            summary=_("过磅和估计分开合计，不相加"),
        ),
    }
    return render(request, "lists/clean_ups.html", context)


def _shown(rows: list[Attachment]) -> list[Attachment]:
    return [row for row in rows if not row.is_erased]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """One more load."""
    actor = who_may(request, Permission.CLEAN_UP)
    form = CleanUpForm(request.POST or None, request.FILES or None, actor=actor)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            row = actions.record_clean_up(
                by=actor,
                place=data["place"],
                cleaned_on=data["cleaned_on"],
                kilograms=data["tonnes"],
                weighed=data["weighed"] == "yes",
                note=data["note"],
                photos=data["photos"],
                client_ref=f"desk:{actor.id}:{data['client_ref']}",
            )
        except ValueError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request,
                _("已登记：%(place)s 清理 %(tonnes)s 吨") % {"place": row.place, "tonnes": tonnes(row.kilograms)},
            )
            return redirect("lists:clean-ups")
    return render(request, "lists/clean_up_form.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
def places(request: HttpRequest) -> JsonResponse:
    """Places where the actor may record a clean-up, by words: `?q=`."""
    found = reach.find(who_may(request, Permission.CLEAN_UP), Permission.CLEAN_UP, request.GET.get("q", "")[:80])
    return JsonResponse(options(found), safe=False)
