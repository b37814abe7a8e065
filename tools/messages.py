"""Texts in two languages: `extract` finds them, `compile` makes what Django reads, `check` says what is missing.

Chinese is the source; each app keeps its English in `locale/en/LC_MESSAGES/django.po`. No gettext tools needed.
"""

import argparse
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polib

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "anju"
FALLBACK = SOURCE / "config"
"""Texts of folders that are no Django app (kernel parts) are kept here: config is installed last."""

KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3), "npgettext_lazy": ((1, "c"), 2, 3),
}  # fmt: skip
ALIAS = re.compile(r"\b(\w+) as (\w+)")
"""A module that marks lazily and at once calls one of the two by another name: `gettext as now_`."""
PLACEHOLDER = re.compile(r"%\([^)]+\)[sd]|%[sd]|\{[^{}]*\}")
Key = tuple[str | None, str, str | None]
"""(context, text, plural or None)"""


def apps() -> list[Path]:
    """Folders that hold a Django app, deepest first."""
    found = {file.parent for file in SOURCE.rglob("apps.py")} | {FALLBACK}
    return sorted(found, key=lambda folder: (-len(folder.parts), str(folder)))


def app_of(file: Path, folders: list[Path]) -> Path:
    """The app whose locale folder keeps a file's texts."""
    return next((folder for folder in folders if folder in file.parents), FALLBACK)


def texts_of(file: Path) -> Iterator[Key]:
    """The marked texts of a Python module or template."""
    options = {"encoding": "utf-8"}
    from babel.messages.extract import extract

    code = file.read_text(encoding="utf-8")
    if file.suffix != ".py":
        yield from texts_of_page(code)
        return
    stream = io.BytesIO(code.encode())
    keywords = {**KEYWORDS, **aliases_of(code)}
    for _line, message, _comments, context in extract("python", stream, keywords=keywords, options=options):
        words = message if isinstance(message, tuple) else (message,)
        if words and words[0]:
            yield context, words[0], words[1] if len(words) > 1 else None


def aliases_of(code: str) -> dict[str, Any]:
    """By what other names a module calls the functions that mark a text."""
    lines = [line for line in code.splitlines() if line.startswith("from django.utils.translation import ")]
    pairs = [pair for line in lines for pair in ALIAS.findall(line)]
    return {alias: KEYWORDS[name] for name, alias in pairs if name in KEYWORDS}


def texts_of_page(code: str) -> Iterator[Key]:
    """The marked texts of a page template."""
    from jinja2 import Environment

    pages = Environment(extensions=["jinja2.ext.i18n"])
    pages.install_gettext_callables(str, str, newstyle=True)  # type: ignore[attr-defined]
    found = pages.extract_translations(code, gettext_functions=tuple(KEYWORDS))  # type: ignore[attr-defined]
    for _line, keyword, message in found:
        words = list(message) if isinstance(message, tuple) else [message]
        context = words.pop(0) if "pgettext" in keyword else None
        yield context, words[0], words[1] if keyword.startswith("n") else None


def extracted() -> dict[Path, dict[Key, set[str]]]:
    """App folder → text → files it stands in."""
    folders = apps()
    found: dict[Path, dict[Key, set[str]]] = {folder: {} for folder in folders}
    for file in sorted(SOURCE.rglob("*")):
        if "migrations" in file.parts or file.suffix not in {".py", ".html", ".txt"} or not file.is_file():
            continue
        if file.suffix != ".py" and "templates" not in file.parts:
            continue
        app = app_of(file, folders)
        for key in texts_of(file):
            found[app].setdefault(key, set()).add(file.relative_to(SOURCE).as_posix())
    return found


def catalogue(app: Path) -> Path:
    return app / "locale" / "en" / "LC_MESSAGES" / "django.po"


def load(path: Path) -> dict[Key, polib.POEntry]:
    if not path.exists():
        return {}
    return {
        (entry.msgctxt, entry.msgid, entry.msgid_plural or None): entry
        for entry in polib.pofile(str(path))
        if not entry.obsolete
    }


def extract_all() -> int:
    """Bring every catalogue in step, keeping translations; return how many texts still wait for one."""
    missing = 0
    for app, found in extracted().items():
        path = catalogue(app)
        if not found:
            path.unlink(missing_ok=True)
            continue
        old = load(path)
        file = polib.POFile(wrapwidth=110)
        file.metadata = {
            "Language": "en",
            "MIME-Version": "1.0",
            "Content-Type": "text/plain; charset=UTF-8",
            "Content-Transfer-Encoding": "8bit",
            "Plural-Forms": "nplurals=2; plural=(n != 1);",
        }
        for key in sorted(found, key=lambda key: (key[1], key[0] or "")):
            entry = entry_of(key, old.get(key))
            entry.occurrences = [(name, "") for name in sorted(found[key])]
            missing += not complete(entry)
            file.append(entry)
        path.parent.mkdir(parents=True, exist_ok=True)
        file.save(str(path))
    return missing


def entry_of(key: Key, old: polib.POEntry | None) -> polib.POEntry:
    context, text, plural = key
    if plural is None:
        return polib.POEntry(
            msgctxt=context, msgid=text, msgstr=old.msgstr if old else "", tcomment=old.tcomment if old else ""
        )
    forms = old.msgstr_plural if old else {0: "", 1: ""}
    return polib.POEntry(msgctxt=context, msgid=text, msgid_plural=plural, msgstr_plural=forms)


def complete(entry: polib.POEntry) -> bool:
    return all(entry.msgstr_plural.values()) if entry.msgid_plural else bool(entry.msgstr)


def faults() -> Iterator[str]:
    """Texts without a translation, translations without a text, and lost placeholders."""
    for app, found in extracted().items():
        name, have = app.relative_to(ROOT), load(catalogue(app))
        for key in sorted(found.keys() - have.keys(), key=lambda key: key[1]):
            yield f"{name}: not in the catalogue: {key[1]!r} (run tools/messages.py extract)"
        for key in sorted(have.keys() - found.keys(), key=lambda key: key[1]):
            yield f"{name}: no longer used: {key[1]!r} (run tools/messages.py extract)"
        for key in sorted(have.keys() & found.keys(), key=lambda key: key[1]):
            if not complete(have[key]):
                yield f"{name}: not translated: {key[1]!r}"
            elif not entry_keeps_placeholders(have[key]):
                yield f"{name}: placeholders differ: {key[1]!r}"


def entry_keeps_placeholders(entry: polib.POEntry) -> bool:
    """Every translation has the placeholders of its text; a singular form may leave out the number."""
    wanted = set(PLACEHOLDER.findall(entry.msgid))
    if not entry.msgid_plural:
        return set(PLACEHOLDER.findall(entry.msgstr)) == wanted
    return all(set(PLACEHOLDER.findall(form)) <= wanted for form in entry.msgstr_plural.values())


def compile_all() -> int:
    """Write a `.mo` beside every `.po` that is newer; return how many."""
    written = 0
    for path in sorted(SOURCE.rglob("locale/*/LC_MESSAGES/django.po")):
        target = path.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= path.stat().st_mtime_ns:
            continue
        polib.pofile(str(path)).save_as_mofile(str(target))
        written += 1
    return written


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("extract", "compile", "check"))
    what = parser.parse_args().what
    if what == "compile":
        print(f"{compile_all()} compiled")
        return 0
    import django
    from django.conf import settings

    settings.configure(USE_I18N=True)
    django.setup()
    if what == "extract":
        print(f"{extract_all()} texts wait for a translation")
        return 0
    wrong = list(faults())
    print("\n".join(wrong) if wrong else "every text is translated")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
