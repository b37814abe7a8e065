"""The two lists as pages: filters live in the address, paging goes by key, counts stop at 10,000+."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from anju.catalogue.enums import Category, Severity
from anju.catalogue.queries import in_use
from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import NO_DISTRICT
from anju.supervision.lists.enums import SourceKind, State
from anju.supervision.lists.queries import listing
from anju.supervision.lists.views.words import ring_of
from anju.ui import parts


def district_of_actor(actor: Actor) -> str:
    """The district the actor works in, by the reach of the posts."""
    paths = [path for grant in actor.grants for path in grant.paths]
    return paths[0].split("/", 2)[1] if paths else NO_DISTRICT


@require_GET
def hazards(request: HttpRequest) -> HttpResponse:
    """隐患清单: what is wrong."""
    return _list(request, "lists/hazards.html", reverse("lists:hazards"))


@require_GET
def duties(request: HttpRequest) -> HttpResponse:
    """责任清单: who must put it right."""
    return _list(request, "lists/duties.html", reverse("lists:duties"))


def _list(request: HttpRequest, template: str, here: str) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    filters = listing.Filters.read(request.GET)
    now = clock.now()
    rows = listing.duties(actor, filters, now=now)
    page = listing.page(rows, closed=filters.closed, after=request.GET.get("after", ""))
    query = {name: value for name in listing.Filters.__dataclass_fields__ if (value := getattr(filters, name))}
    context = {
        "rows": [(duty, ring_of(duty)) for duty in page.rows],
        "now": now,
        "tabs": _tabs(actor, filters, here),
        "filters": _filters(actor, filters, here, query),
        "clear_url": here,
        "keep": [("state", filters.state)] if filters.state else [],
        "search": filters.q,
        "pager": parts.Pager(
            previous_url=f"{here}?{urlencode(query)}" if request.GET.get("after") else "",
            next_url=f"{here}?{urlencode({**query, 'after': page.next_after})}" if page.next_after else "",
            summary=_("筛选结果 %(count)s 条") % {"count": listing.counted(rows)},
            definition=_("口径：") + in_words(filters),
        ),
    }
    return render(request, template, context)


def in_words(filters: listing.Filters) -> str:
    """The filter as a sentence: the same words head the exported 台账."""
    said = {"": _("未销号"), "all": _("全部"), "disputed": _("有异议"), "reopened": _("复开")}
    words = [
        said.get(filters.state) or str(State(filters.state).label) if filters.state in {*said, *State} else _("无")
    ]
    words += [_("已逾期")] if filters.due == "late" else [_("三日内到期")] if filters.due == "soon" else []
    words += [filters.kind] if filters.kind else []
    words += [str(Severity(filters.severity).label)] if filters.severity in Severity else []
    words += [f"“{filters.q}”"] if filters.q else []
    return "，".join(words)


def _tabs(actor: Actor, filters: listing.Filters, here: str) -> list[parts.Tab]:
    counts = listing.tab_counts(actor)
    shown: list[tuple[str, Any, str]] = [
        ("", _("全部未销号"), "open"),
        (State.REPORTED, State.REPORTED.label, State.REPORTED),
        (State.ASSIGNED, State.ASSIGNED.label, State.ASSIGNED),
        (State.SUBMITTED, State.SUBMITTED.label, State.SUBMITTED),
        (listing.DISPUTED, _("有异议"), listing.DISPUTED),
        (State.DEFERRED, State.DEFERRED.label, State.DEFERRED),
        (listing.REOPENED, _("复开"), listing.REOPENED),
        (State.CLOSED, State.CLOSED.label, State.CLOSED),
    ]
    return [
        parts.Tab(
            label=label,
            url=f"{here}?{urlencode({'state': value})}" if value else here,
            count=counts[key],
            current=filters.state == value,
            state=str(value) if value and value != State.CLOSED else "",
            last=value == State.CLOSED,
        )
        for value, label, key in shown
    ]


def _filters(actor: Actor, filters: listing.Filters, here: str, query: dict[str, str]) -> list[parts.Filter]:
    kinds = [
        (listed.facts.code, f"{listed.facts.code} {listed.facts.name}") for listed in in_use(district_of_actor(actor))
    ]
    families = sorted({code.split("-")[0] for code, _name in kinds})
    by_family = {listed.facts.code.split("-")[0]: listed.facts.category for listed in in_use(district_of_actor(actor))}
    shown: list[tuple[str, Any, list[tuple[str, Any]]]] = [
        ("due", _("期限"), [("late", _("已逾期")), ("soon", _("逾期和三日内"))]),
        ("kind", _("类别"), [*((code, Category(by_family[code]).label) for code in families), *kinds]),
        ("severity", _("严重程度"), list(Severity.choices)),
        ("source", _("来源"), list(SourceKind.choices)),
    ]
    return [
        parts.Filter(
            name,
            label,
            [("", _("全部")), *options],
            getattr(filters, name),
            f"{here}?{urlencode({key: value for key, value in query.items() if key != name})}",
        )
        for name, label, options in shown
    ]
