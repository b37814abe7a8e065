"""One way to write a value down, so that its hash means something for ever.

Canonical JSON: sorted keys, no spaces, UTF-8, no floats (docs/adr/0004). What an entry says is hashed over exactly
these bytes, so the form is numbered (`FORMAT`) and never changed in place.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from anju.kernel import clock

FORMAT = 1

SIGNED = (
    "format", "uid", "deed", "at", "happened_at", "actor", "post", "organisation",
    "verb", "subject_kind", "subject_id", "district", "path", "data", "state",
)  # fmt: skip
"""The columns an entry's code (`mac`) and leaf cover, in this order. Format 1."""


class NotCanonicalError(TypeError):
    """A value that has no single written form: a float, a set, an object."""


def plain(value: Any) -> Any:
    """A column's or payload's value as JSON can hold it exactly; times as integer microseconds, decimals as text."""
    match value:
        case None | bool():
            return value
        case int() | str():
            return value if type(value) in (int, str) else _from_enum(value)
        case datetime():
            return clock.to_us(value)
        case date():
            return value.isoformat()
        case UUID() | Decimal():
            return str(value)
        case bytes() | memoryview():
            return bytes(value).hex()
        case dict():
            return {str(key): plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
    raise NotCanonicalError(f"{type(value).__name__} has no canonical form: {value!r}")


def _from_enum(value: int | str) -> int | str:
    return int(value) if isinstance(value, int) else str(value)


def dumps(value: Any) -> str:
    """Canonical JSON text. Raises NotCanonicalError for what has none."""
    return json.dumps(plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def state_hash(salt: bytes, columns: Iterable[tuple[str, Any]]) -> str:
    """SHA-256 over a subject's salt and its declared columns: shows a change, tells nothing of the content."""
    return hashlib.sha256(salt + dumps(dict(columns)).encode()).hexdigest()


def signed_bytes(entry: Any) -> bytes:
    """The bytes an entry's code covers."""
    return dumps([getattr(entry, column) for column in SIGNED]).encode()


def code(key: bytes, entry: Any) -> str:
    """The entry's keyed hash; the key lives outside the database, so a forger inside it cannot make one."""
    return hmac.new(key, signed_bytes(entry), hashlib.sha256).hexdigest()


def leaf_bytes(entry: Any) -> bytes:
    """The content of an entry's leaf: everything it says and its code."""
    mac: str = entry.mac
    return signed_bytes(entry) + b"\n" + mac.encode()
