"""Pictures of every page for docs/screenshots/, from the demo district: 1366 px for the desk, 390 px for the phone,
1920 px for what hangs on a wall or is read by many at once.

    .venv/bin/python tools/screenshots.py [--port 8766] [--only hazards] [--widths wide] [--into FOLDER] [--app]

`--app`: the phone app's screens alone, on an invented round. Else it needs a demo district in var/ (`make run` once;
or in ANJU_DATA_DIR) and Chromium; it serves that, signs in as the person who works on the page, keeps each picture as
PNG with a palette, and says their size at the end (9 MB is the limit). `--widths` takes every page in those widths.
"""

import argparse
import io
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("ANJU_DATA_DIR", ROOT / "var"))
TARGET = ROOT / "docs" / "screenshots"
CHROMIUM = next(
    (one for one in map(Path, ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium")) if one.exists()), None
)
"""The machine's own; none: the one that came with playwright."""
LIMIT = 9_000_000
WIDTHS = {"desk": (1366, 900), "phone": (390, 844), "wide": (1920, 1080)}
WIDE = ("overview", "wall", "brief", "campaign", "dossier")
"""Kept at 1920 px too."""
MONTH = "main tr:has-text('已公布') td a[href^='/inspections/monthly/']"
TASK = "main td a[href^='/special/tasks/']"
FIRE = "main td a[href^='/fires/']"
DOSSIER = "main td a[href$='/dossier/'], press:打开卷宗"
SPEAKS = "main tr:not(:has-text('失联')) td a[href^='/devices/']"
"""A device that has said something."""
PAGES: tuple[tuple[str, str, str, str], ...] = (
    ("sign-in", "", "/sign-in/", ""),
    ("work", "物业项目经理", "/", ""),
    ("overview", "区消委办", "/123/", ""),
    ("overview-street", "街道", "/123/", ""),
    ("wall", "区消委办", "/wall/", ""),
    ("brief", "街道", "/brief/", ""),
    ("wall-street", "街道", "/wall/", ""),
    ("figures", "区消委办", "/figures/", ""),
    ("figure", "区消委办", "/figures/lists.found/", ""),
    ("crossing", "区消委办", "/figures/lists.found/cross/?rows=place&cols=kind&period=year", ""),
    ("crossings", "区消委办", "/figures/crossings/", ""),
    ("months", "区消委办", "/inspections/monthly/", ""),
    ("month", "区消委办", "/inspections/monthly/", "main td a[href^='/inspections/monthly/']"),
    ("month-results", "人大工作人员", "/inspections/monthly/", "main td a[href^='/inspections/monthly/']"),
    ("sample", "区消委办", "/inspections/monthly/", f"{MONTH}, .ph a[href$='/results/'], .ph a[href$='/sample/']"),
    ("bulletin", "区消委办", "/inspections/monthly/", f"{MONTH}, .ph a[href$='/results/'], .ph a[href$='/bulletin/']"),
    ("objections", "区消委办", "/inspections/monthly/objections/", ""),
    ("inspector-tasks", "消防救援大队", "/inspections/monthly/tasks/", ""),
    ("inspector-task", "消防救援大队", "/inspections/monthly/tasks/", "main a.mli"),
    ("campaigns", "区消委办", "/special/", ""),
    ("campaign", "区消委办", "/special/", "main td a[href^='/special/']"),
    ("campaign-tasks", "区消委办", "/special/", "main td a[href^='/special/'], .ph a[href$='/tasks/']"),
    ("campaign-task", "街道", "/special/", f"main td a[href^='/special/'], .ph a[href$='/tasks/'], {TASK}"),
    ("campaign-templates", "区消委办", "/special/plan/", ""),
    ("campaign-plan", "区消委办", "/special/plan/?template=hundred_days", ""),
    ("acceptance", "街道", "/special/acceptance/", ""),
    ("closing-sheet", "区消委办", "/special/?state=closed", "main td a[href^='/special/'], .ph a[href$='/sheet/']"),
    ("joint-actions", "区消委办", "/special/joint/", ""),
    ("joint-action", "区消委办", "/special/joint/", "main td a[href^='/special/joint/']"),
    ("joint-plan", "街道", "/special/joint/plan/", ""),
    ("dwellings", "街道", "/special/dwellings/", ""),
    ("fires", "消防救援大队", "/fires/", ""),
    ("fire-form", "消防救援大队", "/fires/new/", ""),
    ("fire", "消防救援大队", "/fires/", FIRE),
    ("fire-years", "区消委办", "/fires/years/", ""),
    ("dossier", "消防救援大队", "/fires/", DOSSIER),
    ("dossier-gaps", "消防救援大队", "/fires/", f"{DOSSIER}, main a[href$='/gaps/']"),
    ("alike", "消防救援大队", "/fires/", f"{DOSSIER}, main a[href$='/alike/']"),
    ("gap-answers", "街道", "/backcheck/answers/", ""),
    ("documents", "人大工作人员", "/papers/", ""),
    ("document", "人大工作人员", "/papers/", "main td a[href^='/papers/']"),
    ("document-form", "区消委办", "/papers/new/", ""),
    ("document-editor", "区消委办", "/papers/?state=draft", "main td a[href^='/papers/'], .ph a[href$='/edit/']"),
    ("document-number", "人大工作人员", "/papers/", "main td a[href^='/papers/'], #index td.c-what a"),
    ("document-asked", "街道", "/papers/?waiting=1", "main td a[href^='/papers/']"),
    ("alarms", "消防救援大队", "/alarms/", ""),
    ("alarm", "社区", "/alarms/", "main td a[href^='/alarms/']"),
    ("alarm-sources", "区消委办", "/alarms/sources/", ""),
    ("alarm-rules", "区消委办", "/alarms/rules/", ""),
    ("devices", "区消委办", "/devices/", ""),
    ("device", "区消委办", "/devices/", SPEAKS),
    ("device-points", "区消委办", "/devices/", f"{SPEAKS}, main a[href$='/points/']"),
    ("device-orders", "消防救援大队", "/devices/", f"{SPEAKS}, main a[href$='/orders/']"),
    ("device-models", "区消委办", "/devices/models/", ""),
    ("device-access", "消防救援大队", "/devices/access/", ""),
    ("presence", "区消委办", "/presence/", ""),
    ("presence-draws", "区消委办", "/presence/draws/", ""),
    ("presence-answer", "物业项目经理", "/presence/answer/", ""),
    ("facilities", "社区", "/facilities/", ""),
    ("facility", "社区", "/facilities/", "main td a[href^='/facilities/']"),
    ("stations", "街道", "/stations/", ""),
    ("station", "街道", "/stations/", "main td a[href^='/stations/']"),
    ("help", "社区", "/help/", ""),
    ("help-form", "社区", "/help/new/", ""),
    ("schedules", "区消委办", "/papers/schedules/", ""),
    ("hazards", "区消委办", "/hazards/", ""),
    ("hazard", "街道", "/hazards/", "td.id a"),
    ("report-hazard", "社区", "/hazards/report/", ""),
    ("duties", "街道", "/duties/", ""),
    ("batch-verification", "社区", "/lists/verify/", ""),
    ("papers", "区消委办", "/lists/papers/", ""),
    ("clean-ups", "街道", "/clean-ups/", ""),
    ("list-settings", "区消委办", "/lists/settings/", ""),
    ("map", "区消委办", "/map/", ""),
    ("places", "区消委办", "/places/", ""),
    ("place", "社区", "/places/?kind=building", "main td a[href^='/places/']"),
    ("grids", "街道", "/grids/", ""),
    ("grid", "街道", "/grids/", "main td a[href^='/grids/']"),
    ("areas", "区消委办", "/areas/", ""),
    ("organisations", "区消委办", "/organisations/", ""),
    ("organisation", "区消委办", "/organisations/", "main td a[href^='/organisations/']"),
    ("people", "区消委办", "/people/", ""),
    ("enrolment", "区消委办", "/people/enrol/", ""),
    ("posts", "区消委办", "/posts/", ""),
    ("roles", "区消委办", "/roles/", ""),
    ("managements", "区消委办", "/managements/", ""),
    ("gaps", "区消委办", "/managements/gaps/", ""),
    ("roster", "街道", "/roster/", ""),
    ("catalogue", "网格员", "/catalogue/", ""),
    ("kind", "区消委办", "/catalogue/ES-01/", ""),
    ("inbox", "物业项目经理", "/inbox/", ""),
    ("channels", "系统管理员", "/channels/", ""),
    ("outbox", "系统管理员", "/outbox/", ""),
    ("visits", "街道", "/patrols/", ""),
    ("plans", "街道", "/patrols/plans/", ""),
    ("plan", "街道", "/patrols/plans/", "main td a[href^='/patrols/plans/']"),
    ("round", "网格员", "/patrols/round/", ""),
    ("coverage", "街道", "/patrols/coverage/", ""),
    ("phones", "社区", "/app/phones/", ""),
    ("second-looks", "街道", "/patrols/rechecks/", ""),
    ("observation-points", "人大工作人员", "/observation/sites/", ""),
    ("activities", "人大工作人员", "/observation/", ""),
    ("activity-form", "人大代表", "/observation/new/", ""),
    ("activity", "人大工作人员", "/observation/", "main td a[href^='/observation/']"),
    ("matters", "人大工作人员", "/matters/", ""),
    ("matter", "人大工作人员", "/matters/", "main td a[href^='/matters/']"),
    ("articles", "街道", "/burden/", ""),
    ("forms", "街道", "/burden/forms/", ""),
    ("residents", "街道", "/residents/", ""),
    ("enter-report", "社区", "/residents/new/", ""),
    ("tickets", "街道", "/residents/tickets/", ""),
    ("thanks", "区消委办", "/residents/thanks/", ""),
    ("imports", "区消委办", "/imports/", ""),
    ("import", "区消委办", "/imports/new/buildings/", ""),
    ("ledger", "审计", "/ledger/", ""),
    ("holidays", "区消委办", "/holidays/", ""),
    ("jobs", "系统管理员", "/jobs/", ""),
    ("account", "街道", "/me/", ""),
    ("resident-report", "", "/report/", ""),
    ("resident-tracking", "", "/t/", ""),
    ("resident-public", "", "/reported/", ""),
)
"""Name of the picture, role of the demo person (as the sign-ins file says it; none: a visitor), address, and what is
followed from there, one after the other, the first of its kind each time; `press:` a button where there is one."""


def people() -> tuple[str, dict[str, str]]:
    """The demo password, and a login for each role."""
    lines = (DATA / "demo-sign-ins.txt").read_text(encoding="utf-8").splitlines()
    password = next(line.split(":", 1)[1].strip() for line in lines if line.startswith("password"))
    found = [line.split() for line in lines if line.startswith("  ")]
    return password, {words[1]: words[0] for words in reversed(found) if len(words) > 1}


def serve(port: int) -> "subprocess.Popen[bytes]":
    """The site on the data in var/."""
    command = [sys.executable, "-m", "anju.config.cli", "up", "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "ANJU_LOG_LEVEL": "ERROR"})
    for _ in range(600):
        time.sleep(0.2)
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/live/health", timeout=5).close()
            return process
        except OSError:
            continue
    raise AssertionError("the site did not come up")


def enter(page: Page, site: str, login: str, password: str) -> None:
    """By the door."""
    page.goto(f"{site}/sign-in/")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", password)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda address: "/sign-in/" not in address)


def keep(name: str, shot: bytes, into: Path = TARGET) -> int:
    """Store a picture with at most 128 colours; its size."""
    image = Image.open(io.BytesIO(shot)).convert("RGB").quantize(128, dither=Image.Dither.NONE)
    target = into / f"{name}.png"
    image.save(target, optimize=True)
    return target.stat().st_size


Wanted = list[tuple[str, str, str, str]]


def take(browser: Browser, site: str, wanted: Wanted, widths: list[str], into: Path) -> None:
    """All pictures: in these widths, or, where none is named, in those that are kept."""
    password, logins = people()
    for screen, (width, height) in WIDTHS.items():
        if widths and screen not in widths:
            continue
        some = [page for page in wanted if widths or screen != "wide" or page[0] in WIDE]
        for role in dict.fromkeys(page[1] for page in some):
            context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
            context.set_default_timeout(60_000)
            page = context.new_page()
            if role:
                enter(page, site, logins[role], password)
            for name, _, url, follow in (one for one in some if one[1] == role):
                if not reach(page, site, url, follow):
                    print(f"  {name}: not reached, {page.url}", flush=True)
                    continue
                page.wait_for_timeout(1500 if name in ("map", "coverage", "wall") else 300)
                keep(f"{name}-{screen}", page.screenshot(full_page=bool(widths)), into)
                print(f"  {name}-{screen}.png", flush=True)
            context.close()


def reach(page: Page, site: str, url: str, follow: str) -> bool:
    """Open a page, and what is followed from it; false where one of them is not there."""
    answer = page.goto(site + url)
    for step in follow.split(", ") if follow else []:
        if step.startswith("press:"):
            button = page.get_by_role("button", name=step.removeprefix("press:"))
            if button.count():
                with page.expect_navigation():
                    button.first.click()
            continue
        link = page.locator(step).first
        if not link.count():
            return False
        answer = page.goto(site + str(link.get_attribute("href")))
    return answer is not None and answer.ok


def take_app() -> int:
    """The phone app's screens."""
    from phone_screenshots import take_phone  # beside this file

    with sync_playwright() as playwright:
        take_phone(playwright, keep)
    return summed()


def summed() -> int:
    """Say how much there is; 1 where it is too much."""
    total = sum(file.stat().st_size for file in TARGET.glob("*.png"))
    print(f"{len(list(TARGET.glob('*.png')))} pictures, {total / 1e6:.1f} MB")
    return 0 if total <= LIMIT else 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=8766)
    parser.add_argument("--only", nargs="*", help="names of pictures")
    parser.add_argument("--widths", nargs="*", choices=sorted(WIDTHS), default=[], help="every page in these, in full")
    parser.add_argument("--into", type=Path, default=TARGET, help="another folder")
    parser.add_argument("--app", action="store_true", help="only the screens of the phone app, at 360 and 390 px")
    options = parser.parse_args()
    options.into.mkdir(parents=True, exist_ok=True)
    if options.app:
        return take_app()
    process = serve(options.port)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=str(CHROMIUM) if CHROMIUM else None, args=["--no-sandbox", "--disable-gpu"]
            )
            wanted = [page for page in PAGES if not options.only or page[0] in options.only]
            take(browser, f"http://127.0.0.1:{options.port}", wanted, options.widths, options.into)
            browser.close()
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)
    return summed() if options.into == TARGET else 0


if __name__ == "__main__":
    sys.exit(main())
