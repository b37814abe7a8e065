"""Ways out of Anju. A channel sends one message or says why not; it knows nothing of the outbox."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from anju.notify.enums import SendError


@dataclass(frozen=True, slots=True)
class Envelope:
    """One message as it leaves. `uid` stays the same when it is sent again, so that a receiver can tell."""

    uid: str
    subject: str
    lines: tuple[str, ...]
    to: str = ""
    """E-mail address or phone number; empty for a group."""
    answer: str = ""
    """Where whoever has no account answers this; empty where nothing is asked."""


class SendFailedError(Exception):
    """It did not go out. Carries a code only: no address, key or answer may reach a log through it."""

    def __init__(self, error: SendError, *, for_good: bool = False, pause: int | None = None) -> None:
        super().__init__(str(error))
        self.error = error
        self.for_good = for_good
        """Trying again cannot help."""
        self.pause = pause
        """Seconds the other side asked us to wait."""


Send = Callable[[Mapping[str, Any], Envelope], None]
"""(opened settings of the gateway, envelope). Raises SendFailedError."""
