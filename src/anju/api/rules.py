"""What a token is, what it may hold, and how fast it may ask. Pure."""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import timedelta

PREFIX = "anju_"
_TOKEN = re.compile(r"anju_([0-9a-f]{8})_([A-Za-z0-9_-]{43})")

GRANTABLE = frozenset({
    "places.view",
    "people.see_organisations",
    "catalogue.view",
    "lists.see",
    "lists.report",
    "lists.rectify",
    "lists.receive",
    "lists.clean_up",
    "telemetry.see",
    "telemetry.keep",
    "telemetry.claim",
    "notify.keep_subscriptions",
    "ledger.read",
})  # fmt: skip
"""What a machine may be given. Verifying, ruling, approving and signing are answered for by a named person, so no token
holds them (DESIGN §5: a machine only reminds and drafts); nor does one ever see personal data in full.
"""

LONGEST = timedelta(days=400)
"""A token lives at most this long; then somebody decides anew."""

PER_MINUTE = 600
"""Requests of one token, or of one signed-in browser, in any 60 seconds."""
WINDOW_US = 60_000_000

KEPT = timedelta(hours=48)
"""How long the answer to an idempotency key is kept."""
KEY = re.compile(r"[\x21-\x7e]{8,80}")
"""An idempotency key: 8 to 80 visible ASCII characters; a UUID will do."""


def parse(presented: str) -> tuple[str, str] | None:
    """(name, digest) of a presented token; None for what cannot be one.

    The secret half has 256 random bits, so a plain SHA-256 of it is as good as a slow hash.
    """
    match = _TOKEN.fullmatch(presented)
    return (match[1], digest_of(match[2])) if match else None


def digest_of(secret: str) -> str:
    """What is stored of a token's secret half."""
    return hashlib.sha256(b"anju-token\n" + secret.encode()).hexdigest()


def compose(name: str, secret: str) -> str:
    """The token as it is shown once. Raises ValueError for parts that do not read back."""
    token = f"{PREFIX}{name}_{secret}"
    if parse(token) is None:
        raise ValueError("a token is 8 hex digits and 43 characters of base64url")
    return token


def request_digest(method: str, path: str, body: bytes) -> str:
    """Tells whether a request under a known idempotency key is the same request."""
    return hashlib.sha256(b"\n".join((method.encode(), path.encode(), body))).hexdigest()


def share_of(per_minute: int, processes: int) -> int:
    """What one web process lets through, so that all together stay below the limit."""
    return max(1, per_minute // max(1, processes))


@dataclass(slots=True)
class Meter:
    """Requests of the last minute per caller, in this process: a sliding window of two halves, in constant room.

    The former window counts by the share of it that still lies within the last 60 seconds.
    """

    counts: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    """Caller → (window number, requests in it, requests in the one before)."""

    def admit(self, caller: str, now_us: int, limit: int) -> int:
        """0 where the request may go on; else the seconds after which to try again."""
        window, into = divmod(now_us, WINDOW_US)
        known, here, before = self.counts.get(caller, (window, 0, 0))
        if known != window:
            here, before = 0, here if known == window - 1 else 0
        weighed = here + before * (WINDOW_US - into) // WINDOW_US
        if weighed >= limit:
            self.counts[caller] = (window, here, before)
            return max(1, -(-(WINDOW_US - into) // 1_000_000))
        self.counts[caller] = (window, here + 1, before)
        if len(self.counts) > 10_000:
            self.counts = {name: entry for name, entry in self.counts.items() if entry[0] >= window - 1}
        return 0
