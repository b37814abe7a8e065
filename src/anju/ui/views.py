"""The specimen pages: every component in every state, for looking at and for the accessibility check."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from anju.ui import specimens as specimen_data

PAGES = ("states",)


@login_not_required
def specimens(request: HttpRequest, page: str = "states") -> HttpResponse:
    """One specimen page; they exist only while developing and in a demo."""
    if not (settings.DEBUG or settings.ANJU_DEMO) or page not in PAGES:
        raise Http404
    context = {"pages": PAGES, "page": page, **specimen_data.context(request)}
    return render(request, f"ui/specimens/{page}.html", context)
