"""`/live/uploads`: a photo in pieces, resumed after a lost connection, without holding any page's thread.

    POST   /live/uploads           Upload-Length: 1834022            → 201 {"token": …, "offset": 0}
    PATCH  /live/uploads/<token>   Upload-Offset: 0, body: a piece   → 200 {"offset": …} or, complete, what it is
    GET    /live/uploads/<token>                                     → 200 {"offset": …}, to go on from there
    DELETE /live/uploads/<token>                                     → 204

What has arrived of a piece stays when the line breaks. Only the sender's own session goes on with an upload; another
site's page cannot, because the piece's type makes its browser ask first and the origin is compared.
"""

import asyncio
import fcntl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import IO, Any, TypeVar
from urllib.parse import urlsplit

from django.db import connections
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from anju.kernel import clock
from anju.kernel.files import keeping
from anju.kernel.files.models import Upload
from anju.kernel.files.sniff import RefusedError
from anju.live import body
from anju.live.http import Receive, Scope, Send, answer, answer_json, header, refuse
from anju.live.tongue import spoken
from anju.live.turns import turn
from anju.live.who import Visitor, session_of, visitor

PREFIX = "/live/uploads"
PIECE_TYPE = "application/octet-stream"
T = TypeVar("T")


class _Answer(Exception):  # noqa: N818 - an answer, not an error
    def __init__(self, status: int, title: str, offset: int | None = None) -> None:
        super().__init__(title)
        self.status, self.title = status, title
        self.headers = () if offset is None else ((b"upload-offset", str(offset).encode()),)


async def receive_piece(scope: Scope, receive: Receive, send: Send) -> None:
    """One request of an upload; a refusal is a sentence for the sender."""
    with translation.override(spoken(scope)):
        await _receive(scope, receive, send)


async def _receive(scope: Scope, receive: Receive, send: Send) -> None:
    try:
        _check_origin(scope)
        who = await _in_thread(lambda: visitor(session_of(scope)))
        if who is not None:
            translation.activate(spoken(scope, who.language))
        if who is None or not who.actor.grants:
            raise _Answer(401, _("请重新登录后再上传，已选的照片还在。"))
        await _serve(scope, receive, send, who)
    except _Answer as refusal:
        await refuse(send, refusal.status, refusal.title, *refusal.headers)
    except RefusedError as refusal:
        await refuse(send, 422, str(refusal))
    except body.BodyError as error:
        if error.status:
            await refuse(send, error.status, _("上传中断，请重试；已传的部分不用再传。"), (b"connection", b"close"))


async def _serve(scope: Scope, receive: Receive, send: Send, who: Visitor) -> None:
    token, method = scope["path"].removeprefix(PREFIX).strip("/"), scope["method"]
    if not token:
        if method != "POST":
            raise _Answer(405, _("这里只接受新的上传。"))
        length = _number(scope, "upload-length")
        upload = await _in_thread(lambda: keeping.begin(by=who.actor, length=length))
        await answer_json(send, 201, {"token": upload.token, "offset": 0})
        return
    upload = await _in_thread(lambda: _own(who, token))
    if method == "GET":
        await answer_json(send, 200, _state(upload))
    elif method == "DELETE":
        await _in_thread(lambda: keeping.discard(upload))
        await answer(send, 204)
    elif method == "PATCH":
        await answer_json(send, 200, await _take(scope, receive, upload))
    else:
        raise _Answer(405, _("不支持这种请求。"))


async def _take(scope: Scope, receive: Receive, upload: Upload) -> dict[str, Any]:
    if header(scope, "content-type") != PIECE_TYPE:
        raise _Answer(415, _("内容类型不对。"))
    if upload.blob_id is not None:
        return _state(upload)
    async with _held(upload) as file:
        offset = file.tell()
        if _number(scope, "upload-offset") != offset:
            raise _Answer(409, _("从别处接着传。"), offset)
        more = True
        while more:
            data, more = await body.piece(receive)
            offset += len(data)
            if offset > upload.length:
                raise _Answer(413, _("比说好的大，请重新选择文件。"))
            file.write(data)
            file.flush()
        if offset == upload.length:
            async with turn():
                return _state(await _in_thread(lambda: keeping.finish(upload)))
    return {"offset": offset}


@asynccontextmanager
async def _held(upload: Upload) -> AsyncIterator[IO[bytes]]:
    """The pieces' file at its end, for one sender at a time: the same upload in two tabs does not get mixed."""
    path = keeping.pieces(upload)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _Answer(409, _("这张照片正在另一个页面上传。"), file.tell()) from None
        yield file


def _state(upload: Upload) -> dict[str, Any]:
    """How far an upload is; of a complete one also what it is and where its preview is seen."""
    if upload.blob is None:
        return {"offset": keeping.received(upload)}
    return {
        "offset": upload.length,
        "complete": True,
        "media": upload.blob.media,
        "preview": reverse("lists:upload", args=[upload.token]),
    }


def _own(who: Visitor, token: str) -> Upload:
    upload = keeping.own(who.actor, token)
    if upload is None or upload.expires_at <= clock.now():
        raise _Answer(404, _("这次上传已过期，请重新选择照片。"))
    return upload


def _number(scope: Scope, name: str) -> int:
    text = header(scope, name)
    if not text.isascii() or not text.isdecimal() or len(text) > 15:
        raise _Answer(400, _("请求不完整。"))
    return int(text)


def _check_origin(scope: Scope) -> None:
    """A request that changes something comes from our own pages."""
    origin = header(scope, "origin")
    site = header(scope, "sec-fetch-site")
    foreign = bool(origin) and urlsplit(origin).netloc != header(scope, "host")
    if scope["method"] != "GET" and (foreign or site not in {"", "same-origin", "none"}):
        raise _Answer(403, _("请从本系统的页面上传。"))


async def _in_thread(work: Callable[[], T]) -> T:
    """The database and pictures are worked on beside the event loop."""

    def run() -> T:
        try:
            return work()
        finally:
            connections.close_all()

    return await asyncio.to_thread(run)
