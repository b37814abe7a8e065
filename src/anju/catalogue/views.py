"""Pages of the catalogue: the list, one kind with its history, and the district's revision."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from anju.catalogue import queries, shipped
from anju.catalogue.actions import revise_kind
from anju.catalogue.enums import Category, Certainty, Severity
from anju.catalogue.forms import KindForm
from anju.catalogue.models import SHIPPED, KindVersion
from anju.catalogue.permissions import CataloguePermission
from anju.catalogue.rules import changed_fields
from anju.catalogue.words import deadline_words, field_words
from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import district_of
from anju.kernel.permissions import allowed
from anju.ui import parts


@require_GET
def kinds(request: HttpRequest) -> HttpResponse:
    """隐患目录: filters live in the address; a search also understands a resident's words."""
    actor = _reader(request)
    district = _district(actor)
    given = {name: request.GET.get(name, "").strip() for name in ("q", "category", "severity", "certainty")}
    rows = queries.search(district, given["q"]) if given["q"] else queries.in_use(district)
    found = [listed for listed in rows if _fits(listed, given)]
    here = reverse("catalogue:kinds")
    context = {
        "rows": [(listed, deadline_words(listed.facts)) for listed in found],
        "filters": _filters(given, here),
        "search": given["q"],
        "clear_url": here,
        "pager": parts.Pager(summary=_("共 %(count)s 种") % {"count": len(found)}),
    }
    return render(request, "catalogue/kinds.html", context)


@require_GET
def kind(request: HttpRequest, code: str) -> HttpResponse:
    """One kind: the law, who, by when, what evidence, how sure, and every version."""
    actor = _reader(request)
    district = _district(actor)
    listed = _listed(district, code)
    context = {
        "listed": listed,
        "facts": listed.facts,
        "deadline": deadline_words(listed.facts),
        "laws": [(basis, shipped.law_of(basis)) for basis in listed.facts.legal_basis],
        "sure": listed.facts.certainty == Certainty.CONFIRMED,
        "crumbs": [parts.Crumb(_("隐患目录"), reverse("catalogue:kinds")), parts.Crumb(listed.facts.code)],
        "events": _events(queries.history(district, code)),
        "may_revise": _may_revise(actor, district),
    }
    return render(request, "catalogue/kind.html", context)


@require_http_methods(["GET", "POST"])
def revise(request: HttpRequest, code: str) -> HttpResponse:
    """The district office's own edition of a kind."""
    actor = _reader(request)
    district = _district(actor)
    if not _may_revise(actor, district):
        raise PermissionDenied
    listed = _listed(district, code)
    form = KindForm(request.POST or None, initial=KindForm.initial_of(listed.facts))
    if request.method == "POST" and form.is_valid():
        try:
            facts, reason = form.facts(listed.facts), form.cleaned_data["reason"]
            version = revise_kind(by=actor, district=district, facts=facts, reason=reason)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            said = _("已修订为本区第 %(number)s 版，此前发现的隐患仍按原版本。")
            messages.success(request, said % {"number": version.number})
            return redirect("catalogue:kind", code=code)
    crumbs = [
        parts.Crumb(_("隐患目录"), reverse("catalogue:kinds")),
        parts.Crumb(code, reverse("catalogue:kind", args=[code])),
        parts.Crumb(_("修订")),
    ]
    context = {"form": form, "facts": listed.facts, "crumbs": crumbs}
    return render(request, "catalogue/revise.html", context, status=422 if form.errors else 200)


def _reader(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not actor.holds(CataloguePermission.VIEW):
        raise PermissionDenied
    return actor


def _district(actor: Actor) -> str:
    """The district whose editions the actor reads; the shipped ones where the reach names no path."""
    paths = [path for grant in actor.grants for path in grant.paths]
    return district_of(paths[0]) if paths else SHIPPED


def _may_revise(actor: Actor, district: str) -> bool:
    return district != SHIPPED and allowed(actor, CataloguePermission.REVISE, path=f"/{district}/")


def _listed(district: str, code: str) -> queries.Listed:
    try:
        return queries.kind(district, code)
    except queries.UnknownKindError:
        raise Http404 from None


def _fits(listed: queries.Listed, given: dict[str, str]) -> bool:
    names = ("category", "severity", "certainty")
    return all(not given[name] or getattr(listed.facts, name) == given[name] for name in names)


def _filters(given: dict[str, str], here: str) -> list[parts.Filter]:
    shown: list[tuple[str, str, list[tuple[str, Any]]]] = [
        ("category", _("类别"), list(Category.choices)),
        ("severity", _("严重程度"), list(Severity.choices)),
        ("certainty", _("依据核对"), list(Certainty.choices)),
    ]
    return [
        parts.Filter(name, label, [("", _("全部")), *options], given[name], _without(given, name, here))
        for name, label, options in shown
    ]


def _without(given: dict[str, str], name: str, here: str) -> str:
    rest = {key: value for key, value in given.items() if value and key != name}
    return f"{here}?{urlencode(rest)}" if rest else here


def _events(rows: list[KindVersion]) -> list[parts.Event]:
    """The versions as a timeline: what changed against the one before it, and why."""
    befores = [*rows[1:], None]
    return [_event(row, before) for row, before in zip(rows, befores, strict=True)]


def _event(row: KindVersion, before: KindVersion | None) -> parts.Event:
    names = {"number": row.number}
    own = row.kind.district != SHIPPED
    deed = _("本区第 %(number)s 版") % names if own else _("随版本发布第 %(number)s 版") % names
    changed = [field_words(name) for name in changed_fields(before.facts, row.facts)] if before else []
    detail = row.reason if own else ""
    if changed:
        detail = f"{detail}（{_('改动')}：{'、'.join(changed)}）"
    return parts.Event(row.made_at, "edit" if own else "box", deed, detail, by=_("区消委办") if own else "")
