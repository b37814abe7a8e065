"""The texts for Mosquitto. `tests/gateway/test_mosquitto.py` has a Mosquitto read them; here stands what they say."""

import base64
import re

import pytest

from anju.gateway.protocols.thingsboard import Bridge, acl_text, hashed, listener_text, main_text, password_text

TOKEN = "A1_test_TOKEN-42"
MADE = (
    "$7$101$Y1LGs6/kcu9Knc0+$mk358PZ/4MxOYl8EQ/247vcjKz+Ni4Z6lmrDtsSlOBK1u9V/N3o6zRRVObto5cZ1sVFmiiqUs24h9TauZdWRWg=="
)
"""What mosquitto_passwd 2.0.11 wrote for that token."""
BRIDGE = Bridge("iot.example", 5283, TOKEN)


def test_a_token_is_hashed_as_mosquitto_does_it() -> None:
    assert hashed(TOKEN, base64.b64decode(MADE.split("$")[3])) == MADE
    with pytest.raises(ValueError, match="12 bytes"):
        hashed(TOKEN, b"short")


def test_the_password_file_has_a_line_for_each() -> None:
    assert password_text({"pump-1": MADE, "lift-3": MADE}) == f"lift-3:{MADE}\npump-1:{MADE}\n"
    assert password_text({}) == ""


@pytest.mark.parametrize("made", ["", TOKEN, MADE + "\nx:" + MADE, "$6$" + MADE[3:]])
def test_what_is_no_hash_is_not_written(made: str) -> None:
    with pytest.raises(ValueError, match="no hash"):
        password_text({"a": made})


def _may(text: str, user: str, access: str, topic: str) -> bool:
    """Whether the file grants it, read as Mosquitto reads it."""
    for line in text.splitlines():
        word, kind, pattern = line.split(" ")
        assert word == "pattern"
        wanted = re.escape(pattern.replace("%u", user)).replace(r"\+", "[^/]+").replace(r"\#", ".*")
        if kind == access and re.fullmatch(wanted, topic):
            return True
    return False


def test_a_device_writes_and_reads_under_its_own_name_only() -> None:
    text = acl_text("anju")
    for topic in ("devices/me/telemetry", "devices/me/rpc/response/5", "gateway/connect", "gateway/telemetry"):
        assert _may(text, "lift-3", "write", f"anju/lift-3/v1/{topic}")
    assert _may(text, "lift-3", "read", "anju/lift-3/v1/devices/me/rpc/request/5")
    for access, topic in (
        ("write", "anju/pump-1/v1/devices/me/telemetry"),
        ("write", "v1/devices/me/telemetry"),
        ("write", "anju/lift-3/v1/devices/me/rpc/request/5"),
        ("read", "anju/pump-1/v1/devices/me/rpc/request/5"),
        ("read", "anju/pump-1/v1/devices/me/telemetry"),
    ):
        assert not _may(text, "lift-3", access, topic), (access, topic)


def test_a_listener_of_one_client() -> None:
    assert listener_text("lift-3", port=18831, prefix="anju") == "\nlistener 18831\nmount_point anju/lift-3/\n"


def test_the_configuration_names_the_files_the_listeners_and_the_bridge() -> None:
    lines = main_text("/etc/m", BRIDGE, port=1883, prefix="anju", own=[("lift-3", 18831)]).splitlines()
    for line in ("allow_anonymous false", "password_file /etc/m/passwords", "acl_file /etc/m/acl", "listener 1883",
                 "mount_point anju/lift-3/", "address iot.example:5283", f"remote_username {TOKEN}",
                 "cleansession false", "topic # out 1 anju/ anju/"):  # fmt: skip
        assert line in lines
    assert not any(line.startswith("bridge_cafile") for line in lines)
    sealed = Bridge("iot.example", 8883, TOKEN, "/etc/m/ca.pem")
    assert main_text("/etc/m", sealed, port=1883, prefix="anju").endswith("bridge_cafile /etc/m/ca.pem\n")


@pytest.mark.parametrize("name", ["", "a/b", "a+", "#", "a b", "a:b", "a\nuser x", "%u", "三号", ".a", "a" * 65])
def test_a_name_that_means_something_elsewhere_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        password_text({name: MADE})
    with pytest.raises(ValueError, match="name"):
        acl_text(name)
    with pytest.raises(ValueError, match="name"):
        main_text("/etc/m", BRIDGE, port=1883, prefix="anju", own=[(name, 1)])


@pytest.mark.parametrize(
    ("host", "port", "token", "authority"),
    [("", 1, "t", ""), ("a b", 1, "t", ""), ("a\nlistener 1", 1, "t", ""), ("a", 0, "t", ""), ("a", 70_000, "t", ""),
     ("a", 1, "", ""), ("a", 1, "t\nx", ""), ("a", 1, "t", "a\nb")],
)  # fmt: skip
def test_a_bridge_that_would_say_something_else_is_refused(host: str, port: int, token: str, authority: str) -> None:
    with pytest.raises(ValueError, match=r"host|line"):
        Bridge(host, port, token, authority)
    with pytest.raises(ValueError, match="folder"):
        main_text("/a\nb", BRIDGE, port=1883, prefix="anju")
