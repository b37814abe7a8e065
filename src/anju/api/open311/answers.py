"""Answers in the two formats of the standard. One description of the data, drawn as JSON or as XML."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree import ElementTree as Xml

import orjson
from django.http import HttpResponse

TYPES = {"json": "application/json; charset=utf-8", "xml": "application/xml; charset=utf-8"}
_UNFIT = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold."""

Row = Mapping[str, Any]


class RequestError(Exception):
    """What the standard answers with a code and a description."""

    def __init__(self, code: int, description: str) -> None:
        super().__init__(description)
        self.code, self.description = code, description


def rows(form: str, found: Sequence[Row], *, outer: str, inner: str, status: int = 200) -> HttpResponse:
    """A list: an array in JSON, `<outer><inner>…` in XML."""
    if form == "json":
        return _answer(form, orjson.dumps(list(found)), status)
    root = Xml.Element(outer)
    for row in found:
        _fill(Xml.SubElement(root, inner), row)
    return _answer(form, _drawn(root), status)


def one(form: str, found: Row, *, outer: str, status: int = 200) -> HttpResponse:
    """A single object."""
    if form == "json":
        return _answer(form, orjson.dumps(found), status)
    root = Xml.Element(outer)
    _fill(root, found)
    return _answer(form, _drawn(root), status)


def error(form: str, refused: RequestError) -> HttpResponse:
    """The standard's list of errors, with its code as the status too."""
    told = [{"code": refused.code, "description": refused.description}]
    return rows(form, told, outer="errors", inner="error", status=refused.code)


_INNER = {"attributes": "attribute", "values": "value", "endpoints": "endpoint", "formats": "format"}
"""A list under this name holds elements of that name in XML."""


def _fill(element: Xml.Element, row: Row) -> None:
    for name, value in row.items():
        child = Xml.SubElement(element, name)
        if isinstance(value, list):
            for item in value:
                inner = Xml.SubElement(child, _INNER[name])
                if isinstance(item, Mapping):
                    _fill(inner, item)
                else:
                    inner.text = _text(item)
        else:
            child.text = _text(value)


def _text(value: Any) -> str:
    if value is None:
        return ""
    return _UNFIT.sub(
        "", {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)
    )


def _drawn(root: Xml.Element) -> bytes:
    made: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return made


def _answer(form: str, body: bytes, status: int) -> HttpResponse:
    answer = HttpResponse(body, status=status, content_type=TYPES[form])
    answer["Cache-Control"] = "private, no-cache"
    return answer
