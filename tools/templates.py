"""Compiles every template: an unclosed block, a filter, component or address that is not there is found here."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "anju"


def faults(code: str) -> Iterator[str]:
    """What a page asks of `ui` that `ui` has not, and addresses that lead nowhere."""
    from django.template import engines
    from jinja2 import nodes

    pages = engines["anju"].env  # type: ignore[attr-defined]
    tree, known, addresses = pages.parse(code), vars(pages.globals["ui"]), names_of_addresses()
    for asked in tree.find_all(nodes.Getattr):
        if isinstance(asked.node, nodes.Name) and asked.node.name == "ui" and asked.attr not in known:
            yield f"line {asked.lineno}: ui.{asked.attr} does not exist"
    for call in tree.find_all(nodes.Call):
        if not isinstance(call.node, nodes.Getattr) or call.node.attr != "url":
            continue
        if isinstance(call.args[0], nodes.Const) and call.args[0].value not in addresses:
            yield f"line {call.lineno}: no page is named {call.args[0].value}"


def names_of_addresses() -> set[str]:
    """Every page by name: `lists:case`."""
    from django.urls import get_resolver

    found: set[str] = set()
    for namespace, (_prefix, resolver) in get_resolver().namespace_dict.items():
        found |= {f"{namespace}:{name}" for name in resolver.reverse_dict if isinstance(name, str)}
    return found


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anju.config.settings")
    import django
    from django.template import TemplateDoesNotExist, TemplateSyntaxError
    from django.template.loader import get_template

    django.setup()
    wrong, count = [], 0
    for folder in sorted(SOURCE.rglob("templates")):
        for file in sorted(path for path in folder.rglob("*") if path.suffix in {".html", ".txt"}):
            count += 1
            name = str(file.relative_to(folder))
            try:
                get_template(name)
                said = list(faults(file.read_text(encoding="utf-8")))
            except (TemplateSyntaxError, TemplateDoesNotExist, UnicodeDecodeError) as error:
                said = [repr(error)]
            wrong += [f"{file.relative_to(ROOT)}: {one}" for one in said]
    print("\n".join(wrong) if wrong else f"{count} templates compile")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
