"""住人处所: who may see them sees the cases and notes where people went; others see numbers that are not small."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from anju.kernel import clock
from anju.supervision.inspections.special import actions
from anju.supervision.inspections.special.enums import Rehoused
from anju.supervision.inspections.special.joint_forms import RehousedForm
from anju.supervision.inspections.special.permissions import Permission
from anju.supervision.inspections.special.queries import dwellings
from anju.supervision.inspections.special.views.asking import who_may, words_of
from anju.ui import parts

PAGE = 50


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """`?state=open|waiting|cleared`, open ones first, page by page."""
    actor = who_may(request)
    found = dwellings.numbers(actor)
    sees = actor.holds(Permission.SEE_DWELLERS)
    state = request.GET.get("state", "open")
    number = max(int(page), 1) if (page := request.GET.get("page", "1")).isdecimal() and len(page) < 6 else 1
    held = dwellings.narrowed(dwellings.cases(actor), state)
    rows = list(held[(number - 1) * PAGE : number * PAGE + 1]) if sees else []
    here = reverse("special:dwellings")
    counts = {"open": found.open, "waiting": found.waiting, "cleared": found.cleared}
    labels = {"open": _("没有搬离"), "waiting": _("已销号，待再看一次"), "cleared": _("已清退")}
    context = {
        "sees": sees,
        "rows": rows[:PAGE],
        "tabs": [parts.Tab(labels[one], f"{here}?state={one}", counts[one], current=one == state) for one in counts],
        "told": [(labels[one], dwellings.told(count)) for one, count in counts.items()],
        "moved": dwellings.moved(actor) if sees else None,
        "pager": parts.Pager(
            previous_url=f"{here}?state={state}&page={number - 1}" if number > 1 else "",
            next_url=f"{here}?state={state}&page={number + 1}" if len(rows) > PAGE else "",
            summary=_("销号以后另一个人再看一次、确实没人住，才算已清退；又住人的收回"),
        ),
        "now": clock.now(),
    }
    return render(request, "special/dwellings.html", context)


@require_http_methods(["GET", "POST"])
def note(request: HttpRequest, number: str) -> HttpResponse:
    """Where the people of one case went."""
    actor = who_may(request, Permission.SEE_DWELLERS)
    case = dwellings.case_seen(actor, number)
    if case is None:
        raise Http404
    form = RehousedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.note_rehoused(
                by=actor, duty=case.pk, people=data["people"], where=Rehoused(data["where"]), moved_on=data["moved_on"]
            )
        except ValidationError as error:
            form.add_error(None, words_of(error))
        else:
            messages.success(request, _("已登记安置。销号后还要由另一个人再看一次。"))
            return redirect("special:dwelling", number)
    context = {"form": form, "case": case, "notes": dwellings.of_case(case)}
    return render(request, "special/dwelling.html", context, status=422 if form.errors else 200)
