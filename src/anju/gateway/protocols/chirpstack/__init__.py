"""Events of ChirpStack's HTTP integration (LoRaWAN), version 4; uplinks of version 3 are read as far as they agree.

`POST url?event=up|join|status|ack|txack|log|location`, one JSON object. Who may post is told by a header that the
operator sets in ChirpStack: compare it before reading. The names were read from the published integration.proto; see
docs/protocols/chirpstack.md.
"""

from ._json import NotJsonError
from .events import BadEventError, Event, EventKind, Location, read

__all__ = ["BadEventError", "Event", "EventKind", "Location", "NotJsonError", "read"]
