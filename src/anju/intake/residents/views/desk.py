"""The reports that came in: the list, one of them, what is done with it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from anju.intake.residents import actions, queries, vault
from anju.intake.residents import forms as asked
from anju.intake.residents.enums import ContactReason, Mark, SpokenOf
from anju.intake.residents.models import Report, Ticket
from anju.intake.residents.permissions import Permission
from anju.intake.residents.queries import later, tickets
from anju.intake.residents.wording import answer_of, said_later
from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.permissions import MissingPermissionError
from anju.people.rules import mask_phone
from anju.ui import parts
from anju.ui.asking import who_may

TABS = (
    ("", gettext_lazy("全部")),
    ("check", gettext_lazy("待核查")),
    ("marked", gettext_lazy("有提示")),
    ("call", gettext_lazy("待回访")),
    ("tickets", gettext_lazy("12345 工单")),
)


def report_or_404(actor: Actor, pk: int) -> Report:
    """A report the actor handles."""
    row = queries.seen_by(actor, pk)
    if row is None:
        raise Http404
    return row


@require_GET
def reports(request: HttpRequest) -> HttpResponse:
    """The list, newest first."""
    actor = who_may(request, Permission.SEE)
    which, before = request.GET.get("show", ""), request.GET.get("before", "")
    if which == "tickets":
        return _tickets(request, actor)
    rows, following = queries.page(actor, which, int(before) if before.isdecimal() and len(before) < 16 else None)
    here = reverse("residents:reports")
    next_url = f"{here}?show={which}&before={following}" if following else ""
    return render(request, "residents/reports.html", _listed(actor, which, rows) | {"next_url": next_url})


def _listed(actor: Actor, which: str, rows: list[Report]) -> dict[str, Any]:
    """What both lists show."""
    here = reverse("residents:reports")
    return {
        "rows": [(row, queries.case_of(row), [Mark(one).label for one in row.marks]) for row in rows],
        "tabs": [(label, f"{here}?show={name}" if name else here, name == which) for name, label in TABS],
        "may_enter": actor.holds(Permission.ENTER),
        "may_configure": bool(queries.district_of_keeper(actor)),
    }


def _tickets(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Tickets with their number and clocks, the most pressing first."""
    words, chosen, skip = (request.GET.get(name, "") for name in ("q", "community", "skip"))
    words = words.strip()[:60]
    near = tickets.communities(actor)
    community = next((one for one in near if str(one.pk) == chosen), None)
    at = int(skip) if skip.isdecimal() and len(skip) < 7 else 0
    rows, following = tickets.page(actor, words, community, at)
    given = {"show": "tickets", "q": words, "community": str(community.pk) if community else ""}
    told = {name: value for name, value in given.items() if value}
    here = reverse("residents:reports")
    more = {
        "filters": [
            parts.Filter(
                "community",
                _("社区"),
                [("", _("全部")), *((str(one.pk), one.name) for one in near)],
                given["community"],
            )
        ],
        "keep": [("show", "tickets")],
        "words": words,
        "clear_url": f"{here}?show=tickets" if len(told) > 1 else "",
        "now": clock.now(),
        "next_url": f"{here}?{urlencode({**told, 'skip': following})}" if following else "",
    }
    return render(request, "residents/tickets.html", _listed(actor, "tickets", rows) | more)


@require_GET
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """One report: what was said, what a machine noticed, the contact masked, the ticket with its drafted answer."""
    actor = who_may(request, Permission.SEE)
    return _page(request, actor, report_or_404(actor, pk))


@never_cache
@require_POST
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """The contact in full, once; the look is entered."""
    actor = who_may(request, Permission.SEE)
    row = report_or_404(actor, pk)
    form = asked.ContactForm(request.POST)
    if not queries.may_contact(actor, row):
        raise PermissionDenied(_("只有核查这条上报的单位和区消委办能看联系方式。"))
    if not form.is_valid():
        return _page(request, actor, row, tried=("contact", form))
    told = actions.read_contact(by=actor, report=row, reason=ContactReason(form.cleaned_data["reason"]))
    return _page(request, actor, row, told=told)


@dataclass(frozen=True, slots=True)
class Deed:
    """A button: its words, its form, the permission, the action."""

    button: Any
    permission: Permission
    form: type[forms.Form]
    do: Callable[[Actor, Report, dict[str, Any]], object]


