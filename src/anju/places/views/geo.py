"""The ground of the map: outlines and places in a box, as GeoJSON within a budget of bytes."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from anju.places.queries import features as ground
from anju.places.queries.geo import Box
from anju.places.views.shared import reader
from anju.ui import geojson


@require_GET
def features(request: HttpRequest) -> HttpResponse:
    """`?bbox=w,s,e,n&zoom=z`, also `grids=1` for the grids' outlines and `focus=` for a place to be drawn anyway."""
    actor = reader(request)
    try:
        box = Box.read(request.GET.get("bbox", ""), request.GET.get("zoom", ""))
    except ValueError:
        return geojson.refused(_("bbox 应为 西,南,东,北 四个经纬度"))
    focus = request.GET.get("focus", "")
    found = ground.in_view(
        actor, box, grids=request.GET.get("grids") == "1", focus=int(focus) if focus.isdecimal() else None
    )
    return geojson.answer(found)
