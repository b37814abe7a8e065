"""A browser and a demo site without a database, for the tests marked `browser`."""

import queue
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from socketserver import ThreadingMixIn
from threading import Thread
from typing import Any
from urllib.parse import parse_qs
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from django.test import override_settings
from playwright.sync_api import Browser, sync_playwright

from anju.ui import assets

PLACES = tuple(map(Path, ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium")))
CHROMIUM = next((one for one in PLACES if one.exists()), PLACES[-1])
"""The one made for tests where it is installed: the same engine without the browser's own windows, twice as fast."""
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"


def _missing() -> str:
    if not CHROMIUM.exists():
        return "no Chromium"
    return "" if AXE.exists() and assets.manifest() else "npm ci && npm run build"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if reason := _missing():
        pytest.skip(reason)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"])
        yield launched
        launched.close()


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Silent(WSGIRequestHandler):
    def log_message(self, *said: object) -> None:
        pass


@dataclass
class Stream:
    """A stand-in for `/live/events`: every connection is noted, and what is told goes to all of them."""

    asked: list[dict[str, list[str]]] = field(default_factory=list)
    listeners: list["queue.Queue[bytes]"] = field(default_factory=list)

    def tell(self, text: str) -> None:
        for listener in self.listeners:
            listener.put(text.encode())

    def answer(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        self.asked.append(parse_qs(environ["QUERY_STRING"]))
        mine: queue.Queue[bytes] = queue.Queue()
        self.listeners.append(mine)
        start("200 OK", [("Content-Type", "text/event-stream"), ("Cache-Control", "no-store")])
        yield b": hello\n\n"
        while True:
            yield mine.get()


@dataclass
class Site:
    """Where the specimens are."""

    url: str
    stream: Stream

    def page(self, name: str) -> str:
        return f"{self.url}/ui/specimens/{name}/"


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    stream = Stream()
    with override_settings(ANJU_DEMO=True, ALLOWED_HOSTS=["127.0.0.1"]):
        application = StaticFilesHandler(get_wsgi_application())

        def whole(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
            if environ["PATH_INFO"] == "/live/events":
                return stream.answer(environ, start)
            return application(environ, start)  # type: ignore[no-any-return]

        server = make_server("127.0.0.1", 0, whole, server_class=Server, handler_class=Silent)
        Thread(target=server.serve_forever, daemon=True).start()
        yield Site(f"http://127.0.0.1:{server.server_port}", stream)
        server.shutdown()
        server.server_close()
