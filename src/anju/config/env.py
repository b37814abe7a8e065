"""The only reader of the environment. Each variable is declared with its meaning; docs/settings.md is made of it."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlparse


@dataclass(frozen=True, slots=True)
class Variable:
    """A declared environment variable."""

    name: str
    default: str
    meaning: str


DECLARED: dict[str, Variable] = {}


class SettingError(ValueError):
    """An environment variable holds something unusable; the message names it and says what it takes."""


def text(name: str, default: str, meaning: str) -> str:
    """A string."""
    DECLARED[name] = Variable(name, default, meaning)
    return os.environ.get(name, default)


def flag(name: str, default: bool, meaning: str) -> bool:
    """1/0, true/false, yes/no."""
    raw = text(name, "1" if default else "0", meaning).strip().lower()
    if raw in {"1", "true", "yes", "on"}:
        return True
    if raw in {"", "0", "false", "no", "off"}:
        return False
    raise SettingError(f"{name} takes 1 or 0, not {raw!r}")


def number(name: str, default: int, meaning: str) -> int:
    """A whole number."""
    raw = text(name, str(default), meaning)
    try:
        return int(raw)
    except ValueError as error:
        raise SettingError(f"{name} takes a whole number, not {raw!r}") from error


def listed(name: str, default: str, meaning: str) -> list[str]:
    """Words separated by commas."""
    return [word.strip() for word in text(name, default, meaning).split(",") if word.strip()]


def path(name: str, default: Path, meaning: str) -> Path:
    """A folder or file; the default is shown relative to the data folder."""
    DECLARED[name] = Variable(name, default.name, meaning)
    raw = os.environ.get(name)
    return Path(raw).expanduser().resolve() if raw else default


def secret(name: str, file: Path, meaning: str) -> str:
    """From the environment, else from `file`, which is made with a random value on first use."""
    raw = text(name, "", meaning)
    if raw:
        return raw
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(48), encoding="ascii")
    return file.read_text(encoding="ascii")


CONNECTION_KEPT = 600
"""Seconds a thread of pages keeps its connection: opening one costs SQLite more than most pages ask of it."""


def database(url: str) -> dict[str, object]:
    """Django's DATABASES entry for `sqlite:///absolute/path` or `postgresql://user:password@host:port/name`."""
    parts = urlparse(url)
    if parts.scheme == "sqlite":
        file = Path("/" + unquote(parts.path).lstrip("/"))
        file.parent.mkdir(parents=True, exist_ok=True)
        return {"ENGINE": "anju.kernel.db.sqlite", "NAME": str(file), "CONN_MAX_AGE": CONNECTION_KEPT}
    if parts.scheme in {"postgresql", "postgres"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": CONNECTION_KEPT,
        }
    raise SettingError(f"ANJU_DATABASE_URL takes sqlite:///… or postgresql://…, not {parts.scheme!r}")
