"""A phone: a memory of its own in a shared browser, or a browser process with its profile on the disk, to be killed."""

import contextlib
import os
import signal
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, sync_playwright

from tests.e2e.conftest import free_port
from tests.e2e.phone.grid import Grid, serve
from tests.e2e.phone.line import Line
from tests.ui.conftest import AXE, CHROMIUM, _missing

EXPECTED = (
    "Failed to load resource", "net::ERR_", "the server responded with a status",
    "The Cross-Origin-Opener-Policy header has been ignored",  # on plain http
)  # fmt: skip
"""What Chromium says of a broken line; everything else it complains of fails the test."""
FLAGS = (
    "--headless=new", "--hide-scrollbars", "--no-sandbox", "--disable-gpu", "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream", "--no-first-run", "--no-default-browser-check", "--disable-background-networking",
    "--disable-component-update", "--host-resolver-rules=MAP plain.test 127.0.0.1",
    "--lang=zh-CN", "--accept-lang=zh-CN",
)  # fmt: skip


@dataclass
class Phone:
    """A phone of somebody, 390 × 844, with its own memory."""

    playwright: Playwright
    folder: Path
    url: str
    complaints: list[str] = field(default_factory=list)
    process: "subprocess.Popen[bytes] | None" = None
    context: BrowserContext | None = None

    def start(self) -> "Phone":
        port = free_port()
        own = (f"--remote-debugging-port={port}", f"--user-data-dir={self.folder}", "about:blank")
        command = [str(CHROMIUM), *FLAGS, *own]
        self.process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        for _ in range(300):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/json/version", timeout=5).close()
                break
            time.sleep(0.1)
        return self.take(self.playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}").contexts[0])

    def take(self, context: BrowserContext) -> "Phone":
        """This is where it remembers."""
        self.context = context
        context.set_default_timeout(20_000)
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.complaints.append(f"script: {error.error}"))
        return self

    def open(self, path: str = "/app/", *, width: int = 390) -> Page:
        """A tab of the app."""
        assert self.context is not None
        page = self.context.new_page()
        page.set_viewport_size({"width": width, "height": 844})
        page.goto(self.url + path, wait_until="commit")
        return page

    def close(self) -> None:
        """In good order: what the browser keeps in memory for half a minute, cookies among it, goes to the disk."""
        assert self.context is not None
        assert self.context.browser is not None
        assert self.process is not None
        self.context.browser.new_browser_cdp_session().send("Browser.close")
        self.process.wait(timeout=30)
        self.kill()

    def kill(self) -> None:
        """As a phone does when its battery is empty."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def _hear(self, said: ConsoleMessage) -> None:
        if said.type == "error" and not any(word in said.text for word in EXPECTED):
            self.complaints.append(said.text)


@pytest.fixture
def grid() -> Grid:
    return Grid()


@pytest.fixture
def line(grid: Grid) -> Iterator[Line]:
    with override_settings(ALLOWED_HOSTS=["127.0.0.1", "plain.test"]):
        server = serve(grid)
        line = Line(server.server_port)
        yield line
        line.close()
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    if reason := _missing():
        pytest.skip(reason)
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="module")
def shared(playwright: Playwright) -> Iterator[Browser]:
    """A browser for phones that nobody kills: starting one for each takes longer than most tests."""
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS[1:]))
    yield browser
    browser.close()


@pytest.fixture
def phone(playwright: Playwright, shared: Browser, line: Line, tmp_path: Path) -> Iterator[Phone]:
    context = shared.new_context(locale="zh-CN", viewport={"width": 390, "height": 844})
    phone = Phone(playwright, tmp_path / "profile", line.url).take(context)
    yield phone
    context.close()
    assert phone.complaints == []


@pytest.fixture
def mortal(playwright: Playwright, line: Line, tmp_path: Path) -> Iterator[Phone]:
    """A phone that may be killed."""
    phone = Phone(playwright, tmp_path / "profile", line.url).start()
    yield phone
    phone.kill()
    assert phone.complaints == []


@pytest.fixture
def app(phone: Phone) -> Page:
    """The app, opened, with its day, and ready to open again without a line."""
    return opened(phone)


def opened(phone: Phone) -> Page:
    page = phone.open()
    page.wait_for_selector("[data-now]")
    page.evaluate("navigator.serviceWorker.ready.then(() => 0)")
    return page


@pytest.fixture
def axe() -> Callable[[Page, str], None]:
    script = AXE.read_text(encoding="utf-8")

    def check(page: Page, where: str) -> None:
        session = page.context.new_cdp_session(page)  # the page's own policy lets no script in from a test
        session.send("Page.setBypassCSP", {"enabled": True})
        page.evaluate(script)
        found: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        assert [f"{where}: {one['id']} {one['nodes'][0]['html'][:160]}" for one in found["violations"]] == []

    return check
