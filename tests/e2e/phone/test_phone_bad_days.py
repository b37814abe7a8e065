"""Bad input and bad days: a plain sentence each time, and nothing recorded is lost or doubled."""

import io
import json
import random
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.e2e.phone.conftest import Phone, opened
from tests.e2e.phone.grid import Grid
from tests.e2e.phone.hand import Hand, until
from tests.e2e.phone.line import Line
from tests.kernel.files.pictures import photo

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
ALBUM = "input[data-album]"
FULL = """full = true; put = IDBObjectStore.prototype.put; IDBObjectStore.prototype.put = function (...all) {
  if (full) throw new DOMException("no room", "QuotaExceededError"); return put.apply(this, all); }; 0"""
"""What a full disk is to a page; Chromium no longer lets a test make the room small."""
SEQS = """() => new Promise(done => { indexedDB.open("anju-phone").onsuccess = e => {
  const box = e.target.result.transaction("records").objectStore("records");
  box.getAll().onsuccess = r => done(r.target.result.map(one => one.seq)); } })"""


def noise(side: int) -> bytes:
    """A photo that compresses badly: what a phone of 50 million pixels makes."""
    tile = Image.frombytes("RGB", (500, 500), random.Random(side).randbytes(750_000))
    whole = Image.new("RGB", (side, side))
    for x in range(0, side, 500):
        for y in range(0, side, 500):
            whole.paste(tile, (x, y))
    made = io.BytesIO()
    whole.save(made, "JPEG", quality=100, subsampling=0)
    return made.getvalue()


def camera(page: Page) -> None:
    page.locator("[data-hazard]").first.click()
    page.wait_for_selector("[data-shutter]:not([disabled])")


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("empty.jpg", b"", "空的"),
        ("text.jpg", "这不是照片".encode() * 50, "打不开"),
        ("half.jpg", photo(size=(900, 700), seed=3)[:20_000], "打不开"),
        ("paper.pdf", b"%PDF-1.7 ...", "这不是照片"),
    ],
)
def test_what_is_no_whole_photo_is_said_and_the_next_works(
    app: Page, grid: Grid, tmp_path: Path, name: str, data: bytes, words: str
) -> None:
    camera(app)
    file = tmp_path / name
    file.write_bytes(data)
    app.set_input_files(ALBUM, str(file))
    expect(app.locator(".said")).to_contain_text(words)
    good = tmp_path / "good.jpg"
    good.write_bytes(photo(size=(900, 700), seed=4))
    app.set_input_files(ALBUM, str(good))
    expect(app.locator(".taken")).to_contain_text("非现场拍摄")
    hand = Hand(app)
    hand.tap("[data-kind=flying_wire]")
    hand.tap("[data-save]")
    until(lambda: grid.photos)
    assert grid.of("hazard")[0]["data"]["photos"][0]["album"] is True


def test_a_photo_of_forty_megabytes_becomes_small_on_the_phone(app: Page, grid: Grid, tmp_path: Path) -> None:
    file = tmp_path / "large.jpg"
    file.write_bytes(noise(3300))
    assert 40_000_000 < file.stat().st_size < 50_000_000
    camera(app)
    session = app.context.new_cdp_session(app)  # straight from the disk: through the test's own line it takes minutes
    found = session.send("Runtime.evaluate", {"expression": f"document.querySelector('{ALBUM}')"})
    session.send("DOM.setFileInputFiles", {"files": [str(file)], "objectId": found["result"]["objectId"]})
    expect(app.locator(".taken img")).to_have_count(1, timeout=60_000)
    hand = Hand(app)
    hand.tap("[data-kind=flying_wire]")
    hand.tap("[data-save]")
    until(lambda: grid.photos)
    sent = grid.photo(next(iter(grid.photos)))
    assert len(sent) <= 400_000
    assert max(Image.open(io.BytesIO(sent)).size) >= 400


def test_the_capture_time_of_the_camera_is_kept(app: Page, grid: Grid, tmp_path: Path) -> None:
    made = Image.new("RGB", (3000, 2000), "#456")
    exif = made.getexif()
    exif.get_ifd(0x8769)[0x9003] = "2026:11:03 08:15:30"
    exif[0x0112] = 6
    file = tmp_path / "taken.jpg"
    made.save(file, exif=exif)
    camera(app)
    app.set_input_files(ALBUM, str(file))
    expect(app.locator(".taken")).to_contain_text("11月3日 08:15")
    hand = Hand(app)
    hand.tap("[data-kind=flying_wire]")
    hand.tap("[data-save]")
    until(lambda: grid.photos)
    kept = Image.open(io.BytesIO(grid.photo(next(iter(grid.photos)))))
    assert kept.getexif().get_ifd(0x8769)[0x9003] == "2026:11:03 08:15:30"


