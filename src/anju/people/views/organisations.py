"""The register of organisations, one organisation, and keeping them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.permissions import allowed
from anju.people import actions, words
from anju.people.enums import OrganisationKind, UnmaskReason
from anju.people.forms import DayForm, NewOrganisationForm, OrganisationForm, ReasonForm
from anju.people.models import Organisation
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
from anju.places.queries import visible
from anju.ui import parts

FOUND = 20
LIST = "people:organisations"


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """单位台账."""
    actor = holder(request, Permission.SEE_ORGANISATIONS)
    here, filters = reverse(LIST), registers.OrganisationFilters.read(request.GET)
    territories = registers.territories(actor)
    buttons = []
    if actor.holds(Permission.KEEP_ORGANISATIONS):
        buttons.append(Button(_("登记单位"), reverse("people:organisation-new"), primary=True))
    return register_page(
        request,
        filters,
        here=here,
        rows=registers.organisations(actor, filters),
        keys=("path", "pk"),
        draw=_drawn,
        said_words=_said(filters, territories),
        heading=_("单位"),
        lead=_("谁都可能是责任单位：街道、社区、物业、业委会、运营单位。信用代码逐位校验。"),
        columns=[
            (_("单位"), ""),
            (_("种类"), "w-party"),
            (_("所属地点"), "w-place"),
            (_("统一社会信用代码"), "w-party"),
            (_("在管"), "w-num"),
        ],
        tabs=tabs(filters, here, [("", _("在用")), ("closed", _("已注销"))]),
        filters=bar(
            filters,
            here,
            [
                ("kind", _("种类"), OrganisationKind.choices),
                ("place", _("街道、社区"), inside(territories, filters.place)),
            ],
        ),
        buttons=buttons,
        export_url=reverse("people:organisations-export"),
        empty_title=_("还没有登记单位"),
        empty_text=_("先登记街道和社区，再登记物业和业委会。"),
    )


def _said(filters: registers.OrganisationFilters, territories: list[Any]) -> str:
    names = {f"place={row.path}": row.name for row in territories}
    kinds = {f"kind={value}": str(label) for value, label in OrganisationKind.choices}
    return said(filters, {**names, **kinds, "state=closed": _("已注销")})


def _drawn(rows: list[Organisation]) -> list[Row]:
    counts = registers.managed_counts(rows, today=clock.today())
    return [
        Row(
            row.name,
            reverse("people:organisation", args=[row.pk]),
            [
                Cell(row.get_kind_display()),
                Cell(row.place or "", css="c-place"),
                Cell(row.uscc, label=_("代码") if row.uscc else "", css="num"),
                Cell(_("%(n)s 处") % {"n": counts[row.pk]} if counts[row.pk] else "", css="r"),
            ],
        )
        for row in rows
    ]


@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """The same rows as Excel; entered in the ledger."""
    actor = holder(request, Permission.SEE_ORGANISATIONS)
    filters = registers.OrganisationFilters.read(request.POST)
    rows = registers.organisations(actor, filters).order_by("path", "pk")
    columns = [
        (_("编号"), 8), (_("名称"), 32), (_("简称"), 16), (_("种类"), 16), (_("统一社会信用代码"), 22),
        (_("所属地点"), 24), (_("上级单位"), 24), (_("值班电话"), 16), (_("注销日期"), 12),
    ]  # fmt: skip
    lines = (
        [
            row.pk, row.name, row.short_name, row.get_kind_display(), row.uscc, str(row.place or ""),
            str(row.parent or ""), words.phone(row.phone) if row.phone else "", row.closed_on,
        ]
        for row in rows.iterator(chunk_size=2000)
    )  # fmt: skip
    return exported(actor, _("单位台账"), columns, lines, _said(filters, registers.territories(actor)))


@require_GET
def find(request: HttpRequest) -> JsonResponse:
    """`?q=` → organisations called so, for a form's field."""
    actor = holder(request, Permission.SEE_ORGANISATIONS)
    rows = registers.organisations(actor, registers.OrganisationFilters.read({"q": request.GET.get("q", "")}))
    found = rows.order_by("path", "pk")[:FOUND]
    said_rows = [{"value": str(row.pk), "label": row.name, "note": str(row.get_kind_display())} for row in found]
    return JsonResponse(said_rows, safe=False)


def one_or_404(actor: Actor, pk: int) -> Organisation:
    """An organisation the actor sees."""
    organisation = records.organisation_for(actor, pk)
    if organisation is None:
        raise Http404
    return organisation


def _may_keep(actor: Actor, organisation: Organisation) -> bool:
    return allowed(actor, Permission.KEEP_ORGANISATIONS, path=organisation.path or None)


