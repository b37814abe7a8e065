"""需协助疏散人员: the list of the own place or grid, the quarter's question, and one entry."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.people import words
from anju.people.actions import help as help_list
from anju.people.enums import HelpConsent, HelpEnd, HelpKind, HelpSource, UnmaskReason
from anju.people.forms.help import NeedForm, WhereForm, WhoForm, homes
from anju.people.models import HelpNeed
from anju.people.permissions import Permission
from anju.people.queries import help as queries
from anju.people.queries import records, registers
from anju.people.queries.help import HelpWords
from anju.people.rules import is_help_due, is_help_stale, mask_door, mask_name, mask_phone
from anju.people.views.shared import address, bar, form_page, holder, inside, tabs
from anju.ui import parts

LIST = "people:help"
FOUND = 20


def _states() -> list[tuple[str, str]]:
    return [("due", _("该确认了")), ("", _("全部在册")), ("ended", _("已结束"))]


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The list; filters live in the address."""
    actor = holder(request, Permission.KEEP_HELP)
    return _listed(request, actor, request.GET)


def _listed(
    request: HttpRequest, actor: Actor, query: QueryDict, opened: dict[int, HelpWords] | None = None
) -> HttpResponse:
    now, here, filters = clock.now(), reverse(LIST), queries.Filters.read(query)
    rows = queries.needs(actor, filters, now=now)
    after = query.get("after", "")
    page = registers.page(rows, ("path", "pk"), after)
    given = filters.given()
    territories = registers.territories(actor)
    context = {
        "rows": [_drawn(row, told, now, row.pk in (opened or {})) for row, told in _told(page.rows, opened)],
        "tabs": [
            replace(tab, count=queries.due(actor, now).count()) if number == 0 else tab
            for number, tab in enumerate(tabs(filters, here, _states()))
        ],
        "filters": bar(
            filters, here, [("kind", _("需要什么帮助"), HelpKind.choices),
                            ("place", _("街道、社区"), inside(territories, filters.place))],
        ),
        "keep": [("state", filters.state)] if filters.state else [],
        "search": filters.q,
        "clear_url": here if given else "",
        "state": filters.state,
        "query": address("", {**given, "after": after}).removeprefix("?"),
        "opened": opened is not None,
        "openings": [(one, one.data.get("entries", [])) for one in queries.openings(actor)],
        "pager": parts.Pager(
            previous_url=address(here, given) if after else "",
            next_url=address(here, {**given, "after": page.after}) if page.after else "",
            summary=_("筛选结果 %(count)s 条") % {"count": registers.counted(rows)},
        ),
    }  # fmt: skip
    return render(request, "people/help.html", context)


def _told(rows: list[HelpNeed], opened: dict[int, HelpWords] | None) -> list[tuple[HelpNeed, HelpWords]]:
    """Each row with its words: in full where they were opened, else masked."""
    told = {pk: _masked(said) for pk, said in queries.words_of(rows).items()} | (opened or {})
    return [(row, told[row.pk]) for row in rows]


def _masked(said: HelpWords) -> HelpWords:
    return HelpWords(mask_door(said.door), mask_name(said.name), mask_phone(said.phone))


def _drawn(row: HelpNeed, told: HelpWords, now: Any, opened: bool) -> dict[str, Any]:
    return {
        "row": row,
        "words": told,
        "opened": opened,
        "due": row.ended_at is None and is_help_due(row.confirmed_at, now),
        "stale": row.ended_at is None and is_help_stale(row.confirmed_at, now),
    }


def _ids(request: HttpRequest) -> list[int]:
    told = request.POST.getlist("ids")
    return [int(one) for one in told if one.isascii() and one.isdecimal() and len(one) < 16]


def _back(request: HttpRequest) -> str:
    """The list as it was looked at."""
    query = QueryDict(request.POST.get("query", "")[:600])
    return address(reverse(LIST), {name: query.get(name, "") for name in ("state", "place", "kind", "q", "after")})


@never_cache
@require_POST
def reveal(request: HttpRequest) -> HttpResponse:
    """Door, name and phone of what the page shows in full, on the answer to this request only; each is entered."""
    actor = holder(request, Permission.KEEP_HELP)
    needs = _ids(request)
    if not needs:
        messages.error(request, _("没有选人。"), extra_tags="e")
        return redirect(_back(request))
    opened = help_list.reveal(by=actor, needs=needs, reason=UnmaskReason.MAINTAIN)
    if request.POST.get("one"):
        return _page(request, actor, _need(actor, needs[0]), opened[needs[0]])
    return _listed(request, actor, QueryDict(request.POST.get("query", "")[:600]), opened)


DEEDS = ("confirm", "moved_away", "not_needed", "resume")


@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """Several at once: still so, moved away, no longer needed; or an end taken back."""
    actor = holder(request, Permission.KEEP_HELP)
    needs, deed = _ids(request), request.POST.get("deed", "")
    if deed not in DEEDS:
        raise Http404
    if not needs:
        messages.error(request, _("请先勾选。"), extra_tags="e")
        return redirect(_back(request))
    try:
        said = _done(actor, needs, deed)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages), extra_tags="e")
    else:
        messages.success(request, said)
    return redirect(_back(request))


