"""The phone app on a slow phone over a slow line: seconds until it can be used, seconds and taps per deed.

    python bench/phone.py [ROUNDS]

The real site on a small district, one grid member, Chromium with the processor slowed four times and the line of a
weak 4G cell (1.6 Mbit/s down, 0.75 up, 150 ms). Cold: nothing is on the phone but the sign-in. Warm: the app was opened
before. Cut: no line at all. The clock is the page's own, from the navigation's start until answers can be touched.
"""

import os
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django  # noqa: E402 - the folder above is put on the path first

django.setup()

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright  # noqa: E402

from tests.e2e.conftest import build, free_port, running, sign_in  # noqa: E402
from tests.e2e.phone.hand import Hand, until  # noqa: E402
from tests.e2e.phone.line import Line  # noqa: E402
from tests.ui.conftest import CHROMIUM  # noqa: E402

CPU = 4
NETWORK = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750}
READY = ".tabs, .answers"
WATCH = f"""new MutationObserver((_, me) => {{
  if (document.querySelector("{READY}") && document.querySelector("main .big, [data-place]")) {{
    window.usable = performance.now(); me.disconnect();
  }} }}).observe(document, {{childList: true, subtree: true}})"""
FLAGS = ("--no-sandbox", "--disable-gpu", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")


def throttled(context: BrowserContext, *, cut: bool = False) -> tuple[Page, dict[str, int]]:
    """A slow page, and the bytes that come over its line."""
    page = context.new_page()
    session = context.new_cdp_session(page)
    counted = {"bytes": 0}

    def came(event: dict[str, Any]) -> None:
        counted["bytes"] += int(event["encodedDataLength"])

    session.on("Network.loadingFinished", came)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", {**NETWORK, "offline": cut})
    session.send("Emulation.setCPUThrottlingRate", {"rate": CPU})
    page.add_init_script(WATCH)
    return page, counted


def usable(page: Page, url: str) -> float:
    """Seconds from the start of the navigation until the app can be used."""
    page.goto(url, wait_until="commit")
    until(lambda: page.evaluate("!!window.usable"))
    return float(page.evaluate("window.usable")) / 1000


def deeds(page: Page) -> list[tuple[str, int, float]]:
    """(deed, taps, seconds until the screen says it is saved) on the slow phone."""
    found = []
    for name, does in (("seen", _seen), ("hazard", _hazard)):
        page.goto(page.url.partition("#")[0] + "#/places")
        page.locator("[data-place]").last.click()
        page.wait_for_selector("[data-seen]")
        hand = Hand(page)
        began = page.evaluate("performance.now()")
        does(hand)
        page.wait_for_selector(".said .done")
        found.append((name, hand.taps, (page.evaluate("performance.now()") - began) / 1000))
        page.wait_for_selector(".said .done", state="detached")
    return found


def _seen(hand: Hand) -> None:
    hand.tap("[data-seen]")


def _hazard(hand: Hand) -> None:
    hand.tap("[data-hazard]")
    hand.tap("[data-shutter]:not([disabled])")
    hand.tap("[data-kind]")
    hand.tap("[data-save]")


def one_round(browser: Browser, line: Line, state: Any, rows: dict[str, list[float]]) -> int:
    """A phone that never saw the app, then saw it, then has no line; the bytes of the first opening."""
    line.mend()
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN", storage_state=state)
    page, counted = throttled(context)
    rows["cold"].append(usable(page, f"{line.url}/app/"))
    page.evaluate("navigator.serviceWorker.ready.then(() => 0)")
    page.close()
    page, _ = throttled(context)
    rows["warm"].append(usable(page, f"{line.url}/app/"))
    for name, taps, seconds in deeds(page):
        rows.setdefault(f"{name}, {taps} taps, saved", []).append(seconds)
    page.close()
    line.cut()
    page, _ = throttled(context, cut=True)
    rows["cut"].append(usable(page, f"{line.url}/app/"))
    context.close()
    return counted["bytes"]


def main(rounds: int) -> None:
    rows: dict[str, list[float]] = {"cold": [], "warm": [], "cut": []}
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        folder, port = Path(home), free_port()
        build(folder, "--people")
        with running(folder, port):
            line = Line(port)
            browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
            door = browser.new_context(locale="zh-CN")
            sign_in(door.new_page(), line.url, "grid_member")
            state = door.storage_state()
            came = [one_round(browser, line, state, rows) for _ in range(rounds)]
            browser.close()
            line.close()
    load = os.getloadavg()[0]
    print(f"load {load:.1f}; {max(came):,} bytes over the line at the first opening, with the day's package")
    for name, values in rows.items():
        print(f"{name:<24} after {statistics.median(values):.2f} s (median of {len(values)}; worst {max(values):.2f})")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
