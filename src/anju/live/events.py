"""`/live/events?topics=duty,duty:42`: server-sent events, one stream per browser (a shared worker serves its tabs).

    id: 812
    event: change
    data: {"topic":"duty","kind":"duty","id":"42","verb":"duty.assigned"}

`event: reset` says "too much was missed, load again"; `event: gone` says "the sign-in ended, stop asking". No event
holds content: the page asks for what it shows, with its own rights. `Last-Event-ID` (or `?after=`) resumes. `?since=`
says when the page was written, in microseconds by the server's clock: what happened before it listened is told.
"""

import asyncio
from urllib.parse import parse_qs

import orjson
from django.conf import settings

from anju.live import metrics
from anju.live.http import SECURE, Receive, Scope, Send, answer, header, refuse
from anju.live.hub import GONE, RESET, Event, Listener, hub
from anju.live.who import session_of, visitor

HEARTBEAT = 15.0
RETRY_MS = 2000
PER_SESSION = 8
MOST_TOPICS = 200


async def stream(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer 401 without a sign-in, 503 when full, else the stream until one side goes."""
    if scope["method"] != "GET":
        await refuse(send, 405, "只支持 GET。", (b"allow", b"GET"))
        return
    who = await asyncio.to_thread(visitor, session_of(scope))
    if who is None:
        await answer(send, 401)
        return
    mine = sum(listener.session == who.session for listener in hub.listeners)
    if len(hub.listeners) >= settings.ANJU_STREAMS_LIMIT or mine >= PER_SESSION:
        await refuse(send, 503, "实时连接太多，稍后会自动重连。", (b"retry-after", b"30"))
        return
    wanted, after, read = _asked(scope)
    listener = await hub.join(who, wanted, after, read)
    metrics.STREAMS.inc()
    try:
        await _send_until_gone(listener, receive, send)
    finally:
        metrics.STREAMS.dec()
        hub.leave(listener)


async def close() -> None:
    """End every stream of this process."""
    await hub.close()


def _asked(scope: Scope) -> tuple[frozenset[str], int | None, int | None]:
    query = parse_qs(scope["query_string"].decode("latin-1"))
    topics = frozenset(word for word in ",".join(query.get("topics", [])).split(",")[:MOST_TOPICS] if word)
    after = header(scope, "last-event-id") or query.get("after", [""])[0]
    return topics, _number(after), _number(query.get("since", [""])[0])


def _number(said: str) -> int | None:
    return int(said) if said.isdecimal() and len(said) < 19 else None


async def _send_until_gone(listener: Listener, receive: Receive, send: Send) -> None:
    headers = [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-store"), (b"x-accel-buffering", b"no")]
    await send({"type": "http.response.start", "status": 200, "headers": [*headers, *SECURE]})
    await _write(send, f"retry: {RETRY_MS}\n: hello\n\n".encode())
    gone = asyncio.create_task(_disconnected(receive))
    try:
        while not gone.done():
            event = await _next(listener, gone)
            if event is None:
                await _write(send, b": still here\n\n")
                continue
            if gone.done():
                return
            await _write(send, written(event))
            if isinstance(event, str) and event.startswith(GONE):
                break
        if not gone.done():
            await send({"type": "http.response.body", "body": b"", "more_body": False})
    finally:
        gone.cancel()


async def _next(listener: Listener, gone: "asyncio.Task[None]") -> Event | None:
    """The next event; None when it is time for a sign of life or the page went."""
    getting = asyncio.create_task(listener.queue.get())
    done, _ = await asyncio.wait({getting, gone}, timeout=HEARTBEAT, return_when=asyncio.FIRST_COMPLETED)
    if getting in done:
        return getting.result()
    getting.cancel()
    return None


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _write(send: Send, data: bytes) -> None:
    await send({"type": "http.response.body", "body": data, "more_body": True})


def written(event: Event) -> bytes:
    """An event as it goes over the wire."""
    if event == RESET:
        return b"event: reset\ndata: {}\n\n"
    if event == GONE:
        return b"event: gone\ndata: {}\n\n"
    if isinstance(event, str):
        return b": closing\n\n"
    topic, news = event
    data = orjson.dumps({"topic": topic, "kind": news.kind, "id": news.subject, "verb": news.verb})
    return b"id: %d\nevent: change\ndata: %s\n\n" % (news.id, data)
