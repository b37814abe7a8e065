"""Photos of a form in a real browser: shrunk, sent in pieces beside the form, taken up again after a lost line."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FileChooser, Page, Route, expect

from tests.kernel.files.pictures import CAMERA, photo
from tests.ui.conftest import Site

pytestmark = pytest.mark.browser
UPLOADS = re.compile(r"/live/uploads(/.*)?$")


class Sink:
    """Stands in for `/live/uploads`: keeps what arrives, loses the line when told to."""

    def __init__(self) -> None:
        self.length, self.data, self.lose, self.refusal, self.gone = 0, b"", 0, "", False

    def __call__(self, route: Route) -> None:
        method = route.request.method
        if method == "POST":
            self.length = int(route.request.headers["upload-length"])
            route.fulfill(status=201, json={"token": "abc", "offset": 0})
        elif method == "GET":
            route.fulfill(json={"offset": len(self.data)})
        elif method == "DELETE":
            self.gone = True
            route.fulfill(status=204)
        elif self.lose:
            self.lose -= 1
            self.data += (route.request.post_data_buffer or b"")[:1000]
            route.abort("connectionreset")
        elif self.refusal:
            route.fulfill(status=422, content_type="application/problem+json", body=json.dumps({"title": self.refusal}))
        else:
            self._take(route)

    def _take(self, route: Route) -> None:
        assert int(route.request.headers["upload-offset"]) == len(self.data)
        self.data += route.request.post_data_buffer or b""
        route.fulfill(json={"offset": len(self.data), "complete": len(self.data) == self.length, "media": "photo"})


@pytest.fixture
def sink() -> Sink:
    return Sink()


@pytest.fixture
def form(browser: Browser, site: Site, sink: Sink) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    context.set_default_timeout(15_000)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if "Content Security" in message.text else None)
    page.route(UPLOADS, sink)
    page.goto(site.page("forms"))
    yield page
    assert said == []
    context.close()


def _choose(page: Page, tmp_path: Path, *, size: tuple[int, int] = (900, 700), seed: int = 1) -> None:
    file = tmp_path / f"{seed}.jpg"
    file.write_bytes(photo(size=size, seed=seed, orientation=6))
    page.set_input_files("[data-photos-live] input:not([capture])", str(file))


def _sent(page: Page) -> None:
    expect(page.locator("[data-photos-live] li .said")).to_have_text("已传")


def test_a_small_photo_is_sent_as_it_is_and_the_form_carries_its_token(form: Page, sink: Sink, tmp_path: Path) -> None:
    _choose(form, tmp_path)
    _sent(form)
    assert sink.data == photo(size=(900, 700), orientation=6)
    expect(form.locator("[data-photos-live] input[type=hidden]")).to_have_value("abc")


def test_a_large_photo_is_shrunk_and_keeps_when_and_where_it_was_taken(form: Page, sink: Sink, tmp_path: Path) -> None:
    from anju.kernel.files import images

    _choose(form, tmp_path, size=(4000, 3000))
    _sent(form)
    import io

    picture = images.read(io.BytesIO(sink.data))
    assert max(picture.width, picture.height) == 2560
    assert picture.width < picture.height  # it was taken on its side and stands upright now
    assert picture.captured.orientation == 1
    assert picture.captured.at is not None
    assert picture.captured.lon_e7 is not None
    assert CAMERA.encode() in sink.data


def test_after_a_lost_line_it_goes_on_where_it_stopped(form: Page, sink: Sink, tmp_path: Path) -> None:
    sink.lose = 2
    _choose(form, tmp_path)
    _sent(form)
    assert sink.data == photo(size=(900, 700), orientation=6)


def test_a_refusal_stands_beside_its_photo(form: Page, sink: Sink, tmp_path: Path) -> None:
    sink.refusal = "照片打不开"
    _choose(form, tmp_path)
    expect(form.locator("[data-photos-live] li.wrong .said")).to_have_text("照片打不开")


def test_a_removed_photo_is_taken_back(form: Page, sink: Sink, tmp_path: Path) -> None:
    _choose(form, tmp_path)
    _sent(form)
    form.locator("[data-photos-live] li button", has_text="移除").click()
    expect(form.locator("[data-photos-live] li")).to_have_count(0)
    assert sink.gone


def test_the_input_is_reached_and_opened_by_keyboard(form: Page) -> None:
    field = form.locator("[data-photos-live] input:not([capture])").first
    field.focus()
    expect(field).to_be_focused()
    opened: list[FileChooser] = []

    def hand_over(chooser: FileChooser) -> None:  # a bound method of a list is refused
        opened.append(chooser)

    form.on("filechooser", hand_over)
    form.wait_for_timeout(500)  # asked to hand choosers over, the browser does so from a moment later only
    form.keyboard.press("Enter")
    for _ in range(100):
        if opened:
            break
        form.wait_for_timeout(100)
    assert opened