def _page(request: HttpRequest, organisation: Organisation, unmasked: str = "") -> HttpResponse:
    actor = actor_of(request)
    context = {
        "organisation": organisation,
        "crumbs": [parts.Crumb(_("单位"), reverse(LIST)), parts.Crumb(str(organisation))],
        "posts": [
            (post, words.person(post.account), words.reach_of(post))
            for post in records.posts_in(organisation, today=clock.today())
        ]
        if actor.holds(Permission.SEE_PEOPLE)
        else None,
        "managed": _managed(actor, organisation),
        "children": records.children_of(organisation),
        "phone": unmasked or words.phone(organisation.phone),
        "unmasked": unmasked,
        "may_unmask": bool(organisation.phone) and actions.may_unmask_organisation(actor, organisation),
        "may_keep": _may_keep(actor, organisation) and organisation.closed_on is None,
        "place_url": words.place_url(organisation.place_id),
        "reasons": ReasonForm(),
        "events": words.timeline(records.history(("organisation", organisation.pk))),
    }
    return render(request, "people/organisation.html", context)


def _managed(actor: Actor, organisation: Organisation) -> list[tuple[Any, str]] | None:
    if not actor.holds(Permission.SEE_CONTRACTS):
        return None
    seen = set(reach.managements(actor).filter(organisation=organisation).values_list("pk", flat=True))
    return [(row, words.place_url(row.place_id)) for row in records.managed_by(organisation) if row.pk in seen]


@require_GET
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One organisation: what it is, what it manages, who works there, what is open."""
    return _page(request, one_or_404(holder(request, Permission.SEE_ORGANISATIONS), pk))


@never_cache
@require_POST
def unmask(request: HttpRequest, pk: int) -> HttpResponse:
    """Its duty phone in full, on the answer to this request only."""
    actor = holder(request, Permission.SEE_ORGANISATIONS)
    organisation, form = one_or_404(actor, pk), ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请选一个事由，再查看。"), extra_tags="e")
        return redirect("people:organisation", pk=pk)
    reason = UnmaskReason(form.cleaned_data["reason"])
    return _page(request, organisation, actions.unmask_organisation(by=actor, organisation=organisation, reason=reason))


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """An organisation enters the register."""
    actor = holder(request, Permission.KEEP_ORGANISATIONS)
    form = NewOrganisationForm(request.POST or None)
    form.fields["place"].offer(visible(actor))  # type: ignore[attr-defined]
    form.fields["parent"].offer(reach.organisations(actor))  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        data = {**form.cleaned_data, "kind": OrganisationKind(form.cleaned_data["kind"])}
        try:
            row = actions.add_organisation(by=actor, **data)
        except ValidationError as error:
            form.add_error("uscc", error)
        else:
            messages.success(request, _("已登记“%(name)s”。") % {"name": row.name})
            return redirect("people:organisation", pk=row.pk)
    return form_page(
        request,
        form,
        heading=_("登记单位"),
        lead=_("登记前请先查找，同一代码只登记一次。不属于某一处的单位由区级登记。"),
        verb=_("登记单位"),
        back=reverse(LIST),
        crumbs=[parts.Crumb(_("单位"), reverse(LIST)), parts.Crumb(_("登记单位"))],
    )


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Put right what is written of it."""
    actor = holder(request, Permission.KEEP_ORGANISATIONS)
    row = one_or_404(actor, pk)
    initial = {"name": row.name, "short_name": row.short_name, "uscc": row.uscc, "phone": row.phone}
    form = OrganisationForm(request.POST or None, initial=initial if _may_keep(actor, row) else {})
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct_organisation(by=actor, organisation=row, **form.cleaned_data)
        except ValidationError as error:
            form.add_error("uscc", error)
        else:
            messages.success(request, _("“%(name)s”已更正。") % {"name": row.name})
            return redirect("people:organisation", pk=pk)
    return form_page(
        request, form, heading=_("更正单位信息"), verb=_("更正"), back=reverse("people:organisation", args=[pk]),
        crumbs=_crumbs(row, _("更正")),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """It exists no longer."""
    actor = holder(request, Permission.KEEP_ORGANISATIONS)
    row = one_or_404(actor, pk)
    form = DayForm(request.POST or None, initial={"on": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            actions.close_organisation(by=actor, organisation=row, on=form.cleaned_data["on"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("“%(name)s”已注销，历史仍可查。") % {"name": row.name})
            return redirect("people:organisation", pk=pk)
    return form_page(
        request, form, heading=_("注销单位"), verb=_("注销这个单位"), bad=True,
        lead=_("先结束它的管理合同和在岗人员，才能注销。"), back=reverse("people:organisation", args=[pk]),
        crumbs=_crumbs(row, _("注销")),
    )  # fmt: skip


def _crumbs(row: Organisation, last: str) -> list[parts.Crumb]:
    url = reverse("people:organisation", args=[row.pk])
    return [parts.Crumb(_("单位"), reverse(LIST)), parts.Crumb(str(row), url), parts.Crumb(last)]