OF_TICKETS = frozenset({"return", "answered", "meanwhile"})
DEEDS: dict[str, Deed] = {
    "call": Deed(
        gettext_lazy("登记回访"), Permission.ENTER, asked.CallForm,
        lambda by, row, said: actions.call_back(by=by, report=row, how=SpokenOf(said["how"]), note=said["note"]),
    ),
    "return": Deed(
        gettext_lazy("退单"), Permission.TICKETS, asked.ReturnForm,
        lambda by, row, said: actions.return_ticket(by=by, report=row, reason=said["reason"], unit=said["unit"]),
    ),
    "answered": Deed(
        gettext_lazy("已粘贴答复"), Permission.TICKETS, forms.Form,
        lambda by, row, said: actions.answer_ticket(by=by, report=row),
    ),
    "meanwhile": Deed(
        gettext_lazy("已粘贴阶段性答复"), Permission.TICKETS, forms.Form,
        lambda by, row, said: actions.answer_meanwhile(by=by, report=row),
    ),
    "thank": Deed(
        gettext_lazy("已致谢或发放"), Permission.CONFIGURE, forms.Form,
        lambda by, row, said: actions.thank(by=by, report=row),
    ),
}  # fmt: skip


@require_POST
def act(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """Do one of `DEEDS`. A refusal says why and loses nothing that was typed."""
    actor = who_may(request, Permission.SEE)
    row, one = report_or_404(actor, pk), DEEDS.get(deed)
    if one is None or (deed in OF_TICKETS and getattr(row, "ticket", None) is None):
        raise Http404
    if not queries.may_do(actor, one.permission, row):
        raise MissingPermissionError(one.permission)
    form = one.form(request.POST)
    if form.is_valid():
        try:
            one.do(actor, row, form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        except (ValueError, LookupError, PermissionDenied) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("已登记：%(deed)s（%(number)s）") % {"deed": one.button, "number": row.number})
            return redirect("residents:thanks") if deed == "thank" else redirect("residents:report", pk=pk)
    return _page(request, actor, row, tried=(deed, form))


def _page(
    request: HttpRequest,
    actor: Actor,
    row: Report,
    *,
    tried: tuple[str, forms.Form] | None = None,
    told: dict[str, str] | None = None,
) -> HttpResponse:
    ticket = getattr(row, "ticket", None)
    drawn: dict[str, forms.Form] = {
        "contact": asked.ContactForm(),
        "call": asked.CallForm(),
        "return": asked.ReturnForm(),
    }
    if tried is not None:
        drawn[tried[0]] = tried[1]
    may_ticket = ticket is not None and queries.may_do(actor, Permission.TICKETS, row)
    context = {
        "report": row,
        "duty": queries.case_of(row),
        "words": queries.words_of([row]).get(row.pk, ""),
        "marks": [Mark(one).label for one in row.marks],
        "masked": _masked(row),
        "told": told,
        "may_contact": bool(row.contact) and queries.may_contact(actor, row),
        "may_call": bool(row.contact) and queries.may_do(actor, Permission.ENTER, row),
        "ticket": ticket,
        "answer": answer_of(ticket, row) if ticket is not None else "",
        "final": ticket is not None and actions.is_final(ticket),
        "after": _after(row, ticket),
        "may_ticket": may_ticket,
        "kept": actions.why_not_returned(actor, ticket, clock.now()) if ticket is not None and may_ticket else "",
        "forms": drawn,
        "crumbs": [parts.Crumb(_("群众上报"), reverse("residents:reports")), parts.Crumb(row.number)],
    }
    return render(request, "residents/report.html", context, status=422 if tried is not None else 200)


def _after(row: Report, ticket: Ticket | None) -> list[tuple[later.Said, str]]:
    """What came after, oldest first, each with its words for what it is."""
    said = later.of_reports([row]).get(row.pk, []) + (later.of_ticket(ticket) if ticket is not None else [])
    return [(one, said_later(one)) for one in sorted(said, key=lambda one: one.at)]


def _masked(row: Report) -> str:
    """The phone with its middle hidden; empty where none was left."""
    try:
        return mask_phone(vault.open_(row.contact, row.sender).get("phone", ""))
    except vault.SealedError:
        return ""


@require_GET
def thanks(request: HttpRequest) -> HttpResponse:
    """Reports that are owed thanks by the district's rule."""
    actor = who_may(request, Permission.CONFIGURE)
    district = queries.rules_of(queries.district_of_keeper(actor) or "/-/")
    rows = queries.entitled_reports(actor, queries.reward_of(district))
    context = {
        "rows": [(row, _masked(row)) for row in rows],
        "district": district,
        "crumbs": [parts.Crumb(_("群众上报"), reverse("residents:reports")), parts.Crumb(_("致谢和奖励"))],
    }
    return render(request, "residents/thanks.html", context)
