"""What the desk's script does, in a real browser."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.ui.conftest import Site

pytestmark = pytest.mark.browser

NO_SHARED_WORKER = "delete window.SharedWorker"
HEARD = "window.heard = []; document.addEventListener('anju:live', e => window.heard.push(e.detail))"
CHANGE = 'id: 812\nevent: change\ndata: {"topic":"duty:0713","kind":"duty","id":"0713","verb":"duty.assigned"}\n\n'

Open = Callable[[str], Page]


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def visit(context: BrowserContext, site: Site) -> Open:
    def visit(name: str) -> Page:
        page = context.new_page()
        page.goto(site.page(name))
        return page

    return visit


def test_j_and_k_walk_the_list_and_x_picks(visit: Open) -> None:
    page = visit("list")
    for key in "jjkx":
        page.keyboard.press(key)
    expect(page.locator("tr[aria-current] td.id")).to_have_text("0713")
    expect(page.locator("[data-bulk-count]")).to_have_text("1")


def test_a_slash_goes_to_the_search_field(visit: Open) -> None:
    page = visit("list")
    page.keyboard.press("/")
    expect(page.locator("#find")).to_be_focused()


def test_typing_j_into_the_search_field_moves_nothing(visit: Open) -> None:
    page = visit("list")
    page.locator("#find").press("j")
    expect(page.locator("tr[aria-current]")).to_have_count(0)


def test_the_bulk_bar_replaces_the_foot_while_rows_are_picked(visit: Open) -> None:
    page = visit("list")
    page.locator("[data-bulk-all]").check()
    expect(page.locator("[data-bulk-bar]")).to_be_visible()
    expect(page.locator("[data-bulk-count]")).to_have_text("15")
    expect(page.get_by_text("筛选结果")).to_be_hidden()
    page.locator("[data-bulk-none]").click()
    expect(page.locator("[data-bulk-bar]")).to_be_hidden()


def test_a_dialog_opens_closes_and_gives_the_focus_back(visit: Open) -> None:
    page = visit("states")
    opener = page.locator("[data-dialog=why]")
    opener.click()
    expect(page.locator("#why")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#why")).to_be_hidden()
    expect(opener).to_be_focused()


def test_the_text_size_stays_after_loading_again(visit: Open) -> None:
    page = visit("states")
    page.locator("details.size summary").click()
    page.locator("details.size [data-font='130']").click()
    page.reload()
    expect(page.locator("html")).to_have_class("fs-130")


def test_escape_closes_a_menu(visit: Open) -> None:
    page = visit("states")
    page.locator("details.scope summary").click()
    expect(page.locator("details.scope .drop")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("details.scope .drop")).to_be_hidden()


def test_before_and_after_can_be_dragged_over_each_other(visit: Open) -> None:
    page = visit("record")
    page.locator("[data-compare-mode=drag]").click()
    page.locator(".ev-cut").fill("20")
    expect(page.locator(".ev.drag")).to_be_visible()
    assert page.locator(".ev").evaluate("e => e.style.getPropertyValue('--cut')") == "20%"


def test_the_share_button_copies_the_text_and_says_so(visit: Open, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = visit("record")
    page.locator("[data-copy]").click()
    expect(page.locator("[data-copied]")).to_have_text("已复制，去群里粘贴")
    assert page.evaluate("navigator.clipboard.readText()").startswith("【安居】1 处隐患待复核")


def test_a_searching_select_takes_what_was_typed(visit: Open) -> None:
    page = visit("forms")
    field = page.get_by_role("combobox", name="隐患类别")
    field.fill("飞线")
    expect(page.get_by_role("option")).to_have_count(1)
    field.press("Enter")
    assert page.locator("select[name=kind]").evaluate("e => e.value") == "EB-06"


def test_tab_passes_a_searching_select_and_escape_closes_its_list_only_while_there_is_one(visit: Open) -> None:
    page = visit("forms")
    field = page.get_by_role("combobox", name="隐患类别")
    field.focus()
    page.wait_for_timeout(300)
    expect(field).to_have_attribute("aria-expanded", "false")
    field.press("ArrowDown")
    expect(field).to_have_attribute("aria-expanded", "true")
    page.evaluate("""document.addEventListener("keydown", (event) => (window.left = !event.defaultPrevented))""")
    field.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    assert page.evaluate("window.left") is False
    field.press("Escape")
    assert page.evaluate("window.left") is True


def test_the_first_thing_after_mistakes_is_the_summary(visit: Open) -> None:
    expect(visit("forms").locator(".wrongsum")).to_be_focused()


def test_the_undo_toast_leaves_by_itself(visit: Open, context: BrowserContext) -> None:
    page = context.new_page()
    page.clock.install()
    page.goto(f"{visit('states').url.replace('states', 'work')}")
    expect(page.locator(".toast")).to_be_visible()
    page.clock.fast_forward(1000)
    expect(page.locator(".toast")).to_be_visible()
    page.clock.run_for(11_000)
    expect(page.locator(".toast")).to_have_count(0)


def test_the_map_draws_from_our_own_server_only(context: BrowserContext, site: Site) -> None:
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    page.goto(site.page("record"))
    page.locator(".map").scroll_into_view_if_needed()
    page.wait_for_selector(".map[data-ready]", timeout=30_000)
    assert any("map.json?bbox=" in url for url in asked)
    assert [url for url in asked if not url.startswith((site.url, "blob:", "data:"))] == []


def test_a_page_without_a_map_does_not_load_it(context: BrowserContext, site: Site) -> None:
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    page.goto(site.page("list"))
    assert [url for url in asked if "maplibre" in url] == []


@pytest.mark.parametrize("before", ["", NO_SHARED_WORKER], ids=["shared worker", "leader"])
def test_tabs_share_one_stream_and_all_hear_of_a_change(context: BrowserContext, site: Site, before: str) -> None:
    context.add_init_script(f"{before};{HEARD}")
    streams = len(site.stream.asked)
    pages = []
    for _ in range(3):
        page = context.new_page()
        page.goto(site.page("list"))
        pages.append(page)
    pages[0].wait_for_timeout(1000)
    site.stream.tell(CHANGE)
    for page in pages:
        page.wait_for_function("window.heard.length > 0")
        assert page.evaluate("window.heard[0].change.id") == "0713"
    opened = site.stream.asked[streams:]
    assert len({topic for one in opened for topic in one["topics"]}) == 1  # the same topics, asked once
    assert len(opened) == 1


def test_a_change_brings_the_shown_part_up_to_date_and_marks_what_is_new(context: BrowserContext, site: Site) -> None:
    page = context.new_page()
    page.goto(site.page("list"))
    page.wait_for_timeout(700)
    page.evaluate("document.querySelector('[data-live=\"duty:0713\"] .c-party').textContent = 'old'")
    site.stream.tell(CHANGE)
    expect(page.locator('[data-live="duty:0713"] .c-party')).to_have_text("柳湾北苑业委会")
    expect(page.locator("tr.fresh")).to_have_count(1)


def test_a_change_waits_while_somebody_has_picked_rows(context: BrowserContext, site: Site) -> None:
    page = context.new_page()
    page.goto(site.page("list"))
    page.wait_for_timeout(700)
    page.locator("[data-bulk-pick]").first.check()
    page.evaluate("document.querySelector('[data-live=\"duty:0713\"] .c-party').textContent = 'old'")
    site.stream.tell(CHANGE)
    page.wait_for_timeout(800)
    expect(page.locator('[data-live="duty:0713"] .c-party')).to_have_text("old")
    page.locator("[data-bulk-none]").click()
    expect(page.locator('[data-live="duty:0713"] .c-party')).to_have_text("柳湾北苑业委会")


def test_when_the_leading_tab_closes_another_takes_over(context: BrowserContext, site: Site) -> None:
    context.add_init_script(f"{NO_SHARED_WORKER};{HEARD}")
    first, second = context.new_page(), context.new_page()
    first.goto(site.page("list"))
    second.goto(site.page("list"))
    second.wait_for_timeout(700)
    streams = len(site.stream.asked)
    first.close(run_before_unload=False)
    second.wait_for_timeout(9000)
    assert len(site.stream.asked) == streams + 1
    site.stream.tell(CHANGE)
    second.wait_for_function("window.heard.length > 0")


BROKEN = """window.broken = [];
document.addEventListener('securitypolicyviolation', e => window.broken.push(e.violatedDirective));"""
CLUSTER = """{"type":"FeatureCollection","partial":true,"features":[{"type":"Feature",
 "geometry":{"type":"Point","coordinates":[120.1011,30.2996]},
 "properties":{"kind":"cluster","count":7,"late":true,"box":"120.100000,30.299000,120.102000,30.300000"}}]}"""


def test_a_map_of_two_sources_lists_what_it_shows_and_breaks_no_policy(context: BrowserContext, site: Site) -> None:
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.add_init_script(BROKEN)
    page.route("**/more.json*", lambda route: route.fulfill(body=CLUSTER, content_type="application/geo+json"))
    page.route("**/rows*", lambda route: route.fulfill(body="<p>图里 7 条</p>", content_type="text/html"))
    page.goto(site.page("record"))
    page.evaluate(
        """() => {
          const map = document.querySelector('.map');
          map.dataset.map += ' /more.json?kind=x';
          map.dataset.rows = '/rows?kind=x';
          map.dataset.rowsInto = 'beside';
          const beside = document.createElement('div');
          beside.id = 'beside';
          document.querySelector('main').append(beside);
        }"""
    )
    page.locator(".map").scroll_into_view_if_needed()
    page.wait_for_selector(".map[data-ready]", timeout=30_000)
    expect(page.locator(".map .told")).to_contain_text("只画出一部分", timeout=30_000)
    page.wait_for_timeout(500)
    box = page.locator(".map canvas").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator("#beside")).to_contain_text("图里 7 条", timeout=30_000)
    assert any("map.json?bbox=" in url for url in asked)
    assert any("more.json?kind=x&bbox=" in url for url in asked)
    assert any("rows?kind=x&bbox=120.09999" in url for url in asked)
    assert page.evaluate("window.broken") == []
