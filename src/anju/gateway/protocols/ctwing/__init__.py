"""Push bodies of CTWing (中国电信 AEP): how most residential NB-IoT smoke detectors arrive.

The platform POSTs one JSON object and takes HTTP 200 for received; it tries three times more, and stops sending for a
minute (what comes then is lost) after many failures. So answer at once and think later. No stored receiver checks a
signature: protect the address with a long random path, an allow-list and TLS. See docs/protocols/ctwing.md.
"""

from ._json import NotJsonError
from .push import KNOWN_TYPES, BadPushError, MessageType, Push, read

__all__ = ["KNOWN_TYPES", "BadPushError", "MessageType", "NotJsonError", "Push", "read"]
