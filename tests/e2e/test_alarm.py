"""A fire in a watched building, from the frame to the closed alarm: at the desk and on a micro-station's phone."""

import asyncio
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from anju.demo.simulator.line import Told
from anju.demo.simulator.running import Plan, play
from anju.demo.simulator.sites import Site as Building
from tests.e2e.build import DEVICE
from tests.e2e.conftest import Seats, Site, build, free_port, running, seated

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
PHONE = 390
BUILDING = Building(bytes.fromhex(DEVICE), "1幢", 18, 2, 450)
SPEED = 30.0
"""Smoke climbs a floor in two and a half of our seconds."""


@pytest.fixture(scope="module")
def gateway() -> int:
    return free_port()


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, gateway: int) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("watched")
    build(folder, "--watched")
    with running(folder, free_port(), gateway=gateway) as url:
        yield Site(url, [])


@pytest.fixture
def at_work(browser: Browser, town: Site) -> Iterator[Seats]:
    expect.set_options(timeout=30_000)
    with seated(browser, town) as seats:
        yield seats
    expect.set_options(timeout=5_000)


def burn(port: int, told: list[Told]) -> None:
    """The building's own device reports a fire that climbs a stairway, until it has told all of it."""
    plan = Plan("127.0.0.1", port, speed=SPEED, often=0, cues=((0.0, "fire", 0),))
    told.append(asyncio.run(play([BUILDING], plan, seconds=20)))


def test_a_fire_is_seen_answered_fought_and_closed(at_work: Seats, gateway: int) -> None:
    desk = at_work.page("property_manager", "/alarms/")
    expect(desk.locator("main")).to_contain_text("处置中 0")
    told: list[Told] = []
    burning = threading.Thread(target=burn, args=(gateway, told))
    burning.start()
    try:
        phone = at_work.page("grid_member", "/", width=PHONE)
        for _try in range(30):  # the call-out reaches the own desk as work like any other
            if phone.get_by_role("link", name="打开").count():
                break
            phone.wait_for_timeout(1000)
            phone.reload()
        phone.get_by_role("link", name="打开").first.click()
        expect(phone.locator("#now")).to_contain_text("1幢")
        phone.get_by_role("button", name="我去", exact=True).click()
        expect(phone.locator("#now")).to_contain_text("有人接警，还没有到场")
    finally:
        burning.join()
    assert told[0].confirmed > 8
    assert told[0].given_up == told[0].lost == 0

    desk.reload()
    row = desk.get_by_role("row").filter(has_text="1幢")
    expect(row).to_have_count(1)  # one fire, though seven detectors and a call point told of it
    row.get_by_role("link").first.click()
    expect(desk.locator("main")).to_contain_text("呼叫微型消防站")
    expect(desk.locator("main")).to_contain_text("北门微型站")
    expect(desk.get_by_role("table").first.get_by_role("row")).to_have_count(1 + 8)

    desk.get_by_role("button", name="打开这幢楼的名单").click()
    expect(desk.get_by_role("row").filter(has_text="沈甲")).to_contain_text("卧床")
    desk.get_by_role("link", name="回到报警").click()

    phone.get_by_role("button", name="我到了", exact=True).click()
    phone.get_by_role("button", name="是火", exact=True).click()
    expect(phone.locator("#now")).to_contain_text("确认是火，正在处置")
    expect(desk.locator("main")).to_contain_text("确认是火，正在处置")  # by itself: the page is live
    phone.get_by_role("button", name="火已扑灭，结束", exact=True).click()
    expect(phone.locator("#now")).to_contain_text("真实火情")
    desk.goto(f"{at_work.site.url}/alarms/")
    expect(desk.locator("main")).to_contain_text("处置中 0")
    brigade = at_work.page("fire_officer", "/fires/")
    expect(brigade.locator("main")).to_contain_text("BJ-")  # and its backcheck is open


def test_who_needs_help_is_confirmed_from_the_list_on_a_phone(at_work: Seats) -> None:
    page = at_work.page("community_worker", "/help/", width=PHONE)
    expect(page.get_by_role("button", name="还在，还需要")).to_be_hidden()
    page.locator("input[data-bulk-pick]").first.check()
    page.get_by_role("button", name="还在，还需要").click()
    expect(page.locator("#said")).to_contain_text("已确认 1 条")
