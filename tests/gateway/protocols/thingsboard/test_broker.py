"""The texts for Mosquitto. What they do was tried on a Mosquitto 2.0.11; here stands what they must say for that."""

import base64
import re

import pytest

from anju.gateway.protocols.thingsboard import Account, acl_text, listener_text, password_text

MADE = (
    "lift-3:$7$101$Y1LGs6/kcu9Knc0+$"
    "mk358PZ/4MxOYl8EQ/247vcjKz+Ni4Z6lmrDtsSlOBK1u9V/N3o6zRRVObto5cZ1sVFmiiqUs24h9TauZdWRWg==\n"
)
"""A line that mosquitto_passwd 2.0.11 wrote for the token below."""
LIFT = Account("lift-3", "A1_test_TOKEN-42")
BRIDGE = Account("bridge", "t", gateway=True)


def test_a_password_line_is_the_one_mosquitto_writes() -> None:
    salt = base64.b64decode(MADE.split("$")[3])
    assert password_text([LIFT], {"lift-3": salt}) == MADE


def test_a_salt_must_be_there_and_of_the_right_length() -> None:
    with pytest.raises(KeyError):
        password_text([LIFT], {})
    with pytest.raises(ValueError, match="12 bytes"):
        password_text([LIFT], {"lift-3": b"short"})


def _granted(text: str, user: str) -> set[tuple[str, str]]:
    """(access, topic filter) that a file grants a user, read as Mosquitto reads it."""
    granted, speaking_of = set(), None
    for line in text.splitlines():
        word, _, rest = line.partition(" ")
        if word == "user":
            speaking_of = rest
        access, _, topic = rest.partition(" ")
        if word == "pattern" or (word == "topic" and speaking_of == user):
            granted.add((access, topic.replace("%u", user)))
    return granted


def _may(text: str, user: str, access: str, topic: str) -> bool:
    def matches(pattern: str) -> bool:
        return re.fullmatch(re.escape(pattern).replace(r"\+", "[^/]+").replace(r"\#", ".*"), topic) is not None

    return any(access == kind and matches(pattern) for kind, pattern in _granted(text, user))


def test_a_device_writes_under_its_own_name_only() -> None:
    text = acl_text([LIFT, BRIDGE], reader="anju-gateway", prefix="anju")
    assert _may(text, "lift-3", "write", "anju/lift-3/v1/devices/me/telemetry")
    assert _may(text, "lift-3", "read", "anju/lift-3/v1/devices/me/rpc/request/5")
    for access, topic in (
        ("write", "anju/bridge/v1/devices/me/telemetry"),
        ("write", "v1/devices/me/telemetry"),
        ("write", "anju/lift-3/v1/gateway/telemetry"),
        ("write", "anju/lift-3/v1/devices/me/rpc/request/5"),
        ("read", "anju/bridge/v1/devices/me/rpc/request/5"),
        ("read", "anju/lift-3/v1/devices/me/telemetry"),
    ):
        assert not _may(text, "lift-3", access, topic), (access, topic)


def test_only_a_gateway_writes_for_others() -> None:
    text = acl_text([LIFT, BRIDGE], reader="anju-gateway", prefix="anju")
    assert _may(text, "bridge", "write", "anju/bridge/v1/gateway/telemetry")
    assert _may(text, "bridge", "read", "anju/bridge/v1/gateway/rpc")
    assert not _may(text, "bridge", "write", "anju/lift-3/v1/gateway/telemetry")


def test_the_reader_takes_everything_in_and_calls_but_reports_for_nobody() -> None:
    text = acl_text([LIFT], reader="anju-gateway", prefix="anju")
    assert _may(text, "anju-gateway", "read", "anju/lift-3/v1/devices/me/telemetry")
    assert _may(text, "anju-gateway", "write", "anju/lift-3/v1/devices/me/rpc/request/1")
    assert not _may(text, "anju-gateway", "write", "anju/lift-3/v1/devices/me/telemetry")


def test_a_listener_of_one_client() -> None:
    assert (
        listener_text(LIFT, port=18831, prefix="anju", address="127.0.0.1")
        == "listener 18831 127.0.0.1\nmount_point anju/lift-3/\n"
    )


@pytest.mark.parametrize("name", ["", "a/b", "a+", "#", "a b", "a:b", "a\nuser x", "%u", "三号", ".a", "a" * 65])
def test_a_name_that_means_something_elsewhere_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        Account(name, "token")
    with pytest.raises(ValueError, match="prefix"):
        acl_text([], reader="r", prefix=name)


def test_no_token_and_one_name_twice_are_refused() -> None:
    with pytest.raises(ValueError, match="token"):
        Account("a", "")
    with pytest.raises(ValueError, match="one name"):
        acl_text([LIFT, LIFT], reader="r", prefix="anju")
