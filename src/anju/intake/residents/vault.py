"""A reporter's contact, encrypted with a key outside the database (AES-256-GCM, bound to the report's sender)."""

import base64
import hmac
import json
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from anju.intake.residents import rules
from anju.kernel.ledger.keys import named_key

KEY = "residents.key"
NONCE = 12


class SealedError(ValueError):
    """A contact cannot be opened: another key, or a row that was changed."""


def close(contact: dict[str, str], sender: str) -> str:
    """Encrypt a contact (`phone`, `name`) of the report that `sender` made."""
    nonce = secrets.token_bytes(NONCE)
    box = AESGCM(named_key(KEY)).encrypt(nonce, json.dumps(contact).encode(), sender.encode())
    return base64.b64encode(nonce + box).decode()


def open_(sealed: str, sender: str) -> dict[str, str]:
    """Decrypt what `close` made; empty where nothing was left or it was erased. Raises SealedError."""
    if not sealed:
        return {}
    try:
        raw = base64.b64decode(sealed, validate=True)
        opened: dict[str, str] = json.loads(AESGCM(named_key(KEY)).decrypt(raw[:NONCE], raw[NONCE:], sender.encode()))
    except (InvalidTag, ValueError) as error:
        raise SealedError(sender) from error
    return opened


def origin_key() -> bytes:
    """The key of the hashes of senders' addresses."""
    return named_key("origins.key")


def code_for(client_ref: str) -> str:
    """The tracking number of what was sent under a random key of the sender's form: the same form sent twice gives the
    same number, though nobody keeps it. As many bits as `rules.CODE_LENGTH` letters hold.
    """
    digest = int.from_bytes(hmac.digest(named_key("tracking.key"), client_ref.encode(), "sha256"))
    letters = rules.CODE_LETTERS
    return "".join(letters[digest >> 5 * at & 31] for at in range(rules.CODE_LENGTH))
