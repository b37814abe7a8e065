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
        if now - self._turned > self._window or len(self._young) >= self._most:
            self._old, self._young = (self._young if now - self._turned <= 2 * self._window else set()), set()
            self._turned = now
        if key in self._young or key in self._old:
            return False
        self._young.add(key)
        return True
