"""The folder of uploaded tables: one file a run, put away some time after the run is over."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

_ERRORS = ".errors.xlsx"
_ROWS = ".rows"


@dataclass(frozen=True, slots=True)
class Stored:
    """What was kept: the name in the folder, bytes, SHA-256."""

    name: str
    size: int
    sha256: str


def folder() -> Path:
    """The folder, made on first use, for this user alone."""
    path = Path(settings.ANJU_FILES_DIR) / "imports"
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def keep(chunks: Iterable[bytes]) -> Stored:
    """Write an upload. It appears under its name only when it is whole."""
    name = secrets.token_hex(16)
    target, part = folder() / name, folder() / f"{name}.part"
    digest, size = hashlib.sha256(), 0
    with part.open("wb") as stream:
        for chunk in chunks:
            stream.write(chunk)
            digest.update(chunk)
            size += len(chunk)
    part.replace(target)
    return Stored(name, size, digest.hexdigest())


def path_of(name: str) -> Path:
    """Where an upload lies."""
    return folder() / name


def errors_path(name: str) -> Path:
    """Where the same rows with their reasons lie."""
    return folder() / f"{name}{_ERRORS}"


def rows_path(name: str) -> Path:
    """Where its rows lie as the check converted them."""
    return folder() / f"{name}{_ROWS}"


def put_away(name: str) -> None:
    """Remove an upload and what was made of it, what a killed worker left half written too."""
    for path in folder().glob(f"{name}*"):
        path.unlink(missing_ok=True)
