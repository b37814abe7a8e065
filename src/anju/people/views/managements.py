"""The register of managements: who manages what from when to when; ends, successors, emergency custody."""

from datetime import date
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
from anju.kernel.permissions import allowed
from anju.people import actions, words
from anju.people.enums import EndReason, HandoverKind
from anju.people.forms import CustodyForm, EndForm, ManagementForm, SuccessorForm
from anju.people.models import Management
from anju.people.permissions import Permission
from anju.people.queries import reach, records, registers
from anju.people.views.common import actor_of
from anju.people.views.shared import (
    Button,
    Cell,
    Row,
    bar,
    exported,
    form_page,
    holder,
    inside,
    register_page,
    said,
    tabs,
)
from anju.places.enums import ManagementMode
from anju.places.queries import visible
from anju.ui import parts

LIST = "people:managements"
MODES = [one for one in ManagementMode.choices if one[0] != ManagementMode.UNKNOWN]


def _states() -> list[tuple[str, str]]:
    return [
        ("", _("在管")), ("soon", _("90 天内到期")), ("over", _("已过约定日")), ("emergency", _("应急代管")),
        ("ended", _("已结束")),
    ]  # fmt: skip


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """管理合同台账."""
    actor = holder(request, Permission.SEE_CONTRACTS)
    here, filters = reverse(LIST), registers.ManagementFilters.read(request.GET)
    territories = registers.territories(actor)
    buttons = [Button(_("说不清的"), reverse("people:gaps"), "alert-triangle")]
    if actor.holds(Permission.KEEP_CONTRACTS):
        buttons.append(Button(_("登记管理"), reverse("people:management-new"), primary=True))
    return register_page(
        request,
        filters,
        here=here,
        rows=registers.managements(actor, filters, today=clock.today()),
        keys=("path", "pk"),
        draw=_drawn,
        said_words=_said(filters, territories),
        heading=_("管理合同"),
        lead=_("谁从哪天到哪天管哪里。约定日过了没有另聘，原合同继续有效，责任也还在。"),
        columns=[
            (_("地点"), ""), (_("管理单位"), "w-party"), (_("管理方式"), "w-date"), (_("合同编号"), "w-date"),
            (_("从"), "w-date"), (_("到"), "w-party"),
        ],
        tabs=tabs(filters, here, _states()),
        filters=bar(
            filters,
            here,
            [("mode", _("管理方式"), MODES), ("place", _("街道、社区"), inside(territories, filters.place))],
        ),
        buttons=buttons,
        export_url=reverse("people:managements-export"),
        empty_title=_("还没有登记管理"),
        empty_text=_("登记后，这里的隐患才有明确的责任单位。"),
    )  # fmt: skip


def _said(filters: registers.ManagementFilters, territories: list[Any]) -> str:
    names = {f"place={row.path}": row.name for row in territories}
    modes = {f"mode={value}": str(label) for value, label in MODES}
    return said(filters, {**names, **modes, **{f"state={value}": label for value, label in _states() if value}})


def mode_words(row: Management) -> str:
    """How a place is managed; emergency custody by its own name."""
    return _("应急代管") if row.emergency else str(ManagementMode(row.mode).label)


def until_words(row: Management, day: date) -> str:
    """When and how it ended, or the day agreed."""
    if row.ended_on:
        return f"{row.ended_on:%Y-%m-%d} {row.get_end_reason_display()}"
    if row.until is None:
        return _("新管理人签约前") if row.emergency else _("未约定")
    if row.until < day:
        return _("%(day)s 已过，继续有效") % {"day": f"{row.until:%Y-%m-%d}"}
    return f"{row.until:%Y-%m-%d}"


def _drawn(rows: list[Management]) -> list[Row]:
    day = clock.today()
    return [
        Row(
            str(row.place),
            reverse("people:management", args=[row.pk]),
            [
                Cell(row.organisation.name, css="c-party"),
                Cell(mode_words(row)),
                Cell(row.contract_no, css="num"),
                Cell(f"{row.since:%Y-%m-%d}", label=_("从")),
                Cell(until_words(row, day), label=_("到")),
            ],
            note=_note(row, day),
        )
        for row in rows
    ]


