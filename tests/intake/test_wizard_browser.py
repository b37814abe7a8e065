"""The wizard in a browser against the real processes: samples follow the column, progress shows by itself."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.cast import PASSWORD
from tests.ui.conftest import CHROMIUM

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(300),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium on this machine"),
]
BUILD = (
    "import django; django.setup()\n"
    "from django.core.management import call_command\n"
    "call_command('migrate', verbosity=0)\n"
    "from tests.cast import make_cast\n"
    "make_cast()\n"
)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("wizard")


@pytest.fixture(scope="module")
def site(data: Path) -> Iterator[str]:
    """The cast's district in a database of its own, served as in production: web and worker."""
    environment = {
        **os.environ,
        "ANJU_DATA_DIR": str(data),
        "ANJU_DATABASE_URL": f"sqlite:///{data}/a.sqlite3",
        "DJANGO_SETTINGS_MODULE": "anju.config.settings",
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
    }
    subprocess.run([sys.executable, "-c", BUILD], check=True, env=environment, cwd=ROOT)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "anju.config.cli", "up", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield _answering(f"http://127.0.0.1:{port}", process)
    finally:
        process.terminate()
        try:
            process.wait(90)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _answering(address: str, process: subprocess.Popen[bytes]) -> str:
    for _ in range(600):
        try:
            with urllib.request.urlopen(f"{address}/sign-in/", timeout=1):
                return address
        except OSError:
            assert process.poll() is None, "the site ended before it answered"
            try:
                process.wait(0.2)
            except subprocess.TimeoutExpired:
                continue
    raise AssertionError("the site does not answer")


@pytest.fixture
def page(site: str) -> Iterator[Page]:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        opened = browser.new_page(viewport={"width": 390, "height": 844}, locale="zh-CN")
        opened.set_default_timeout(60_000)
        yield opened
        browser.close()


def choose(page: Page, field: str, column: str) -> None:
    """A column for a field; the page comes again with what the table says there."""
    with page.expect_navigation():
        page.select_option(f"select[name=column_{field}]", column)


def test_a_street_officer_brings_in_a_table_on_a_phone(page: Page, site: str, data: Path) -> None:
    said: list[str] = []
    page.on("console", lambda told: said.append(told.text) if told.type in ("error", "warning") else None)
    table = data / "台账.csv"
    table.write_text("名字,门牌,哪个小区,几层\n11幢,B-11,柳岸新村,18\n12幢,B-12,柳岸新村,十八\n", encoding="gb18030")
    page.goto(f"{site}/imports/new/buildings/")
    page.fill("input[name=login]", "street_officer")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.set_input_files("input[type=file]", str(table))
    page.click("text=上传并对应列")
    choose(page, "code", "门牌")
    page.wait_for_selector(".tag:has-text('B-11')")
    choose(page, "name", "名字")
    page.wait_for_selector(".tag:has-text('12幢')")
    choose(page, "estate", "哪个小区")
    page.wait_for_selector(".tag:has-text('柳岸新村')")
    choose(page, "storeys", "几层")
    page.wait_for_selector(".tag:has-text('十八')")
    page.check("text=标着“猜的”的几列我核对过")
    page.click("text=检查这张表")
    page.wait_for_selector("text=请你决定")
    assert "“十八”不是整数" in page.inner_text("main")
    with page.expect_download() as download:
        page.click("text=下载原表，带错误原因")
    assert download.value.suggested_filename == "台账_错误原因.xlsx"
    page.click("text=只导入没有错的行")
    page.wait_for_selector("text=导入完成")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.click("a:has-text('11幢')")
    page.wait_for_selector("h1:has-text('11幢')")
    assert said == []
    with sqlite3.connect(data / "a.sqlite3") as database:
        found = database.execute("SELECT name FROM places_place WHERE code LIKE 'B-%'").fetchall()
    assert found == [("11幢",)]
