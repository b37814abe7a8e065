"""Writes docs/settings.md from the declared environment variables; a test says when it is out of date."""

import os
import sys
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "docs" / "settings.md"
HEAD = """# Settings

Every environment variable that Anju reads. Made by `python tools/settings_doc.py`.

| variable | default | meaning |
|---|---|---|
"""


def page() -> str:
    """The page as it should be."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anju.config.settings")
    from django.conf import settings

    from anju.config import env

    data = str(settings.ANJU_DATA_DIR)
    rows = [
        f"| `{known.name}` | {_shown(known.default, data)} | {known.meaning.replace('|', '/')} |"
        for known in sorted(env.DECLARED.values(), key=lambda known: known.name)
    ]
    return HEAD + "\n".join(rows) + "\n"


def _shown(default: str, data: str) -> str:
    return f"`{default.replace(data, '…')}`" if default else "(none)"


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
    sys.exit(0)
