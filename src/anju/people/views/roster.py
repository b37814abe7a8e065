"""The duty roster 值班表: a month of one organisation, gaps shown, Excel in."""

from calendar import monthrange
from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.calendar import is_working_day, statutory_table
from anju.people import actions, queries, sheets, words
from anju.people.models import Account, Organisation, Shift
from anju.people.permissions import Permission
from anju.people.queries import reach, records
from anju.people.views.common import actor_of
from anju.people.views.shared import address, exported, holder
from anju.people.views.uploads import Job, upload_page
from anju.ui import parts

LIST = "people:roster"
WEEK = ("一", "二", "三", "四", "五", "六", "日")


def _month(request: HttpRequest) -> date:
    """The month asked for (`?month=2026-11`), else the present one."""
    try:
        return datetime.strptime(request.GET.get("month", ""), "%Y-%m").date()  # noqa: DTZ007 - a month has no zone
    except ValueError:
        return clock.today().replace(day=1)


def _bounds(month: date) -> tuple[datetime, datetime, int]:
    days = monthrange(month.year, month.month)[1]
    first = datetime(month.year, month.month, 1, tzinfo=clock.DISTRICT_TIME)
    return first, first + timedelta(days=days), days


def _chosen(request: HttpRequest, actor: Actor) -> tuple[list[Organisation], Organisation | None]:
    units = list(reach.roster_keepers(actor).order_by("path", "pk")[:500])
    wanted = request.GET.get("organisation", "")
    own = {grant.organisation for grant in actor.grants}
    if wanted:
        unit = next((one for one in units if str(one.pk) == wanted), None)
        if unit is None:
            raise Http404
        return units, unit
    return units, next((one for one in units if one.pk in own), units[0] if units else None)


@require_GET
def roster(request: HttpRequest) -> HttpResponse:
    """One organisation's month: every day with its shifts; a day off without anybody is a gap."""
    actor = holder(request, Permission.SEE_ROSTER)
    month, (units, unit) = _month(request), _chosen(request, actor)
    here = reverse(LIST)
    chosen = str(unit.pk) if unit else ""
    before, after = month - timedelta(days=1), (month + timedelta(days=32)).replace(day=1)
    rows = _days(actor, unit, month) if unit else []
    context = {
        "unit": unit,
        "month": month,
        "rows": rows,
        "gaps": sum(1 for row in rows if row["gap"]),
        "filters": [parts.Filter("organisation", _("单位"), [(str(one.pk), str(one)) for one in units], chosen)],
        "keep": [("month", f"{month:%Y-%m}")],
        "before_url": address(here, {"organisation": chosen, "month": f"{before:%Y-%m}"}),
        "after_url": address(here, {"organisation": chosen, "month": f"{after:%Y-%m}"}),
        "may_keep": unit is not None and actions.may_keep_roster(actor, unit),
        "on_duty": [words.colleague(actor, unit, one) for one in queries.on_duty(unit, clock.now())] if unit else [],
    }
    return render(request, "people/roster.html", context)


def _days(actor: Actor, unit: Organisation, month: date) -> list[dict[str, Any]]:
    first, last, count = _bounds(month)
    table, by_day = statutory_table(), defaultdict(list)
    for shift in queries.shifts(actor, first=first, last=last).filter(organisation=unit):
        by_day[clock.local(shift.starts_at).date()].append(shift)
    rows = []
    for number in range(count):
        day = month + timedelta(days=number)
        works = is_working_day(day, table)
        shifts = [(shift, words.colleague(actor, unit, shift.account), _hours(shift)) for shift in by_day[day]]
        rows.append(
            {
                "day": day,
                "weekday": WEEK[day.weekday()],
                "works": works,
                "shifts": shifts,
                "gap": not works and not shifts and day >= clock.today(),
                "today": day == clock.today(),
            }
        )
    return rows


def _hours(shift: Shift) -> str:
    begin, end = clock.local(shift.starts_at), clock.local(shift.ends_at)
    over = (end.date() - begin.date()).days
    said = _("次日") if over == 1 else _("%(n)s 天后") % {"n": over} if over else ""
    return f"{begin:%H:%M}–{said}{end:%H:%M}"


