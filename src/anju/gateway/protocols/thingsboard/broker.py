"""Texts for Mosquitto 2: who may log in, and who may write where.

A device logs in with its name as user and its token as password. ThingsBoard's own way, the token as user and no
password, cannot be had from Mosquitto's password file: it refuses a user without one.

It publishes to `prefix/name/v1/…`, and nobody else may. A client that cannot be told a prefix gets a listener of its
own with a mount point (`listener_text`): what it publishes to `v1/…` arrives with the prefix.
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

ROUNDS = 101
"""Mosquitto's own number. A token is random and long, so stretching it further gains nothing."""
SALT_BYTES = 12
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_WRITES = ("telemetry", "attributes", "attributes/request/+", "rpc/response/+", "claim")
_READS = ("attributes", "attributes/response/+", "rpc/request/+")
_GATEWAY_WRITES = ("connect", "disconnect", "telemetry", "attributes", "attributes/request", "rpc", "claim")
_GATEWAY_READS = ("attributes", "attributes/response", "rpc")


@dataclass(frozen=True, slots=True)
class Account:
    """Who logs in. Raises ValueError for a name that would mean something in a topic, a file or an access list."""

    name: str
    token: str
    gateway: bool = False

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name) or not self.token:
            raise ValueError("needs a name of letters, digits, . _ - and a token")


def password_text(accounts: Iterable[Account], salts: Mapping[str, bytes]) -> str:
    """The password file: `name:$7$rounds$salt$hash`, PBKDF2 with HMAC-SHA512.

    `salts` has `SALT_BYTES` random bytes for each name. Raises KeyError without, ValueError for another length.
    """
    return "".join(f"{account.name}:{_hashed(account.token, salts[account.name])}\n" for account in _once(accounts))


def acl_text(accounts: Iterable[Account], *, reader: str, prefix: str) -> str:
    """The access file. `reader` is the account that takes everything in and calls devices.

    `%u` stands for the user, so a device writes under its own name only; what is not allowed is refused.
    """
    _checked(prefix)
    each = _once(accounts)
    lines = [f"user {reader}", f"topic read {prefix}/+/v1/#"]
    lines += [f"topic write {prefix}/+/v1/devices/me/{tail}" for tail in _READS]
    lines += [f"topic write {prefix}/+/v1/gateway/{tail}" for tail in _GATEWAY_READS]
    lines += [f"pattern write {prefix}/%u/v1/devices/me/{tail}" for tail in _WRITES]
    lines += [f"pattern read {prefix}/%u/v1/devices/me/{tail}" for tail in _READS]
    for account in each:
        if account.gateway:
            lines.append(f"user {account.name}")
            lines += [f"topic write {prefix}/{account.name}/v1/gateway/{tail}" for tail in _GATEWAY_WRITES]
            lines += [f"topic read {prefix}/{account.name}/v1/gateway/{tail}" for tail in _GATEWAY_READS]
    return "\n".join(lines) + "\n"


def listener_text(account: Account, *, port: int, prefix: str, address: str = "") -> str:
    """A listener for one client that publishes to bare `v1/…`."""
    _checked(prefix)
    return f"listener {port} {address}".rstrip() + f"\nmount_point {prefix}/{account.name}/\n"


def _hashed(token: str, salt: bytes) -> str:
    if len(salt) != SALT_BYTES:
        raise ValueError(f"a salt has {SALT_BYTES} bytes")
    made = hashlib.pbkdf2_hmac("sha512", token.encode(), salt, ROUNDS)
    return f"$7${ROUNDS}${base64.b64encode(salt).decode()}${base64.b64encode(made).decode()}"


def _once(accounts: Iterable[Account]) -> list[Account]:
    each = list(accounts)
    if len({account.name for account in each}) != len(each):
        raise ValueError("two accounts have one name")
    return each


def _checked(prefix: str) -> None:
    if not _NAME.fullmatch(prefix):
        raise ValueError("the prefix is one level of a topic")
