"""The real site in a real browser: its own processes on a small district, and somebody of the cast signed in."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from tests.cast import PASSWORD
from tests.security.access import VISITOR
from tests.ui.conftest import browser

__all__ = ["browser"]
ROOT = Path(__file__).resolve().parents[2]
AHEAD = Path(__file__).parent / "ahead"
"""Put before the path of a site whose clock runs ahead."""
PATIENCE = 60
FORM_ERROR = re.compile(r"the server responded with a status of 4(09|22)")
"""Chromium calls every answer above 399 an error; a form sent back with its mistakes is none."""


@dataclass
class Site:
    """Where the site is, and the pages of the access matrix with those who may open them."""

    url: str
    pages: list[dict[str, Any]]
    cases: list[str] = field(default_factory=list)
    """Numbers of assigned cases of the company, which its community verifies; whoever takes one, takes it out."""
    kept: dict[str, Any] = field(default_factory=dict)
    """Cookies of those who have signed in."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(folder: Path) -> dict[str, str]:
    """The site's own settings, its data in a folder of its own, nothing of the suite's."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("ANJU_", "DJANGO_", "PYTEST_"))}
    return {
        **own,
        "ANJU_DATA_DIR": str(folder),
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        "ANJU_WEB_WORKERS": "1",
        "ANJU_GATEWAY": "0",
    }


def await_health(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Until the site says it is well."""
    for _ in range(PATIENCE * 10):
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{url}/live/health", timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"the site did not come up:\n{log.read_text(encoding='utf-8')[-3000:]}")


def build(folder: Path, *options: str) -> dict[str, Any]:
    """The small district in a new folder: what `tests/e2e/build.py` tells of it."""
    things = folder / "pages.json"
    command = [sys.executable, "-m", "tests.e2e.build", str(things), *options]
    subprocess.run(command, cwd=ROOT, env=environment(folder), check=True)
    found: dict[str, Any] = json.loads(things.read_text(encoding="utf-8"))
    return found


@contextmanager
def running(folder: Path, port: int, *, days_ahead: int = 0, gateway: int = 0) -> Iterator[str]:
    """`anju up` on what a folder holds, its clock so many days ahead; stopped as a service manager would.

    `gateway`: the port on which it listens to devices; 0: it does not.
    """
    own = environment(folder)
    if gateway:
        own |= {"ANJU_GATEWAY": "1", "ANJU_GATEWAY_LISTEN": f"tcp:{gateway}"}
    if days_ahead:
        own |= {"E2E_DAYS_AHEAD": str(days_ahead), "PYTHONPATH": f"{AHEAD}:{own['PYTHONPATH']}"}
    log = folder / "log.txt"
    with log.open("ab") as out:
        command = [sys.executable, "-m", "anju.config.cli", "up", "--port", str(port)]
        process = subprocess.Popen(command, cwd=ROOT, env=own, stdout=out, stderr=out)
        try:
            await_health(f"http://127.0.0.1:{port}", process, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """`anju up` on a fresh district."""
    folder = tmp_path_factory.mktemp("site")
    found = build(folder)
    with running(folder, free_port()) as url:
        yield Site(url, found["pages"], found["cases"])


@dataclass
class Seats:
    """Browsers of several people at once. Whatever a page complains of, fails the test at its end."""

    browser: Browser
    site: Site
    contexts: list[BrowserContext] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    kept: dict[str, BrowserContext] = field(default_factory=dict)

    def same_seat(self, who: str) -> BrowserContext:
        """One browser of somebody for all who only look: it has the style sheets and scripts already."""
        if who not in self.kept:
            self.kept[who] = self.seat(who)
        return self.kept[who]

    def seat(self, who: str, *, width: int = 1366, height: int = 800) -> BrowserContext:
        """A browser with somebody signed in."""
        context = self.browser.new_context(
            viewport={"width": width, "height": height}, locale="zh-CN", storage_state=self.site.kept.get(who)
        )
        context.set_default_timeout(20_000)
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.complaints.append(f"script: {error.error}"))
        self.contexts.append(context)
        if who != VISITOR and who not in self.site.kept:
            page = context.new_page()
            sign_in(page, self.site.url, who)
            page.close()
            self.site.kept[who] = context.storage_state()
        return context

    def page(self, who: str, path: str = "/", *, width: int = 1366) -> Page:
        """A page opened by somebody."""
        page = self.seat(who, width=width).new_page()
        page.goto(self.site.url + path)
        return page

    def _hear(self, said: ConsoleMessage) -> None:
        if said.location.get("url", "").endswith("/favicon.ico"):
            return  # asked for now and then where an answer is data and has no head to name the icon
        if said.type == "error" and not FORM_ERROR.search(said.text):
            where = said.page.url if said.page else ""
            self.complaints.append(f"{where}: {said.text} {said.location.get('url', '')}")


def sign_in(page: Page, url: str, who: str) -> None:
    """By the door, as everybody."""
    page.goto(f"{url}/sign-in/")
    page.locator("input[name=login]").fill(who)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(lambda address: "/sign-in/" not in address)


@contextmanager
def seated(browser: Browser, site: Site) -> Iterator[Seats]:
    """Browsers for people of a site; what any page of theirs complains of fails the test at the end."""
    seats = Seats(browser, site)
    try:
        yield seats
    finally:
        for context in seats.contexts:
            context.close()
    assert seats.complaints == []


@pytest.fixture
def seats(browser: Browser, site: Site) -> Iterator[Seats]:
    """Who sits where; at the end nobody's browser may have complained of policy, script or a missing file."""
    with seated(browser, site) as seats:
        yield seats


@pytest.fixture
def case(site: Site) -> str:
    """The number of a case that no other test touches."""
    return site.cases.pop()


@pytest.fixture
def open_as(seats: Seats) -> Callable[..., Page]:
    """`open_as("street_officer", "/hazards/", width=390)`."""
    return seats.page
