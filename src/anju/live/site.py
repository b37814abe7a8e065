"""Which half answers: `/live/`, `/static/` and health here, every page by Django once its body is complete."""

import time
from collections.abc import Callable
from typing import Any, cast

import structlog
from a2wsgi import WSGIMiddleware
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from anju.live import body, events, health, metrics, static, turns, uploads
from anju.live.http import App, Message, Receive, Scope, Send, refuse
from anju.live.tongue import spoken

log = structlog.get_logger("anju.web")

TEXTS = {
    400: _("请求不完整。"),
    408: _("上传中断：网络太慢。请重试，大文件会分段续传。"),
    413: _("内容太大。请分批上传，或先压缩照片。"),
}


class Site:
    """The whole site as one ASGI application."""

    def __init__(self, pages: App, files: App) -> None:
        self.pages = pages
        self.routes: tuple[tuple[str, App], ...] = (
            ("/static/", files),
            ("/live/events", events.stream),
            ("/live/uploads", uploads.receive_piece),
            ("/live/health", health.health),
            ("/live/metrics", metrics.page),
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        began, seen = time.perf_counter(), {"status": 0}

        async def watched(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen["status"] = message["status"]
            await send(message)

        route, app = self._route(scope["path"])
        try:
            await app(scope, receive, watched)
        finally:
            _note(scope["method"], route, seen["status"], time.perf_counter() - began)

    def _route(self, path: str) -> tuple[str, App]:
        for prefix, app in self.routes:
            if path == prefix or path.startswith(prefix.rstrip("/") + "/"):
                return prefix.rstrip("/"), app
        return "/" + path.split("/", 2)[1], self._page

    async def _page(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A page: its body first, then a thread; one with photos when it is its turn."""
        if not body.is_expected(scope):
            await self.pages(scope, _nothing, send)
            return
        try:
            file = await body.collect(scope, receive, settings.ANJU_BODY_LIMIT)
        except body.BodyError as error:
            if error.status:
                with translation.override(spoken(scope)):
                    await refuse(send, error.status, str(TEXTS[error.status]), (b"connection", b"close"))
            return
        with file:
            if body.size(file) < turns.HEAVY:
                await self.pages(scope, body.replay(file), send)
                return
            async with turns.turn():
                await self.pages(scope, body.replay(file), send)


def build(pages: Callable[..., Any]) -> Site:
    """The site around Django's WSGI application."""
    django: App = cast("App", WSGIMiddleware(pages, workers=settings.ANJU_WEB_THREADS))
    return Site(django, static.build())


async def _nothing() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.shutdown":
            await events.close()
            await send({"type": "lifespan.shutdown.complete"})
            return
        await send({"type": "lifespan.startup.complete"})


def _note(method: str, route: str, status: int, seconds: float) -> None:
    """One log line and the counters; the path's tail and the query stay out, they may name somebody."""
    metrics.request(route, status, seconds)
    if route not in {"/static", "/live/health", "/live/metrics"}:
        log.info("request", method=method, route=route, status=status, ms=round(seconds * 1000))
