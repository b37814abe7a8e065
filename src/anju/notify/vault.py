"""Keys of robots, gateways and webhooks, encrypted at rest with a key outside the database.

AES-256-GCM; each secret is bound to its row's kind (`purpose`), so that one cannot be pasted in place of another. The
key file belongs in the backup: without it the secrets must be typed in again.
"""

import base64
import json
import os
import secrets
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

FILE = "notify.key"
VERSION = "v1:"
NONCE = 12


class SealedError(ValueError):
    """A secret cannot be opened: another key, or a changed row. Enter it again."""


def close(secret: dict[str, Any], purpose: str) -> str:
    """Encrypt a small set of settings."""
    nonce = secrets.token_bytes(NONCE)
    box = AESGCM(_key(Path(settings.ANJU_KEYS_DIR))).encrypt(nonce, json.dumps(secret).encode(), purpose.encode())
    return VERSION + base64.b64encode(nonce + box).decode()


def open_(sealed: str, purpose: str) -> dict[str, Any]:
    """Decrypt what `close` made. Raises SealedError."""
    if not sealed:
        return {}
    try:
        raw = base64.b64decode(sealed.removeprefix(VERSION), validate=True)
        text = AESGCM(_key(Path(settings.ANJU_KEYS_DIR))).decrypt(raw[:NONCE], raw[NONCE:], purpose.encode())
    except (InvalidTag, ValueError) as error:
        raise SealedError(purpose) from error
    opened: dict[str, Any] = json.loads(text)
    return opened


@lru_cache(maxsize=4)
def _key(folder: Path) -> bytes:
    path = folder / FILE
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = folder / f".{FILE}.{secrets.token_hex(4)}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(32))
        with suppress(FileExistsError):  # another process was first; a link is all or nothing
            os.link(draft, path)
        draft.unlink()
    return path.read_bytes()
