"""What operators of e-bike charging points (充电桩运营商) send.

`intake`: our own shape, small and signed, for operators who have none: JSON with HMAC-SHA256 over time and body.
`envelope`: the shape of T/CEC 102 (car charging), which cities reuse for e-bikes: AES data in a signed envelope.
No text of a national interface standard for e-bikes was at hand; "GB/T 42236.1" could not be confirmed. See
docs/protocols/charging.md.
"""

from ._json import NotJsonError
from .envelope import (
    BadEnvelopeError,
    ConnectorStatus,
    Envelope,
    connector_states,
    opened,
    read_envelope,
    sealed,
    signature_of,
)
from .intake import WINDOW_S, BadRequestError, Batch, Event, EventType, Problem, Refusal, check, read, sign

__all__ = [
    "WINDOW_S",
    "BadEnvelopeError",
    "BadRequestError",
    "Batch",
    "ConnectorStatus",
    "Envelope",
    "Event",
    "EventType",
    "NotJsonError",
    "Problem",
    "Refusal",
    "check",
    "connector_states",
    "opened",
    "read",
    "read_envelope",
    "sealed",
    "sign",
    "signature_of",
]
