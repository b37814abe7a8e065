"""The two keys of the ledger, kept in files outside the database.

`entry.key` codes entries (HMAC), `head.key` signs tree heads (Ed25519, RFC 8032). They are made on first use with mode
0600, and belong in the backup: without them old entries cannot be checked.
"""

import contextlib
import os
import secrets
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from django.conf import settings


def entry_key() -> bytes:
    """The 32-byte key of the entries' codes."""
    return _secret(Path(settings.ANJU_KEYS_DIR), "entry.key")


def head_key() -> Ed25519PrivateKey:
    """The key that signs tree heads."""
    return Ed25519PrivateKey.from_private_bytes(_secret(Path(settings.ANJU_KEYS_DIR), "head.key"))


def named_key(name: str) -> bytes:
    """A further 32-byte key, made on first use and kept beside the ledger's: `people.key` closes second factors."""
    return _secret(Path(settings.ANJU_KEYS_DIR), name)


def public_bytes() -> bytes:
    """The 32 bytes of the present head key's public half."""
    return head_key().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def key_id() -> str:
    """A short name of the present head key: the first 16 hex digits of its public half."""
    return public_bytes().hex()[:16]


def verifying_key() -> Ed25519PublicKey:
    """The public half, to check heads."""
    return head_key().public_key()


@lru_cache(maxsize=8)
def _secret(folder: Path, name: str) -> bytes:
    path = folder / name
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = (
            Ed25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
            if name == "head.key"
            else secrets.token_bytes(32)
        )
        draft = folder / f".{name}.{secrets.token_hex(4)}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(fresh)
        with contextlib.suppress(FileExistsError):  # another process made it first; a link is all or nothing
            os.link(draft, path)
        draft.unlink()
    return path.read_bytes()