def _done(actor: Actor, needs: list[int], deed: str) -> str:
    if deed == "confirm":
        return _("已确认 %(n)d 条。") % {"n": help_list.confirm(by=actor, needs=needs)}
    if deed == "resume":
        return _("已恢复 %(n)d 条。") % {"n": help_list.resume(by=actor, needs=needs)}
    ended = help_list.end(by=actor, needs=needs, reason=HelpEnd(deed))
    return _("已结束 %(n)d 条。30 天内可以在“已结束”里恢复，之后信息删除。") % {"n": ended}


def _need(actor: Actor, pk: int) -> HelpNeed:
    row = queries.need_for(actor, pk)
    if row is None:
        raise Http404
    return row


def _crumbs(*last: str) -> list[parts.Crumb]:
    return [parts.Crumb(_("需协助疏散"), reverse(LIST)), *(parts.Crumb(one) for one in last)]


@require_GET
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One entry, masked."""
    actor = holder(request, Permission.KEEP_HELP)
    return _page(request, actor, _need(actor, pk))


def _page(request: HttpRequest, actor: Actor, row: HelpNeed, opened: HelpWords | None = None) -> HttpResponse:
    now = clock.now()
    ((_row, told),) = _told([row], {row.pk: opened} if opened is not None else None)
    context = {
        **_drawn(row, told, now, opened is not None),
        "query": "",
        "crumbs": _crumbs(str(row.place)),
        "events": words.timeline(records.history(("help_need", row.pk))),
    }
    return render(request, "people/help_need.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Somebody comes on the list."""
    actor = holder(request, Permission.KEEP_HELP)
    form = NeedForm(request.POST or None, actor=actor)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        told = help_list.NewNeed(
            place=data["place"], kind=HelpKind(data["kind"]), name=data["name"], door=data["door"],
            source=HelpSource(data["source"]), consent=HelpConsent(data["consent"]), consent_on=data["consent_on"],
            phone=data["phone"], floor=data["floor"],
        )  # fmt: skip
        try:
            row = help_list.record(by=actor, new=told, client_ref=form.key())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("已登记。只有社区、网格员和去救的人看得到。"))
            return redirect("people:help-need", pk=row.pk)
    return form_page(
        request, form, heading=_("登记需协助疏散的人"), verb=_("登记"), back=reverse(LIST), crumbs=_crumbs(_("登记")),
        lead=_("只写出警用得上的。病情、家境不写。"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """They live elsewhere now."""
    actor = holder(request, Permission.KEEP_HELP)
    row = _need(actor, pk)
    form = WhereForm(request.POST or None, actor=actor, row=row)
    if request.method == "POST" and form.is_valid():
        try:
            help_list.move(by=actor, need=pk, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("住处已改，原来的门牌已删除。"))
            return redirect("people:help-need", pk=pk)
    return form_page(
        request, form, heading=_("改住处"), verb=_("改住处"), back=reverse("people:help-need", args=[pk]),
        crumbs=_crumbs(str(row.place), _("改住处")), lead=_("搬到你管的范围之外的，请点“已搬走”。"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Put right who it is."""
    actor = holder(request, Permission.KEEP_HELP)
    row = _need(actor, pk)
    form = WhoForm(request.POST or None, initial={"kind": row.kind})
    if request.method == "POST" and form.is_valid():
        data = {**form.cleaned_data, "kind": HelpKind(form.cleaned_data["kind"])}
        try:
            help_list.correct(by=actor, need=pk, **data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("已更正，原来的姓名和电话已删除。"))
            return redirect("people:help-need", pk=pk)
    return form_page(
        request, form, heading=_("更正"), verb=_("更正"), back=reverse("people:help-need", args=[pk]),
        crumbs=_crumbs(str(row.place), _("更正")), lead=_("姓名和电话要重新写；不写电话就是没有电话。"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def erase(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything personal is destroyed at once: asked once more."""
    actor = holder(request, Permission.KEEP_HELP)
    row = _need(actor, pk)
    if request.method == "POST":
        help_list.erase(by=actor, need=pk)
        messages.success(request, _("信息已删除，不能恢复。"))
        return redirect(LIST)
    return render(request, "people/help_erase.html", {"row": row, "crumbs": _crumbs(str(row.place), _("删除信息"))})


@require_GET
def places(request: HttpRequest) -> JsonResponse:
    """`?q=` → buildings and units in the own reach."""
    actor = holder(request, Permission.KEEP_HELP)
    rows = homes(actor)
    for word in request.GET.get("q", "")[:80].split()[:5]:
        rows = rows.filter(full_name__contains=word)
    said = [
        {"value": str(row.pk), "label": row.full_name, "note": str(row.get_kind_display())}
        for row in rows.order_by("full_name", "pk")[:FOUND]
    ]
    return JsonResponse(said, safe=False)
