"""The specimen pages in a real browser: no accessibility violation, no policy violation, nothing wider than the screen.

They ask nothing of a database, so a plain server in a thread shows them.
"""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from anju.ui.views import PAGES
from tests.ui.conftest import AXE, Site

pytestmark = pytest.mark.browser

RUN_AXE = """async () => {
  const only = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'];
  const told = await axe.run(document, {runOnly: only, resultTypes: ['violations']});
  return told.violations.map(v => `${v.id}: ${v.nodes.map(n => n.html.slice(0, 160)).join(' | ')}`);
}"""
WIDTHS = {"phone": 390, "desk": 1366}


def visit(
    browser: Browser, url: str, width: int, *, cookie: str = "", language: str = "zh-CN"
) -> tuple[Page, list[str]]:
    context = browser.new_context(viewport={"width": width, "height": 800}, locale=language, bypass_csp=False)
    if cookie:
        context.add_cookies([{"name": "anju_font", "value": cookie, "url": url}])
    page, complaints = context.new_page(), []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None)
    page.goto(url)
    return page, complaints


def violations(browser: Browser, url: str) -> list[str]:
    """axe needs a policy that lets it in, so it runs on a page of its own."""
    context = browser.new_context(viewport={"width": 1366, "height": 800}, locale="zh-CN", bypass_csp=True)
    page = context.new_page()
    page.goto(url)
    page.add_script_tag(path=str(AXE))
    found: list[str] = page.evaluate(RUN_AXE)
    context.close()
    return found


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_violation(browser: Browser, site: Site, name: str) -> None:
    assert violations(browser, site.page(name)) == []


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_its_screen_and_keeps_the_policy(
    browser: Browser, site: Site, name: str, language: str, width: int
) -> None:
    page, complaints = visit(browser, site.page(name), width, language=language)
    wider = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    page.context.close()
    assert complaints == []
    assert wider <= 0


@pytest.mark.parametrize("size", ["130", "elder"])
@pytest.mark.parametrize("name", PAGES)
def test_large_text_still_fits(browser: Browser, site: Site, name: str, size: str) -> None:
    page, _ = visit(browser, site.page(name), 390, cookie=size)
    wider: Any = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    page.context.close()
    assert wider <= 0


def test_a_phones_targets_are_large_enough_for_a_thumb(browser: Browser, site: Site) -> None:
    page, _ = visit(browser, site.page("list"), 390)
    small = page.evaluate(
        """[...document.querySelectorAll('.b, .dock a, .seg a, .sel, .find input, summary')]
           .filter(e => e.offsetParent && e.getBoundingClientRect().height < 43.5)
             .map(e => e.outerHTML.slice(0, 120))"""
    )
    page.context.close()
    assert small == []
