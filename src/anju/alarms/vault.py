"""Names and numbers of those who are called, encrypted with a key outside the database (AES-256-GCM).

Each is bound to what it belongs to: a device's id, or `room:7`.
"""

import base64
import json
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from anju.kernel.ledger.keys import named_key

KEY = "alarms.key"
NONCE = 12


class SealedError(ValueError):
    """A contact cannot be opened: another key, or a row that was changed. It must be typed in again."""


def close(name: str, phone: str, of: int | str) -> str:
    """Encrypt name and number of whom a device or room calls."""
    nonce = secrets.token_bytes(NONCE)
    plain = json.dumps({"name": name, "phone": phone}).encode()
    return base64.b64encode(nonce + AESGCM(named_key(KEY)).encrypt(nonce, plain, str(of).encode())).decode()


def open_(sealed: str, of: int | str) -> tuple[str, str]:
    """(name, phone) of what `close` made; both empty where it was erased. Raises SealedError."""
    if not sealed:
        return "", ""
    try:
        raw = base64.b64decode(sealed, validate=True)
        opened = json.loads(AESGCM(named_key(KEY)).decrypt(raw[:NONCE], raw[NONCE:], str(of).encode()))
    except (InvalidTag, ValueError) as error:
        raise SealedError(str(of)) from error
    return opened["name"], opened["phone"]
