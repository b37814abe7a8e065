"""One way to write a value down, so that its hash means something for ever.

Canonical JSON: sorted keys, no spaces, UTF-8, no floats (docs/adr/0004). What an entry says is hashed over exactly
these bytes, so the form is numbered (`FORMAT`) and never changed in place.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any
from uuid import UUID

import orjson

from anju.kernel import clock
from anju.kernel.ledger import hashing

FORMAT = 1

SIGNED = (
    "format", "uid", "deed", "at", "happened_at", "actor", "post", "organisation",
    "verb", "subject_kind", "subject_id", "district", "path", "data", "state",
)  # fmt: skip
"""The columns an entry's code (`mac`) and leaf cover, in this order. Format 1."""


_EXACT = frozenset((str, int, bool, type(None)))
"""Types that JSON holds as they are; exactly these, since a subclass may write itself differently."""

_slow = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode
_signed = attrgetter(*SIGNED)


def encode(value: Any) -> bytes:
    """The bytes of a plain value. orjson writes the same bytes as the standard library, several times faster
    (`tests/kernel/ledger/test_canon.py` compares them); integers beyond 64 bits only the latter can write.
    """
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError:
        return _slow(value).encode()


def encode_sorted(value: dict[str, Any]) -> bytes:
    """`encode` of single values whose keys stand in their order already."""
    try:
        return orjson.dumps(value)
    except orjson.JSONEncodeError:
        return _slow(value).encode()


class NotCanonicalError(TypeError):
    """A value that has no single written form: a float, a set, an object."""


def plain(value: Any) -> Any:
    """A column's or payload's value as JSON can hold it exactly; times as integer microseconds, decimals as text."""
    kind = type(value)
    if kind in _EXACT:
        return value
    if kind is dict:
        return _plain_dict(value)
    if kind is list or kind is tuple:
        return [item if type(item) in _EXACT else plain(item) for item in value]
    return _converted(value)


def _plain_dict(value: dict[Any, Any]) -> dict[str, Any]:
    plainly = {
        key if type(key) is str else str(key): item if type(item) in _EXACT else plain(item)
        for key, item in value.items()
    }
    if len(plainly) != len(value):
        raise NotCanonicalError(f"two keys are written alike: {list(value)!r}")
    return plainly


def _converted(value: Any) -> Any:
    if isinstance(value, str):
        return str.__str__(value)  # an enum's member, quickly
    match value:
        case int():
            return int(value)  # an enum's member
        case datetime():
            return clock.to_us(value)
        case date():
            return value.isoformat()
        case UUID() | Decimal():
            return str(value)
        case bytes() | memoryview():
            return bytes(value).hex()
        case dict():
            return _plain_dict(value)
        case list() | tuple():
            return [plain(item) for item in value]
    raise NotCanonicalError(f"{type(value).__name__} has no canonical form: {value!r}")


def dumps(value: Any) -> str:
    """Canonical JSON text. Raises NotCanonicalError for what has none."""
    if type(value) is dict and _is_flat(value):
        try:
            return orjson.dumps(value, default=_converted, option=_FLAT).decode()
        except orjson.JSONEncodeError:
            pass  # a key that is no text, an integer beyond 64 bits
    return encode(plain(value)).decode()


_FLAT = orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_DATETIME
_flat: set[type] = {*_EXACT, datetime, date, UUID}


def _is_flat(value: dict[Any, Any]) -> bool:
    """Whether a payload holds single values only, of types that orjson writes as `plain` would or asks about."""
    kinds = set(map(type, value.values()))
    if kinds <= _flat:
        return True
    if not all(issubclass(kind, str | int) for kind in kinds - _flat):
        return False
    _flat.update(kinds)
    return True


def state_hash(salt: bytes, columns: Iterable[tuple[str, Any]]) -> str:
    """The hash over a subject's salt and its declared columns: shows a change, tells nothing of the content."""
    return hashing.digest(salt + dumps(dict(columns)).encode()).hex()


def signed_bytes(entry: Any) -> bytes:
    """The bytes an entry's code covers."""
    return encode(plain(_signed(entry)))


def signed_row(row: Sequence[str | int | None]) -> bytes:
    """`signed_bytes` of the values of `SIGNED` as they stand written: ids as text, times as microseconds."""
    return orjson.dumps(row)


def code_of(key: bytes, signed: bytes) -> str:
    """The keyed hash over `signed_bytes`; the key lives outside the database, so a forger inside it cannot make one."""
    return hashing.keyed(key, signed)


def code(key: bytes, entry: Any) -> str:
    """The entry's keyed hash."""
    return code_of(key, signed_bytes(entry))


def leaf_of(signed: bytes, mac: str) -> bytes:
    """The content of a leaf: everything the entry says and its code."""
    return signed + b"\n" + mac.encode()


def leaf_bytes(entry: Any) -> bytes:
    """The content of an entry's leaf."""
    return leaf_of(signed_bytes(entry), entry.mac)
