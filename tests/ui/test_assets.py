"""Built files are found by the manifest; an unbuilt checkout still shows its pages."""

import json
from pathlib import Path

import pytest
from django.core import checks

from anju.ui import assets

BUILT = {"src/desk/main.ts": {"file": "assets/desk-1.js", "css": ["assets/desk-1.css"], "isEntry": True}}


@pytest.fixture
def manifest(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(BUILT), encoding="utf-8")
    monkeypatch.setattr(assets, "MANIFEST", path)
    return path


def test_an_entry_brings_its_styles_and_its_script(manifest: Path) -> None:
    html = assets.tags("src/desk/main.ts")
    assert '<link rel="stylesheet" href="/static/dist/assets/desk-1.css">' in html
    assert '<script type="module" src="/static/dist/assets/desk-1.js"></script>' in html


def test_a_new_build_is_seen_without_restart(manifest: Path) -> None:
    assets.tags("src/desk/main.ts")
    manifest.write_text(json.dumps(BUILT).replace("desk-1", "desk-22"), encoding="utf-8")
    import os

    os.utime(manifest, ns=(1, 1))
    assert "desk-22" in assets.tags("src/desk/main.ts")


def test_without_a_build_pages_say_what_to_run(manifest: Path) -> None:
    manifest.unlink()
    assert "npm run build" in assets.tags("src/desk/main.ts")
    assert [warning.id for warning in assets.built()] == ["ui.W001"]


def test_with_a_build_there_is_nothing_to_warn_of(manifest: Path) -> None:
    warnings: list[checks.CheckMessage] = assets.built()
    assert warnings == []
