"""Asking an ASGI application without a server."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from anju.live.http import App, Message


@dataclass
class Reply:
    """What an application sent."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


def scope_of(path: str, method: str = "GET", query: str = "", **headers: str) -> dict[str, Any]:
    lines = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {
        "type": "http", "method": method, "path": path, "query_string": query.encode(), "headers": lines,
        "client": ("127.0.0.1", 5), "server": ("127.0.0.1", 80), "scheme": "http", "http_version": "1.1",
        "root_path": "",
    }  # fmt: skip


def sender(pieces: Iterable[bytes]) -> Any:
    """A `receive` that hands pieces over, then nothing more for ever."""
    waiting = list(pieces) or [b""]

    async def receive() -> Message:
        if not waiting:
            await asyncio.Event().wait()
        data = waiting.pop(0)
        return {"type": "http.request", "body": data, "more_body": bool(waiting)}

    return receive


async def ask(app: App, scope: dict[str, Any], pieces: Iterable[bytes] = ()) -> Reply:
    reply = Reply()

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            reply.status = message["status"]
            reply.headers = {key.decode(): value.decode() for key, value in message["headers"]}
        else:
            reply.body += message.get("body", b"")

    await app(scope, sender(pieces), send)
    return reply
