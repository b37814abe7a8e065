"""The app counts its minutes, sends a day when it is over, and sends it again in the same words until answered."""

from typing import Any

import pytest
from playwright.sync_api import Page, Request, Route

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
SEED = """() => new Promise(done => { indexedDB.open("anju-phone").onsuccess = e => {
  const work = e.target.result.transaction("meta", "readwrite"), two = n => String(n).padStart(2, "0");
  const day = back => { const at = new Date(Date.now() - back * 86400000);
    return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`; };
  const days = {[day(15)]: {ms: 1860000, token: "a".repeat(36)}, [day(1)]: {ms: 20000, token: "b".repeat(36)}};
  work.objectStore("meta").put({days, weeks: []}, "minutes");
  work.oncomplete = () => { e.target.result.close(); done([day(15), day(0)]); }; } })"""
KEPT = """() => new Promise(done => { indexedDB.open("anju-phone").onsuccess = e => {
  const box = e.target.result;
  box.transaction("meta").objectStore("meta").get("minutes").onsuccess = r => {
    box.close(); done(r.target.result); } } })"""


def sent(page: Page, answer: int) -> dict[str, Any]:
    """What the app sends next; it is answered so, or not at all."""
    heard: list[Request] = []

    def reply(route: Route) -> None:
        heard.append(route.request)
        if answer:
            route.fulfill(status=answer, content_type="application/json", body="{}")
        else:
            route.abort()

    page.route("**/app/minutes", reply)
    page.reload()
    page.wait_for_selector("[data-now]")
    page.mouse.click(195, 5)
    with page.expect_event("requestfinished" if answer else "requestfailed", _is_minutes, timeout=60_000):
        pass
    page.unroute("**/app/minutes")
    said: dict[str, Any] = heard[0].post_data_json
    return said


def _is_minutes(request: Request) -> bool:
    return request.url.endswith("/app/minutes")


def test_a_finished_day_is_sent_again_until_it_is_answered(app: Page) -> None:
    old, today = app.evaluate(SEED)
    first = sent(app, 0)
    assert first == {"days": [{"day": old, "minutes": 31, "token": "a" * 36, "first": True}]}, "half a minute is none"
    assert sent(app, 200) == first
    app.wait_for_timeout(500)
    kept = app.evaluate(KEPT)
    assert list(kept["days"]) == [today], "what was answered is gone, and today waits until it is over"
    assert kept["days"][today]["ms"] > 0
    assert len(kept["weeks"]) == 1
