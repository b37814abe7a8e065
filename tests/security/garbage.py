"""What addresses and forms may bring that no page of ours ever sends."""

from collections.abc import Iterable

from django.test import Client

VALUES = (
    "-1", "²", "٣", "9" * 15, "9" * 40, "%", "'", "\x00", "2026-02-30T99:99", "鬱" * 300, "NaN",
)  # fmt: skip
"""Numbers that are none or too large, quotes, patterns, dates that cannot be, text without end."""


def get_all(client: Client, url: str, names: Iterable[str]) -> list[str]:
    """Which (name, value) of the address make a page break; a refusal is no break."""
    return [f"{name}={value[:20]!r}" for name in names for value in VALUES if _broke(client, "get", url, name, value)]


def post_all(client: Client, url: str, names: Iterable[str]) -> list[str]:
    """The same for what a form sends."""
    return [f"{name}={value[:20]!r}" for name in names for value in VALUES if _broke(client, "post", url, name, value)]


def _broke(client: Client, method: str, url: str, name: str, value: str) -> bool:
    client.raise_request_exception = False
    answer = getattr(client, method)(url, {name: value.encode("utf-8", "surrogatepass").decode("utf-8", "replace")})
    if answer.streaming:
        b"".join(answer)
    return bool(answer.status_code >= 500)
