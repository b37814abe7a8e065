"""微型消防站: the register with what is missing, one station, and keeping it."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anju.facilities import actions, shipped, words
from anju.facilities.enums import FacilityState, RevealReason
from anju.facilities.forms import KitForm, RevealForm, StationChangeForm, StationForm
from anju.facilities.models import Station, StationMember, StationShift
from anju.facilities.permissions import Permission
from anju.facilities.queries import stations as queries
from anju.facilities.rules import station as rules
from anju.kernel import clock
from anju.kernel.actors import Actor, ActorKind
from anju.kernel.permissions import MissingPermissionError, allowed, granting
from anju.people.queries import records, registers
from anju.people.views.common import actor_of
from anju.people.views.shared import Button, Cell, Row, bar, form_page, inside, register_page, said, tabs
from anju.places.queries import breadcrumb
from anju.ui import parts
from anju.ui.asking import who_may

LIST = "facilities:stations"


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The register: who is there, which hours nobody is, what is short."""
    actor = who_may(request, Permission.SEE_STATIONS)
    here, filters = reverse(LIST), queries.Filters.read(request.GET)
    territories = registers.territories(actor)
    names = {f"place={row.path}": row.name for row in territories}
    buttons = []
    if granting(actor, Permission.KEEP_STATIONS):
        buttons.append(Button(_("建站"), reverse("facilities:station-new"), primary=True))
    return register_page(
        request,
        filters,
        here=here,
        rows=queries.stations(actor, filters),
        keys=("path", "pk"),
        draw=_drawn,
        said_words=said(filters, {**names, "state=closed": _("已撤销")}),
        heading=_("微型消防站"),
        lead=_("站长 1 人、队员 5 人以上，24 小时值守，3 分钟到场。没人值守的时段和缺的器材列在这里。"),
        columns=[
            (_("站名"), ""),
            (_("管理单位"), "w-party"),
            (_("现在"), "w-due"),
            (_("人员"), "w-num"),
            (_("缺什么"), "w-place"),
        ],
        tabs=tabs(filters, here, [("", _("在用")), ("closed", _("已撤销"))]),
        filters=bar(filters, here, [("place", _("街道、社区"), inside(territories, filters.place))]),
        buttons=buttons,
        empty_title=_("还没有微型消防站"),
        empty_text=_("建站后填队员、排班、核对器材，缺什么会自动列出。"),
    )  # fmt: skip


def _drawn(rows: list[Station]) -> list[Row]:
    standings = queries.standings(rows, clock.now())
    return [_row(row, standings[row.pk]) for row in rows]


def _row(row: Station, standing: queries.Standing) -> Row:
    found, strength = words.lacks(row, standing), standing.strength
    now = _("有人值守") if standing.staffed else _("没人值守")
    return Row(
        row.facility.name,
        reverse("facilities:station", args=[row.pk]),
        [
            Cell(row.organisation),
            Cell(now, label=_("现在"), css="" if standing.staffed else "warn"),
            Cell(_("%(n)d 人") % {"n": strength.heads + strength.members}, css="r"),
            Cell("；".join(found) if found else _("不缺"), label=_("缺什么"), css="warn" if found else ""),
        ],
    )


def who_sees(request: HttpRequest) -> Actor:
    """Who asks: a post that sees stations, or anybody signed in, who then sees the own one."""
    actor = actor_of(request)
    if actor.kind is not ActorKind.PERSON:
        raise MissingPermissionError(Permission.SEE_STATIONS)
    return actor


def one_or_404(actor: Actor, pk: int) -> Station:
    """A station the actor sees. Raises MissingPermissionError for who sees none at all, Http404 for who sees others."""
    row = queries.station_for(actor, pk)
    if row is None:
        if not granting(actor, Permission.SEE_STATIONS):
            raise MissingPermissionError(Permission.SEE_STATIONS)
        raise Http404
    return row


def may_keep(actor: Actor, row: Station) -> bool:
    """Whether the actor keeps this one."""
    return allowed(actor, Permission.KEEP_STATIONS, path=row.path, parties=(row.organisation_id,))


