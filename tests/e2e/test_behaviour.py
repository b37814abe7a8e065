"""What pages do while people use them: live changes, many tabs, dialogs by keyboard."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.conftest import Seats
from tests.e2e.loop import act, case_of

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

Open = Callable[..., Page]
SOON = 15_000
"""Milliseconds; a bound for a busy machine. What is promised is a second."""
TRAPPED = "document.activeElement === document.body || document.activeElement.closest('dialog') !== null"


def test_a_change_by_one_shows_on_the_open_page_of_another(seats: Seats, case: str) -> None:
    watching, acting = seats.page("community_worker"), seats.page("property_manager")
    watching.goto(f"{seats.site.url}/hazards/?q={case}")
    row = watching.locator("tr[data-row]", has_text=case)
    expect(row).to_have_count(1)
    case_of(acting, seats.site.url, case)
    act(acting, "submitted", outcome="not_so", reason="现场没有这处隐患")
    expect(row).to_contain_text("待复核", timeout=SOON)


def test_what_changes_while_a_page_is_still_connecting_shows_too(seats: Seats, case: str) -> None:
    watching, acting = seats.page("community_worker"), seats.page("property_manager")
    watching.add_init_script("delete window.SharedWorker")  # its stream is its own, so that it can be held back
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    watching.route("**/live/events?**", hold)
    watching.goto(f"{seats.site.url}/hazards/?q={case}")
    row = watching.locator("tr[data-row]", has_text=case)
    expect(row).to_have_count(1)
    case_of(acting, seats.site.url, case)
    act(acting, "submitted", outcome="not_so", reason="现场没有这处隐患")
    expect(row).not_to_contain_text("待复核")
    assert held, "the page had asked for its stream"
    for route in held:
        route.continue_()
    expect(row).to_contain_text("待复核", timeout=SOON)


def test_eight_tabs_stay_live_and_answer(seats: Seats, case: str) -> None:
    seat = seats.seat("street_officer")
    tabs = [seat.new_page() for _ in range(8)]
    for tab in tabs:
        tab.goto(f"{seats.site.url}/hazards/?q={case}")
    acting = seats.page("property_manager")
    case_of(acting, seats.site.url, case)
    act(acting, "submitted", outcome="not_so", reason="现场没有这处隐患")
    for tab in tabs:
        expect(tab.locator("tr[data-row]", has_text=case)).to_contain_text("待复核", timeout=SOON)
    for tab in tabs:
        tab.goto(f"{seats.site.url}/duties/")
        expect(tab.locator("h1")).to_have_text("责任清单")


def test_a_dialog_keeps_the_focus_inside_and_gives_it_back(seats: Seats, case: str) -> None:
    page = seats.page("property_manager")
    case_of(page, seats.site.url, case)
    opener = page.locator("[data-dialog=disputed]").first
    opener.focus()
    page.keyboard.press("Enter")
    expect(page.locator("dialog#disputed")).to_be_visible()
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate(TRAPPED)
    page.keyboard.press("Escape")
    expect(page.locator("dialog#disputed")).to_be_hidden()
    expect(opener).to_be_focused()


def test_a_form_sent_back_keeps_what_was_typed(seats: Seats, case: str) -> None:
    page = seats.page("property_manager")
    case_of(page, seats.site.url, case)
    page.locator("[data-dialog=disputed]").first.click()
    page.locator("dialog#disputed textarea").fill("   ")
    page.locator("dialog#disputed .formfoot button").last.click()
    expect(page.locator(".wrongsum, .err, [aria-invalid=true]").first).to_be_visible()


def test_the_keyboard_alone_opens_a_case(seats: Seats) -> None:
    page = seats.page("street_officer")
    page.goto(f"{seats.site.url}/hazards/?state=assigned")
    number = page.locator("tr[data-row] td.id").first.inner_text().strip()
    for key in ("j", "Enter"):
        page.keyboard.press(key)
    expect(page.locator(".ph")).to_contain_text(number)
