"""The door, one's account and the registers in a real browser: the whole way in, axe, policy, width.

The browser's requests are answered in the test's own transaction, so that nothing needs to be committed: what Chromium
asks for goes to Django's test client, which keeps the cookies.
"""

import os
from contextvars import copy_context
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from anju.people.models import Account
from tests.cast import PASSWORD, Cast
from tests.people.pages import url
from tests.ui.conftest import AXE, browser
from tests.ui.test_specimens_axe import RUN_AXE

__all__ = ["browser"]
pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

ORIGIN = "http://testserver"
DROPPED = frozenset({"cookie", "host", "content-length", "content-type"})
TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml", "json": "application/json"}


class Tab:
    """A browser tab whose requests Django's test client answers."""

    def __init__(self, browser: Browser, width: int, *, for_axe: bool = False) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.home = copy_context()
        self.context: BrowserContext = browser.new_context(
            viewport={"width": width, "height": 800}, locale="zh-CN", bypass_csp=for_axe
        )
        self.context.set_default_timeout(15_000)
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", self._noted)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.context.route("**/*", self._answer)

    def _noted(self, said: object) -> None:
        text = str(getattr(said, "text", ""))
        if "Content Security Policy" in text:
            self.complaints.append(text)

    def _answer(self, route: Route) -> None:
        request = route.request
        parts = urlsplit(request.url)
        if parts.path.startswith("/static/"):
            return self._file(route, parts.path.removeprefix("/static/"))
        if parts.path.startswith("/live/"):
            return route.abort()
        headers = {name: value for name, value in request.headers.items() if name not in DROPPED}
        answer = self.home.run(  # the context that holds the test's connection
            self.client.generic,
            request.method,
            f"{parts.path}?{parts.query}" if parts.query else parts.path,
            request.post_data_buffer or b"",
            content_type=request.headers.get("content-type", "application/octet-stream"),
            headers=headers,
            follow=False,
        )
        if answer.status_code in (301, 302):  # Chromium would ask the network for where a made-up answer leads
            onward = f'<meta http-equiv="refresh" content="0;url={answer["Location"]}">'
            return route.fulfill(status=200, content_type="text/html", body=onward)
        kept = {name: value for name, value in answer.headers.items() if name.lower() != "set-cookie"}
        return route.fulfill(status=answer.status_code, headers=kept, body=answer.content)

    def _file(self, route: Route, name: str) -> None:
        found = finders.find(name)
        if not isinstance(found, str):
            return route.fulfill(status=404, body="")
        return route.fulfill(path=found, content_type=TYPES.get(name.rpartition(".")[2], "application/octet-stream"))

    def open(self, path: str) -> Page:
        """Go there."""
        self.page.goto(ORIGIN + path)
        return self.page

    def enter(self, login: str) -> Page:
        """Through the door with the keyboard."""
        self.open(url("sign-in"))
        self.page.get_by_label("登录名").fill(login)
        self.page.get_by_label("密码").fill(PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(lambda address: "/sign-in/" not in address)
        return self.page


@pytest.fixture(autouse=True)
def same_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Playwright's loop runs in this thread, and Django is asked from it."""
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "1")


def test_somebody_comes_in_is_told_who_they_are_and_leaves(browser: Browser, cast: Cast) -> None:
    tab = Tab(browser, 1366)
    page = tab.open(url("sign-in"))
    page.get_by_label("登录名").fill("street_officer")
    page.get_by_label("密码").fill("not-the-password")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("登录名或密码不对")
    expect(page.get_by_label("登录名")).to_have_value("street_officer")
    page.get_by_label("密码").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator(".me .name")).to_contain_text("street_officer同志")
    page.locator(".me > summary").click()
    page.locator(".me .drop").get_by_role("link", name="我的账号").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("我的账号")
    page.locator(".me > summary").click()
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("登录")
    tab.open(url("me"))
    page.wait_for_url(f"{ORIGIN}{url('sign-in')}?next=/me/")
    assert tab.complaints == []
    tab.context.close()


def test_a_reason_opens_a_masked_phone_in_a_dialog(browser: Browser, cast: Cast) -> None:
    tab = Tab(browser, 390)
    page = tab.enter("street_officer")
    tab.open(url("person", cast.accounts["grid_member"].pk))
    page.get_by_role("button", name="填写事由后查看").click()
    page.get_by_label("为什么要看").select_option("answer")
    page.get_by_role("dialog").get_by_role("button", name="查看并记录").click()
    expect(page.locator("main")).to_contain_text("13800005678")
    assert tab.complaints == []
    tab.context.close()


def pages(cast: Cast) -> list[str]:
    """Every page of the domain that the street officer opens."""
    post, account = cast.posts["grid_member"].pk, cast.accounts["grid_member"].pk
    company, contract = cast.organisations["company"], cast.organisations["company"].managements.get().pk
    plain = (
        "me", "password", "second-factor", "my-sign-ins", "my-posts", "organisations", "organisation-new", "people",
        "person-new", "enrol", "posts", "post-new", "managements", "management-new", "gaps", "roster", "roles",
    )  # fmt: skip
    found = [url(name) for name in plain]
    found += [url(name, account) for name in ("person", "person-change", "person-leave")]
    found += [url("organisation", company.pk), url("post", post), url("post-close", post)]
    found += [url(f"management{name}", contract) for name in ("", "-end", "-replace", "-custody")]
    return [*found, url("roster-upload", cast.organisations["street"].pk)]


@pytest.mark.parametrize("width", [390, 1366])
def test_every_page_fits_its_screen_and_keeps_the_policy(browser: Browser, cast: Cast, width: int) -> None:
    tab, wrong = Tab(browser, width), []
    page = tab.enter("street_officer")
    for address in pages(cast):
        tab.open(address)
        wider = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if wider > 0:
            wrong.append(f"{address}: {wider} px too wide")
    tab.context.close()
    assert wrong == []
    assert tab.complaints == []


def test_axe_finds_no_violation(browser: Browser, cast: Cast) -> None:
    tab, wrong = Tab(browser, 1366, for_axe=True), []
    for address in [url("sign-in"), url("first-time")]:
        wrong += [f"{address} {found}" for found in _violations(tab, address)]
    tab.enter("street_officer")
    for address in pages(cast):
        wrong += [f"{address} {found}" for found in _violations(tab, address)]
    tab.context.close()
    assert wrong == []


def _violations(tab: Tab, address: str) -> list[str]:
    page = tab.open(address)
    page.add_script_tag(path=str(AXE))
    found: list[str] = page.evaluate(RUN_AXE)
    return found


def test_slips_print_without_style_of_their_own(browser: Browser, cast: Cast) -> None:
    tab = Tab(browser, 1366)
    page = tab.enter("street_officer")
    tab.open(url("person", cast.accounts["grid_member"].pk))
    page.get_by_role("button", name="重置并发码").click()
    expect(page.locator(".slip .code")).to_have_count(1)
    expect(page.locator(".slip svg")).to_be_visible()
    assert tab.complaints == []
    tab.context.close()
    account = Account._all.get(login="grid_member")
    assert not account.has_usable_password()