def _note(row: Management, day: date) -> str:
    if row.ended_on:
        return ""
    if row.emergency:
        return _("应急代管")
    if row.until is None or row.until > day + registers.SOON:
        return ""
    return _("已过约定日") if row.until < day else _("余 %(n)s 天") % {"n": (row.until - day).days}


@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """The same rows as Excel; entered in the ledger."""
    actor = holder(request, Permission.SEE_CONTRACTS)
    filters = registers.ManagementFilters.read(request.POST)
    rows = registers.managements(actor, filters, today=clock.today()).order_by("path", "pk")
    columns = [
        (_("地点"), 30), (_("管理单位"), 32), (_("管理方式"), 14), (_("合同编号"), 18), (_("从"), 12),
        (_("约定到期日"), 12), (_("结束日期"), 12), (_("原因"), 12),
    ]  # fmt: skip
    lines = (
        [
            str(row.place), row.organisation.name, mode_words(row), row.contract_no, row.since, row.until, row.ended_on,
            row.get_end_reason_display() if row.end_reason else "",
        ]
        for row in rows.iterator(chunk_size=2000)
    )  # fmt: skip
    return exported(actor, _("管理合同台账"), columns, lines, _said(filters, registers.territories(actor)))


def one_or_404(actor: Actor, pk: int) -> Management:
    """A management the actor sees."""
    row = records.management_for(actor, pk)
    if row is None:
        raise Http404
    return row


