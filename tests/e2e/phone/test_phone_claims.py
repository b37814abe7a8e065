"""What a record claims of its time and place, and what an app does that the server no longer understands."""

import json
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.phone.conftest import Phone
from tests.e2e.phone.grid import Grid
from tests.e2e.phone.hand import Hand, until
from tests.e2e.phone.line import Line

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
TICKS = "() => new Promise(done => setTimeout(done, 3500))"
"""Three of the app's own looks at whether it may load itself anew."""


def sent(page: Page) -> None:
    """Until the phone knows that nothing is left."""
    expect(page.locator("nav.tabs a")).to_have_count(4)
    expect(page.locator("nav.tabs .n")).to_have_count(0, timeout=30_000)


def test_each_record_says_which_answer_the_phone_had_heard_last(app: Page, grid: Grid, line: Line) -> None:
    line.cut()
    hand = Hand(app)
    hand.tap("[data-seen]")
    hand.saved()
    before = list(grid.told)
    line.mend()
    app.evaluate("dispatchEvent(new Event('online'))")
    until(lambda: grid.of("seen"))
    sent(app)
    assert grid.of("seen")[0]["heard_at"] in before
    last = grid.told[-1]
    hand.hazard()
    hand.saved()
    until(lambda: grid.photos)
    assert last not in before
    assert grid.of("hazard")[0]["heard_at"] == last
    assert grid.of("photo")[0]["heard_at"] > last, "the answer about its own record came before the photo"


def located(phone: Phone, app: Page) -> None:
    """A phone that sends its position along."""
    assert phone.context is not None
    phone.context.grant_permissions(["geolocation"], origin=phone.url)
    phone.context.set_geolocation({"longitude": 118.7, "latitude": 31.9, "accuracy": 8})
    app.get_by_role("button", name="附上").click()
    expect(app.get_by_text("记录时附上位置吗")).to_have_count(0)


def test_what_is_entered_later_says_so_and_claims_no_position(phone: Phone, app: Page, grid: Grid) -> None:
    located(phone, app)
    hand = Hand(app)
    hand.tap("[data-later]")
    expect(app.locator("[data-later]")).to_have_attribute("aria-pressed", "true")
    hand.tap("[data-seen]")
    hand.saved()
    expect(app.locator("[data-later]")).to_have_attribute("aria-pressed", "false")  # the next one is of now again
    hand.tap("[data-seen]")
    until(lambda: len(grid.of("seen")) == 2)
    later, now = sorted(grid.of("seen"), key=lambda one: one["seq"])
    assert (later["data"], "position" in later) == ({"later": True}, False)
    assert (now["data"], "position" in now) == ({}, True)


def test_a_hazard_is_entered_later_from_either_screen(app: Page, grid: Grid) -> None:
    hand = Hand(app)
    hand.tap("[data-later]")
    hand.tap("[data-hazard]")
    hand.tap("[data-shutter]:not([disabled])")
    hand.tap("[data-kind=flying_wire]")
    expect(app.locator("[data-later]")).to_have_attribute("aria-pressed", "true")
    hand.tap("[data-save]")
    hand.saved()
    hand.tap("[data-hazard]")
    hand.tap("[data-shutter]:not([disabled])")
    hand.tap("[data-kind=exit_locked]")
    expect(app.locator("[data-later]")).to_have_attribute("aria-pressed", "false")
    hand.tap("[data-later]")
    expect(app.locator("[data-later]")).to_have_attribute("aria-pressed", "true")
    hand.tap("[data-save]")
    hand.saved("安全出口锁闭")
    until(lambda: len(grid.photos) == 2)
    assert [one["data"]["later"] for one in grid.of("hazard")] == [True, True]


def test_the_choice_is_gone_when_the_place_is_left(app: Page, grid: Grid) -> None:
    app.goto(app.url.partition("#")[0] + "#/place/4")
    hand = Hand(app)
    hand.tap("[data-later]")
    expect(app.locator("[data-later]")).to_have_attribute("aria-pressed", "true")
    app.goto(app.url.partition("#")[0] + "#/places")
    expect(app.locator("[data-later]")).to_have_count(0)
    app.go_back()
    expect(app.locator("[data-later]")).to_have_attribute("aria-pressed", "false")
    hand.tap("[data-seen]")
    until(lambda: grid.of("seen"))
    assert grid.of("seen")[0]["data"] == {}


def test_an_app_that_is_too_old_loads_the_new_one_by_itself_and_never_over_a_draft(
    app: Page, grid: Grid, tmp_path: Path
) -> None:
    app.wait_for_function("navigator.serviceWorker.ready.then(r => !!r.active)")
    grid.fail = 426
    app.evaluate("window.mark = 1")
    hand = Hand(app)
    hand.tap("[data-seen]")
    hand.saved()
    hand.tap("[data-hazard]")
    hand.tap("[data-shutter]:not([disabled])")
    app.wait_for_selector("[data-kind]")
    until(lambda: grid.asked["POST /app/records"])
    app.evaluate(TICKS)
    assert app.evaluate("window.mark") == 1, "the page was loaded anew while a hazard was being recorded"
    hand.tap("[data-kind=flying_wire]")
    with app.expect_event("load", timeout=60_000):  # nobody asks for it
        hand.tap("[data-save]")
        hand.saved()
    expect(app.locator(".strip").first).to_contain_text("系统升级了，照常记录")
    app.evaluate("window.mark = 2")
    app.evaluate(TICKS)
    assert app.evaluate("window.mark") == 2, "it was loaded anew over and over"
    app.locator(".strip a", has_text="导出成文件").click()
    with app.expect_download() as download:
        app.locator("[data-handout]").click()
    target = tmp_path / "out.zip"
    download.value.save_as(target)
    with zipfile.ZipFile(target) as file:
        assert [one["kind"] for one in json.loads(file.read("records.json"))["records"]] == ["seen", "hazard"]
    assert grid.records == {}
    grid.fail = 0
    app.get_by_role("button", name="换成新版").click()
    until(lambda: grid.photos)
    assert [len(grid.of(kind)) for kind in ("seen", "hazard", "photo")] == [1, 1, 1]


def test_moved_to_another_grid_in_the_middle_of_a_round_everything_begun_is_kept(
    app: Page, grid: Grid, line: Line
) -> None:
    line.cut()
    hand = Hand(app)
    hand.tap("[data-seen]")
    hand.saved()
    hand.tap("[data-hazard]")
    hand.tap("[data-shutter]:not([disabled])")
    app.wait_for_selector("[data-kind]")  # at 3 幢, with a photo, not saved
    grid.plan["member"]["grid"] = {"id": 8, "name": "槐安 08 网格"}
    grid.plan["places"] = [one for one in grid.plan["places"] if one["id"] > 6]
    grid.plan["round"] = None
    line.mend()
    app.goto(app.url.partition("#")[0] + "#/sync")
    app.locator("[data-send]").click()
    expect(app.locator(".said")).to_contain_text("你的网格换成了 槐安 08 网格。之前记的都在，照常上传。")
    until(lambda: grid.of("seen"))
    app.goto(app.url.partition("#")[0] + "#/")
    expect(app.locator("main")).to_contain_text("没记完：桂桥新村 3 幢")
    app.get_by_role("button", name="接着记").click()
    expect(app.locator("main")).to_contain_text("3 幢")
    hand.tap("[data-kind=flying_wire]")
    hand.tap("[data-save]")
    hand.saved("3 幢 · 飞线充电")
    until(lambda: grid.photos)
    assert [one["place"] for one in (*grid.of("seen"), *grid.of("hazard"))] == [2, 3]
