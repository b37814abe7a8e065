"""The two lists as pages: filters live in the address, paging goes by key, counts stop at 10,000+."""

from collections.abc import Mapping
from dataclasses import replace
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
from anju.supervision.lists import forms as asked
from anju.supervision.lists.enums import SourceKind, State
from anju.supervision.lists.permissions import Permission
from anju.supervision.lists.queries import listing
from anju.supervision.lists.views.words import ring_of
from anju.ui import parts
from anju.ui.asking import who_may


def district_of_actor(actor: Actor) -> str:
    """The district the actor works in, by the reach of the posts."""
    paths = [path for grant in actor.grants for path in grant.paths]
    return paths[0].split("/", 2)[1] if paths else NO_DISTRICT


@require_GET
def hazards(request: HttpRequest) -> HttpResponse:
    """隐患清单: what is wrong."""
    return _list(request, "hazards", "lists/hazards.html")


@require_GET
def duties(request: HttpRequest) -> HttpResponse:
    """责任清单: who must put it right."""
    return _list(request, "duties", "lists/duties.html")


def _list(request: HttpRequest, name: str, template: str) -> HttpResponse:
    actor = who_may(request, Permission.SEE)
    here = reverse(f"lists:{name}")
    filters = listing.Filters.read(request.GET)
    now = clock.now()
    after = request.GET.get("after", "")
    if after:
        page = listing.page(listing.duties(actor, filters, now=now), filters.order, after=after)
    else:
        page = listing.first_page(actor, filters, now=now)
    query = {name: value for name in listing.Filters.__dataclass_fields__ if (value := getattr(filters, name))}
    counts = listing.tab_counts(actor, filters, now=now)
    context = {
        "rows": [(duty, ring_of(duty)) for duty in page.rows],
        "ended": filters.state in listing.ENDS,
        "now": now,
        "tabs": _tabs(counts, filters, here),
        "filters": filter_bar(actor, filters, here, query),
        "clear_url": here,
        "page": name,
        "query": urlencode(query),
        "views": [(view, f"{here}?{view.query}") for view in listing.views_of(actor, name)],
        "view_form": asked.ViewNameForm(auto_id="view-%s"),
        "may_export": actor.holds(Permission.EXPORT),
        "may_rule": actor.holds(Permission.RULE),
        "extend_form": asked.ExtendForm(auto_id="bulk-%s"),
        "own": actor.organisations,
        "keep": [("state", filters.state)] if filters.state else [],
        "search": filters.q,
        "pager": parts.Pager(
            previous_url=f"{here}?{urlencode(query)}" if after else "",
            next_url=f"{here}?{urlencode({**query, 'after': page.next_after})}" if page.next_after else "",
            summary=_("筛选结果 %(count)s 条") % {"count": listing.selected(counts, filters)},
            definition=in_words(filters),
        ),
    }
    return render(request, template, context)


def in_words(filters: listing.Filters) -> str:
    """The filter as a sentence: the same words head the exported 台账."""
    said = {
        "": _("未销号"),
        "all": _("全部"),
        "disputed": _("有异议"),
        "reopened": _("复开"),
        listing.RECTIFIED: _("已销号（已整改）"),
        listing.OTHER_ENDS: _("已办结·其他（不成立、不属管辖、并入）"),
    }
    words = [
        said.get(filters.state) or str(State(filters.state).label) if filters.state in {*said, *State} else _("无")
    ]
    words += [_("已逾期")] if filters.due == "late" else [_("三日内到期")] if filters.due == "soon" else []
    words += [filters.kind] if filters.kind else []
    words += [str(Severity(filters.severity).label)] if filters.severity in Severity else []
    words += [f"“{filters.q}”"] if filters.q else []
    return "，".join(words)


def _tabs(counts: Mapping[str, int | str], filters: listing.Filters, here: str) -> list[parts.Tab]:
    """By state, within the other filters, which every tab carries on."""
    shown: list[tuple[str, Any, str]] = [
        ("", _("全部未销号"), "open"),
        (State.REPORTED, State.REPORTED.label, State.REPORTED),
        (State.ASSIGNED, State.ASSIGNED.label, State.ASSIGNED),
        (State.SUBMITTED, State.SUBMITTED.label, State.SUBMITTED),
        (listing.DISPUTED, _("有异议"), listing.DISPUTED),
        (State.DEFERRED, State.DEFERRED.label, State.DEFERRED),
        (listing.REOPENED, _("复开"), listing.REOPENED),
        (listing.RECTIFIED, State.CLOSED.label, listing.RECTIFIED),
        (listing.OTHER_ENDS, _("已办结·其他"), listing.OTHER_ENDS),
    ]
    return [
        parts.Tab(
            label=label,
            url=_on_tab(here, filters, str(value)),
            count=counts[key],
            current=filters.state == value,
            state=str(value) if value and value not in listing.ENDS else "",
            last=value == listing.RECTIFIED,
        )
        for value, label, key in shown
    ]


def _on_tab(here: str, filters: listing.Filters, state: str) -> str:
    query = replace(filters, state=state).as_query()
    return f"{here}?{query}" if query else here


def filter_bar(actor: Actor, filters: listing.Filters, here: str, query: dict[str, str]) -> list[parts.Filter]:
    """The selects above both lists and the map."""
    used = [listed.facts for listed in in_use(district_of_actor(actor))]
    kinds = [(facts.code, f"{facts.code} {facts.name}") for facts in used]
    families = sorted({code.split("-")[0] for code, _name in kinds})
    by_family = {facts.code.split("-")[0]: facts.category for facts in used}
    shown: list[tuple[str, Any, list[tuple[str, Any]]]] = [
        ("due", _("期限"), [("late", _("已逾期")), ("soon", _("逾期和三日内"))]),
        ("kind", _("类别"), [*((code, Category(by_family[code]).label) for code in families), *kinds]),
        ("severity", _("严重程度"), list(Severity.choices)),
        ("place", _("小区"), list(listing.estates_in(actor))),
        ("accountable", _("责任方"), list(listing.managers_in(actor))),
        ("holder", _("等谁办"), listing.named_holder(filters)),
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
        if options
    ]
