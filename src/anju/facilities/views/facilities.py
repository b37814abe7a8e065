"""消防设施: the register, one facility, and keeping them."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anju.facilities import actions, shipped, words
from anju.facilities.enums import FacilityState, Kind, OutReason
from anju.facilities.forms import FacilityForm, OutForm
from anju.facilities.models import Facility
from anju.facilities.permissions import Permission
from anju.facilities.queries import register
from anju.kernel import clock, texts
from anju.kernel.actors import Actor
from anju.kernel.permissions import allowed, granting
from anju.people.queries import records, registers
from anju.people.views.shared import Button, Cell, Row, address, bar, form_page, inside, register_page, tabs
from anju.places.queries import breadcrumb
from anju.supervision.lists.queries import reach
from anju.ui import leaving, parts
from anju.ui.asking import who_may

LIST = "facilities:register"
EXPORT = "facilities.export"


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The register; filters live in the address."""
    actor, today = who_may(request, Permission.SEE), clock.today()
    here, filters = reverse(LIST), register.Filters.read(request.GET)
    territories = registers.territories(actor)
    buttons = []
    if granting(actor, Permission.KEEP):
        buttons.append(Button(_("登记设施"), reverse("facilities:new"), primary=True))
    return register_page(
        request,
        filters,
        here=here,
        rows=register.facilities(actor, filters, today=today),
        keys=("path", "pk"),
        draw=lambda rows: [_row(row, today) for row in rows],
        said_words=words.said_of(actor, filters),
        heading=_("消防设施"),
        lead=_("消火栓、竖管、水泵、水箱、报警控制器、总阀。停用要写明原因和恢复日期，到期没有恢复会列出来。"),
        columns=[
            (_("设施"), ""),
            (_("种类"), "w-party"),
            (_("位置"), "w-place"),
            (_("编号"), "w-id"),
            (_("状态"), "w-due"),
        ],
        tabs=tabs(filters, here, words.state_names()),
        filters=bar(
            filters,
            here,
            [
                ("kind", _("种类"), shipped.choices()),
                ("place", _("街道、社区"), inside(territories, filters.place)),
            ],
        ),
        buttons=buttons,
        export_url=reverse("facilities:export"),
        empty_title=_("还没有登记消防设施"),
        empty_text=_("可以一处一处登记，也可以在“导入”里用表格一次导入。"),
    )


def _row(row: Facility, today: date) -> Row:
    out = row.state == FacilityState.OUT_OF_SERVICE
    late = out and row.out_until is not None and row.out_until < today
    state = Cell(words.out_words(row) if out else row.get_state_display(), label=_("状态"), css="warn" if out else "")
    return Row(
        row.name,
        reverse("facilities:facility", args=[row.pk]),
        [
            Cell(shipped.named(row.kind)),
            Cell(f"{row.place} {row.spot}".strip(), css="c-place"),
            Cell(row.code, label=_("编号") if row.code else "", css="id"),
            state,
        ],
        note=_("到期未恢复") if late else "",
        late=late,
    )


@require_POST
def export(request: HttpRequest) -> HttpResponse | FileResponse:
    """The same rows as Excel: at once where they are few, else by the worker."""
    who_may(request, Permission.SEE)
    given = register.Filters.read(request.POST).given()
    return leaving.answer(request, EXPORT, given, back=address(reverse(LIST), given))


@require_GET
def places(request: HttpRequest) -> JsonResponse:
    """Places where the actor keeps facilities or stations, by words: `?q=`."""
    actor = who_may(request, Permission.KEEP, Permission.KEEP_STATIONS)
    permission = Permission.KEEP if granting(actor, Permission.KEEP) else Permission.KEEP_STATIONS
    found = reach.find(actor, permission, request.GET.get("q", "")[:80])
    said = [{"value": str(row.pk), "label": row.full_name, "note": str(row.get_kind_display())} for row in found]
    return JsonResponse(said, safe=False)


def one_or_404(actor: Actor, pk: int) -> Facility:
    """A facility the actor sees."""
    row = register.facility_for(actor, pk)
    if row is None:
        raise Http404
    return row


def may_keep(actor: Actor, row: Facility) -> bool:
    """Whether the actor keeps this one."""
    return allowed(actor, Permission.KEEP, path=row.path, place=row.place_id, parties=(row.owner_id,))


def _crumbs(row: Facility | None, *last: str) -> list[parts.Crumb]:
    steps = [parts.Crumb(_("消防设施"), reverse(LIST))]
    if row is not None:
        steps.append(parts.Crumb(row.name, reverse("facilities:facility", args=[row.pk])))
    return steps + [parts.Crumb(one) for one in last]


