"""放假安排: which years are known, and taking in the table of a year the program does not know."""

import csv
import io
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.calendar import DayMark, TableError, parse_year
from anju.portals.forms import YearForm
from anju.supervision.lists import actions
from anju.supervision.lists.queries import cases, holidays, recounting
from anju.ui import parts

BACK = 2
"""Years before this one that the page lists; older ones matter to no deadline."""


def _keeper(request: HttpRequest) -> tuple[Actor, str]:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    root = holidays.district_of_keeper(actor)
    if not root:
        raise PermissionDenied(_("放假安排由区消委办维护。"))
    return actor, root


def _this_year() -> int:
    return clock.local(clock.now()).year


def _form(root: str, request: HttpRequest | None = None) -> YearForm:
    given = (request.POST, request.FILES) if request else ()
    return YearForm(*given, this_year=_this_year(), wanted=cases.missing_year(root))


@require_GET
def years(request: HttpRequest) -> HttpResponse:
    """Known years, and the form; `?year=` shows the days of one."""
    _actor, root = _keeper(request)
    return _page(request, root, _form(root))


def _page(
    request: HttpRequest, root: str, form: YearForm, problems: Iterable[tuple[int, str]] = (), status: int = 200
) -> HttpResponse:
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) == 4 else None
    context = {
        "known": holidays.known_years(root, since=_this_year() - BACK),
        "missing_year": cases.missing_year(root),
        "provisional": holidays.provisional(root).count(),
        "form": form,
        "problems": problems,
        "year": year,
        "days": holidays.days_of(root, year) if year else [],
    }
    return render(request, "portals/holidays.html", context, status=status)


@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """Dry run: what the file says, and what would move. Nothing is kept; the table goes on in the page's own form."""
    _actor, root = _keeper(request)
    form = _form(root, request)
    if not form.is_valid():
        return _page(request, root, form, status=422)
    year, file = form.cleaned_data["year"], form.cleaned_data["file"]
    try:
        found = parse_year(file.read(), file.name, year)
    except TableError as error:
        return _page(request, root, form, error.problems, status=422)
    days = sorted(found.marks.values(), key=lambda mark: mark.day)
    context = {
        "year": year,
        "days": days,
        "table": _as_csv(days),
        "moves": recounting.would_move(root, year, found.marks),
        "again": any(one.year == year for one in holidays.known_years(root, since=year)),
        "crumbs": [parts.Crumb(_("放假安排"), reverse("portals:holidays")), parts.Crumb(_("试读"))],
    }
    return render(request, "portals/holidays_check.html", context)


def _as_csv(days: Iterable[DayMark]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(
        (mark.day.isoformat(), "班" if mark.working else "休", mark.name) for mark in days
    )
    return text.getvalue()


@require_POST
def adopt(request: HttpRequest) -> HttpResponse:
    """Take in the table that was read before; the dates it moves are counted again by a job."""
    actor, root = _keeper(request)
    year, table = request.POST.get("year", ""), request.POST.get("table", "")
    form = _form(root)
    if year not in {str(known) for known, _label in _choices(form)}:
        return _page(request, root, form, [(0, _("这一年不用上传，或者离现在太远。"))], status=422)
    try:
        job = actions.load_year(by=actor, path=root, year=int(year), content=table.encode(), filename=f"{year}.csv")
    except TableError as error:
        return _page(request, root, form, error.problems, status=422)
    messages.success(request, _("已采用 %(year)s 年的放假安排，正在后台重算期限；这一页显示进度。") % {"year": year})
    return redirect("portals:job", pk=job.pk)


def _choices(form: YearForm) -> Iterable[tuple[Any, Any]]:
    found: Iterable[tuple[Any, Any]] = form.fields["year"].choices  # type: ignore[attr-defined]
    return found
