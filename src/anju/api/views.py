"""Tokens under administration, and the API's description for people."""

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any

import orjson
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anju.api import actions, queries, rules
from anju.api.forms import TokenForm
from anju.api.permissions import Permission
from anju.api.v1.site import api
from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.permissions import allowed, declared
from anju.places.enums import PlaceKind
from anju.places.queries import register
from anju.ui import parts

WITHIN = (PlaceKind.DISTRICT, PlaceKind.STREET, PlaceKind.COMMUNITY)


def _keeper(request: HttpRequest) -> tuple[Actor, str]:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    path = queries.district_of_keeper(actor, Permission.KEEP_TOKENS)
    if not path:
        raise PermissionDenied(_("维护接口令牌"))
    return actor, path


@require_GET
def tokens(request: HttpRequest) -> HttpResponse:
    """Who may ask what, until when, and when they last did."""
    actor, _path = _keeper(request)
    labels = declared()
    rows = [(row, [_(labels[name]) for name in row.permissions if name in labels]) for row in queries.tokens_of(actor)]
    return render(request, "api/tokens.html", {"rows": rows, "now": clock.now()})


@never_cache
@require_http_methods(["GET", "POST"])
def give(request: HttpRequest) -> HttpResponse:
    """A new token; its text is shown on the answer to this request and never again."""
    actor, path = _keeper(request)
    form = _form(actor, path, request)
    if request.method == "POST" and form.is_valid():
        try:
            row, text = actions.give_token(by=actor, path=path, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return render(
                request, "api/token.html", {"row": row, "text": text, "site": request.build_absolute_uri("/")}
            )
    crumbs = [parts.Crumb(_("接口令牌"), reverse("api:tokens")), parts.Crumb(_("签发"))]
    return render(request, "api/give.html", {"form": form, "crumbs": crumbs}, status=422 if form.errors else 200)


def _form(actor: Actor, path: str, request: HttpRequest) -> TokenForm:
    labels = declared()
    held = [name for name in sorted(rules.GRANTABLE & labels.keys()) if allowed(actor, name, path=path)]
    reach: list[tuple[str, str]] = []
    for kind in WITHIN:
        rows = register.places(actor, register.Filters(kind=kind, place=path))
        page = register.page(rows, limit=300)
        reach += [(row.path, f"{row.get_kind_display()} · {row}") for row in page.rows]
    units = [(row.pk, f"{row.get_kind_display()} · {row.name}") for row in queries.organisations_in(path)[:500]]
    in_a_year = clock.today() + timedelta(days=365)
    return TokenForm(
        request.POST if request.method == "POST" else None,
        permissions=[(name, _(labels[name])) for name in held],
        places=reach,
        organisations=units,
        initial={"expires_on": in_a_year},
    )


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End a token now."""
    actor, _path = _keeper(request)
    row = queries.tokens_of(actor).filter(pk=pk).first()
    if row is None:
        raise Http404
    actions.revoke_token(by=actor, token=row.pk)
    messages.success(request, _("“%(name)s”的令牌已吊销，立即失效。") % {"name": row.name})
    return redirect("api:tokens")


@dataclass(frozen=True, slots=True)
class Member:
    """One parameter or member of a body."""

    name: str
    kind: str
    required: bool
    words: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One address of the API, as its page shows it."""

    id: str
    method: str
    path: str
    summary: str
    description: str
    parameters: list[Member]
    body: list[Member]
    example: str


@login_not_required
@require_GET
def docs(request: HttpRequest) -> HttpResponse:
    """Every operation, from the same description that machines read."""
    return render(request, "api/docs.html", {"groups": _groups(), "machine": "/api/v1/openapi.json"})


@lru_cache(maxsize=1)
def _groups() -> list[tuple[str, list[Operation]]]:
    schema = api.get_openapi_schema()
    schemas = schema["components"]["schemas"]
    found: dict[str, list[Operation]] = {}
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            found.setdefault(operation["tags"][0], []).append(_operation(path, method, operation, schemas))
    return list(found.items())


def _operation(path: str, method: str, operation: dict[str, Any], schemas: dict[str, Any]) -> Operation:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    body = schemas.get(body.get("$ref", "").rpartition("/")[2], body)
    members = [
        Member(name, _kind(facts, schemas), name in body.get("required", ()), facts.get("description", ""))
        for name, facts in body.get("properties", {}).items()
    ]
    parameters = [
        Member(one["name"], _kind(one.get("schema", {}), schemas), one.get("required", False),
               one.get("description") or one.get("schema", {}).get("description", ""))
        for one in operation.get("parameters", ())
        if one["in"] != "header"
    ]  # fmt: skip
    example = {name: _example(facts, schemas) for name, facts in body.get("properties", {}).items()}
    text = orjson.dumps(example, option=orjson.OPT_INDENT_2).decode() if example else ""
    return Operation(
        operation["operationId"], method.upper(), path, operation["summary"], operation.get("description", ""),
        parameters, members, text,
    )  # fmt: skip


def _resolved(facts: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    choices = [one for one in facts.get("anyOf", ()) if one.get("type") != "null"]
    inner = choices[0] if choices else facts
    name = inner.get("$ref", "").rpartition("/")[2]
    return {**schemas.get(name, inner), **{key: facts[key] for key in ("examples", "default") if key in facts}}


def _kind(facts: dict[str, Any], schemas: dict[str, Any]) -> str:
    known = _resolved(facts, schemas)
    if "enum" in known:
        return " | ".join(str(value) for value in known["enum"])
    return str(known.get("format") or known.get("type") or "object")


def _example(facts: dict[str, Any], schemas: dict[str, Any]) -> Any:
    known = _resolved(facts, schemas)
    for value in (*known.get("examples", ()), *known.get("enum", ())):
        return value
    if known.get("default") is not None:
        return known["default"]
    plain = {"date": "2027-03-01", "date-time": "2027-03-01T08:30:00Z"}
    if known.get("format") in plain:
        return plain[known["format"]]
    return {"string": "…", "integer": 1, "number": 1.5, "boolean": True, "array": []}.get(known.get("type", ""))
