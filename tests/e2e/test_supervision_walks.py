"""Supervision as those walk it who live by it: the district office, an inspector on the phone, the People's Congress.

Each walk goes by links, labels and buttons, as a finger does, and reads on one page what was done on another.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.conftest import Seats, Site, build, free_port, running, seated
from tests.e2e.loop import case_of

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

PHONE = 390
SOON = 20_000
"""Milliseconds; a bound for a busy machine."""
NOT_FOUND = "404"
SIGNED_BY = "district_officer同志"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A district of its own: months are drawn in it and campaigns run."""
    folder = tmp_path_factory.mktemp("town")
    build(folder, "--cases")
    with running(folder, free_port()) as url:
        yield Site(url, [])


@pytest.fixture
def at_work(browser: Browser, town: Site) -> Iterator[Seats]:
    """Its people at their screens. The evidence of its cases is rows without bytes: what is missing is a picture."""
    expect.set_options(timeout=SOON)
    with seated(browser, town) as seats:
        yield seats
        seats.complaints[:] = [one for one in seats.complaints if "/preview/" not in one]
    expect.set_options(timeout=5_000)


def said(page: Page, words: str) -> None:
    """The page says that it is done."""
    expect(page.locator("#said")).to_contain_text(words)


def head(page: Page, words: str | re.Pattern[str]) -> None:
    """One is on this page."""
    expect(page.locator("h1")).to_contain_text(words)


def press(where: Page | Locator, name: str) -> None:
    """The button of this name, exactly."""
    where.get_by_role("button", name=name, exact=True).click()


def follow(where: Page | Locator, name: str) -> None:
    """The link of this name, exactly."""
    where.get_by_role("link", name=name, exact=True).first.click()


def pick(page: Page, label: str, words: str) -> None:
    """A choice found by typing."""
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("combobox", name=label).fill(words)
    page.get_by_role("option", name=re.compile(re.escape(words))).first.click()


def card(page: Page, words: str) -> None:
    """One of the large cards."""
    page.locator("label.opt", has_text=words).click()
    expect(page.locator("label.opt", has_text=words).locator("input")).to_be_checked()


def refused(seats: Seats, page: Page, url: str) -> None:
    """There is no such page for who asks."""
    answer = page.goto(url)
    assert answer is not None
    assert answer.status == 404
    seats.complaints[:] = [one for one in seats.complaints if NOT_FOUND not in one]  # asked for on purpose


def number(where: Locator) -> int:
    """A figure as it is written."""
    found = re.search(r"\d[\d,]*", where.inner_text())
    assert found is not None
    return int(found[0].replace(",", ""))


def test_the_district_office_opens_crosses_and_runs_a_campaign(at_work: Seats, tmp_path: Path) -> None:
    page = at_work.page("district_officer", "/123/")
    head(page, "1＋2＋3")
    count = _opens_into_its_rows(page)
    _crosses(page, count, tmp_path / "crossed.xlsx")
    _runs_a_campaign(at_work, page)


def _opens_into_its_rows(page: Page) -> int:
    """What was found this month, from the balance of the 1+2+3 page into exactly the cases counted; how many."""
    term = page.locator(".bal a.fig", has_text="新增")
    count = number(term.locator(".v"))
    assert count > 0
    term.click()
    expect(page.locator(".fig .v").first).to_contain_text(f"{count}")
    rows = page.locator("section.sheet table.tb").first.locator("tbody tr")
    expect(rows).to_have_count(count)
    case = rows.first.locator("th a").inner_text().strip()
    rows.first.locator("th a").click()
    expect(page.locator(".ph")).to_contain_text(case)
    page.go_back()
    return count


