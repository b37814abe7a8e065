"""Every screen of the phone app at 360 and 390 px, for docs/screenshots; called by tools/screenshots.py.

The round is the invented one of the tests, whose server keeps everything in memory, so that no line fails by chance.
"""

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django  # noqa: E402 - the folder above is put on the path first

django.setup()

from django.test import override_settings  # noqa: E402
from playwright.sync_api import Page, Playwright  # noqa: E402

from tests.e2e.phone.conftest import Phone  # noqa: E402
from tests.e2e.phone.grid import Grid, serve  # noqa: E402
from tests.e2e.phone.line import Line  # noqa: E402

WIDTHS = (360, 390)


def take_phone(playwright: Playwright, keep: Callable[[str, bytes], int]) -> None:
    """All screens in both widths, each given to `keep` with its name."""
    for width in WIDTHS:
        with override_settings(ALLOWED_HOSTS=["127.0.0.1"]), tempfile.TemporaryDirectory() as home:
            server = serve(Grid())
            line = Line(server.server_port)
            phone = Phone(playwright, Path(home) / "profile", line.url).start()
            try:
                page = phone.open(width=width)
                _screens(page, line, lambda name: _shoot(page, f"app-{name}-{width}", keep))  # noqa: B023 - used at once
            finally:
                phone.kill()
                line.close()
                server.shutdown()
                server.server_close()


def _shoot(page: Page, name: str, keep: Callable[[str, bytes], int]) -> None:
    page.wait_for_timeout(300)
    keep(name, page.screenshot())
    print(f"  {name}.png", flush=True)


def _screens(page: Page, line: Line, shoot: Callable[[str], None]) -> None:
    page.wait_for_selector("[data-now]")
    base = page.url.partition("#")[0]
    shoot("round")
    line.cut()
    page.locator("[data-no-entry]").click()
    page.wait_for_selector(".said .done")
    shoot("saved")
    page.locator("[data-hazard]").click()
    page.wait_for_selector("[data-shutter]:not([disabled])")
    shoot("camera")
    page.locator("[data-shutter]").click()
    page.locator("[data-kind=clutter_in_stairway]").click()
    shoot("record")
    page.locator("[aria-expanded]").click()
    shoot("section")
    page.locator("[data-cell='2/901']").click()
    page.locator("[data-search]").click()
    page.locator("#kind").fill("电瓶车在充电")
    shoot("search")
    page.locator("[data-kind]").first.click()
    page.locator("[data-save]").click()
    page.wait_for_selector(".said .done")
    for name in ("place/3", "places", "map", "sync", "mine", "scan"):
        page.goto(f"{base}#/{name}")
        page.wait_for_timeout(10_000 if name == "place/3" else 0)  # until the last word about saving has gone
        shoot(name.partition("/")[0])
    page.goto(f"{base}#/sync")
    page.locator("[data-size=elder]").click()
    page.goto(f"{base}#/")
    shoot("large")