@require_GET
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One management: its place's other ones, what was not handed over, and what may be done."""
    actor = holder(request, Permission.SEE_CONTRACTS)
    row = one_or_404(actor, pk)
    open_now = row.ended_on is None
    former = next((one for one in records.managements_of(row.place_id) if one.ended_on == row.since), None)
    missing = [(row, item) for item in records.missing_items(row)]
    missing += [(former, item) for item in records.missing_items(former)] if former else []
    context = {
        "row": row,
        "mode": mode_words(row),
        "until": until_words(row, clock.today()),
        "place_url": words.place_url(row.place_id),
        "others": [
            (one, mode_words(one), until_words(one, clock.today()))
            for one in records.managements_of(row.place_id)
            if one.pk != row.pk
        ],
        "missing": missing,
        "may_keep": allowed(actor, Permission.KEEP_CONTRACTS, path=row.path),
        "open": open_now,
        "may_custody": open_now and not row.emergency and allowed(actor, Permission.DECLARE_CUSTODY, path=row.path),
        "crumbs": [parts.Crumb(_("管理合同"), reverse(LIST)), parts.Crumb(str(row.place))],
        "events": words.timeline(records.history(("management", row.pk))),
    }
    return render(request, "people/management.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A contract, own management or custody begins."""
    actor = holder(request, Permission.KEEP_CONTRACTS)
    chosen = request.GET.get("place", "")
    place = visible(actor).filter(pk=int(chosen)).first() if chosen.isdecimal() else None
    form = ManagementForm(request.POST or None, initial={"since": clock.today(), "place": place.pk if place else ""})
    form.fields["place"].offer(visible(actor).filter(closed_on=None), place)  # type: ignore[attr-defined]
    form.fields["organisation"].offer(reach.organisations(actor).filter(closed_on=None))  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        data = {**form.cleaned_data, "mode": ManagementMode(form.cleaned_data["mode"])}
        try:
            row = actions.start_management(by=actor, **data)
        except ValidationError as error:
            form.add_error("place", error)
        else:
            messages.success(request, _("已登记：%(place)s 由 %(unit)s 管理。") % _pair(row))
            return redirect("people:management", pk=row.pk)
    return form_page(
        request, form, heading=_("登记管理"), verb=_("登记管理"), back=reverse(LIST),
        lead=_("一处在同一天只有一个管理单位。换管理单位请到原登记上办“换管理单位”，未整改的隐患会一起转。"),
        crumbs=[parts.Crumb(_("管理合同"), reverse(LIST)), parts.Crumb(_("登记管理"))],
    )  # fmt: skip


def _pair(row: Management) -> dict[str, str]:
    return {"place": str(row.place), "unit": row.organisation.name}


def _crumbs(row: Management, last: str) -> list[parts.Crumb]:
    url = reverse("people:management", args=[row.pk])
    return [parts.Crumb(_("管理合同"), reverse(LIST)), parts.Crumb(str(row.place), url), parts.Crumb(last)]


def _open_or_404(request: HttpRequest, pk: int, permission: str) -> Management:
    actor = holder(request, permission)
    row = one_or_404(actor, pk)
    if not allowed(actor, permission, path=row.path):
        raise PermissionDenied(_("该处不归您管理。"))
    if row.ended_on is not None:
        raise Http404
    return row


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """It ends, and nobody is named yet to take over."""
    row = _open_or_404(request, pk, Permission.KEEP_CONTRACTS)
    form = EndForm(request.POST or None, initial={"on": clock.today()})
    if request.method == "POST" and form.is_valid():
        reason = EndReason(form.cleaned_data["reason"])
        try:
            actions.end_management(by=actor_of(request), management=row, on=form.cleaned_data["on"], reason=reason)
        except ValidationError as error:
            form.add_error("on", error)
        else:
            messages.success(request, _("管理已结束，未整改的责任转给接着负责的单位。"))
            return redirect("people:management", pk=pk)
    return form_page(
        request, form, heading=_("结束管理"), verb=_("结束管理"), bad=True, crumbs=_crumbs(row, _("结束管理")),
        back=reverse("people:management", args=[pk]),
        lead=f"{row.place} · {row.organisation}",
        warning=_("有新管理单位时请办“换管理单位”，中间不断档；结束后没有业委会也没有社区代管的，会列入“说不清的”。"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def replace(request: HttpRequest, pk: int) -> HttpResponse:
    """A successor signs: the former ends on the day the new one begins."""
    row, actor = _open_or_404(request, pk, Permission.KEEP_CONTRACTS), actor_of(request)
    form = SuccessorForm(request.POST or None, initial={"since": clock.today()})
    form.fields["organisation"].offer(reach.organisations(actor).filter(closed_on=None))  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        reason = EndReason(data.pop("reason"))
        data["mode"] = ManagementMode(data["mode"])
        try:
            successor = actions.NewManagement(place=row.place, **data)
            made = actions.replace_management(by=actor, management=row, successor=successor, reason=reason)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("已登记：%(place)s 由 %(unit)s 管理。") % _pair(made))
            return redirect("people:management", pk=made.pk)
    return form_page(
        request, form, heading=_("换管理单位"), verb=_("登记接管"), crumbs=_crumbs(row, _("换管理单位")),
        back=reverse("people:management", args=[pk]),
        lead=_("%(place)s 现由 %(unit)s 管理。新单位开始的那天，原单位不再负责，未整改的责任一起转过去。") % _pair(row),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def custody(request: HttpRequest, pk: int) -> HttpResponse:
    """撤场: the street takes over in one step, with the list of what was not handed over."""
    row = _open_or_404(request, pk, Permission.DECLARE_CUSTODY)
    form = CustodyForm(request.POST or None, initial={"on": clock.today()})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        missing = [actions.Missing(kind=HandoverKind(kind), note=data["note"]) for kind in data["missing"]]
        try:
            made = actions.declare_emergency_custody(
                by=actor_of(request), management=row, on=data["on"], missing=missing
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("已宣布应急代管：%(place)s 由 %(unit)s 负责，直到新管理人签约。") % _pair(made))
            return redirect("people:management", pk=made.pk)
    return form_page(
        request, form, heading=_("宣布应急代管"), verb=_("宣布应急代管"), bad=True, crumbs=_crumbs(row, _("应急代管")),
        back=reverse("people:management", args=[pk]),
        lead=_("%(unit)s 擅自撤场时办理。") % _pair(row),
        warning=_("从所填日期起，街道对这里所有未完工程和未整改隐患负责，直到新管理人签约。"),
    )  # fmt: skip


@require_POST
def handed_over(request: HttpRequest, pk: int) -> HttpResponse:
    """A missing item was handed over after all."""
    actor = holder(request, Permission.KEEP_CONTRACTS)
    item = records.item_for(actor, pk)
    if item is None:
        raise Http404
    try:
        actions.hand_over(by=actor, item=item, on=clock.today())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages), extra_tags="e")
    else:
        messages.success(request, _("“%(what)s”已移交。") % {"what": item.get_kind_display()})
    return redirect("people:management", pk=item.management_id)
