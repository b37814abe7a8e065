"""A resident's report in a real browser: with and without script, on a narrow phone, with a large photo."""

from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Response

from tests.e2e.conftest import Site

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
SIXTY = 60 * 1024
SMALL = 400_000
"""Bytes, at most, of a photo that a phone with script sends."""


def address(site: Site) -> str:
    """What the QR label of building 1 opens."""
    return site.url + next(page["url"] for page in site.pages if page["name"].startswith("resident:label"))


def phone(browser: Browser, *, script: bool = True) -> BrowserContext:
    return browser.new_context(viewport={"width": 360, "height": 740}, locale="zh-CN", java_script_enabled=script)


@pytest.fixture
def big(tmp_path: Path) -> Path:
    """A photo as a phone takes it: noisy, some megabytes."""
    file = tmp_path / "big.jpg"
    Image.effect_noise((3200, 2400), 90).convert("RGB").save(file, "JPEG", quality=90)
    return file


def fill(page: Page, code: str, photo: Path | None = None) -> None:
    if photo is not None:
        page.locator("#photos").set_input_files(photo)
    tile = page.locator("label.opt", has=page.locator(f"input[name=code][value={code}]"))
    if not tile.is_visible():
        page.locator("details.more > summary").click()
    tile.click()  # on what a finger meets: the button itself is out of sight
    assert tile.locator("input").is_checked()


@pytest.mark.parametrize(("script", "code"), [(True, "EB-01"), (False, "FL-01")])
def test_a_report_goes_off_and_is_followed(browser: Browser, site: Site, big: Path, script: bool, code: str) -> None:
    context = phone(browser, script=script)
    page = context.new_page()
    page.goto(address(site))
    fill(page, code, big)
    if script:  # made small in the form itself, before it is sent
        page.locator("[data-photos-list] img").wait_for()
        sizes = page.evaluate("[...document.querySelector('#photos').files].map(file => file.size)")
        assert len(sizes) == 1
        assert 20_000 < sizes[0] <= SMALL < big.stat().st_size
    page.locator("form button.big.p").click()
    page.locator(".code").wait_for()
    assert "/t/" in page.url
    assert page.locator(".lead").inner_text() == "已收到，等人去看"
    context.close()


def test_fire_is_told_119_first_and_nothing_is_lost(browser: Browser, site: Site, big: Path) -> None:
    context = phone(browser)
    page = context.new_page()
    page.goto(address(site))
    fill(page, "ES-07", big)
    page.locator("[data-photos-list] img").wait_for()
    page.locator("#words").fill("楼道着火了")
    page.locator("form button.big.p").click()
    assert page.locator("a.big[href='tel:119']").is_visible()
    page.locator("button[name=no_fire]").click()
    page.locator(".code").wait_for()
    context.close()


def test_the_first_look_weighs_less_than_sixty_kilobytes(browser: Browser, site: Site) -> None:
    context = phone(browser)
    page = context.new_page()
    answers: list[Response] = []

    def hear(answer: Response) -> None:
        answers.append(answer)

    page.on("response", hear)
    page.goto(address(site), wait_until="networkidle")
    sizes = {one.url: one.request.sizes()["responseBodySize"] for one in answers}
    assert any(url.endswith(".css") for url in sizes)
    assert sum(sizes.values()) < SIXTY, sizes
    context.close()


def test_large_text_comes_at_once_and_keeps_what_was_typed(browser: Browser, site: Site) -> None:
    context = phone(browser)
    page = context.new_page()
    page.goto(address(site))
    page.locator("#words").fill("写了一半")
    page.locator("[data-font]").click()
    assert page.evaluate("document.documentElement.classList.contains('elder')")
    assert page.locator("#words").input_value() == "写了一半"
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    context.close()
