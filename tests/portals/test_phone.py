"""The phone app's own files: the same for everybody, small, and all there."""

import asyncio
import gzip
import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from anju.live import static
from anju.portals.views import phone
from anju.ui import assets
from tests.live.asgi import ask, scope_of

LIMIT = 130_000
"""Bytes, compressed, of all that is fetched before the first photo (issue: ≤ 130 KB)."""
FRONTEND = Path(__file__).parents[2] / "frontend" / "src" / "phone"

built = pytest.mark.skipif(not assets.manifest(), reason="npm ci && npm run build")


def _bytes(url: str) -> bytes:
    found = finders.find(url.removeprefix("/static/"))
    assert isinstance(found, str), url
    return Path(found).read_bytes()


def _told(client: Client) -> tuple[dict[str, object], str]:
    """What the worker is told to keep, and its own code."""
    text = client.get(reverse("portals:phone-worker")).content.decode()
    head, _, code = text.partition(";\n")
    return json.loads(head.removeprefix("self.SHELL=")), code


@built
def test_all_of_it_together_is_small(client: Client, db: None) -> None:
    told, _code = _told(client)
    pages = [client.get(reverse(f"portals:{name}")).content for name in ("phone", "phone-worker", "phone-manifest")]
    files = [_bytes(url) for url in told["files"]]  # type: ignore[attr-defined]
    whole = sum(len(gzip.compress(data)) for data in [*pages, *files, _bytes("/static/portals/phone-512.png")])
    assert whole <= LIMIT
    assert whole > 20_000, "something is missing"


@built
def test_all_of_it_goes_compressed_over_the_line(client: Client, db: None) -> None:
    """As the server itself hands it out, to a browser that takes gzip and to one that takes nothing."""
    told, _code = _told(client)
    files, whole = static.build(), 0
    for name in ("phone", "phone-worker"):
        plain = client.get(reverse(f"portals:{name}"))
        pressed = client.get(reverse(f"portals:{name}"), headers={"Accept-Encoding": "gzip"})
        assert (plain.has_header("Content-Encoding"), pressed["Content-Encoding"]) == (False, "gzip")
        assert gzip.decompress(pressed.content) == plain.content
        whole += len(pressed.content)
    for url in told["files"]:  # type: ignore[attr-defined]
        plain, pressed = (asyncio.run(ask(files, scope_of(url, accept_encoding=how))) for how in ("", "gzip"))
        assert plain.body == _bytes(url)
        if not url.endswith(".png"):
            assert pressed.headers["content-encoding"] == "gzip"
            assert gzip.decompress(pressed.body) == plain.body
        whole += len(pressed.body)
    assert 20_000 < whole <= LIMIT


@built
def test_the_worker_keeps_everything_the_shell_asks_for(client: Client, db: None) -> None:
    told, code = _told(client)
    shell = client.get(reverse("portals:phone")).content.decode()
    asked = re.findall(r'(?:src|href)="(/static/[^"]+\.(?:js|css))"', shell)
    assert len(asked) >= 2
    assert set(asked) <= set(told["files"])  # type: ignore[call-overload]
    script = next(url for url in told["files"] if "/phone-" in url and url.endswith(".js"))  # type: ignore[attr-defined]
    imports = re.findall(r"""from\s*["'`]\./([^"'`]+)""", _bytes(script).decode())
    assert {f"/static/dist/assets/{name}" for name in imports} <= set(told["files"])  # type: ignore[call-overload]
    assert "addEventListener" in code


def test_the_shell_knows_nobody_and_sets_nothing(client: Client, db: None) -> None:
    answer = client.get(reverse("portals:phone"))
    assert answer.status_code == 200
    assert not answer.cookies
    assert answer["Cache-Control"] == "no-cache"
    assert "csrf" not in answer.content.decode()
    assert "script-src 'self'" in answer["Content-Security-Policy"]


@built
def test_a_changed_shell_is_another_build(monkeypatch: pytest.MonkeyPatch) -> None:
    before = phone.build_id()
    monkeypatch.setattr(phone, "_shell", lambda build: "another")
    assert phone.build_id() != before


def test_without_built_files_the_shell_still_answers(client: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets, "manifest", dict)
    assert client.get(reverse("portals:phone")).status_code == 200
    assert client.get(reverse("portals:phone-worker")).status_code == 200


def test_the_manifest_stays_below_the_app(client: Client, db: None) -> None:
    told = json.loads(client.get(reverse("portals:phone-manifest")).content)
    assert (told["start_url"], told["scope"]) == ("/app/", "/app/")
    for icon in told["icons"]:
        assert _bytes(icon["src"])[:4] == b"\x89PNG"


def test_every_text_stands_in_the_words_once() -> None:
    """The compiler refuses a text without English; here: no English without a text that is used."""
    words = re.findall(r'^  "([^"]+)": "', (FRONTEND / "words.ts").read_text(encoding="utf-8"), re.M)
    assert len(words) == len(set(words)) > 150
    code = "".join(file.read_text(encoding="utf-8") for file in FRONTEND.rglob("*.ts*") if file.name != "words.ts")
    assert [word for word in words if f'"{word}"' not in code] == []