def _crosses(page: Page, count: int, file: Path) -> None:
    """Three clicks: place × kind × period; kept under a name, opened by it, and the same table as an Excel file."""
    follow(page, "交叉看")
    page.get_by_label("列怎么分").get_by_role("link", name="隐患类别").click()
    follow(page, "今年以来")
    head(page, "新增隐患")
    table = page.locator(".scroll table.tb")
    expect(table.locator("thead th").first).to_have_text("下级地点")
    whole = table.locator("tr.sum td").nth(-3)
    assert number(whole) >= count
    page.locator("summary", has_text="留用这张表").click()
    page.get_by_label("名称").fill("今年发现，按街道和种类")
    page.locator("label", has_text="本单位的人都能用").click()
    press(page, "留用")
    said(page, "已留用")
    follow(page, "常用的表")
    follow(page, "今年发现，按街道和种类")
    expect(table.locator("tr.sum td").nth(-3)).to_contain_text(f"{number(whole)}")
    with page.expect_download() as going:
        press(page, "导出这张表")
    going.value.save_as(file)
    cells = [cell for row in load_workbook(file).active.values for cell in row]
    assert number(whole) in cells
    assert "北街道" in cells


def _runs_a_campaign(seats: Seats, page: Page) -> None:
    """Planned from a template, looked at, launched, done at one place, accepted, closed with a sheet."""
    site = seats.site.url
    page.goto(f"{site}/special/")
    follow(page, "制定专项")
    page.locator("tr", has_text="百日攻坚").get_by_role("link", name=re.compile("^用这个")).click()
    page.get_by_label("名称").fill("百日攻坚，走一遍")
    press(page, "看看范围")
    scope = page.locator("section.sheet", has=page.get_by_role("heading", name="范围", exact=True))
    expect(scope).to_contain_text("柳岸新村")
    places = number(scope.locator("b"))
    press(page, "保存专项")
    said(page, "已保存")
    press(page, "启动专项")
    said(page, "已启动")
    board = page.url
    expect(page.locator("main")).to_contain_text(f"已排查 0 ／ 范围 {places} 处")
    before = page.locator("section", has_text="隐患收支").first.inner_text()
    assert "启动时未整改" in before
    worker = seats.page("community_worker", "/special/")
    follow(worker, "百日攻坚，走一遍")
    follow(worker, "任务")
    worker.locator("td.c-what a", has_text="柳岸新村").click()
    card(worker, "已排查")
    press(worker, "记为办完")
    page.goto(board)
    expect(page.locator("main")).to_contain_text(f"已排查 1 ／ 范围 {places} 处")
    page.goto(f"{site}/special/acceptance/")
    page.locator("tr", has_text="柳岸新村").get_by_role("link", name=re.compile("^去验收")).click()
    press(page, "验收通过")
    page.goto(board)
    expect(page.locator("main")).to_contain_text("已验收 1")
    follow(page, "填结项表")
    page.get_by_label("做了什么、成效如何").fill("查了一处，其余转入日常。")
    page.get_by_label("遗留的怎么办、由谁负责").fill("由所在街道在年底前查完。")
    page.get_by_label("签名").fill(SIGNED_BY)
    press(page, "签名结项")
    expect(page.locator("body")).to_contain_text("结项表指纹")
    expect(page.locator("body")).to_contain_text(f"{places} 处；已排查 1，已验收 1")
    page.goto(board)
    expect(page.get_by_role("link", name="看结项表")).to_be_visible()


def test_an_inspector_looks_blindly_hands_over_and_the_bulletin_counts_it(at_work: Seats) -> None:
    office = at_work.page("district_officer", "/inspections/monthly/")
    page = at_work.page("fire_officer", "/inspections/monthly/tasks/", width=PHONE)
    expect(page.locator("main")).to_contain_text("待看 0 处")
    _draws(office)
    month = office.url
    street = at_work.page("street_officer", "/inspections/monthly/")
    expect(street.locator("main")).to_contain_text("还没有督查")
    refused(at_work, street, month)
    found, refuted = _looks_at_everything(at_work, page)
    _looks_at_everything(at_work, at_work.page("housing_officer", "/inspections/monthly/tasks/", width=PHONE))
    office.reload()
    press(office, "公布种子、样本和结果")
    head(office, "督查结果")
    expect(office.locator("main")).to_contain_text("结果与样本一致")
    _counted(at_work, office, found, refuted)


