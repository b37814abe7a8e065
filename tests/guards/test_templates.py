"""Every template is used by somebody."""

import re

from tests.guards.house import ROOT, SOURCE

BY_NAME = re.compile(r"ui/specimens/\w+\.html")
"""Chosen by a page's name (`ui/views.py`)."""


def test_no_template_is_left_unused() -> None:
    texts = {file: file.read_text(encoding="utf-8") for file in SOURCE.rglob("*") if file.suffix in {".py", ".html"}}
    unused = []
    for file in sorted(SOURCE.rglob("templates/**/*.*")):
        name = str(file).partition("/templates/")[2]
        if BY_NAME.fullmatch(name) or not file.is_file():
            continue
        if not any(name in text for other, text in texts.items() if other != file):
            unused.append(str(file.relative_to(ROOT)))
    assert unused == [], "no view, tag, widget or template names these: use them or remove them"
