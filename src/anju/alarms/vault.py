"""A household's contacts, encrypted with a key outside the database (AES-256-GCM, bound to the device)."""

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


def close(name: str, phone: str, device: int) -> str:
    """Encrypt a contact of a device."""
    nonce = secrets.token_bytes(NONCE)
    plain = json.dumps({"name": name, "phone": phone}).encode()
    return base64.b64encode(nonce + AESGCM(named_key(KEY)).encrypt(nonce, plain, str(device).encode())).decode()


def open_(sealed: str, device: int) -> tuple[str, str]:
    """(name, phone) of what `close` made; both empty where it was erased. Raises SealedError."""
    if not sealed:
        return "", ""
    try:
        raw = base64.b64decode(sealed, validate=True)
        opened = json.loads(AESGCM(named_key(KEY)).decrypt(raw[:NONCE], raw[NONCE:], str(device).encode()))
    except (InvalidTag, ValueError) as error:
        raise SealedError(str(device)) from error
    return opened["name"], opened["phone"]
