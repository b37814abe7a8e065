"""What surrounds every view."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

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
