"""The closing sheet 结项表: to fill, and as it was signed."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from anju.supervision.inspections.special import actions
from anju.supervision.inspections.special.enums import CampaignState
from anju.supervision.inspections.special.forms import ClosingForm
from anju.supervision.inspections.special.models import Campaign
from anju.supervision.inspections.special.permissions import Permission
from anju.supervision.inspections.special.queries import campaigns, places, words
from anju.supervision.inspections.special.queries.progress import sees_dwellings
from anju.supervision.inspections.special.rules.counting import DWELLINGS, FEWEST
from anju.supervision.inspections.special.views.asking import campaign_of, refuse, who_may, words_of
from anju.ui import parts

UNSAID = ("责令", "处罚", "决定")
"""Until enforcement exists nothing printed says these (DESIGN §5)."""


@require_http_methods(["GET", "POST"])
def fill(request: HttpRequest, pk: int) -> HttpResponse:
    """The figures as they stand now, and the words and name that are asked for."""
    actor = who_may(request, Permission.PLAN)
    row = campaign_of(actor, pk)
    if not campaigns.may_run(actor, row):
        raise PermissionDenied(_("结项由组织单位或区消委办办理。"))
    if row.state != CampaignState.RUNNING:
        return redirect("special:sheet" if row.state == CampaignState.CLOSED else "special:campaign", row.pk)
    form = ClosingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.close(by=actor, campaign=row.pk, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, words_of(error))
        except PermissionDenied as error:
            refuse(request, error)
        else:
            messages.success(request, _("已结项，结项表已固定，可以打印。"))
            return redirect("special:sheet", row.pk)
    context = {
        "form": form,
        **_told(row, actions.sheet_of(row), dwellings=sees_dwellings(actor, row)),
        "crumbs": [
            parts.Crumb(row.name, reverse("special:campaign", args=[row.pk])), parts.Crumb(_("结项表")),
        ],
    }  # fmt: skip
    return render(request, "special/closing.html", context, status=422 if form.errors else 200)


@require_GET
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet as it was signed, to print."""
    actor = who_may(request)
    row = campaign_of(actor, pk)
    closing = campaigns.closing_of(row)
    if closing is None:
        raise Http404
    said = {name: plain(text) for name, text in words.of_closing(closing).items()}
    context = _told(row, closing.sheet, dwellings=sees_dwellings(actor, row))
    return render(request, "special/sheet.html", {**context, "closing": closing, "said": said})


def plain(text: str) -> str:
    """The text, or nothing where it says what only an enforcement document may say."""
    return "" if any(word in text for word in UNSAID) else text


def _told(row: Campaign, told: dict[str, Any], *, dwellings: bool) -> dict[str, Any]:
    """The sheet with names. Who may not see dwellings gets no line of one, and of their number only whether it is
    small.
    """
    rest = [one for one in told["rest"] if dwellings or one["kind"] not in DWELLINGS]
    hidden = len(told["rest"]) - len(rest)
    names = places.organisation_names(one["accountable"] for one in rest)
    streets = places.names(told["streets"])
    return {
        "campaign": row,
        "told": told,
        "rest": [(one, names.get(one["accountable"], "")) for one in rest],
        "hidden": hidden if hidden >= FEWEST else 0,
        "few_hidden": 0 < hidden < FEWEST,
        "by_street": [(streets.get(path, path), told["streets"][path]) for path in places.in_order(told["streets"])],
        "percent": 100 * told["rectified"] // owed if (owed := _owed(told)) else None,
        "whole": dwellings or not DWELLINGS & set(row.kinds),
    }


def _owed(told: dict[str, Any]) -> int:
    return int(told["baseline"] + told["found_own"] + told["found_other"])
