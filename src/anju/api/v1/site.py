"""The API put together, and its description completed with what every operation shares."""

import re
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver
from django.views.decorators.http import require_GET
from ninja import NinjaAPI, Schema
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser
from ninja.renderers import BaseRenderer
from ninja.types import DictStrAny
from pydantic import Field

from anju.api.v1 import cases, deeds, devices, files, papers, problems, registers, system, telling
from anju.api.v1.base import SessionAuth, TokenAuth

DESCRIPTION = """Everything the pages do, for other systems: the same actions, the same permissions.

Errors are `application/problem+json` (RFC 9457). Lists are paged by an opaque `cursor`. Reads carry an `ETag`; send it
back as `If-None-Match` to save the answer, or as `If-Match` with a deed to be refused (412) where the case changed.
`Idempotency-Key` on a POST makes sending it twice harmless for 48 hours. Times are RFC 3339 in UTC.
"""


class ProblemOut(Schema):
    """RFC 9457 problem details."""

    type: str = Field(examples=["urn:anju:problem:not-possible"])
    title: str = Field(examples=["Conflict"])
    status: int = Field(examples=[409])
    detail: str = ""


class OrjsonRenderer(BaseRenderer):
    """JSON by orjson; datetimes in UTC end with Z."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> Any:
        return orjson.dumps(data, option=orjson.OPT_UTC_Z)


class OrjsonParser(Parser):
    """Refuses what is no JSON text: NaN, lone surrogates."""

    def parse_body(self, request: HttpRequest) -> DictStrAny:
        found: DictStrAny = orjson.loads(request.body)
        return found


SHARED = {
    "400": "The request could not be read",
    "401": "No token, or one that is unknown, expired or revoked",
    "403": "The caller may not do this",
    "404": "Unknown, or outside the caller's reach",
    "429": "Too many requests; see Retry-After",
}
OF_DEEDS = {
    "409": "The state does not allow it, or the idempotency key was used for another request",
    "412": "The record changed since it was read",
    "413": "The body is too large",
}
UNFIT = {"422": "Something in the request does not fit; see errors", "409": "Not possible now"}


class Api(NinjaAPI):
    """NinjaAPI whose description names the problems, headers and tags that all operations share."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: DictStrAny | None = None
    ) -> OpenAPISchema:
        schema = super().get_openapi_schema(path_prefix=path_prefix or "/api/v1/", path_params=path_params)
        schema["components"]["schemas"]["Problem"] = ProblemOut.model_json_schema()
        for operations in schema["paths"].values():
            for method, operation in operations.items():
                _complete(method, operation)
        return schema


def _complete(method: str, operation: DictStrAny) -> None:
    said = {**SHARED, **UNFIT, **(OF_DEEDS if method in ("post", "put") else {})}
    for status, words in said.items():
        content = {problems.CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        operation["responses"].setdefault(status, {"description": words, "content": content})
    operation["responses"] = {str(status): value for status, value in operation["responses"].items()}
    headers = operation.setdefault("parameters", [])
    if method == "post":
        headers.append(_header("Idempotency-Key", "8 to 80 visible characters", "3f0c2a61-7d0c-4d5e-9a57-0f6cf3c1d7a1"))
        headers.append(_header("If-Match", "The ETag read before", '"v1042.5c1f…"'))
    elif method == "get":
        headers.append(_header("If-None-Match", "The ETag of the answer at hand", '"5c1f…"'))
        operation["responses"].setdefault("304", {"description": "Unchanged since that ETag"})


def _header(name: str, words: str, example: str) -> DictStrAny:
    schema = {"type": "string"}
    return {"in": "header", "name": name, "required": False, "schema": schema, "description": words, "example": example}


def build() -> Api:
    """The API of version 1, with every router."""
    made = Api(
        title="Anju 安居",
        version="1.0",
        description=DESCRIPTION,
        docs_url=None,
        openapi_url="/openapi.json",
        auth=[TokenAuth(), SessionAuth()],
        urls_namespace="api-v1",
        renderer=OrjsonRenderer(),
        parser=OrjsonParser(),
    )
    problems.register(made)
    for part in (registers, cases, deeds, devices, telling, files, papers, system):
        made.add_router("", part.router)
    return made


api = build()


def urls() -> list[URLPattern | URLResolver]:
    """The addresses below /api/v1/. Who may ask is the API's own question, so the sign-in page stays out of it."""
    patterns = [one for one in api.urls[0] if isinstance(one, URLPattern) and one.name != "api-root"]
    for pattern in patterns:
        route = str(pattern.pattern)
        pattern.callback = _open(require_GET(pattern.callback) if route == "openapi.json" else pattern.callback)
        pattern.name = re.sub(r"<(?:\w+:)?(\w+)>", r"\1", route).replace("/", "-").replace(".", "-")
    return list(patterns)


def _open(view: Any) -> Any:
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer: HttpResponse = view(request, *args, **kwargs)
        return answer

    asked.login_required = False  # type: ignore[attr-defined]
    asked.csrf_exempt = True  # type: ignore[attr-defined]  # SessionAuth checks it where a session is used
    return asked
