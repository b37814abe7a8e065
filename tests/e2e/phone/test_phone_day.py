"""A whole day on the real server: 200 records and 100 photos over a line that is cut, flaps and crawls, the browser
killed twice; in the end every record is there exactly once."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright

from tests.e2e.conftest import build, free_port, running, sign_in
from tests.e2e.phone.conftest import Phone
from tests.e2e.phone.hand import until
from tests.e2e.phone.line import Line

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(1500)]

DEEDS = """async ({count, from}) => {
  const pause = ms => new Promise(done => setTimeout(done, ms));
  const find = async what => {
    for (let i = 0; i < 600; i += 1) {
      const found = document.querySelector(what);
      if (found) return found;
      await pause(20);
    }
    throw new Error("not there: " + what + " at " + location.hash + " " + document.querySelector("main").textContent);
  };
  const all = store => new Promise(done => { indexedDB.open("anju-phone").onsuccess = e => {
    const box = e.target.result;
    box.transaction(store).objectStore(store).getAll().onsuccess = r => { box.close(); done(r.target.result); };
  }; });
  const deeds = async () => (await all("records")).filter(one => one.kind !== "photo").length;
  location.hash = "#/places";
  await find("[data-place]");
  const places = [...document.querySelectorAll("[data-place]")].map(one => one.dataset.place);
  for (let n = from; n < from + count; n += 1) {
    const before = await deeds();
    const place = places[n % places.length];
    if (n % 2) {
      location.hash = `#/camera/${place}`;
      (await find("[data-shutter]:not([disabled])")).click();
      await find("[data-kind]");
      const kinds = document.querySelectorAll("[data-kind]");
      kinds[Math.floor(n / 2) % kinds.length].click();
      await find("[data-kind][aria-pressed=true]");
      document.querySelector("[data-save]").click();
    } else {
      location.hash = `#/place/${place}`;
      const answers = ["[data-seen]", "[data-no-entry]", "[data-no-time]"];
      (await find(answers[(n / 2) % 3])).click();
    }
    for (let i = 0; i < 600 && (await deeds()) === before; i += 1) await pause(10);
    if ((await deeds()) !== before + 1) throw new Error("not kept: " + document.querySelector("main").textContent);
  }
}"""
KEPT = """() => new Promise(done => { indexedDB.open("anju-phone").onsuccess = e => {
  const box = e.target.result, work = box.transaction(["records", "pieces", "meta"]);
  const told = {};
  work.objectStore("records").getAll().onsuccess = r => (told.records = r.target.result);
  work.objectStore("pieces").getAllKeys().onsuccess = r => (told.pieces = r.target.result.length);
  work.objectStore("meta").get("device").onsuccess = r => (told.device = r.target.result);
  work.oncomplete = () => { box.close(); done(told); };
}; })"""


@dataclass
class Town:
    """The real site, its data, and the line to it."""

    folder: Path
    line: Line

    def ask(self, sql: str) -> list[Any]:
        """Rows of the site's own database, read only."""
        base = sqlite3.connect(f"file:{self.folder / 'anju.sqlite3'}?mode=ro", uri=True)
        try:
            return base.execute(sql).fetchall()
        finally:
            base.close()


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("town")
    build(folder, "--people")
    port = free_port()
    with running(folder, port):
        line = Line(port)
        yield Town(folder, line)
        line.close()


@pytest.fixture
def phone(playwright: Playwright, town: Town, tmp_path: Path) -> Iterator[Phone]:
    phone = Phone(playwright, tmp_path / "profile", town.line.url).start()
    yield phone
    phone.kill()
    assert phone.complaints == []


def work(page: Page, first: int, count: int) -> None:
    page.evaluate(DEEDS, {"count": count, "from": first})


def test_a_day_over_a_bad_line_loses_nothing_and_doubles_nothing(phone: Phone, town: Town) -> None:
    assert phone.context is not None
    page = phone.context.new_page()
    sign_in(page, town.line.url, "grid_member")
    phone.close()  # a browser killed in the half minute after a sign-in forgets it
    page = phone.start().open("/app/#/places")
    page.wait_for_selector("[data-place]")
    page.wait_for_function("navigator.serviceWorker.ready.then(r => !!r.active)")
    town.line.cut()
    work(page, 0, 60)
    town.line.flap()
    work(page, 60, 50)
    phone.kill()
    town.line.cut()
    page = phone.start().open("/app/#/places")  # from what the phone keeps
    page.wait_for_selector("[data-place]")
    work(page, 110, 30)
    town.line.slow(60_000)
    work(page, 140, 30)
    phone.kill()
    town.line.flap()
    page = phone.start().open("/app/#/places")
    page.wait_for_selector("[data-place]")
    work(page, 170, 30)
    town.line.mend()
    _all_sent(page)
    _compare(page, town)


def _all_sent(page: Page) -> None:
    page.goto(page.url.partition("#")[0] + "#/sync")

    def done() -> bool:
        told = page.evaluate(KEPT)
        if not told["pieces"] and all(one.get("result") for one in told["records"]):
            return True
        send = page.locator("[data-send]")
        if send.is_enabled():
            send.click()
        return False

    until(done, 600, every=2)


def _compare(page: Page, town: Town) -> None:
    told = page.evaluate(KEPT)
    mine = {one["key"].replace("-", ""): one for one in told["records"] if one["kind"] != "photo"}
    assert len(mine) == 200
    rows = town.ask("SELECT replace(key, '-', ''), kind, seq FROM grid_record")
    deeds = {key: (kind, seq) for key, kind, seq in rows if kind != "photo"}
    assert deeds == {key: (one["kind"], one["seq"]) for key, one in mine.items()}
    assert len(rows) == len({key for key, _kind, _seq in rows})
    assert sorted(seq for _key, _kind, seq in rows) == list(range(1, told["device"]["seq"] + 1))
    states = Counter(dict(town.ask("SELECT state, count(*) FROM grid_recordresult GROUP BY state")))
    assert states == {"applied": len(rows)}
    assert town.ask("SELECT count(*), count(DISTINCT client_id) FROM grid_recordphoto") == [(100, 100)]
    hazards = [key for key, one in mine.items() if one["kind"] == "hazard"]
    assert len(hazards) == 100
    assert town.ask("SELECT count(*) FROM lists_hazard")[0][0] == 100