def _draws(office: Page) -> None:
    """Three places and two closed hazards, the seed promised before."""
    office.get_by_label("看多少处地点").fill("3")
    office.get_by_label("看多少条已销号的隐患").fill("2")
    office.get_by_label("每个街道每项最少").fill("1")
    press(office, "开启本月督查")
    said(office, "种子的承诺已记入台账")
    press(office, "冻结范围并抽样")
    said(office, "抽好了")


def _looks_at_everything(seats: Seats, page: Page) -> tuple[str, str]:
    """All tasks of one inspector: at the first place a hazard, handed over on site; the first closed one not put right;
    the rest in order. The numbers of both cases, empty where there was none.
    """
    found = refuted = ""
    tasks = page.locator("a.mli:not(.bare)")
    while True:
        page.goto(f"{seats.site.url}/inspections/monthly/tasks/")
        expect(page.locator("main h2").first).to_contain_text("待看")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
        if not tasks.count():
            return found, refuted
        tasks.first.click()
        expect(page.locator("main")).not_to_contain_text("property_manager")  # blind: nothing of who did what before
        if page.get_by_role("button", name="确已整改").count():
            if refuted:
                press(page, "确已整改")
            else:
                refuted = _not_put_right(page)
        elif found:
            press(page, "这里没问题")
        else:
            found = _finds_and_hands_over(page)
        said(page, "")


def _finds_and_hands_over(page: Page) -> str:
    follow(page, "有隐患，登记")
    pick(page, "隐患类别", "疏散通道")
    page.get_by_label("具体部位").fill("2 单元楼梯口")
    press(page, "登记这一条")
    said(page, "已登记")
    case = page.locator("section", has_text="这次登记的").locator("a").first.inner_text().strip()
    press(page, "看完了")
    head(page, re.compile("."))
    card(page, "已签收")
    page.get_by_label("签收人的单位和岗位").fill("甲物业项目经理")
    press(page, "登记签收情况")
    said(page, "交办情况已登记")
    follow(page, "打开交办单")
    expect(page.locator("body")).to_contain_text(case)
    expect(page.locator("body")).to_contain_text("甲物业项目经理")
    page.go_back()
    return case


def _not_put_right(page: Page) -> str:
    page.locator("summary", has_text="没有改好").click()
    page.get_by_label("现在是什么样").fill("纸箱还在原处")
    press(page, "没有改好，复开")
    return page.locator("section", has_text="这次登记的").locator("a").first.inner_text().strip()


def _counted(seats: Seats, office: Page, found: str, refuted: str) -> None:
    """What was handed over is on the lists; the false closure is open again and named; the bulletin and the 1+2+3 page
    say the same numbers.
    """
    site = seats.site.url
    assert found
    assert refuted
    follow(office, "督查通报")
    expect(office.locator("body")).to_contain_text(refuted)
    words = re.search(r"有隐患的地点：看了 (\d+) 处，(\d+) 处有问题", office.locator("body").inner_text())
    assert words is not None
    case_of(office, site, refuted)
    expect(office.locator(".ph")).to_contain_text("复开")
    office.goto(f"{site}/123/")
    visited = office.locator("a.fig", has_text="盲查看过")
    assert number(visited.locator(".v")) >= int(words[1])
    count = number(visited.locator(".v"))
    visited.click()
    expect(office.locator("section.sheet table.tb").first.locator("tbody tr")).to_have_count(count)
    street = seats.page("street_officer", "/inspections/monthly/")
    expect(street.locator("tbody tr")).to_have_count(1)
    case_of(office, site, found)
    expect(office.locator("main")).to_contain_text("2 单元楼梯口")
    expect(office.locator(".tl, [class*=timeline]").first).to_contain_text("上报")


def test_a_forum_becomes_a_matter_with_an_answer_and_the_report_is_the_committees(at_work: Seats) -> None:
    page = at_work.page("congress_staff", "/observation/")
    matter = _forum(page)
    street = at_work.page("street_officer", "/matters/")
    follow(street, "老旧小区充电位不够")
    street.get_by_label("答复").first.fill("年底前新增四十个充电位，位置已与业委会商定。")
    press(street, "答复委员会")
    expect(street.locator("main")).to_contain_text("第 1 次答复")
    page.goto(matter)
    expect(page.locator("main")).to_contain_text("年底前新增四十个充电位")
    page.locator("label.opt", has_text=re.compile("^满意$")).click()
    press(page, "评价这次答复")
    expect(page.locator(".ph")).to_contain_text("已办结")
    _report(at_work, page)