def test_a_full_phone_says_so_keeps_what_was_typed_and_saves_later(app: Page, grid: Grid, line: Line) -> None:
    hand = Hand(app)
    hand.tap("[data-seen]")
    hand.saved()
    line.cut()
    hand.tap("[data-hazard]")
    hand.tap("[data-shutter]:not([disabled])")
    hand.tap("[data-kind=flying_wire]")
    app.evaluate(FULL)
    hand.tap("[data-save]")
    expect(app.locator(".said")).to_contain_text("手机存满了，这一条还没有存上")
    assert app.evaluate(SEQS) == [1]
    app.evaluate("full = false")
    hand.tap("[data-save]")
    hand.saved()
    assert app.evaluate(SEQS) == [1, 2]
    line.mend()
    app.evaluate("dispatchEvent(new Event('online'))")
    until(lambda: grid.photos)


def test_an_hour_of_500_is_asked_seldom_and_then_all_goes(phone: Phone, grid: Grid) -> None:
    page = phone.open()
    page.clock.install()
    page.reload()
    page.wait_for_selector("[data-now]")
    grid.fail = 500
    for _ in range(4):
        page.locator("[data-seen]").click()
        page.clock.run_for(12_000)
    grid.asked.clear()
    for _ in range(120):
        page.clock.run_for(30_000)
        page.wait_for_timeout(20)
    assert 5 <= sum(grid.asked.values()) <= 40
    expect(page.locator("main")).to_contain_text("暂时连不上，照常记录")
    grid.fail = 0
    for _ in range(60):
        page.clock.run_for(10_000)
        page.wait_for_timeout(50)  # the line's own time is real
    until(lambda: len(grid.records) == 4)
    assert [one["seq"] for one in grid.of("seen")] == [1, 2, 3, 4]


def test_an_answer_that_is_lost_doubles_nothing(app: Page, grid: Grid) -> None:
    grid.lose = 2
    hand = Hand(app)
    hand.hazard()
    until(lambda: grid.photos, 90)
    assert grid.sent[grid.of("hazard")[0]["key"]] == 3
    assert grid.changed == []
    assert len(grid.of("hazard")) == len(grid.of("photo")) == 1


def test_a_refused_photo_is_sent_anew(app: Page, grid: Grid) -> None:
    grid.refuse_photos = 1
    Hand(app).hazard()
    until(lambda: grid.photos)
    assert len(grid.of("photo")) == 2


def test_signed_out_goes_on_recording_and_says_so(app: Page, grid: Grid) -> None:
    grid.fail = 401
    app.reload()
    expect(app.locator(".strip").first).to_contain_text("登录过期了，照常记录")
    assert app.locator(".strip a").first.get_attribute("href") == "/sign-in/?next=%2Fapp%2F"
    Hand(app).tap("[data-seen]")
    grid.fail = 0
    app.goto(app.url.partition("#")[0] + "#/sync")
    app.locator("[data-send]").click()
    until(lambda: grid.of("seen"))
    expect(app.get_by_text("登录过期了")).to_have_count(0)


def test_a_revoked_phone_is_wiped(app: Page, grid: Grid, line: Line) -> None:
    line.cut()
    Hand(app).hazard()
    Hand(app).saved()
    grid.fail = 410
    line.mend()
    app.goto(app.url.partition("#")[0] + "#/sync")
    app.locator("[data-send]").click()
    expect(app.locator("main")).to_contain_text("资料和没上报的记录都已删除")
    until(lambda: app.evaluate("indexedDB.databases().then(all => all.length)") == 0)
    assert app.evaluate("caches.keys()") == []
    assert app.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.length)") == 0
    assert grid.records == {}


def test_a_clock_two_days_off_is_said_and_told(app: Page, grid: Grid) -> None:
    grid.clock = timedelta(days=2)
    Hand(app).tap("[data-seen]")
    until(lambda: grid.of("seen"))
    app.goto(app.url.partition("#")[0] + "#/sync")
    expect(app.locator("main")).to_contain_text("手机时间和服务器差 2880 分钟")
    assert set(grid.requests[-1]["sent"]) == {"at", "uptime_ms"}


def test_two_tabs_number_without_gaps(phone: Phone, app: Page, grid: Grid) -> None:
    other = phone.open("/app/#/place/4")
    other.wait_for_selector("[data-seen]")
    click = "[...Array(10)].forEach(() => document.querySelector('[data-no-time]').click())"
    app.goto(app.url.partition("#")[0] + "#/place/5")
    app.wait_for_selector("[data-no-time]")
    for page in (app, other):
        page.evaluate(f"setTimeout(() => {{ {click} }}, 50)")
    until(lambda: len(grid.records) == 20)
    assert sorted(one["seq"] for one in grid.records.values()) == list(range(1, 21))
    assert grid.changed == []


