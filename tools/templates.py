"""Compiles every template: an unknown tag or filter, or an unclosed block, is found here and not by a visitor."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "anju"


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
            except (TemplateSyntaxError, TemplateDoesNotExist, UnicodeDecodeError) as error:
                wrong.append(f"{file.relative_to(ROOT)}: {error!r}")
    print("\n".join(wrong) if wrong else f"{count} templates compile")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
