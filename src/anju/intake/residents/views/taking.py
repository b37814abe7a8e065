"""Taking reports in for others: at the counter, on the phone, from the hotline; and the district's rules."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anju.intake import actions as imports
from anju.intake.enums import TargetKey
from anju.intake.problems import TableRefused
from anju.intake.residents import actions, queries, rules
from anju.intake.residents.actions import Told
from anju.intake.residents.forms import EnterForm, PasteForm, RulesForm
from anju.intake.residents.models import Report
from anju.intake.residents.pasting import as_csv
from anju.intake.residents.permissions import Permission
from anju.intake.wording import said as worded
from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import district_of
from anju.ui import parts
from anju.ui.asking import who_may


@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """代群众登记. Afterwards the tracking number is shown once, to be read out."""
    actor = who_may(request, Permission.ENTER)
    district = district_of(queries.district_of_actor(actor, Permission.ENTER))
    posted = request.method == "POST"
    form = (
        EnterForm(request.POST, request.FILES, actor=actor, district=district)
        if posted
        else EnterForm(actor=actor, district=district)
    )
    if posted and form.is_valid():
        try:
            row, code = _made(actor, form)
        except ValidationError as error:
            form.add_error(None, error)
        except (ValueError, LookupError, PermissionDenied) as error:
            form.add_error(None, str(error))
        else:
            context = {"report": row, "code": rules.shown_code(code), "crumbs": _crumbs(_("代群众登记"))}
            return render(request, "residents/entered.html", context)
    context = {"form": form, "crumbs": _crumbs(_("代群众登记"))}
    return render(request, "residents/enter.html", context, status=422 if form.errors else 200)


def _made(actor: Actor, form: EnterForm) -> tuple[Report, str]:
    data = form.cleaned_data
    told = Told(
        place=data["place"],
        code=data["code"],
        channel=data["channel"],
        client_ref=f"desk:{actor.id}:{data['client_ref']}",
        spot=data["spot"],
        words=data["words"],
        photos=tuple(data["photos"]),
        phone=data["phone"],
        name=data["name"],
        unsure=data["unsure"],
    )
    return actions.make_report(by=actor, told=told)


@require_http_methods(["GET", "POST"])
def paste(request: HttpRequest) -> HttpResponse:
    """Pasted tickets go the way of an imported table: columns, dry run, then in."""
    actor = who_may(request, Permission.TICKETS)
    form = PasteForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        table = as_csv(form.cleaned_data["text"])
        try:
            if not table:
                raise ValidationError(_("没有认出工单：请连同表头一起复制，或写成“工单编号：…”这样的几行。"))
            run = imports.upload(by=actor, target=TargetKey.TICKETS, file_name=_("粘贴的工单") + ".csv", chunks=[table])
        except ValidationError as error:
            form.add_error("text", error)
        except TableRefused as refused:
            form.add_error("text", worded(refused.problem))
        else:
            return redirect("intake:columns", pk=run.pk)
    context = {"form": form, "crumbs": _crumbs(_("粘贴工单"))}
    return render(request, "residents/paste.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def district_rules(request: HttpRequest) -> HttpResponse:
    """What the district decides about residents' reports."""
    actor = who_may(request, Permission.CONFIGURE)
    root = queries.district_of_keeper(actor)
    if not root:
        raise PermissionDenied(_("设置群众上报规则"))
    form = RulesForm(request.POST if request.method == "POST" else None, instance=queries.rules_of(root))
    if form.is_bound and form.is_valid():
        actions.set_rules(by=actor, path=root, values=form.cleaned_data)
        messages.success(request, _("规则已保存。"))
        return redirect("residents:rules")
    context = {"form": form, "crumbs": _crumbs(_("群众上报规则"))}
    return render(request, "residents/rules.html", context, status=422 if form.errors else 200)


def _crumbs(last: str) -> list[parts.Crumb]:
    return [parts.Crumb(_("群众上报"), reverse("residents:reports")), parts.Crumb(last)]
