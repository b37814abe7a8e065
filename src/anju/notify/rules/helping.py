"""Limits of a helper's link."""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import Enum

TOKEN_BITS = 128
DAYS, MOST_DAYS = 7, 30
PHOTOS = 6
SENTENCE = 200
"""Characters: one sentence, not a report."""

PER_HOUR, IN_ALL = 10, 40
"""Contributions one link takes; a leaked link cannot fill the store."""


class Refusal(Enum):
    """Why a link takes nothing."""

    EXPIRED = "expired"
    REVOKED = "revoked"
    TOO_MANY = "too_many"


def token_hash(token: str) -> str:
    """What is kept of a token: whoever reads the database holds no link."""
    return hashlib.sha256(token.encode()).hexdigest()


def ends(at: datetime, days: int) -> datetime:
    """When a link given at `at` expires. Raises ValueError outside 1 to 30 days."""
    if not 1 <= days <= MOST_DAYS:
        raise ValueError(f"1 to {MOST_DAYS} days")
    return at + timedelta(days=days)


def dead(expires_at: datetime, revoked_at: datetime | None, now: datetime) -> Refusal | None:
    """Why a link no longer opens; None while it does."""
    if revoked_at is not None:
        return Refusal.REVOKED
    return Refusal.EXPIRED if now >= expires_at else None


def full(made: Iterable[datetime], now: datetime) -> bool:
    """Whether a link has taken as much as it may, within the hour or in all."""
    moments = list(made)
    return len(moments) >= IN_ALL or sum(moment > now - timedelta(hours=1) for moment in moments) >= PER_HOUR
