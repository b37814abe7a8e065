"""专项督查: the list of campaigns, and the plan of a new one with a look at its scope."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from anju.kernel import clock
from anju.kernel.permissions import MissingPermissionError
from anju.supervision.inspections.special import actions
from anju.supervision.inspections.special.enums import CampaignState
from anju.supervision.inspections.special.forms import PlanForm
from anju.supervision.inspections.special.models import Campaign
from anju.supervision.inspections.special.permissions import Permission
from anju.supervision.inspections.special.queries import campaigns, places
from anju.supervision.inspections.special.shipped import Template, templates
from anju.supervision.inspections.special.views.asking import campaign_of, day_words, root_of, who_may, words_of
from anju.ui import parts

SHOWN = 50
"""Places of a preview."""


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The campaigns within reach, running ones first; `?state=` narrows."""
    actor, day = who_may(request), clock.today()
    state = request.GET.get("state", "")
    rows = campaigns.seen(actor).order_by("-starts_on", "-pk")
    held = list(rows)
    shown = [row for row in held if state not in CampaignState.values or row.state == state]
    order = {one: at for at, one in enumerate(("running", "planned", "closed", "cancelled"))}
    shown.sort(key=lambda row: order[row.state])
    counts = campaigns.counts_of(shown, actor)
    here = reverse("special:campaigns")
    context = {
        "rows": [(row, day_words(row, day), counts.get(row.pk), _share(counts.get(row.pk))) for row in shown[:200]],
        "tabs": [
            parts.Tab(_("全部"), here, len(held), current=state not in CampaignState.values),
            *(
                parts.Tab(one.label, f"{here}?state={one}", sum(row.state == one for row in held), current=state == one)
                for one in CampaignState
            ),
        ],
        "may_plan": actor.holds(Permission.PLAN),
        "waiting": campaigns.waiting(actor).count() if actor.holds(Permission.ACCEPT) else 0,
        "mine": list(campaigns.mine(actor).order_by("due_on", "path")[:20]),
        "today": day,
    }
    return render(request, "special/campaigns.html", context)


def _share(counts: dict[str, Any] | None) -> int:
    return 100 * counts["looked"] // counts["places"] if counts and counts["places"] else 0


@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    """`?template=ebikes`: the form. 看看范围 shows the places and saves nothing."""
    actor = who_may(request, Permission.PLAN)
    shipped = templates().get(request.GET.get("template", ""))
    if shipped is None:
        return render(request, "special/templates.html", {"templates": list(templates().values())})
    district = root_of(actor)
    form = PlanForm(request.POST or None, template=shipped, district=district)

    def save(data: dict[str, Any]) -> Campaign:
        return actions.plan(by=actor, template=shipped.code, district=district, **data)

    return _filled(request, form, shipped, save, _("制定专项"))


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """A plan that is not launched yet, changed in the same form."""
    actor = who_may(request, Permission.PLAN)
    row = campaign_of(actor, pk)
    if not campaigns.may_run(actor, row):
        raise MissingPermissionError(Permission.PLAN)
    shipped = templates().get(row.template)
    if row.state != CampaignState.PLANNED or shipped is None:
        messages.error(request, _("这个专项%(state)s，不能再改；要变范围请写明理由移出地点，或另定一个专项。") % {
            "state": row.get_state_display()
        })  # fmt: skip
        return redirect("special:campaign", row.pk)
    form = PlanForm(request.POST or None, template=shipped, district=row.path, campaign=row)

    def save(data: dict[str, Any]) -> Campaign:
        return actions.revise(by=actor, campaign=row.pk, **data)

    return _filled(request, form, shipped, save, _("修改专项"), row)


def _filled(
    request: HttpRequest, form: PlanForm, shipped: Template, save: Callable[[dict[str, Any]], Campaign], heading: str,
    campaign: Campaign | None = None,
) -> HttpResponse:  # fmt: skip
    """The form: shown, looked at with the places it names, or saved."""
    found: Sequence[places.Found] | None = None
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            found = places.found(form.asked(), form.district)
            if "preview" in request.POST:
                status = 200
            elif (row := _saved(form, save)) is not None:
                messages.success(request, _("已保存“%(name)s”，核对后启动。") % {"name": row.name})
                return redirect("special:campaign", row.pk)
    back = reverse("special:campaign", args=[campaign.pk]) if campaign else reverse("special:campaigns")
    way = [parts.Crumb(campaign.name, back), parts.Crumb(heading)] if campaign else [parts.Crumb(shipped.title)]
    context = {
        "form": form, "template": shipped, "found": found, "shown": list(found or ())[:SHOWN], "most": places.MOST,
        "heading": heading, "back": back, "is_new": campaign is None,
        "crumbs": [parts.Crumb(_("专项督查"), reverse("special:campaigns")), *way],
    }  # fmt: skip
    return render(request, "special/plan.html", context, status=status)


def _saved(form: PlanForm, save: Callable[[dict[str, Any]], Campaign]) -> Campaign | None:
    data = form.cleaned_data
    names = ("name", "starts_on", "ends_on", "kinds", "target_rectified", "target_percent")
    try:
        return save({**{name: data[name] for name in names}, "asked": form.asked()})
    except ValidationError as error:
        form.add_error(None, words_of(error))
        return None
