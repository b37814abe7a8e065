"""Our plain device API: JSON over HTTP, for devices and small bridges that speak no standard.

    POST with a bearer token
    {"temperature_c": 21.5, "fire": false}
    {"ts": 1700000000000, "point": "3F", "values": {"smoke": true}}
    [ …, … ]   or one object per line (application/x-ndjson)

`device` names a device behind the one that holds the token. Every item is read for itself, and the answer says of each
that was not taken why. See docs/protocols/plain.md.
"""

from ._json import NotJsonError
from .items import BadBodyError, Intake, Item, Problem, answer, read

__all__ = ["BadBodyError", "Intake", "Item", "NotJsonError", "Problem", "answer", "read"]
