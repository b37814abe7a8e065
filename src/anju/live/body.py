"""A request's body, complete before Django sees it: a slow sender waits here and holds no page's thread."""

import asyncio
import io
import tempfile
from typing import IO

from anju.live.http import Message, Receive, Scope, header

IN_MEMORY = 512 * 1024
PIECE = 1024 * 1024
IDLE = 60.0
"""Seconds a sender may stay silent."""


class BodyError(Exception):
    """The body cannot be taken: too large (413), too slow (408), or the sender went away (0)."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def is_expected(scope: Scope) -> bool:
    """Whether the request says that it has a body."""
    return header(scope, "content-length") not in {"", "0"} or bool(header(scope, "transfer-encoding"))


def declared(scope: Scope) -> int | None:
    """The declared length; None where none is declared. Raises BodyError for nonsense."""
    text = header(scope, "content-length")
    if not text:
        return None
    if not text.isdecimal():
        raise BodyError(400)
    return int(text)


async def piece(receive: Receive, idle: float = IDLE) -> tuple[bytes, bool]:
    """The next piece and whether more follows."""
    try:
        message = await asyncio.wait_for(receive(), idle)
    except TimeoutError:
        raise BodyError(408) from None
    if message["type"] == "http.disconnect":
        raise BodyError(0)
    return message.get("body", b""), message.get("more_body", False)


async def collect(scope: Scope, receive: Receive, limit: int) -> IO[bytes]:
    """The whole body, beyond half a megabyte on disk. Raises BodyError."""
    length = declared(scope)
    if length is not None and length > limit:
        raise BodyError(413)
    file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed by the caller
    size, more = 0, True
    try:
        while more:
            data, more = await piece(receive)
            size += len(data)
            if size > limit:
                raise BodyError(413)
            file.write(data)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def size(file: IO[bytes]) -> int:
    """Bytes of a collected body."""
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    return size


def replay(file: IO[bytes]) -> Receive:
    """A `receive` that hands a collected body over again."""

    async def receive() -> Message:
        data = file.read(PIECE)
        return {"type": "http.request", "body": data, "more_body": len(data) == PIECE}

    return receive
