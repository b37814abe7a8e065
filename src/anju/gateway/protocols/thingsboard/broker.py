"""Texts for Mosquitto 2: who may log in, who may write where, and how what they wrote comes here.

A device logs in with its name as user and its token as password. ThingsBoard's own way, the token as user and no
password, cannot be had from Mosquitto's password file: it refuses a user without one.

It publishes to `prefix/name/v1/…`, and nobody else may. A client that cannot be told a prefix gets a listener of its
own with a mount point (`listener_text`): what it publishes to `v1/…` arrives with the prefix. One bridge carries all of
it here, topics and all.
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

ROUNDS = 101
"""Mosquitto's own number. A token is random and long, so stretching it further gains nothing."""
SALT_BYTES = 12
CONNECTION: Final = "anju"
"""Name of the bridge, in the broker's log and here."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_HASHED = re.compile(r"\$7\$[0-9]+\$[A-Za-z0-9+/=]+\$[A-Za-z0-9+/=]+")
_LINE = re.compile(r"[^\s\0][^\r\n\0]*")
_WRITES = ("devices/me/telemetry", "devices/me/attributes", "devices/me/rpc/response/+", "gateway/connect",
           "gateway/disconnect", "gateway/telemetry", "gateway/attributes", "gateway/rpc")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bridge:
    """How the broker reaches us: `host` and `port`, the token of its own account, and with TLS the file of the
    authority that signed our certificate. Raises ValueError for what would mean something else in a file.
    """

    host: str
    port: int
    token: str
    authority: str = ""

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[A-Za-z0-9.:_-]+", self.host) or not 0 < self.port <= 65_535:
            raise ValueError("needs a host and a port")
        if not re.fullmatch(r"\S+", self.token) or (self.authority and not _LINE.fullmatch(self.authority)):
            raise ValueError("a token and a file name stand in one line")


def hashed(token: str, salt: bytes) -> str:
    """What stands in the password file for a token: `$7$rounds$salt$hash`, PBKDF2 with HMAC-SHA512.

    `salt` has `SALT_BYTES` random bytes. Raises ValueError for another length.
    """
    if len(salt) != SALT_BYTES:
        raise ValueError(f"a salt has {SALT_BYTES} bytes")
    made = hashlib.pbkdf2_hmac("sha512", token.encode(), salt, ROUNDS)
    return f"$7${ROUNDS}${base64.b64encode(salt).decode()}${base64.b64encode(made).decode()}"


def password_text(users: Mapping[str, str]) -> str:
    """The password file. `users`: name → `hashed`. Raises ValueError for what is none of these."""
    for name, made in users.items():
        _named(name)
        if not _HASHED.fullmatch(made):
            raise ValueError("no hash of a token")
    return "".join(f"{name}:{made}\n" for name, made in sorted(users.items()))


def acl_text(prefix: str) -> str:
    """The access file: `%u` stands for the user, so a device writes and reads under its own name only."""
    _named(prefix)
    lines = [f"pattern write {prefix}/%u/v1/{tail}" for tail in _WRITES]
    return "\n".join([*lines, f"pattern read {prefix}/%u/v1/#"]) + "\n"


def listener_text(name: str, *, port: int, prefix: str) -> str:
    """A listener for one client that publishes to bare `v1/…`."""
    _named(name)
    _named(prefix)
    return f"\nlistener {port}\nmount_point {prefix}/{name}/\n"


def main_text(folder: str, bridge: Bridge, *, port: int, prefix: str, own: Iterable[tuple[str, int]] = ()) -> str:
    """The configuration file. `folder`: where all files are; `own`: clients with a listener of their own.

    The broker keeps what is not acknowledged here, on disk at latest a second after it came, without a limit but the
    disk's. Raises ValueError for names that would mean something else.
    """
    _named(prefix)
    if not _LINE.fullmatch(folder):
        raise ValueError("a folder stands in one line")
    lines = [
        "allow_anonymous false", f"password_file {folder}/passwords", f"acl_file {folder}/acl",
        "persistence true", f"persistence_location {folder}/data/", "autosave_interval 1",
        "max_queued_messages 0", "max_inflight_messages 200",
        "", f"listener {port}",
    ]  # fmt: skip
    text = "\n".join(lines) + "\n" + "".join(listener_text(name, port=each, prefix=prefix) for name, each in own)
    return text + _bridge_text(bridge, prefix)


def _bridge_text(bridge: Bridge, prefix: str) -> str:
    lines = [
        f"connection {CONNECTION}", f"address {bridge.host}:{bridge.port}", f"remote_username {bridge.token}",
        f"remote_clientid {CONNECTION}", "bridge_protocol_version mqttv311", "try_private false",
        "bridge_attempt_unsubscribe false", "notifications false", "cleansession false", "keepalive_interval 60",
        "restart_timeout 1 30", f"topic # out 1 {prefix}/ {prefix}/",
    ]  # fmt: skip
    if bridge.authority:
        lines.append(f"bridge_cafile {bridge.authority}")
    return "\n" + "\n".join(lines) + "\n"


def _named(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise ValueError("a name has letters, digits, . _ - and is one level of a topic")