@require_GET
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One facility: where it stands, how it is, what its kind asks for. Upper domains fill `facility.page`."""
    actor = who_may(request, Permission.SEE)
    row = one_or_404(actor, pk)
    today = clock.today()
    said = texts.by_field("facility", [row.pk]).get((str(row.pk), "out"), "")
    out = row.state == FacilityState.OUT_OF_SERVICE
    station = getattr(row, "station", None)
    context = {
        "row": row,
        "kind": shipped.kinds().get(row.kind),
        "kind_name": shipped.named(row.kind),
        "station": station if station is not None and granting(actor, Permission.SEE_STATIONS) else None,
        "crumbs": [
            *(parts.Crumb(one.name, reverse("places:place", args=[one.pk])) for one in breadcrumb(row.place)),
            parts.Crumb(row.name),
        ],
        "out": out,
        "out_words": words.out_words(row),
        "note": said if out else "",
        "late": out and row.out_until is not None and row.out_until < today,
        "expired": row.service_until is not None and row.service_until < today,
        "may_keep": may_keep(actor, row) and row.state != FacilityState.REMOVED,
        "events": words.timeline(records.history(("facility", row.pk))),
    }
    return render(request, "facilities/facility.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A facility enters the register; `?place=17` brings where."""
    actor = who_may(request, Permission.KEEP)
    form = FacilityForm(request.POST or None, actor=actor, initial=_asked(request))
    place = reach.by_id(actor, Permission.KEEP, form.initial["place"]) if "place" in form.initial else None
    if place is not None:
        form.fields["place"].widget.label = str(place)
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.register(by=actor, new=form.told(), client_ref=form.key())
        except ValidationError as error:
            form.add_error(_field_of(error), error)
        else:
            messages.success(request, _("已登记“%(name)s”。") % {"name": row.name})
            return redirect("facilities:facility", pk=row.pk)
    return form_page(
        request, form, heading=_("登记设施"), verb=_("登记设施"), back=reverse(LIST),
        lead=_("一处一条。微型消防站请到“微型消防站”里建站。"), crumbs=_crumbs(None, _("登记设施")),
    )  # fmt: skip


def _asked(request: HttpRequest) -> dict[str, Any]:
    told = request.GET.get("place", "")
    return {"place": int(told)} if told.isascii() and told.isdecimal() and len(told) < 16 else {}


def _field_of(error: ValidationError) -> str | None:
    """Most refusals are about the code, and are shown beside it."""
    return "code" if _("编号") in " ".join(error.messages) else None


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Put right what is written of it."""
    actor = who_may(request, Permission.KEEP)
    row = _kept(actor, pk)
    form = FacilityForm(request.POST or None, actor=actor, row=row, initial=FacilityForm.values_of(row))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(by=actor, facility=pk, new=form.told())
        except ValidationError as error:
            form.add_error(_field_of(error), error)
        else:
            messages.success(request, _("“%(name)s”已更正。") % {"name": form.cleaned_data["name"] or row.name})
            return redirect("facilities:facility", pk=pk)
    back = reverse("facilities:facility", args=[pk])
    return form_page(
        request, form, heading=_("更正设施信息"), verb=_("更正"), back=back, crumbs=_crumbs(row, _("更正"))
    )


def _kept(actor: Actor, pk: int) -> Facility:
    """A standing facility the actor keeps. Raises Http404 for one out of sight, PermissionDenied for one only seen."""
    row = one_or_404(actor, pk)
    if not may_keep(actor, row) or row.state == FacilityState.REMOVED:
        raise PermissionDenied
    return row


@require_http_methods(["GET", "POST"])
def take_out(request: HttpRequest, pk: int) -> HttpResponse:
    """It does not work: why, and until when."""
    actor = who_may(request, Permission.KEEP)
    row = _kept(actor, pk)
    form = OutForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = {**form.cleaned_data, "reason": OutReason(form.cleaned_data["reason"])}
        try:
            actions.take_out(by=actor, facility=pk, **data)
        except ValidationError as error:
            form.add_error("until", error)
        else:
            messages.success(request, _("已停用，预计 %(day)s 恢复。") % {"day": f"{data['until']:%Y-%m-%d}"})
            return redirect("facilities:facility", pk=pk)
    back = reverse("facilities:facility", args=[pk])
    return form_page(
        request, form, heading=_("停用"), verb=_("停用这处设施"), back=back, crumbs=_crumbs(row, _("停用")),
        lead=f"{row.name} · {row.place}",
    )  # fmt: skip


@require_POST
def put_back(request: HttpRequest, pk: int) -> HttpResponse:
    """It works again."""
    actor = who_may(request, Permission.KEEP)
    _kept(actor, pk)
    try:
        actions.put_back(by=actor, facility=pk)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages), extra_tags="e")
    else:
        messages.success(request, _("已恢复使用。"))
    return redirect("facilities:facility", pk=pk)


@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """It stands no longer: asked once more, since it does not come back."""
    actor = who_may(request, Permission.KEEP)
    row = _kept(actor, pk)
    if request.method == "POST":
        actions.remove(by=actor, facility=pk)
        messages.success(request, _("“%(name)s”已拆除，历史仍可查。") % {"name": row.name})
        return redirect("facilities:facility", pk=pk)
    context = {"row": row, "crumbs": _crumbs(row, _("拆除")), "is_station": row.kind == Kind.STATION}
    return render(request, "facilities/remove.html", context)
