"""One hazard from the photo of a grid member to the look-back of a month later, on the pages and by their own words.

What needs time is done by the clock: the site goes down and comes up again a month on.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.conftest import Seats, Site, build, free_port, running, seated
from tests.e2e.loop import act, case_of
from tests.kernel.files.pictures import photo
from tests.security.access import OUTSIDER, VISITOR

pytestmark = [pytest.mark.browser, pytest.mark.timeout(500)]

WORDS, KIND, WHERE = "楼梯口新装了一道铁栅栏门", "疏散通道加装铁门栅栏", "1幢"
PHOTO = ".ev .shot img"


@dataclass
class Town:
    """A district of its own, because time passes in it."""

    folder: Path
    port: int
    pictures: Path

    def picture(self, seed: int) -> str:
        """A photo that no other seed gives."""
        file = self.pictures / f"{seed}.jpg"
        file.write_bytes(photo(size=(900, 700), seed=seed))
        return str(file)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    folder = tmp_path_factory.mktemp("town")
    build(folder, "--people")
    return Town(folder, free_port(), tmp_path_factory.mktemp("pictures"))


@contextmanager
def at_work(browser: Browser, town: Town, *, days_ahead: int = 0) -> Iterator[Seats]:
    """The people of the town, so many days ahead, all signing in anew."""
    with running(town.folder, town.port, days_ahead=days_ahead) as url, seated(browser, Site(url, [])) as seats:
        yield seats


def add_photo(page: Page, field: str, file: str) -> None:
    """Choose a photo and wait until the site has it."""
    page.set_input_files(f"[data-photos={field}] input:not([capture])", file)
    expect(page.locator(f"[data-photos={field}] li .said").last).to_have_text("已传")


def shows_photos(where: Page | Locator, count: int) -> None:
    """So many photos of the pair stand there, and the browser could draw each."""
    expect(where.locator(PHOTO)).to_have_count(count)
    for picture in where.locator(PHOTO).all():
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("complete", True)
        assert picture.evaluate("one => one.naturalWidth") > 0


def report(seats: Seats, town: Town) -> str:
    """A grid member on the phone: a photo, a sentence, a place."""
    page = seats.page("grid_member", "/hazards/report/", width=390)
    add_photo(page, "before", town.picture(1))
    page.locator("[name=description]").fill(WORDS)
    page.locator(".pick input").first.fill(WHERE)
    page.locator("[role=option]", has_text=WHERE).first.click()
    expect(page.locator("label.opt", has_text=KIND)).to_be_visible()
    page.locator("label.opt", has_text=KIND).click()
    page.get_by_role("button", name="上报").click()
    expect(page.locator("#said")).to_contain_text("责任方：甲物业")
    return page.url.rstrip("/").rpartition("/")[2]


def hand_in(page: Page, site: str, number: str, file: str) -> None:
    """The property manager shows how it looks now."""
    case_of(page, site, number)
    page.locator("[data-dialog=submitted]").first.click()
    dialog = page.locator("dialog#submitted")
    expect(dialog).to_be_visible()
    dialog.locator("[data-photos=after] input:not([capture])").set_input_files(file)
    expect(dialog.locator("[data-photos=after] li .said")).to_have_text("已传")
    dialog.locator(".formfoot button").last.click()
    expect(page.locator("#said")).to_contain_text("已办理：提交整改")
    expect(page.locator(".ph")).to_contain_text("待复核")


def decide(page: Page, site: str, number: str, *, reason: str = "") -> None:
    """The verifier on the screen of pairs: passed, or returned for a reason. Drawn for a look on site, on the case."""
    page.goto(f"{site}/lists/verify/")
    row = page.locator("li[data-row]", has_text=number)
    expect(row).to_have_count(1)
    shows_photos(row, 2)
    if reason:
        row.locator("summary").click()
        row.locator("input[type=text]").fill(reason)
        row.locator("button[name=return]").click()
        expect(page.locator("#said")).to_contain_text(f"已退回：{number}")
    elif row.locator("button[name=pass]").count():
        row.locator("button[name=pass]").click()
        if page.locator("input[name=confirmed]").count():  # drawn pictures carry no moment: such a pair is asked about
            page.locator("form.sheet .foot button").click()
        expect(page.locator("#said")).to_contain_text(f"已销号：{number}")
    else:  # 5 % are
        case_of(page, site, number)
        act(page, "passed", on_site="on")
        return
    expect(page.locator("li[data-row]", has_text=number)).to_have_count(0)


def test_a_hazard_goes_from_a_photo_to_the_look_back(browser: Browser, town: Town) -> None:
    with at_work(browser, town) as seats:
        number = _put_right(seats, town)
        _let_out_masked(seats, number)
    with at_work(browser, town, days_ahead=30) as seats:
        _looked_back(seats, number)
        _relapsed_and_reopened(seats, number)
    with at_work(browser, town, days_ahead=31) as seats:
        _seen_by_others(seats, number)


def _put_right(seats: Seats, town: Town) -> str:
    site, number = seats.site.url, report(seats, town)
    manager, community = seats.page("property_manager", "/"), seats.page("community_worker")
    expect(manager.locator("#work")).to_contain_text(number)
    hand_in(manager, site, number, town.picture(2))
    manager.goto(f"{site}/lists/verify/")
    expect(manager.locator("li[data-row]", has_text=number)).to_have_count(0)  # nobody passes the own work
    decide(community, site, number, reason="栅栏拆了，门框还在，过不去人")
    case_of(manager, site, number)
    expect(manager.locator(".ph")).to_contain_text("待整改")
    expect(manager.locator(".tl, [class*=timeline]").first).to_contain_text("门框还在")
    hand_in(manager, site, number, town.picture(3))
    decide(community, site, number)
    case_of(community, site, number)
    expect(community.locator(".ph")).to_contain_text("已销号")
    shows_photos(community, 2)
    return number


def _let_out_masked(seats: Seats, number: str) -> None:
    """The Congress staff see no photo until a person has masked it."""
    site = seats.site.url
    congress, community = seats.page("congress_staff"), seats.page("community_worker")
    case_of(congress, site, number)
    expect(congress.locator(".ph")).to_contain_text("已销号")
    shows_photos(congress, 0)
    case_of(community, site, number)
    community.locator(".ev a.shot").first.click()
    community.locator("[name=boxes]").fill("10 10 40 40")
    community.locator("[name=checked]").check()
    community.get_by_role("button", name="遮挡并放行").click()
    expect(community.locator("main")).to_contain_text("遮挡 1 处")
    case_of(congress, site, number)
    shows_photos(congress, 1)
    expect(congress.locator("main")).not_to_contain_text("property_manager同志")
    congress.locator(".ev a.shot").first.click()
    expect(congress.get_by_role("button", name="看原图")).to_have_count(0)


def _looked_back(seats: Seats, number: str) -> None:
    """A month later it holds: the community is told, looks, and says so."""
    community = seats.page("community_worker", "/inbox/")
    expect(community.locator("main")).to_contain_text("回头看")
    community.goto(f"{seats.site.url}/")
    line = community.locator("li", has_text="回头看").filter(has_text=KIND)
    expect(line).to_have_count(1)
    line.get_by_role("link", name="去看").click()
    assert number in community.url
    act(community, "looked_back", result="holds")
    expect(community.locator(".ph")).to_contain_text("已销号")
    expect(community.locator(".tl, [class*=timeline]").first).to_contain_text("回头看")


def _relapsed_and_reopened(seats: Seats, number: str) -> None:
    """The street looks in and finds the gate again."""
    street = seats.page("street_officer")
    case_of(street, seats.site.url, number)
    act(street, "reopened", why="inspection", reason="栅栏门又装上了")
    expect(street.locator(".ph")).to_contain_text("复开")


def _seen_by_others(seats: Seats, number: str) -> None:
    site = seats.site.url
    visitor, outsider = seats.seat(VISITOR).new_page(), seats.page(OUTSIDER)
    visitor.goto(f"{site}/hazards/{number}/")
    assert "/sign-in/" in visitor.url
    expect(visitor.locator("body")).not_to_contain_text(KIND)
    answer = outsider.goto(f"{site}/hazards/{number}/")
    assert answer is not None
    assert answer.status == 404
    outsider.goto(f"{site}/hazards/?q={number}")
    expect(outsider.locator("tr[data-row]")).to_have_count(0)
    seats.complaints[:] = [said for said in seats.complaints if "404" not in said]  # asked for on purpose
