"""The specimen pages: every component in every state, for looking at and for the accessibility check."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from anju.ui import specimen_lists, specimens

PAGES: dict[str, Callable[[], dict[str, Any]]] = {
    "states": dict,
    "record": specimens.record,
    "list": specimen_lists.hazards,
    "work": specimen_lists.work,
    "figures": specimen_lists.figures,
    "forms": lambda: {"form": specimen_lists.form()},
    "phone": dict,
    "paper": specimen_lists.hazards,
    "error": dict,
}


@login_not_required
def specimen(request: HttpRequest, page: str = "states") -> HttpResponse:
    """One specimen page; they exist only while developing and in a demo."""
    if not _shown() or page not in PAGES:
        raise Http404
    context = {"pages": list(PAGES), "page": page, **specimens.context(), **PAGES[page]()}
    return render(request, f"ui/specimens/{page}.html", context)


@login_not_required
def specimen_map(request: HttpRequest) -> HttpResponse:
    """What a map's source answers, on invented ground."""
    if not _shown():
        raise Http404
    return JsonResponse(specimen_lists.geojson())


def _shown() -> bool:
    return bool(settings.DEBUG or settings.ANJU_DEMO)
