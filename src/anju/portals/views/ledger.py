"""台账: what was written, where it stands in the tree, proof of it, and verifying it now."""

import json
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from anju.api import queries
from anju.kernel import clock
from anju.kernel.actors import Actor, ActorKind
from anju.kernel.jobs import queue
from anju.kernel.jobs.checking import VERIFY
from anju.kernel.ledger.deeds import NO_DISTRICT
from anju.kernel.ledger.prove import NothingSealedError, prove
from anju.portals.verbs import kind_name, name_of
from anju.supervision.lists.queries.numbers import subject_named
from anju.ui import parts

PERIODS = {
    "1": gettext_lazy("今天"),
    "7": gettext_lazy("近 7 天"),
    "30": gettext_lazy("近 30 天"),
    "365": gettext_lazy("近一年"),
}


TREES = {NO_DISTRICT: gettext_lazy("不属某个地点的：账号、登录、单位、目录")}


def _reader(request: HttpRequest) -> tuple[Actor, str]:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    district = queries.ledger_district(actor)
    if not district:
        raise PermissionDenied(_("查看和核验台账"))
    return actor, district


@require_GET
def entries(request: HttpRequest) -> HttpResponse:
    """Newest first; filters live in the address, and a page goes on from the last entry shown."""
    actor, district = _reader(request)
    given = {name: request.GET.get(name, "").strip()[:80] for name in ("q", "verb", "period", "tree")}
    before = request.GET.get("before", "")
    trees = queries.trees_of(district)
    tree = given["tree"] = given["tree"] if given["tree"] in trees else district
    rows, following = queries.entries(tree, _wanted(given), before=int(before) if before.isdecimal() else None)
    here = reverse("portals:ledger")
    query = {name: value for name, value in given.items() if value}
    newest = queries.heads(tree, limit=1)
    context = {
        "rows": [(line, name_of(line.entry.verb)) for line in rows],
        "filters": _filters(trees, given, query, here),
        "search": given["q"],
        "clear_url": here,
        "head": newest[0] if newest else None,
        "head_at": clock.from_us(newest[0].at) if newest else None,
        "waiting": queries.waiting_count(tree),
        "checks": queue.of_account(actor.account or 0).filter(kind=VERIFY)[:1],
        "goes_on": not rows and bool(following),
        "pager": parts.Pager(
            previous_url=f"{here}?{urlencode(query)}" if before else "",
            next_url=f"{here}?{urlencode({**query, 'before': following})}" if following else "",
            summary=_("本页 %(count)s 条") % {"count": len(rows)},
        ),
    }
    return render(request, "portals/ledger.html", context)


def _wanted(given: dict[str, str]) -> queries.Wanted:
    """The search field takes a case's number, a subject (`duty`, `duty:42`) or an actor (`person:17`)."""
    said = subject_named(given["q"]) or given["q"]
    kind, colon, _rest = said.partition(":")
    by = bool(colon) and kind in set(ActorKind)
    today = clock.today()
    since: date | None = today - timedelta(days=int(given["period"]) - 1) if given["period"] in PERIODS else None
    return queries.Wanted(subject="" if by else said, actor=said if by else "", verb=given["verb"], since=since)


def _filters(trees: list[str], given: dict[str, str], query: dict[str, str], here: str) -> list[parts.Filter]:
    verbs = queries.verbs_of(given["tree"])
    kinds = sorted({verb.partition(".")[0] + "." for verb in verbs})
    named = [(kind, kind_name(kind[:-1])) for kind in kinds] + [(verb, name_of(verb)) for verb in verbs]
    shown: list[tuple[str, str, list[tuple[str, Any]]]] = [
        ("verb", _("办了什么"), [(word, name if name == word else f"{name} {word}") for word, name in named]),
        ("period", _("时间"), list(PERIODS.items())),
    ]
    if len(trees) > 1:
        shown.append(("tree", _("哪棵树"), [(tree, TREES.get(tree, _("本区的事"))) for tree in trees]))
    return [
        parts.Filter(
            name,
            label,
            options if name == "tree" else [("", _("全部")), *options],
            given[name],
            f"{here}?{urlencode({key: value for key, value in query.items() if key != name})}",
        )
        for name, label, options in shown
    ]


@require_GET
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One entry with everything it says, and the path from it to a signed head."""
    _actor, district = _reader(request)
    line = queries.entry_in(queries.trees_of(district), pk)
    if line is None:
        raise Http404
    crumbs = [parts.Crumb(_("台账核验"), reverse("portals:ledger")), parts.Crumb(str(pk))]
    return render(
        request,
        "portals/entry.html",
        {"line": line, "name": name_of(line.entry.verb), "crumbs": crumbs, **_proved(line)},
    )


def _proved(line: queries.Line) -> dict[str, Any]:
    """The proof of this one entry for the page; nothing while it waits to be sealed."""
    entry_row = line.entry
    pretty = json.dumps(line.data, ensure_ascii=False, indent=2, sort_keys=True)
    if line.index is None:
        return {"data": pretty}
    whole = prove(entry_row.subject_kind, entry_row.subject_id, district=entry_row.district)
    [mine] = [one for one in whole["entries"] if one["index"] == line.index]
    [head] = whole["heads"]
    return {"data": pretty, "path": mine["path"], "head": head, "head_at": clock.from_us(head["at"])}


@require_GET
def proof(request: HttpRequest, pk: int) -> HttpResponse:
    """The same file as `anju ledger prove` writes, of the entry's subject, for tools/verify_proof.py."""
    _actor, district = _reader(request)
    line = queries.entry_in(queries.trees_of(district), pk)
    if line is None:
        raise Http404
    row = line.entry
    try:
        found = prove(row.subject_kind, row.subject_id, district=district)
    except NothingSealedError:
        raise Http404 from None
    text = json.dumps(found, ensure_ascii=False, indent=1)
    name = f"anju-proof-{row.subject_kind}-{row.subject_id}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type="application/json", headers=headers)


@require_GET
def heads(request: HttpRequest) -> HttpResponse:
    """Signed heads, newest first: whoever keeps one outside can tell later whether history was changed."""
    _actor, district = _reader(request)
    below = request.GET.get("below", "")
    rows = queries.heads(district, below=int(below) if below.isdecimal() else None, limit=51)
    here = reverse("portals:heads")
    context = {
        "rows": [(row, clock.from_us(row.at)) for row in rows[:50]],
        "crumbs": [parts.Crumb(_("台账核验"), reverse("portals:ledger")), parts.Crumb(_("树根"))],
        "pager": parts.Pager(
            previous_url=here if below else "",
            next_url=f"{here}?below={rows[49].size}" if len(rows) > 50 else "",
            summary=_("本页 %(count)s 个") % {"count": min(len(rows), 50)},
        ),
    }
    return render(request, "portals/heads.html", context)


@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Read the whole tree again, in the background; pressed twice it is one job."""
    actor, district = _reader(request)
    job = queue.ask(by=actor, kind=VERIFY, params={"district": district}, path=f"/{district}/", once=True)
    messages.success(request, _("已开始核验，这一页会显示进度和结果。"))
    return redirect("portals:job", pk=job.pk)
