"""The one hash function of this ledger: SHA-256, or SM3 (GB/T 32905) where `ANJU_LEDGER_HASH` says so.

A tree is of one function for ever, so the choice is made when the ledger begins and written into the keys' folder; a
setting that says otherwise later is refused rather than obeyed.
"""

import hashlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

NAMES = ("sha256", "sm3")
"""Both give 32 bytes."""
FILE = "ledger.hash"

_functions: dict[str, Callable[..., Any]] = {"sha256": hashlib.sha256, "sm3": partial(hashlib.new, "sm3")}
_chosen: list[str] = []
_keyed: dict[bytes, tuple[Any, ...]] = {}
BLOCK, PADS = 64, (0x36, 0x5C)
"""Of HMAC; both functions hash blocks of 64 bytes."""


def name() -> str:
    """`sha256` or `sm3`. Raises ImproperlyConfigured for another word, or where the ledger began with the other one."""
    if not _chosen:
        _chosen.append(_settled())
    return _chosen[0]


def digest(content: bytes) -> bytes:
    """The 32-byte hash of `content`."""
    result: bytes = _functions[_chosen[0] if _chosen else name()](content).digest()
    return result


def hexdigest(content: bytes) -> str:
    """`digest`, as 64 hex digits."""
    result: str = _functions[_chosen[0] if _chosen else name()](content).hexdigest()
    return result


def keyed(key: bytes, content: bytes) -> str:
    """HMAC (RFC 2104) of `content`, as 64 hex digits: the two hashes begun with the key, taken up from there."""
    begun = _keyed.get(key)
    if begun is None:
        function = _functions[name()]
        padded = (key if len(key) <= BLOCK else digest(key)).ljust(BLOCK, b"\0")
        begun = _keyed[key] = tuple(function(padded.translate(bytes(one ^ pad for one in range(256)))) for pad in PADS)
    inner, outer = begun[0].copy(), begun[1].copy()
    inner.update(content)
    outer.update(inner.digest())
    result: str = outer.hexdigest()
    return result


def forget() -> None:
    """Look at setting and file again: after a restore put another ledger in place, and in tests."""
    _chosen.clear()
    _keyed.clear()


def _settled() -> str:
    wanted = settings.ANJU_LEDGER_HASH
    if wanted not in NAMES:
        raise ImproperlyConfigured(f"ANJU_LEDGER_HASH takes {' or '.join(NAMES)}, not {wanted!r}")
    folder = Path(settings.ANJU_KEYS_DIR)
    file = folder / FILE
    if file.exists():
        begun = file.read_text(encoding="ascii").strip()
    else:
        begun = "sha256" if (folder / "entry.key").exists() else wanted  # a ledger older than the choice
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.write_text(begun + "\n", encoding="ascii")
    if begun != wanted:
        raise ImproperlyConfigured(
            f"this ledger began with {begun}; a tree cannot change its hash. Set ANJU_LEDGER_HASH={begun}"
        )
    return begun
