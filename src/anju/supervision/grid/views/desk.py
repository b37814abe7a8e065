"""Pages about patrols on the desk: visits, what I reported, my phones."""

from datetime import date, timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.permissions import granting
from anju.people.models import Account
from anju.people.rules import mask_name
from anju.supervision.grid import actions
from anju.supervision.grid.enums import Outcome
from anju.supervision.grid.exports import EXPORT, require_reader, walker_name
from anju.supervision.grid.permissions import Permission
from anju.supervision.grid.queries import devices, records
from anju.supervision.grid.queries import visits as reads
from anju.supervision.grid.queries.walkers import local_day
from anju.ui import leaving, parts

LAST_DAYS = timedelta(days=30)


def _who(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    require_reader(actor)
    return actor


@require_GET
def visits(request: HttpRequest) -> HttpResponse:
    """巡查记录: who looked where, newest first; filters live in the address."""
    actor, filters = _who(request), reads.Filters.read(request.GET)
    after, here, query = request.GET.get("after", ""), reverse("grid:visits"), filters.as_query()
    rows, onward = reads.page(reads.listed(actor, filters), after)
    context = {
        "rows": [(visit, walker_name(actor, visit)) for visit in rows],
        "asked": {name: query.get(name, "") for name in filters.__dataclass_fields__},
        "filters": _bar(actor, filters, here, query),
        "clear_url": here,
        "keep": [(name, value) for name, value in query.items() if name not in {"grid", "outcome"}],
        "export_url": f"{reverse('grid:visits-export')}?{urlencode(query)}",
        "may_hand_in": actor.holds(Permission.HAND_IN),
        "may_export": actor.holds(Permission.EXPORT),
        "refused": _refused(actor) if not after and not query else [],
        "pager": parts.Pager(
            previous_url=f"{here}?{urlencode(query)}" if after else "",
            next_url=f"{here}?{urlencode({**query, 'after': onward})}" if onward else "",
        ),
    }
    return render(request, "grid/visits.html", context)


def _refused(actor: Actor) -> list[tuple[object, str]]:
    """Records of the own people that could not be used, for those who can put it right."""
    seen = [grant.organisation for grant in granting(actor, Permission.SEE_VISITS) if grant.organisation]
    rows = records.refused_in(seen) if seen else []
    return [(row, mask_name(row.record.account.name)) for row in rows]


def _bar(actor: Actor, filters: reads.Filters, here: str, query: dict[str, str]) -> list[parts.Filter]:
    def without(name: str) -> str:
        return f"{here}?{urlencode({key: value for key, value in query.items() if key != name})}"

    return [
        parts.Filter("grid", _("网格"), [("", _("全部")), *reads.grids_in(actor)], filters.grid, without("grid")),
        parts.Filter("outcome", _("情况"), [("", _("全部")), *Outcome.choices], filters.outcome, without("outcome")),
    ]


@require_POST
def export(request: HttpRequest) -> HttpResponse | FileResponse:
    """The list under the filters of the address as an Excel file; names are masked there too."""
    query = urlencode(reads.Filters.read(request.GET).as_query())
    return leaving.answer(request, EXPORT, {"filters": query}, back=f"{reverse('grid:visits')}?{query}")


def _account(request: HttpRequest) -> Account:
    account = request.account  # type: ignore[attr-defined]
    assert isinstance(account, Account)
    return account


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """What I recorded and when, to print: nobody needs to be asked for it."""
    account, today = _account(request), local_day(clock.now())
    until = _day(request.GET.get("to", "")) or today
    since = _day(request.GET.get("from", "")) or until - LAST_DAYS
    begin = clock.EPOCH.replace(year=since.year, month=since.month, day=since.day, tzinfo=clock.DISTRICT_TIME)
    end = begin + (until - since) + timedelta(days=1)
    context = {
        "rows": reads.own(account.pk, since, until),
        "refused": records.refused_of(account.pk, begin, end),
        "account": account,
        "since": since,
        "until": until,
        "now": clock.now(),
    }
    return render(request, "grid/mine.html", context)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year < 3000 else None


@require_GET
def phones(request: HttpRequest) -> HttpResponse:
    """My phones, and how to wipe a lost one."""
    return render(request, "grid/phones.html", {"rows": devices.devices_of(_account(request))})


@require_POST
def revoke(request: HttpRequest) -> HttpResponse:
    """Revoke a phone: one's own, or that of a post below."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    text = request.POST.get("device", "")
    row = devices.device_by_id(int(text)) if text.isascii() and text.isdecimal() and len(text) < 16 else None
    if row is None:
        raise Http404
    try:
        actions.revoke_phone(by=actor, device=row)
    except PermissionDenied:
        raise Http404 from None
    messages.success(request, _("这部手机已停用，它下次联网时会清除上面的巡查数据。"))
    return redirect("grid:phones") if row.account_id == actor.account else redirect("people:person", row.account_id)