def may_call(actor: Actor) -> bool:
    """Whether the actor may open phones."""
    return any(not grant.masked for grant in granting(actor, Permission.CALL_OUT))


def crumbs(row: Station | None, *last: str) -> list[parts.Crumb]:
    """Register, station, and what is done to it."""
    steps = [parts.Crumb(_("微型消防站"), reverse(LIST))]
    if row is not None:
        steps.append(parts.Crumb(row.facility.name, reverse("facilities:station", args=[row.pk])))
    return steps + [parts.Crumb(one) for one in last]


@require_GET
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One station. Upper domains fill `station.page`."""
    actor = who_sees(request)
    return drawn(request, actor, one_or_404(actor, pk))


def drawn(
    request: HttpRequest, actor: Actor, row: Station, *, phone: str = "", member: int = 0, opened: Any = None
) -> HttpResponse:
    """The station's page; `phone`, or name and phone of one `member`, in full on this answer only."""
    now = clock.now()
    standing = queries.standings([row], now)[row.pk]
    members = queries.members(row)
    told = queries.words_of(members)
    keeps = may_keep(actor, row) and row.facility.state != FacilityState.REMOVED
    context = {
        "row": row,
        "standing": standing,
        "lacks": words.lacks(row, standing),
        "gaps": [_span(begin, finish) for begin, finish in standing.gaps],
        "members": [
            (one, *(opened if one.pk == member else (words.member(one, told), words.masked_phone(told[one.pk][1]))))
            for one in members
        ],
        "opened": member,
        "days": _days(row, now, told),
        "kit": [(shipped.kit().get(line.code), line) for line in standing.kit],
        "kit_due": rules.is_check_due(row.kit_checked_at, now),
        "phone": phone or words.masked_phone(queries.phone_of(row.pk)),
        "phone_opened": bool(phone),
        "may_keep": keeps,
        "may_call": may_call(actor),
        "may_open": may_call(actor)
        and allowed(actor, Permission.CALL_OUT, path=row.path, parties=(row.organisation_id,)),
        "may_check": keeps or queries.is_member(actor, row.pk),
        "sees_facility": allowed(actor, Permission.SEE, path=row.path),
        "reasons": RevealForm(),
        "crumbs": [
            *(parts.Crumb(one.name, reverse("places:place", args=[one.pk])) for one in breadcrumb(row.facility.place)),
            parts.Crumb(row.facility.name),
        ],
        "events": words.timeline(records.history(("station", row.pk), *(("station_member", m.pk) for m in members))),
    }
    return render(request, "facilities/station.html", context)


def _span(begin: datetime, finish: datetime) -> str:
    begin, finish = clock.local(begin), clock.local(finish)
    return f"{begin:%m-%d %H:%M} – {finish:%m-%d %H:%M}"


