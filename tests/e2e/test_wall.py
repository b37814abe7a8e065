"""The wall on a screen nobody attends: it asks again by itself, and says when what it shows has grown old."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Seats

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

READ = "document.querySelector('[data-wall-read]').dataset.wallRead"


def test_without_a_line_it_says_when_its_data_stopped_and_comes_back_by_itself(seats: Seats) -> None:
    page = seats.seat("district_officer").new_page()
    page.clock.install()
    page.goto(f"{seats.site.url}/wall/")
    stale, before = page.locator("[data-wall-stale]"), page.evaluate(READ)
    page.clock.run_for(2_000)
    expect(stale).to_be_hidden()
    page.context.set_offline(True)
    page.clock.run_for(200_000)
    expect(stale).to_be_visible()
    expect(stale).to_contain_text(":")
    assert page.evaluate(READ) == before
    page.context.set_offline(False)
    page.clock.run_for(61_000)
    expect(page.locator(f'[data-wall-read="{before}"]')).to_have_count(0, timeout=20_000)
    page.close()
    seats.complaints = [one for one in seats.complaints if "ERR_INTERNET_DISCONNECTED" not in one]


def test_it_fits_its_screen_and_a_phone_is_shown_the_way_to_the_brief(seats: Seats) -> None:
    page = seats.seat("district_officer").new_page()
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.goto(f"{seats.site.url}/wall/")
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight && scrollX === 0")
    expect(page.locator("#wall-3")).to_be_in_viewport(ratio=1)
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.locator(".wg")).to_be_hidden()
    page.locator(".wsmall a").click()
    page.wait_for_url("**/brief/**")
    page.close()
