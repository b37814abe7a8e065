"""One duty with its terms and papers; the paper 隐患整改告知; the district's rules."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.permissions import allowed, granting
from anju.notify.rules.wording import group_text, mask
from anju.people.models import Organisation
from anju.supervision.lists import actions
from anju.supervision.lists import forms as asked
from anju.supervision.lists.enums import Service
from anju.supervision.lists.models import Duty
from anju.supervision.lists.permissions import Permission
from anju.supervision.lists.queries import cases, work
from anju.supervision.lists.queries.story import head_of
from anju.supervision.lists.views import words
from anju.supervision.lists.views.listing import district_of_actor
from anju.ui import due, parts

UNSAID = ("责令", "处罚", "决定")
"""Until enforcement exists nothing printed says these (DESIGN §5)."""


def _seen(request: HttpRequest, number: str) -> Duty:
    duty = cases.seen_by(request.actor, number)  # type: ignore[attr-defined]
    if duty is None:
        raise Http404
    return duty


@require_GET
def duty(request: HttpRequest, number: str) -> HttpResponse:
    """责任: who answers, the five fixes, who held it when and why, what was proposed."""
    found = _seen(request, number)
    context = {
        "duty": found,
        "card": words.card_of(found),
        "terms": cases.terms_of(found),
        "papers": work.papers_of_case(found),
        "crumbs": [parts.Crumb(_("责任清单"), reverse("lists:duties")), parts.Crumb(found.number)],
        "ring": words.ring_of(found),
        "now": clock.now(),
    }
    return render(request, "lists/duty.html", context)


@require_GET
def duty_by_id(request: HttpRequest, pk: int) -> HttpResponse:
    """The page a notice points at."""
    found = cases.reached(request.actor, [pk])  # type: ignore[attr-defined]
    if not found:
        raise Http404
    return redirect("lists:case", number=found[0].hazard.number)


@require_GET
def notice(request: HttpRequest, number: str) -> HttpResponse:
    """隐患整改告知, to print."""
    found = _seen(request, number)
    facts = found.hazard.kind.facts
    context = {
        "duty": found,
        "hazard": found.hazard,
        "facts": facts,
        "description": plain(found.hazard.description) or _meant(plain(facts.description)),
        "basis": [law for law in facts.legal_basis if plain(law)],
        "evidence": [item.text for item in facts.evidence if item.required],
        "head": head_of(found.path.split("/", 2)[1]),
        "issuer": issuer_of(request.actor, found),  # type: ignore[attr-defined]
        "full_day": due.day,
        "now": clock.now(),
    }
    return render(request, "lists/notice.html", context)


def _meant(text: str) -> str:
    """What the catalogue says of a kind, said as such: nobody saw just this here."""
    return _("这一类是指：%(text)s") % {"text": text} if text else ""


def issuer_of(actor: Actor, found: Duty) -> Organisation | None:
    """Whose letter it is: the office the reader acts for, where it may rule or verify here; else the verifier's."""
    for permission in (Permission.RULE, Permission.VERIFY):
        for grant in granting(actor, permission):
            own = grant.organisation
            fits = permission is Permission.RULE or own == found.verifier_id
            if own and own != found.accountable_id and fits:
                return cases.organisation(own)
    return found.verifier


def plain(text: str) -> str:
    """The text masked, or nothing where it says what only an enforcement document may say."""
    return "" if any(word in text for word in UNSAID) else mask(text)


def share_of(request: HttpRequest, found: Duty) -> str:
    """「转到微信群」: what, where down to the building, until when, and the link; no person, no door."""
    until = _("%(day)s前整改") % {"day": due.day(found.due_at)} if found.due_at else ""
    link = request.build_absolute_uri(reverse("lists:case", args=[found.hazard.number]))
    where = cases.public_spot(found)
    return group_text(what=found.hazard.kind.name, where=where, until=until, link=link, ask=_("请相关人员尽快处理"))


@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """The rules of the district's lists and its suppliers; upper domains add theirs in a slot."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    root = f"/{district_of_actor(actor)}/"
    if not allowed(actor, Permission.CONFIGURE, path=root):
        raise PermissionDenied
    which = request.POST.get("which", "")
    built = _forms(root, request, which)
    if request.method == "POST" and which in built and built[which].is_valid():
        try:
            said = _SAVERS[which](actor, root, built[which])
        except (ValueError, LookupError) as error:
            built[which].add_error(None, str(error))
        else:
            messages.success(request, said)
            return redirect("lists:settings")
    context = {
        "forms": built,
        "suppliers": cases.suppliers_of(root),
    }
    failed = which in built and bool(built[which].errors)
    return render(request, "lists/settings.html", context, status=422 if failed else 200)


def _forms(root: str, request: HttpRequest, which: str) -> dict[str, Any]:
    held = cases.settings_of(root)
    initial = {
        "trial": held.trial,
        "works_limit_yuan": held.works_limit_fen // 100,
        "on_site_percent": held.on_site_percent,
        "look_back_percent": held.look_back_percent,
        "look_back_days": ",".join(map(str, held.look_back_days)),
        "recurrence_days": held.recurrence_days,
    }
    given = {name: request.POST if which == name else None for name in ("rules", "supplier")}
    return {
        "rules": asked.RulesForm(given["rules"], initial=initial, auto_id="rules-%s"),
        "supplier": asked.SupplierForm(given["supplier"], units=cases.utilities_of(root), auto_id="supplier-%s"),
    }


def _save_rules(actor: Actor, root: str, form: Any) -> str:
    values = dict(form.cleaned_data)
    values["works_limit_fen"] = values.pop("works_limit_yuan") * 100
    actions.set_rules(by=actor, path=root, values=values)
    return _("规则已保存，从下一步起生效")


def _save_supplier(actor: Actor, root: str, form: Any) -> str:
    data = form.cleaned_data
    unit = cases.organisation(data["unit"])
    actions.set_supplier(by=actor, service=Service(data["service"]), path=root, organisation=unit)
    return _("已登记供应单位：%(name)s") % {"name": unit.name}


_SAVERS = {"rules": _save_rules, "supplier": _save_supplier}