def _days(row: Station, now: datetime, told: dict[int, tuple[str, str]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """The next seven days' shifts by the day they begin, people of one shift together."""
    found: dict[str, dict[tuple[datetime, datetime], list[tuple[StationShift, str]]]] = {}
    rows = queries.shifts(row, first=now, last=now + rules.AHEAD)
    told = {**queries.words_of([shift.member for shift in rows if shift.member_id not in told]), **told}
    for shift in rows:
        begin, finish = clock.local(shift.starts_at), clock.local(shift.ends_at)
        span = found.setdefault(f"{begin:%m-%d}", {}).setdefault((begin, finish), [])
        span.append((shift, words.member(shift.member, told)))
    return [
        (day, [
            {"hours": f"{begin:%H:%M}–{finish:%H:%M}", "people": people, "now": begin <= now < finish}
            for (begin, finish), people in spans.items()
        ])
        for day, spans in found.items()
    ]  # fmt: skip


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A station is opened, with its facility and its kit list."""
    actor = who_may(request, Permission.KEEP_STATIONS)
    form = StationForm(request.POST or None, actor=actor)
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.open_station(by=actor, new=form.told())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("已建站。接着加队员、排班、核对器材。"))
            return redirect("facilities:station", pk=row.pk)
    return form_page(
        request, form, heading=_("建微型消防站"), verb=_("建站"), back=reverse(LIST), crumbs=crumbs(None, _("建站")),
        lead=_("建站后器材清单按标准列好，数量可以改。"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Who runs it, another duty phone."""
    actor = who_may(request, Permission.KEEP_STATIONS)
    row = one_or_404(actor, pk)
    form = StationChangeForm(request.POST or None, actor=actor, station=row)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_station(by=actor, station=pk, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("已更正。"))
            return redirect("facilities:station", pk=pk)
    back = reverse("facilities:station", args=[pk])
    return form_page(request, form, heading=_("更正"), verb=_("更正"), back=back, crumbs=crumbs(row, _("更正")))


@never_cache
@require_POST
def phone(request: HttpRequest, pk: int) -> HttpResponse:
    """The duty phone in full, on the answer to this request only."""
    actor = who_may(request, Permission.CALL_OUT)
    row, form = one_or_404(actor, pk), RevealForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请选一个事由，再查看。"), extra_tags="e")
        return redirect("facilities:station", pk=pk)
    told = actions.open_duty_phone(by=actor, station=pk, reason=RevealReason(form.cleaned_data["reason"]))
    return drawn(request, actor, row, phone=told or _("未填"))


@require_http_methods(["GET", "POST"])
def kit(request: HttpRequest, pk: int) -> HttpResponse:
    """Looking the kit through: what is there. A member may, and who keeps the station."""
    actor = who_sees(request)
    row = one_or_404(actor, pk)
    if not (may_keep(actor, row) or queries.is_member(actor, pk)):
        raise MissingPermissionError(Permission.KEEP_STATIONS)
    form = KitForm(request.POST if request.method == "POST" else None, lines=queries.kit_of([pk]).get(pk, []))
    if request.method == "POST" and form.is_valid():
        numbers = form.numbers()
        actions.check_kit(by=actor, station=pk, present=numbers)
        short = len(queries.standings([row], clock.now())[pk].short)
        messages.success(request, _kit_words(short))
        return redirect(f"{reverse('facilities:station', args=[pk])}#kit")
    return form_page(
        request, form, heading=_("检查器材"), verb=_("记下检查结果"), back=reverse("facilities:station", args=[pk]),
        crumbs=crumbs(row, _("检查器材")), lead=_("数一数现在有几件能用。没有数的空着，按原来的记录。"),
    )  # fmt: skip


def _kit_words(short: int) -> str:
    if not short:
        return _("已记下，器材不缺。")
    return ngettext("已记下，缺 %(n)d 项，已列出。", "已记下，缺 %(n)d 项，已列出。", short) % {"n": short}


@require_http_methods(["GET", "POST"])
def wanted(request: HttpRequest, pk: int) -> HttpResponse:
    """How many of each item this station should hold."""
    actor = who_may(request, Permission.KEEP_STATIONS)
    row = one_or_404(actor, pk)
    form = KitForm(request.POST or None, lines=queries.kit_of([pk]).get(pk, []), wanted=True)
    if request.method == "POST" and form.is_valid():
        actions.set_wanted(by=actor, station=pk, wanted=form.numbers())
        messages.success(request, _("应有数量已改。"))
        return redirect(f"{reverse('facilities:station', args=[pk])}#kit")
    return form_page(
        request, form, heading=_("应有数量"), verb=_("改应有数量"), back=reverse("facilities:station", args=[pk]),
        crumbs=crumbs(row, _("应有数量")), lead=_("标准只规定有哪些，不规定数量；这里的数量可以按本站改。"),
    )  # fmt: skip


def member_or_404(actor: Actor, pk: int) -> StationMember:
    """A member of a station the actor sees."""
    row = queries.member_for(pk)
    if row is None or queries.station_for(actor, row.station_id) is None:
        raise Http404
    return row
