"""docs/settings.md says what the code reads."""

import importlib.util
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_of_settings_is_current() -> None:
    spec = importlib.util.spec_from_file_location("anju_settings_doc", ROOT / "tools" / "settings_doc.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    current = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert current == module.page(), "run: python tools/settings_doc.py"
