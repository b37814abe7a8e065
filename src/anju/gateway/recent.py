"""What was heard within the last minute: a device without an answer sends again, and that is answered, not stored."""

from collections.abc import Hashable
from typing import Final

WINDOW: Final = 60.0
"""Seconds: the standard's three tries take at most thirty."""
MOST: Final = 500_000


class Recent:
    """Two generations: each lives between one and two windows, and forgetting costs nothing.

    After a restart it is empty. What is then stored twice, the reader of batches stores once (the same key).
    """

    def __init__(self, window: float = WINDOW, most: int = MOST) -> None:
        self._window, self._most = window, most
        self._young: set[Hashable] = set()
        self._old: set[Hashable] = set()
        self._turned = 0.0

    def is_new(self, key: Hashable, now: float) -> bool:
        """Whether it was not there within the window; it is from now on. `now`: seconds of a steady clock."""
        self._turn(now)
        if key in self._young or key in self._old:
            return False
        self._young.add(key)
        return True

    def fresh(self, keys: list[bytes], now: float) -> list[bytes]:
        """Those that are new, each once, in their order: `is_new` for many at the price of a few."""
        self._turn(now)
        if self._young.isdisjoint(keys) and self._old.isdisjoint(keys):
            before = len(self._young)
            self._young.update(keys)
            return keys if len(self._young) - before == len(keys) else list(dict.fromkeys(keys))
        return [key for key in keys if self.is_new(key, now)]

    def _turn(self, now: float) -> None:
        if now - self._turned > self._window or len(self._young) >= self._most:
            self._old, self._young = (self._young if now - self._turned <= 2 * self._window else set()), set()
            self._turned = now