@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """The month as Excel, in the columns that may be uploaded again; entered in the ledger."""
    actor = holder(request, Permission.SEE_ROSTER)
    asked = request.POST.get("organisation", "")
    unit = reach.roster_keepers(actor).filter(pk=int(asked)).first() if asked.isdecimal() else None
    if unit is None:
        raise Http404
    try:
        month = datetime.strptime(request.POST.get("month", ""), "%Y-%m").date()  # noqa: DTZ007
    except ValueError:
        month = clock.today().replace(day=1)
    first, last, _count = _bounds(month)
    columns = [(_("日期"), 12), (_("开始"), 8), (_("结束"), 8), (_("值班人"), 24), (_("姓名"), 10)]
    lines = (
        [
            clock.local(shift.starts_at).date(), f"{clock.local(shift.starts_at):%H:%M}",
            f"{clock.local(shift.ends_at):%H:%M}", shift.account.login, words.name_to(actor, unit, shift.account),
        ]
        for shift in queries.shifts(actor, first=first, last=last).filter(organisation=unit)
    )  # fmt: skip
    said = _("%(unit)s，%(month)s") % {"unit": unit.name, "month": f"{month:%Y-%m}"}
    return exported(actor, _("值班表"), columns, lines, said)


class RosterJob(Job):
    """One row, one shift."""

    headings = {
        "day": ("日期", "day", "date"),
        "start": ("开始", "开始时间", "start"),
        "end": ("结束", "结束时间", "end"),
        "who": ("值班人", "登录名", "值班人登录名", "login"),
    }
    needed = ("day", "start", "end", "who")

    def __init__(self, actor: Actor, unit: Organisation) -> None:
        self.actor, self.unit = actor, unit
        self.shifts: dict[int, actions.NewShift] = {}
        url = address(reverse(LIST), {"organisation": unit.pk})
        self.title, self.verb, self.back = _("导入值班表"), _("排班"), url
        self.lead = _("%(unit)s。同一时段原来排的班会被取消，以这份表为准。") % {"unit": unit.name}
        self.crumbs = [parts.Crumb(_("值班表"), url), parts.Crumb(_("导入"))]
        self.example = [f"{clock.today():%Y-%m-%d}", "17:30", "08:30", "street-0001"]

    def check(self, rows: list[sheets.SheetRow]) -> None:
        """Days, times and people; a person may be written by login, or by name where only one in the unit has it."""
        people = records.people_of(self.unit, today=clock.today())
        by_name: dict[str, list[Account]] = defaultdict(list)
        for account in people:
            by_name[account.login].append(account)
            by_name[account.name].append(account)
        for row in rows:
            day, start = sheets.day_of(row.values.get("day", "")), sheets.time_of(row.values.get("start", ""))
            end = sheets.time_of(row.values.get("end", ""))
            if day is None:
                row.errors.append(_("日期看不懂，请写成 2026-11-24"))
            if start is None or end is None:
                row.errors.append(_("时间看不懂，请写成 17:30"))
            who = by_name.get(row.values.get("who", ""), [])
            if len(who) != 1:
                said = _("本单位有几个同名的人，请写登录名") if who else _("本单位没有这个人，请写登录名")
                row.errors.append(said)
            if not row.errors and day and start is not None and end is not None:
                begin = datetime.combine(day, start, tzinfo=clock.DISTRICT_TIME)
                finish = datetime.combine(day, end, tzinfo=clock.DISTRICT_TIME)
                finish += timedelta(days=1) if finish <= begin else timedelta()
                self.shifts[row.number] = actions.NewShift(account=who[0], starts_at=begin, ends_at=finish)

    def commit(self, request: HttpRequest, rows: list[sheets.SheetRow]) -> HttpResponse:
        """The roster as the table says."""
        made = actions.put_shifts(by=self.actor, organisation=self.unit, shifts=list(self.shifts.values()))
        messages.success(request, _("已排 %(n)s 个班。") % {"n": len(made)})
        month = min(shift.starts_at for shift in self.shifts.values())
        query = {"organisation": self.unit.pk, "month": f"{clock.local(month):%Y-%m}"}
        return redirect(address(reverse(LIST), query))


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Excel in, dry run, roster."""
    actor = holder(request, Permission.KEEP_ROSTER)
    unit = reach.roster_keepers(actor).filter(pk=pk).first()
    if unit is None:
        raise Http404
    if not actions.may_keep_roster(actor, unit):
        raise PermissionDenied(_("该单位的值班表不归您维护。"))
    return upload_page(request, actor_of(request), RosterJob(actor, unit))


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a shift off the roster."""
    actor = holder(request, Permission.KEEP_ROSTER)
    shift = reach.shift_of(actor, pk)
    if shift is None:
        raise Http404
    try:
        actions.cancel_shift(by=actor, shift=shift)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages), extra_tags="e")
    else:
        messages.success(request, _("该班次已取消，请另排人。"))
    query = {"organisation": shift.organisation_id, "month": f"{clock.local(shift.starts_at):%Y-%m}"}
    return redirect(address(reverse(LIST), query))
