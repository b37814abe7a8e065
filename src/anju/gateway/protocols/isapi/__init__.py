"""Hikvision ISAPI: `EventNotificationAlert` as XML or JSON, alone or in parts, pushed or pulled.

A camera either POSTs to a listener (XML, JSON, or `multipart/form-data` with pictures), or holds open
`GET /ISAPI/Event/notification/alertStream` (`multipart/mixed`). Names are matched without their namespace, whose host
differs by age and brand. A document with a DOCTYPE is refused: no entity is ever expanded. See docs/protocols/isapi.md.
"""

from ._json import NotJsonError
from .alert import SILENT_AFTER_S, Alert, BadAlertError, is_fire, is_heartbeat, read_alert
from .parts import BadPartsError, Part, PartSplitter, boundary_of, split_form
from .push import Push, read_push

__all__ = [
    "SILENT_AFTER_S",
    "Alert",
    "BadAlertError",
    "BadPartsError",
    "NotJsonError",
    "Part",
    "PartSplitter",
    "Push",
    "boundary_of",
    "is_fire",
    "is_heartbeat",
    "read_alert",
    "read_push",
    "split_form",
]
