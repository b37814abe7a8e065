"""The two keys of the ledger, kept in files outside the database.

`entry.key` codes entries (HMAC), `head.key` signs tree heads (Ed25519, RFC 8032). They are made on first use with mode
0600, and belong in the backup: without them old entries cannot be checked.

`rotate` puts new ones in their place. Entries and heads name the key they were made with; of an old entry key the key
itself stays (`entry.<id>.key`), of an old head key only the public half (`head.<id>.pub`): nobody signs with it again.
"""

import contextlib
import hashlib
import os
import secrets
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from django.conf import settings

from anju.kernel.ledger import hashing

ENTRY, HEAD = "entry.key", "head.key"


@dataclass(frozen=True, slots=True)
class EntryKey:
    """A key of the entries' codes and the short name that entries call it by: 16 hex digits that tell nothing of it."""

    id: str
    secret: bytes


def entry_key() -> bytes:
    """The 32-byte key of new entries' codes."""
    return present().secret


def present() -> EntryKey:
    """The key of new entries; another process's rotation is noticed at the next deed."""
    return _entry_key(_secret(ENTRY))


def entry_key_of(key_id: str) -> bytes | None:
    """The key an entry names, the present one or an old one; None for one nobody kept.

    Entries from before keys had names carry none: they were coded with the first key of all.
    """
    now = present()
    if not key_id:
        first = _folder() / "entry.first"
        key_id = _current(first).decode() if first.exists() else now.id
    if key_id == now.id:
        return now.secret
    kept = _folder() / f"entry.{key_id}.key"
    return _current(kept) if _is_id(key_id) and kept.exists() else None


def head_key() -> Ed25519PrivateKey:
    """The key that signs tree heads."""
    return Ed25519PrivateKey.from_private_bytes(_secret(HEAD))


def named_key(name: str) -> bytes:
    """A further 32-byte key, made on first use and kept beside the ledger's: `people.key` closes second factors."""
    return _secret(name)


def public_bytes() -> bytes:
    """The 32 bytes of the present head key's public half."""
    return _public(_secret(HEAD))


def public_of(key_id: str) -> bytes | None:
    """The public half a head names, present or old; None for one nobody kept."""
    if key_id == key_id_of(public_bytes()):
        return public_bytes()
    kept = _folder() / f"head.{key_id}.pub"
    return _current(kept) if _is_id(key_id) and kept.exists() else None


def key_id() -> str:
    """A short name of the present head key: the first 16 hex digits of its public half."""
    return key_id_of(public_bytes())


def key_id_of(public: bytes) -> str:
    """The short name of a head key."""
    return public.hex()[:16]


def verifying_key() -> Ed25519PublicKey:
    """The public half, to check heads."""
    return head_key().public_key()


def rotate_entry_key() -> tuple[str, str]:
    """A new key for entries; return the names of the old and the new one. The old one is kept before it is replaced."""
    old = present()
    folder = _folder()
    _write(folder / f"entry.{old.id}.key", old.secret)
    if not (folder / "entry.first").exists():
        _write(folder / "entry.first", old.id.encode())
    _replace(folder / ENTRY, secrets.token_bytes(32))
    return old.id, present().id


def rotate_head_key() -> tuple[bytes, bytes, bytes]:
    """A new key for heads; return the old and the new public half, and the old key's signature over the new one.

    The signature lets whoever knows the old key come to trust the new one; the old private half is gone afterwards.
    """
    old, fresh = head_key(), Ed25519PrivateKey.generate()
    private = fresh.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    known, public = public_bytes(), _public(private)
    _write(_folder() / f"head.{key_id_of(known)}.pub", known)
    _replace(_folder() / HEAD, private)
    return known, public, old.sign(succession_bytes(known, public))


def succession_bytes(old: bytes, new: bytes) -> bytes:
    """What the old head key signs when a new one takes its place."""
    return b"anju-key-1\n" + old + new


def _folder() -> Path:
    return Path(settings.ANJU_KEYS_DIR)


def _is_id(word: str) -> bool:
    return len(word) == 16 and all(digit in "0123456789abcdef" for digit in word)


@lru_cache(maxsize=8)
def _entry_key(secret: bytes) -> EntryKey:
    return EntryKey(hashlib.sha256(b"anju-entry-key\n" + secret).hexdigest()[:16], secret)


@lru_cache(maxsize=8)
def _public(private: bytes) -> bytes:
    key = Ed25519PrivateKey.from_private_bytes(private).public_key()
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def _secret(name: str) -> bytes:
    """A key by its file's name, made where there is none; read again when the file was replaced."""
    path = _folder() / name
    try:
        return _current(path)
    except FileNotFoundError:
        if name == ENTRY:
            hashing.name()  # the ledger begins: with it the choice of its hash
        _write(path, _fresh(name))
        return _current(path)


def _current(path: Path) -> bytes:
    facts = path.stat()
    return _read(path, facts.st_ino, facts.st_mtime_ns)


def _fresh(name: str) -> bytes:
    if name != HEAD:
        return secrets.token_bytes(32)
    return Ed25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())


@lru_cache(maxsize=16)
def _read(path: Path, _inode: int, _changed: int) -> bytes:
    return path.read_bytes()


def _draft(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.parent / f".{path.name}.{secrets.token_hex(4)}"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return draft


def _write(path: Path, content: bytes) -> None:
    """Make a file that does not exist; where another process was faster, its file stands."""
    draft = _draft(path, content)
    with contextlib.suppress(FileExistsError):  # a link is all or nothing
        os.link(draft, path)
    draft.unlink()


def _replace(path: Path, content: bytes) -> None:
    _draft(path, content).replace(path)
