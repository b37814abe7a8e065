"""专项督查: the list of campaigns, and the plan of a new one with a look at its scope."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from anju.supervision.inspections.special import actions
from anju.supervision.inspections.special.enums import CampaignState
from anju.supervision.inspections.special.forms import PlanForm, today
from anju.supervision.inspections.special.permissions import Permission
from anju.supervision.inspections.special.queries import campaigns, places
from anju.supervision.inspections.special.shipped import templates
from anju.supervision.inspections.special.views.asking import day_words, root_of, who_may, words_of
from anju.ui import parts

SHOWN = 50
"""Places of a preview."""


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The campaigns within reach, running ones first; `?state=` narrows."""
    actor, day = who_may(request), today()
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
    found: Sequence[places.Found] | None = None
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            found = places.found(form.asked(), district)
            if "preview" in request.POST:
                status = 200
            else:
                data = form.cleaned_data
                try:
                    row = actions.plan(
                        by=actor, template=shipped.code, name=data["name"], district=district,
                        starts_on=data["starts_on"], ends_on=data["ends_on"], asked=form.asked(), kinds=data["kinds"],
                        target_rectified=data["target_rectified"], target_percent=data["target_percent"],
                    )  # fmt: skip
                except ValidationError as error:
                    form.add_error(None, words_of(error))
                else:
                    messages.success(request, _("已保存“%(name)s”，核对后启动。") % {"name": row.name})
                    return redirect("special:campaign", row.pk)
    context = {
        "form": form, "template": shipped, "found": found, "shown": list(found or ())[:SHOWN], "most": places.MOST,
        "crumbs": [parts.Crumb(_("专项督查"), reverse("special:campaigns")), parts.Crumb(shipped.title)],
    }  # fmt: skip
    return render(request, "special/plan.html", context, status=status)
