"""What a member does on a round, tap by tap, and what reaches the server of it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.phone.conftest import Phone
from tests.e2e.phone.grid import Grid
from tests.e2e.phone.hand import Hand, until
from tests.e2e.phone.line import Line

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


def test_seen_is_one_tap_and_the_round_goes_on(app: Page, grid: Grid) -> None:
    hand = Hand(app)
    hand.tap("[data-seen]")
    hand.saved("西车棚 · 看过，未发现")
    assert hand.taps == 1
    expect(app.locator("[data-now] h2")).to_have_text("3 幢")
    until(lambda: grid.of("seen"))
    record = grid.of("seen")[0]
    assert (record["seq"], record["place"], record["stop"], record["data"]) == (1, 2, 102, {})


def test_no_entry_and_no_time_are_one_tap_each(app: Page, grid: Grid) -> None:
    hand = Hand(app)
    hand.tap("[data-no-entry]")
    hand.saved("进不去")
    hand.tap("[data-no-time]")
    hand.saved("没时间看")
    assert hand.taps == 2
    until(lambda: len(grid.records) == 2)
    assert [grid.of(kind)[0]["seq"] for kind in ("no_entry", "no_time")] == [1, 2]


def test_a_hazard_is_four_taps_without_a_line(app: Page, grid: Grid, line: Line) -> None:
    line.cut()
    hand = Hand(app)
    hand.hazard()
    hand.saved("西车棚 · 楼道停放电动车")
    assert hand.taps == 4
    assert grid.records == {}
    line.mend()
    until(lambda: grid.photos)
    record = grid.of("hazard")[0]
    assert record["data"]["code"] == "ebike_in_stairway"
    (photo,) = record["data"]["photos"]
    assert photo["album"] is False
    assert grid.photo(photo["id"])[:3] == b"\xff\xd8\xff"


def test_fixed_on_the_spot_goes_as_one_record_with_both_photos(app: Page, grid: Grid) -> None:
    hand = Hand(app)
    hand.hazard(end="[data-fixed]:not([disabled])")
    hand.tap("[data-shutter]:not([disabled])")
    hand.saved("当场已改")
    assert hand.taps == 5
    until(lambda: len(grid.photos) == 2)
    data = grid.of("hazard")[0]["data"]
    assert len(data["photos"]) == len(data["fixed"]["photos"]) == 1


def test_a_look_alike_at_the_place_is_offered_and_taken(app: Page, grid: Grid) -> None:
    hand = Hand(app)
    hand.tap("[data-seen]")
    expect(app.locator("[data-now] h2")).to_have_text("3 幢")
    hand.taps = 0
    hand.hazard("clutter_in_stairway", end="[data-same]")
    hand.saved("同一处（482031）")
    assert hand.taps == 4
    until(lambda: grid.photos)
    assert grid.of("same")[0]["data"]["duty"] == 77
    assert grid.of("hazard") == []


def test_floor_and_entrance_are_one_tap_on_the_drawing(app: Page, grid: Grid) -> None:
    hand = Hand(app)
    app.goto(app.url + "#/place/4")
    hand.tap("[data-hazard]")
    hand.tap("[data-shutter]:not([disabled])")
    hand.tap("[data-kind=flying_wire]")
    hand.tap("[aria-expanded]")
    hand.tap("[data-cell='7/902']")
    expect(app.locator("main")).to_contain_text("2单元 7 层")
    hand.tap("[data-save]")
    hand.saved()
    until(lambda: grid.of("hazard"))
    data = grid.of("hazard")[0]["data"]
    assert (data["floor"], data["unit"]) == (7, 902)


def test_a_kind_is_found_by_plain_words(app: Page, line: Line) -> None:
    line.cut()
    hand = Hand(app)
    hand.tap("[data-hazard]")
    hand.tap("[data-shutter]:not([disabled])")
    hand.tap("[data-search]")
    app.locator("#kind").fill("车棚里有人住，还放了床")
    expect(app.locator("[data-kind]").first).to_have_text("车棚住人")
    app.locator("#kind").fill("铁门把楼梯口封了")
    expect(app.locator("[data-kind]").first).to_have_text("疏散通道加装铁门栅栏")


def test_undo_within_ten_seconds_goes_as_a_record_and_the_photo_stays_home(app: Page, grid: Grid) -> None:
    hand = Hand(app)
    hand.hazard()
    hand.saved()
    hand.tap("[data-undo]")
    until(lambda: grid.of("undo"))
    assert grid.of("undo")[0]["data"]["of"] == grid.of("hazard")[0]["key"]
    app.wait_for_timeout(1500)
    assert grid.photos == {}
    expect(app.locator("[data-now] h2")).to_have_text("西车棚")


def test_a_question_is_answered_or_put_off(app: Page, grid: Grid) -> None:
    hand = Hand(app)
    app.goto(app.url + "#/place/3")
    hand.tap(".ask .b >> text=是，锁着")
    hand.saved("是，锁着")
    expect(app.get_by_text("上次写“进不去”")).to_have_count(0)
    until(lambda: grid.of("answer"))
    assert grid.of("answer")[0]["data"] == {"question": 5, "value": "locked"}


def test_a_reading_is_a_number(app: Page, grid: Grid) -> None:
    app.goto(app.url + "#/place/2")
    app.locator(".more summary").click()
    app.locator("#value").fill("很高")
    app.locator(".reading button").click()
    expect(app.locator(".said")).to_contain_text("写一个数字")
    app.locator("#value").fill("0.35")
    app.locator(".reading button").click()
    until(lambda: grid.of("reading"))
    assert grid.of("reading")[0]["data"] == {"what": "pressure", "value": "0.35", "unit": "MPa"}


def test_the_round_is_put_in_another_order_by_hand(app: Page) -> None:
    app.locator("[aria-pressed]", has_text="改顺序").click()
    app.get_by_label("6 幢 往前").evaluate(
        "button => { button.click(); button.click(); }"
    )  # two taps faster than the disk
    names = app.locator(".low + .msheet b")
    expect(names).to_have_text(["3 幢", "6 幢", "4 幢", "5 幢", "南门消防车道"])  # shown once it is kept
    app.reload()
    expect(names).to_have_text(["3 幢", "6 幢", "4 幢", "5 幢", "南门消防车道"])


def test_a_code_of_the_building_opens_its_place(phone: Phone, app: Page) -> None:
    page = phone.open("/app/?q=tok3n-of-3")
    expect(page.locator("h1")).to_have_text("3 幢")
    page = phone.open("/app/?q=of-another-grid")
    expect(page.locator(".said")).to_contain_text("不在你的网格里")


def test_a_voice_note_goes_with_the_record(app: Page, grid: Grid) -> None:
    hand = Hand(app)
    hand.tap("[data-hazard]")
    hand.tap("[data-shutter]:not([disabled])")
    hand.tap("[data-kind=flying_wire]")
    hand.tap("[data-voice]")
    app.wait_for_timeout(600)
    hand.tap(".rec")
    expect(app.locator(".extra")).to_contain_text("已录一句")
    hand.tap("[data-save]")
    until(lambda: len(grid.photos) == 2)
    assert grid.of("hazard")[0]["data"]["voice"] in grid.photos


def test_english_says_everything(app: Page) -> None:
    app.goto(app.url + "#/sync")
    app.locator("[data-english]").click()
    for where in ("#/sync", "#/", "#/places", "#/place/3", "#/map", "#/mine", "#/scan"):
        app.goto(app.url.partition("#")[0] + where)
        app.wait_for_timeout(100)
        own = app.evaluate(
            "[...document.querySelectorAll('h1, h2.mh, nav span, .big, .b, label, legend, .what')]"
            ".filter(e => e.lang !== 'zh-CN' && !e.closest('.ask')).map(e => e.textContent)"
        )
        chinese = [text for text in own if any("一" <= letter <= "鿿" for letter in text)]
        assert all("幢" in text or "网格" in text for text in chinese), (where, chinese)


@pytest.mark.parametrize("width", [360, 390])
@pytest.mark.parametrize("large", [False, True], ids=["normal", "elder"])
def test_every_screen_is_clean_and_fits(
    phone: Phone, axe: Callable[[Page, str], None], width: int, large: bool
) -> None:
    page = phone.open(width=width)
    page.wait_for_selector("[data-now]")
    if large:
        page.goto(page.url + "#/sync")
        page.locator("[data-size=elder]").click()
    hand = Hand(page)
    for where in ("#/", "#/place/3", "#/places", "#/map", "#/sync", "#/mine", "#/scan", "#/camera/3"):
        page.goto(page.url.partition("#")[0] + where)
        page.wait_for_timeout(150)
        _looks_right(page, where)
        axe(page, where)
    hand.tap("[data-shutter]:not([disabled])")
    hand.tap("[data-kind=clutter_in_stairway]")
    hand.tap("[aria-expanded]")
    _looks_right(page, "record")
    axe(page, "record")


def _looks_right(page: Page, where: str) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{where} is wider than the screen"
    small = page.evaluate(
        "[...document.querySelectorAll('button, a, select, input, summary')].filter(e => e.offsetParent !== null)"
        ".map(e => [e.textContent || e.id, e.getBoundingClientRect()])"
        ".filter(([_, r]) => r.height < 44 || r.width < 44)"
        ".map(([name]) => name)"
    )
    assert small == [], f"{where}: too small for a thumb"
    primary = page.evaluate("[...document.querySelectorAll('.big')].every(e => e.getBoundingClientRect().height >= 60)")
    assert primary, where
