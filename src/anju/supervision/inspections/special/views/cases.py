"""The cases behind a number of a campaign's board."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from anju.kernel import clock
from anju.supervision.inspections.special.enums import TaskState
from anju.supervision.inspections.special.models import Campaign
from anju.supervision.inspections.special.queries import campaigns, places
from anju.supervision.inspections.special.queries.progress import behind, seen, sees_dwellings
from anju.supervision.inspections.special.rules.counting import Group, Narrowed
from anju.supervision.inspections.special.views.asking import campaign_of, who_may
from anju.ui import parts

PAGE = 50
WORDS = {
    Group.BASELINE: gettext_lazy("启动时未整改"),
    Group.FOUND: gettext_lazy("期间发现"),
    Group.FOUND_OWN: gettext_lazy("专项任务发现"),
    Group.FOUND_OTHER: gettext_lazy("其他渠道发现"),
    Group.RECTIFIED: gettext_lazy("已整改"),
    Group.RECTIFIED_BASELINE: gettext_lazy("已整改里启动时就有的"),
    Group.ENDED: gettext_lazy("其他办结"),
    Group.OPEN: gettext_lazy("现在未整改"),
    Group.LATE: gettext_lazy("逾期未整改"),
}


@dataclass(frozen=True, slots=True)
class Doors:
    """Addresses of the cases behind the numbers of one campaign."""

    campaign: int

    def to(self, of: str, *, street: str = "", day: date | None = None) -> str:
        """The page of one number; `of` is a `Group`."""
        asked = {"of": Group(of), "street": street, "day": day.isoformat() if day else ""}
        return f"{reverse('special:cases', args=[self.campaign])}?{urlencode({k: v for k, v in asked.items() if v})}"


@require_GET
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """`?of=found&street=/…/&day=2026-11-24&page=2`. Raises Http404 for what no board shows."""
    actor = who_may(request)
    row, asked = campaign_of(actor, pk), _asked(request)
    tasks = list(campaigns.tasks_of(actor, row).exclude(state=TaskState.DROPPED))
    if row.launched_at is None or (asked.street and not any(task.path.startswith(asked.street) for task in tasks)):
        raise Http404
    ids = behind(row, tasks, asked, dwellings=sees_dwellings(actor, row))
    rows = seen(actor, ids)
    number = max(int(said), 1) if (said := request.GET.get("page", "1")).isdecimal() and len(said) < 6 else 1
    shown = rows.count()
    context: dict[str, Any] = {
        "campaign": row,
        "title": WORDS[asked.group],
        "where": "　".join(_where(asked)),
        "count": len(ids),
        "hidden": len(ids) - shown,
        "rows": rows[(number - 1) * PAGE : number * PAGE],
        "now": clock.now(),
        "crumbs": [
            parts.Crumb(_("专项督查"), reverse("special:campaigns")),
            parts.Crumb(row.name, reverse("special:campaign", args=[row.pk])),
            parts.Crumb(str(WORDS[asked.group])),
        ],
        "pager": _pager(row, asked, number, shown),
    }
    return render(request, "special/cases.html", context)


def _asked(request: HttpRequest) -> Narrowed:
    try:
        day = date.fromisoformat(said) if (said := request.GET.get("day", "")) else None
        return Narrowed(Group(request.GET.get("of", "")), request.GET.get("street", "")[:120], day)
    except ValueError as error:
        raise Http404 from error


def _where(asked: Narrowed) -> list[str]:
    names = places.names([asked.street]) if asked.street else {}
    return [*names.values(), *([asked.day.isoformat()] if asked.day else [])]


def _pager(row: Campaign, asked: Narrowed, number: int, total: int) -> parts.Pager:
    here, last = Doors(row.pk).to(asked.group, street=asked.street, day=asked.day), (total + PAGE - 1) // PAGE
    return parts.Pager(
        previous_url=f"{here}&page={number - 1}" if number > 1 else "",
        next_url=f"{here}&page={number + 1}" if number < last else "",
        summary=_("第 %(page)s 页，共 %(last)s 页") % {"page": number, "last": max(last, 1)},
    )
