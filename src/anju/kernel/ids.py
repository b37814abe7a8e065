"""Identifiers that sort by time and can be made anywhere (docs/adr/0002)."""

import secrets
import threading
import uuid

from anju.kernel import clock

_lock = threading.Lock()
_last = 0


def uuid7() -> uuid.UUID:
    """A UUID version 7 (RFC 9562 §5.7): 48 bits of milliseconds, then 74 random bits.

    Within one process the ids never go backwards: where two fall into one millisecond, or a simulated clock steps back,
    the later is the former plus a small random step. That keeps inserts at the end of an index.
    """
    global _last  # noqa: PLW0603 - the order is a property of the process
    milliseconds = clock.now_us() // 1000
    fresh = milliseconds << 74 | secrets.randbits(74)
    with _lock:
        if fresh >> 74 == _last >> 74 and fresh <= _last:
            fresh = _last + 1 + secrets.randbits(32)
        _last = fresh
    time, rest = fresh >> 74, fresh & (1 << 74) - 1
    return uuid.UUID(int=time << 80 | 0x7 << 76 | (rest >> 62) << 64 | 0b10 << 62 | rest & (1 << 62) - 1)


def token(bits: int = 128) -> str:
    """A URL-safe secret with at least `bits` random bits."""
    return secrets.token_urlsafe((bits + 7) // 8)
