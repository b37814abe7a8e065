"""What surrounds every view."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponseBase, QueryDict

from anju.kernel.db import forbid_writes

Handler = Callable[[HttpRequest], HttpResponseBase]
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class ReadOnlyGetMiddleware:
    """GET writes nothing: around the view and the rendering of its template, a write statement raises.

    The session's own bookkeeping runs outside this block; what must be recorded is a POST.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in SAFE:
            return self.get_response(request)
        with forbid_writes():
            return self.get_response(request)


class NoNulMiddleware:
    """An address or a form with a NUL in it is refused: PostgreSQL keeps none in text, and no page of ours sends one.

    The API's bodies are read and refused by their schemas.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], _args: Any, _names: Any) -> None:
        """Runs after the form was read, for its token. Raises SuspiciousOperation, which answers 400 in plain words."""
        said = _flat(request.GET)
        if getattr(view, "login_required", True):  # a link that is itself the key answers alike to every wrong one
            said.append(request.path_info)
        if request.method == "POST" and not getattr(view, "csrf_exempt", False):
            said += _flat(request.POST)
        if any("\0" in text for text in said):
            raise SuspiciousOperation("a NUL in the address or the form")


def _flat(values: QueryDict) -> list[str]:
    return [text for name, several in values.lists() for text in (name, *several)]
