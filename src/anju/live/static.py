"""Styles, scripts and pictures: named by content they are kept for ever, others are asked for again."""

import re
from pathlib import Path

from django.apps import apps
from django.conf import settings
from servestatic import ServeStaticASGI

from anju.live.http import SECURE

HASHED = re.compile(r"[.-][0-9A-Za-z_-]{8,}\.\w+(\.map)?$")
MAX_AGE = 3600
SCRIPT_POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'; frame-ancestors 'none'"
"""A worker lives under the policy of its own file: with nothing allowed it could open no stream of changes."""


def is_immutable(_path: str, url: str) -> bool:
    """Built files carry a hash of their content in their name."""
    return "/dist/" in url and HASHED.search(url) is not None


def _secure(headers: object, path: str, _url: str) -> None:
    for name, value in SECURE:
        headers[name.decode()] = value.decode()  # type: ignore[index]
    if path.endswith(".js"):
        headers["content-security-policy"] = SCRIPT_POLICY  # type: ignore[index]


def folders() -> list[Path]:
    """Every app's `static` folder, in the apps' order."""
    return [folder for app in apps.get_app_configs() if (folder := Path(app.path) / "static").is_dir()]


def build() -> ServeStaticASGI:
    """The application; in debugging it looks for changed files at every request."""
    files = ServeStaticASGI(
        None,
        autorefresh=settings.DEBUG,
        max_age=MAX_AGE,
        allow_all_origins=False,
        immutable_file_test=is_immutable,
        add_headers_function=_secure,
    )
    for folder in reversed(folders()):
        files.add_files(folder, settings.STATIC_URL)
    return files
