"""The lists taken out as a Chinese 台账 in Excel."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from anju.supervision.lists.exports import EXPORT, LISTS
from anju.supervision.lists.queries import listing
from anju.ui import leaving


@require_POST
def export(request: HttpRequest, page: str) -> HttpResponse | FileResponse:
    """The list under the filters of the address as an Excel file. It leaves the house, so it is a POST and an entry."""
    if page not in LISTS:
        raise Http404
    query = listing.Filters.read(request.GET).as_query()
    asked = {"page": page, "filters": query}
    return leaving.answer(request, EXPORT, asked, back=f"{reverse(f'lists:{page}')}?{query}")
