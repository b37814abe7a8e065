"""Second-factor secrets, encrypted with a key outside the database (AES-256-GCM, bound to the account)."""

import base64
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from anju.kernel.ledger.keys import named_key

KEY = "people.key"
NONCE = 12


class SealedError(ValueError):
    """A secret cannot be opened: another key, or a row that was changed. The second factor must be set again."""


def close(secret: str, account: int) -> str:
    """Encrypt an account's secret."""
    nonce = secrets.token_bytes(NONCE)
    box = AESGCM(named_key(KEY)).encrypt(nonce, secret.encode(), str(account).encode())
    return base64.b64encode(nonce + box).decode()


def open_(sealed: str, account: int) -> str:
    """Decrypt what `close` made for this account. Raises SealedError."""
    try:
        raw = base64.b64decode(sealed, validate=True)
        return AESGCM(named_key(KEY)).decrypt(raw[:NONCE], raw[NONCE:], str(account).encode()).decode()
    except (InvalidTag, ValueError) as error:
        raise SealedError(str(account)) from error
