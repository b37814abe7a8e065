"""Built styles and scripts: Vite's manifest, read once per build."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from django.core import checks
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

MANIFEST = Path(__file__).parent / "static" / "dist" / "manifest.json"

Manifest = dict[str, dict[str, Any]]


def manifest(path: Path | None = None) -> Manifest:
    """The manifest of the present build; empty where nothing was built (pages then come without style)."""
    path = path or MANIFEST
    try:
        return _read(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        return {}


@lru_cache(maxsize=4)
def _read(path: Path, stamp: int) -> Manifest:
    return cast("Manifest", json.loads(path.read_text(encoding="utf-8")))


def url(entry: str) -> str:
    """The address of an entry's file, or "" where it was not built."""
    chunk = manifest().get(entry)
    return static(f"dist/{chunk['file']}") if chunk else ""


def files(entry: str) -> list[str]:
    """The addresses of everything an entry needs: its script and styles, and those of what it imports."""
    built, seen = manifest(), [entry]
    for name in seen:
        seen += [other for other in built.get(name, {}).get("imports", ()) if other not in seen]
    chunks = [built[name] for name in seen if name in built]
    return [static(f"dist/{file}") for chunk in chunks for file in (chunk["file"], *chunk.get("css", ()))]


def tags(entry: str) -> SafeString:
    """The link and script elements of one entry, such as `src/desk/main.ts`."""
    chunk = manifest().get(entry)
    if chunk is None:
        return format_html("<!-- {}: npm ci && npm run build -->", entry)
    sheets = ((static(f"dist/{file}"),) for file in chunk.get("css", ()))
    styles = format_html_join("", '<link rel="stylesheet" href="{}">', sheets)
    script = format_html('<script type="module" src="{}"></script>', static(f"dist/{chunk['file']}"))
    return styles + script


@checks.register()
def built(**_: object) -> list[checks.CheckMessage]:
    """Warns where the browser half was not built."""
    if manifest():
        return []
    return [checks.Warning("Styles and scripts are not built.", hint="npm ci && npm run build", id="ui.W001")]