def test_another_persons_records_never_go_under_this_name(app: Page, grid: Grid, line: Line) -> None:
    line.cut()
    Hand(app).hazard()
    Hand(app).saved()
    grid.stranger = "网格员乙"
    line.mend()
    app.goto(app.url.partition("#")[0] + "#/sync")
    app.locator("[data-send]").click()
    expect(app.locator("main")).to_contain_text("还有 网格员甲 没传的记录")
    assert grid.records == {}
    with app.expect_download() as download:
        app.locator("[data-hand-over]").click()
    assert download.value.suggested_filename.endswith(".zip")
    expect(app.locator(".count b").first).to_have_text("0")


def test_unsent_records_are_handed_out_as_one_file(app: Page, line: Line, tmp_path: Path) -> None:
    line.cut()
    Hand(app).hazard()
    Hand(app).saved()
    app.goto(app.url.partition("#")[0] + "#/sync")
    with app.expect_download() as download:
        app.locator("[data-handout]").click()
    target = tmp_path / "out.zip"
    download.value.save_as(target)
    with zipfile.ZipFile(target) as file:
        assert file.testzip() is None
        told = json.loads(file.read("records.json"))
        (picture,) = [name for name in file.namelist() if name.startswith("photos/")]
        Image.open(io.BytesIO(file.read(picture))).load()
    assert [one["kind"] for one in told["records"]] == ["hazard"]
    assert picture == f"photos/{told['records'][0]['data']['photos'][0]['id']}.jpg"


def test_two_days_unsent_are_warned_of(app: Page, line: Line) -> None:
    line.cut()
    Hand(app).tap("[data-seen]")
    Hand(app).saved()
    app.evaluate("""() => new Promise(done => { indexedDB.open("anju-phone").onsuccess = e => {
      const box = e.target.result.transaction("records", "readwrite").objectStore("records");
      box.get(1).onsuccess = r => {
        box.put({...r.target.result, saved: Date.now() - 2.1 * 864e5}).onsuccess = done; } } })""")
    app.reload()
    expect(app.locator(".strip").first).to_contain_text("有记录 2 天没传上去")


def test_killed_before_saving_the_photo_is_still_there(mortal: Phone, grid: Grid) -> None:
    app = opened(mortal)
    camera(app)
    app.locator("[data-shutter]").click()
    app.wait_for_selector("[data-kind]")
    mortal.kill()
    page = mortal.start().open()
    expect(page.locator("main")).to_contain_text("没记完：桂桥新村 西车棚")
    page.get_by_role("button", name="接着记").click()
    hand = Hand(page)
    hand.tap("[data-kind=flying_wire]")
    hand.tap("[data-save]")
    until(lambda: grid.photos)


def test_without_a_line_the_app_opens_anew_with_the_photos_of_the_day(mortal: Phone, line: Line) -> None:
    app = opened(mortal)
    app.wait_for_function("caches.open('anju-pictures').then(b => b.keys()).then(k => k.length === 1)")
    line.cut()
    mortal.kill()
    page = mortal.start().open("/app/#/place/3")
    expect(page.locator(".fault img")).to_have_js_property("naturalWidth", 320)
    Hand(page).tap("[data-seen]")
    Hand(page).saved()


def test_inside_wechat_on_an_iphone_an_open_page_goes_on(phone: Phone, grid: Grid, line: Line) -> None:
    assert phone.context is not None
    phone.context.add_init_script(
        "delete Navigator.prototype.serviceWorker;"
        "Object.defineProperty(navigator, 'userAgent', {value: 'iPhone MicroMessenger/8.0'})"
    )
    page = phone.open()
    page.wait_for_selector("[data-now]")
    line.cut()
    Hand(page).hazard()
    Hand(page).saved()
    page.goto(page.url.partition("#")[0] + "#/sync")
    expect(page.locator("main")).to_contain_text("在浏览器打开")
    expect(page.locator("main")).to_contain_text("在微信里清缓存，会丢掉没上报的记录")
    line.mend()
    page.locator("[data-send]").click()
    until(lambda: grid.photos)


def test_on_plain_http_it_works_and_says_what_is_missing(phone: Phone, grid: Grid, tmp_path: Path) -> None:
    phone.url = phone.url.replace("127.0.0.1", "plain.test")
    page = phone.open()
    page.wait_for_selector("[data-now]")
    assert page.evaluate("isSecureContext") is False
    page.locator("[data-hazard]").click()
    expect(page.locator(".finder")).to_contain_text("系统相机")
    file = tmp_path / "good.jpg"
    file.write_bytes(photo(size=(900, 700), seed=4))
    page.set_input_files("input[data-system]", str(file))
    hand = Hand(page)
    hand.tap("[data-kind=flying_wire]")
    hand.tap("[data-save]")
    until(lambda: grid.photos)
    assert grid.photo(next(iter(grid.photos)))
    page.goto(page.url.partition("#")[0] + "#/sync")
    expect(page.locator("main")).to_contain_text("不是 https")
