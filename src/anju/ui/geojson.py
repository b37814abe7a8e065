"""What a map source answers: a FeatureCollection that never outgrows its budget."""

from collections.abc import Iterable
from typing import Any

import orjson
from django.http import HttpResponse, JsonResponse

TYPE = "application/geo+json"
BUDGET = 100_000
"""Bytes of an answer at most."""
_TAIL = 64


def feature(geometry: str | bytes, properties: dict[str, Any]) -> bytes:
    """One feature; `geometry` is GeoJSON text, properties without a value are left out."""
    said = orjson.dumps({key: value for key, value in properties.items() if value not in (None, "", False)})
    text = geometry.encode() if isinstance(geometry, str) else geometry
    return b'{"type":"Feature","geometry":%b,"properties":%b}' % (text, said)


def point(lon: float, lat: float) -> bytes:
    """A point's geometry, to about a decimetre."""
    return b'{"type":"Point","coordinates":[%.6f,%.6f]}' % (lon, lat)


def collection(features: Iterable[bytes], budget: int = BUDGET, *, partial: bool = False) -> bytes:
    """The features in the order given, as many as the budget holds; `partial` says that some were left out."""
    kept: list[bytes] = []
    size = _TAIL + 40
    for one in features:
        if size + len(one) + 1 > budget:
            partial = True
            continue
        kept.append(one)
        size += len(one) + 1
    return b'{"type":"FeatureCollection","partial":%b,"features":[%b]}' % (
        b"true" if partial else b"false",
        b",".join(kept),
    )


def answer(features: Iterable[bytes], *, partial: bool = False) -> HttpResponse:
    """The collection as an answer; what it shows is somebody's, so nothing between keeps it."""
    said = HttpResponse(collection(features, partial=partial), content_type=TYPE)
    said.headers["Cache-Control"] = "private, no-cache"
    return said


def refused(why: str) -> HttpResponse:
    """400: the box cannot be read."""
    return JsonResponse({"title": why, "status": 400}, status=400)