def _forum(page: Page) -> str:
    """The minutes of a forum, one statement handed on; the address of the matter."""
    follow(page, "登记活动")
    card(page, "问题探讨")
    page.get_by_label("名称").fill("电动自行车停放充电座谈")
    page.get_by_label("地点").fill("柳岸新村")
    page.get_by_label("参加人数").fill("12")
    press(page, "登记")
    head(page, "电动自行车停放充电座谈")
    page.get_by_label("谁说的").select_option(label="业委会")
    page.get_by_label("说了什么").fill("充电位不够，晚上没有地方充。")
    press(page, "记下")
    expect(page.locator("#statements")).to_contain_text("充电位不够")
    page.locator("#statements").get_by_role("link", name=re.compile("^转办")).click()
    expect(page.locator("main")).to_contain_text("来自这条发言")
    page.get_by_label("事项", exact=True).fill("老旧小区充电位不够")
    page.get_by_label("具体情况和要求").fill("请拿出增设充电位的计划和时间。")
    pick(page, "承办单位", "北街道办事处")
    press(page, "转办")
    head(page, "老旧小区充电位不够")
    return page.url


def _report(seats: Seats, page: Page) -> None:
    """Its opening tells of the forum; its figures open; no government post opens it before it is issued."""
    site = seats.site.url
    page.goto(f"{site}/observation/")
    expect(page.locator("section", has_text="报告开头")).to_contain_text("问题探讨")
    page.goto(f"{site}/papers/")
    follow(page, "起草公文")
    card(page, "调研报告")
    press(page, "起草")
    press(page, "保存并看成稿")
    draft = page.url
    expect(page.locator("article.paper")).to_contain_text("问题探讨")
    page.locator("#index td.c-what a").first.click()
    expect(page.locator("main")).to_contain_text("口径")
    government = seats.page("district_officer", "/papers/")
    expect(government.locator("main")).to_contain_text("还没有公文")
    refused(seats, government, draft)
    refused(seats, seats.page("street_officer"), draft)


def test_a_document_goes_its_whole_way_and_whoever_wrote_it_does_not_sign_it(at_work: Seats) -> None:
    page = at_work.page("district_officer", "/papers/")
    follow(page, "起草公文")
    card(page, "情况汇报")
    press(page, "起草")
    for area in page.locator("textarea").all():
        area.fill(area.input_value().replace("【请补充", "【已补充"))
    press(page, "保存并看成稿")
    draft = page.url
    _asks(page, "送征求意见", "北街道办事处")
    street = at_work.page("street_officer", "/papers/")
    _answers(street, "没有意见")
    page.goto(draft)
    _asks(page, "送会签", "示例区消防救援大队")
    expect(page.get_by_role("link", name="签发", exact=True)).to_have_count(0)
    expect(page.locator("main")).to_contain_text("由本单位另一位有签发权的人签发")
    _answers(at_work.page("fire_officer", "/papers/"), "没有意见")
    deputy = at_work.page("deputy")
    refused(at_work, deputy, draft)
    head = at_work.page("district_head", "/papers/")
    head.goto(draft)
    follow(head, "签发")
    press(head, "签发")
    said(head, "现在是“已签发”")
    page.goto(draft)
    follow(page, "印发")
    page.get_by_label("文号").fill("示消〔2026〕8号")
    press(page, "印发")
    said(page, "现在是“已印发”")
    deputy.goto(draft)
    expect(deputy.locator("main")).to_contain_text("示消〔2026〕8号")


def _asks(page: Page, step: str, unit: str) -> None:
    """Send the draft to one unit."""
    follow(page, step)
    page.get_by_label(unit, exact=True).check()
    press(page, step)
    said(page, "现在是")


def _answers(page: Page, words: str) -> None:
    """What waits for the own office, answered."""
    page.locator("main td a[href^='/papers/']").first.click()
    card(page, words)
    press(page, "答复")
    said(page, "已答复")
