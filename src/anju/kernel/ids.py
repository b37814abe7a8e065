"""Identifiers that sort by time and can be made anywhere (docs/adr/0002)."""

import secrets
import threading
import uuid
from collections.abc import Iterator
from os import register_at_fork, urandom
from struct import iter_unpack

from anju.kernel import clock

_lock = threading.Lock()
_last = 0


def uuid7() -> uuid.UUID:
    """A UUID version 7 (RFC 9562 §5.7): 48 bits of milliseconds, then 74 random bits.

    Within one process the ids never go backwards: where two fall into one millisecond, or a simulated clock steps back,
    the later is the former plus a small random step. That keeps inserts at the end of an index.
    """
    return uuid.UUID(hex=uuid7_hex(clock.now_us()))


def uuid7_hex(at_us: int) -> str:
    """The 32 hex digits of a UUID version 7 of a moment given in microseconds."""
    global _last  # noqa: PLW0603 - the order is a property of the process
    fresh = at_us // 1000 << 74 | int.from_bytes(random_bytes(PIECE)) >> 54
    with _lock:
        if fresh >> 74 == _last >> 74 and fresh <= _last:
            fresh = _last + 1 + int.from_bytes(random_bytes(4))
        _last = fresh
    rest = fresh & _REST
    return f"{fresh >> 74 << 80 | rest >> 62 << 64 | rest & _LOW | _MARKS:032x}"


_REST, _LOW = (1 << 74) - 1, (1 << 62) - 1
_MARKS = 0x7 << 76 | 0b10 << 62
"""Version and variant."""


PAGE, PIECE = 4096, 16
_pieces: Iterator[tuple[bytes]] = iter(())


def random_bytes(count: int) -> bytes:
    """So many of the system's random bytes, up to `PIECE` of them from a page: a call for each id costs more than the
    id. Threads need no lock: what `next` has given it gives nobody else.
    """
    global _pieces  # noqa: PLW0603 - what is left of a page
    if count > PIECE:
        return urandom(count)
    while True:
        for (piece,) in _pieces:
            return piece if count == PIECE else piece[:count]
        _pieces = iter_unpack(f"{PIECE}s", urandom(PAGE))


def _forget() -> None:
    """A forked process draws its own page: two of one page would give the same ids."""
    global _pieces  # noqa: PLW0603
    _pieces = iter(())


register_at_fork(after_in_child=_forget)


def dashed(hex32: str) -> str:
    """A UUID's text from its hex digits."""
    return f"{hex32[:8]}-{hex32[8:12]}-{hex32[12:16]}-{hex32[16:20]}-{hex32[20:]}"


def token(bits: int = 128) -> str:
    """A URL-safe secret with at least `bits` random bits."""
    return secrets.token_urlsafe((bits + 7) // 8)
