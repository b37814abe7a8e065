"""Just enough HTTP for the ASGI half: types, headers, short answers."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any

import orjson

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

SECURE = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
)
"""Headers of everything the ASGI half answers itself; pages get theirs from Django."""


def header(scope: Scope, name: str) -> str:
    """A request header's value, or ""."""
    wanted = name.lower().encode()
    for key, value in scope["headers"]:
        if key == wanted:
            return bytes(value).decode("latin-1")
    return ""


def cookie(scope: Scope, name: str) -> str:
    """A cookie's value, or ""."""
    jar: SimpleCookie = SimpleCookie()
    try:
        jar.load(header(scope, "cookie"))
    except CookieError:
        return ""
    return jar[name].value if name in jar else ""


async def answer(
    send: Send, status: int, body: bytes = b"", headers: Iterable[tuple[bytes, bytes]] = (), kind: str = "text/plain"
) -> None:
    """A whole short answer, never cached."""
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [
                (b"content-type", f"{kind}; charset=utf-8".encode()),
                (b"content-length", str(len(body)).encode()),
                (b"cache-control", b"no-store"),
                *SECURE,
                *headers,
            ],
        }
    )
    await send({"type": "http.response.body", "body": body})


async def answer_json(send: Send, status: int, content: Mapping[str, Any], *headers: tuple[bytes, bytes]) -> None:
    """A whole short answer in JSON."""
    await answer(send, status, orjson.dumps(content), headers, "application/json")


async def refuse(send: Send, status: int, title: str, *headers: tuple[bytes, bytes]) -> None:
    """problem+json (RFC 9457) with a sentence that says what to do."""
    content = orjson.dumps({"title": title, "status": status})
    await answer(send, status, content, headers, "application/problem+json")
