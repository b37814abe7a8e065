"""Signatures: DingTalk's 加签, and Standard Webhooks for our own events."""

import base64
import hashlib
import hmac
from urllib.parse import quote_plus

PREFIX = "whsec_"
TOLERANCE_SECONDS = 300
"""A receiver should refuse a timestamp further off than this: it stops replays."""


def dingtalk(secret: str, timestamp_ms: int) -> str:
    """`urlencode(base64(HMAC-SHA256(secret, timestamp + "\\n" + secret)))`, for `&timestamp=…&sign=…`."""
    digest = hmac.new(secret.encode(), f"{timestamp_ms}\n{secret}".encode(), hashlib.sha256).digest()
    return quote_plus(base64.b64encode(digest))


def webhook(secret: str, uid: str, timestamp: int, body: bytes) -> str:
    """The `webhook-signature` header: `v1,` and base64 of HMAC-SHA256 over `id.timestamp.body` (Standard Webhooks)."""
    digest = hmac.new(_key(secret), f"{uid}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()


def verify_webhook(secret: str, headers: dict[str, str], body: bytes, now: int) -> bool:
    """What a receiver does; shown to integrators and used by the tests."""
    timestamp = int(headers["webhook-timestamp"])
    if abs(now - timestamp) > TOLERANCE_SECONDS:
        return False
    wanted = webhook(secret, headers["webhook-id"], timestamp, body)
    return any(hmac.compare_digest(wanted, given) for given in headers["webhook-signature"].split())


def new_secret(random: bytes) -> str:
    """A subscription's secret as it is shown once: `whsec_` and base64 of 24 to 64 random bytes."""
    if not 24 <= len(random) <= 64:
        raise ValueError("24 to 64 bytes")
    return PREFIX + base64.b64encode(random).decode()


def _key(secret: str) -> bytes:
    return base64.b64decode(secret.removeprefix(PREFIX))
