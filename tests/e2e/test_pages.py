"""Every page of the access matrix in Chromium: axe, width, large text, keyboard, policy and console."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.conftest import Seats, Site, seated
from tests.security.access import PEOPLE, Row, rows
from tests.ui.conftest import AXE
from tests.ui.test_specimens_axe import RUN_AXE

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

LOOKERS = ("district_officer", "street_officer", "property_manager", "community_worker", "grid_member", *PEOPLE)
"""Who looks at a page, first who may: those who see the most of it."""

CLIPPED = """() => [...document.querySelectorAll('button, a.b, .b, summary, label, th')]
  .filter(e => e.checkVisibility() && getComputedStyle(e).overflow !== 'visible'
     && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1)
     && getComputedStyle(e).textOverflow !== 'ellipsis')
  .map(e => e.outerHTML.slice(0, 140))"""
WIDER = "document.documentElement.scrollWidth - window.innerWidth"
UNSEEN = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return '';
  const style = getComputedStyle(e), seen = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0)
    || style.boxShadow !== 'none' || e.matches('.skip') || !e.checkVisibility();
  return seen ? '' : e.outerHTML.slice(0, 140);
}"""

NO_PAGES = {
    *(("lists", name) for name in ("preview", "released", "upload", "map-hazards", "map-rows", "report-aside")),
    ("places", "features"),
    ("grid", "coverage-map"),
    ("portals", "phone"),
}
"""Pictures, data for the map, and parts that a page fetches: what they say is checked on the page around them.

The phone app is no page of the shell: each of its screens has these tests in `phone/`.
"""
PAGES = [
    row
    for row in rows()
    if row.method == "GET"
    and "ok" in row.expected.values()
    and row.namespace != "api_v1"
    and (row.namespace, row.url) not in NO_PAGES
]


@pytest.fixture(scope="module")
def gallery(browser: Browser, site: Site) -> Iterator[Seats]:
    """One browser for each who looks, for all pages."""
    with seated(browser, site) as seats:
        yield seats


def opened(seats: Seats, row: Row) -> Page | None:
    """The page as its first looker sees it; None where the address answers with data."""
    known = next(page for page in seats.site.pages if page["name"] == str(row))
    who = next(name for name in LOOKERS if name in known["people"])
    page = seats.same_seat(who).new_page()
    kinds: list[str] = []
    page.on("download", lambda _: kinds.append("download"))
    try:
        answer = page.goto(seats.site.url + known["url"])
    except Exception as error:
        if "Download is starting" in str(error) or "ERR_ABORTED" in str(error):
            page.close()
            return None
        raise
    assert answer is not None
    assert answer.status == 200
    if "text/html" in answer.headers.get("content-type", ""):
        return page
    page.close()
    return None


def violations(page: Page) -> list[str]:
    """What axe finds. Its text is evaluated by the debugger, so the policy stays as it is."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(RUN_AXE)
    return found


@pytest.mark.parametrize("row", PAGES, ids=str)
def test_a_page_is_sound_for_eye_ear_and_keyboard(gallery: Seats, row: Row) -> None:
    page = opened(gallery, row)
    if page is None:
        return
    found: dict[str, Any] = {"axe at the desk": violations(page)}
    if page.evaluate("document.activeElement === document.body"):  # else the page put the focus where it is needed
        page.keyboard.press("Tab")
        found["the first tab goes to the skip link"] = [] if page.evaluate(IS_SKIP) else [page.evaluate(FOCUSED)]
    found["focus is seen"] = [unseen for _ in range(12) if (unseen := _tab(page))]
    for width in (390, 360):
        page.set_viewport_size({"width": width, "height": 800})
        wider = page.evaluate(WIDER)
        found[f"nothing wider than {width}"] = [f"{wider} px: {page.evaluate(WIDEST)}"] if wider > 0 else []
    page.set_viewport_size({"width": 390, "height": 800})
    found["axe on the phone"] = violations(page)
    page.evaluate("document.documentElement.classList.add('fs-130')")
    wider = page.evaluate(WIDER)
    found["nothing wider in large text"] = [f"{wider} px: {page.evaluate(WIDEST)}"] if wider > 0 else []
    found["no control clipped in large text"] = page.evaluate(CLIPPED)
    page.close()
    found["no complaint of policy, script or a missing file"] = gallery.complaints[:]
    gallery.complaints.clear()
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


IS_SKIP = "document.activeElement.matches('.skip') && document.querySelector(document.activeElement.hash) !== null"
FOCUSED = "document.activeElement.outerHTML.slice(0, 140)"
WIDEST = """[...document.querySelectorAll('body *')]
  .filter(e => e.getBoundingClientRect().right > window.innerWidth + 1).slice(0, 3)
  .map(e => e.outerHTML.slice(0, 120)).join(' | ')"""


def _tab(page: Page) -> str:
    page.keyboard.press("Tab")
    unseen: str = page.evaluate(UNSEEN)
    return re.sub(r"\s+", " ", unseen)
