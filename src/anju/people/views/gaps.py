"""说不清责任主体: what would fall between chairs, each with its reasons and the way to put it right."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from anju.kernel import clock
from anju.kernel.permissions import allowed
from anju.people import words
from anju.people.permissions import Permission
from anju.people.queries import gaps as gap_queries
from anju.people.queries.gaps import Unanswered
from anju.people.views.managements import until_words
from anju.people.views.shared import holder
from anju.places.enums import ManagementMode


@require_GET
def gaps(request: HttpRequest) -> HttpResponse:
    """Estates nobody answers for, grids nobody walks, contracts past their day, managing units with nobody in post."""
    actor = holder(request, Permission.SEE_CONTRACTS)
    day = clock.today()
    estates = [
        (
            one.place,
            words.place_url(one.place.pk),
            reasons(one),
            allowed(actor, Permission.KEEP_CONTRACTS, path=one.place.path),
        )
        for one in gap_queries.unanswered_estates(actor, on=day)
    ]
    context = {
        "estates": estates,
        "grids": gap_queries.unwalked_grids(actor, on=day),
        "contracts": [(row, until_words(row, day)) for row in gap_queries.overdue_contracts(actor, on=day)],
        "units": gap_queries.unmanned(actor, on=day),
    }
    return render(request, "people/gaps.html", context)


def reasons(one: Unanswered) -> list[str]:
    """Every fact that was asked, in order, and why it names nobody."""
    if one.last is None or one.last.ended_on is None:
        first = _("从未登记过管理合同或代管")
    else:
        first = _("%(unit)s 的管理已于 %(day)s 结束（%(why)s），没有人接管") % {
            "unit": one.last.organisation.name,
            "day": f"{one.last.ended_on:%Y-%m-%d}",
            "why": one.last.get_end_reason_display() or _("未写原因"),
        }
    found = [first, _("小区没有登记业主委员会")]
    if one.mode == ManagementMode.COMMUNITY_CUSTODY:
        found.append(_("小区档案写明社区代管，但所在社区没有登记居委会"))
    else:
        found.append(_("小区档案的管理方式是“%(mode)s”，不是社区代管") % {"mode": ManagementMode(one.mode).label})
    if one.community is not None:
        found.append(_("%(unit)s 可以代管，登记后即由它负责") % {"unit": one.community.name})
    return found
