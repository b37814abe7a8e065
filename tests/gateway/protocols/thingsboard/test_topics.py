"""Topics of the device and the gateway API, bare and behind an account's prefix."""

import pytest

from anju.gateway.protocols.thingsboard import Act, BadTopicError, Topic, call_topic, read_topic


@pytest.mark.parametrize(
    ("topic", "meant"),
    [
        ("v1/devices/me/telemetry", Topic(Act.TELEMETRY, gateway=False)),
        ("v1/devices/me/attributes", Topic(Act.ATTRIBUTES, gateway=False)),
        ("v1/devices/me/attributes/request/12", Topic(Act.ATTRIBUTES_REQUEST, gateway=False, id=12)),
        ("v1/devices/me/rpc/request/0", Topic(Act.RPC_REQUEST, gateway=False, id=0)),
        ("v1/devices/me/rpc/response/7", Topic(Act.RPC_RESPONSE, gateway=False, id=7)),
        ("v1/gateway/telemetry", Topic(Act.TELEMETRY, gateway=True)),
        ("v1/gateway/connect", Topic(Act.CONNECT, gateway=True)),
        ("v1/gateway/disconnect", Topic(Act.DISCONNECT, gateway=True)),
        ("v1/gateway/rpc", Topic(Act.GATEWAY_RPC, gateway=True)),
    ],
)
def test_a_topic_bare_and_behind_a_prefix(topic: str, meant: Topic) -> None:
    assert read_topic(topic) == meant
    behind = read_topic(f"anju/lift-3/{topic}", prefix="anju")
    assert (behind.act, behind.gateway, behind.id, behind.account) == (meant.act, meant.gateway, meant.id, "lift-3")


@pytest.mark.parametrize(
    "topic",
    ["", "/", "v1", "v1/devices/me", "v1/devices/me/telemetry/", "/v1/devices/me/telemetry", "v1/devices/you/telemetry",
     "v1/devices/me/rpc/response/", "v1/devices/me/rpc/response/x", "v1/devices/me/rpc/response/-1",
     "v1/devices/me/rpc/response/１", "v1/devices/me/rpc/response/" + "1" * 11,
     "v2/t", "v1/devices/me/telemetry\n", "x" * 600, "v1/gateway/\0"],
)  # fmt: skip
def test_other_topics_are_refused(topic: str) -> None:
    for prefix in ("", "anju"):
        with pytest.raises(BadTopicError):
            read_topic(topic, prefix=prefix)


@pytest.mark.parametrize(
    "topic",
    [
        "v1/devices/me/telemetry",
        "anju//v1/devices/me/telemetry",
        "anjux/a/v1/devices/me/telemetry",
        "anju/a/b/v1/devices/me/telemetry",
    ],
)
def test_where_a_prefix_is_used_none_comes_without_its_account(topic: str) -> None:
    with pytest.raises(BadTopicError):
        read_topic(topic, prefix="anju")


def test_a_call_goes_where_the_device_listens() -> None:
    assert read_topic(call_topic(5, account="a", prefix="anju"), prefix="anju") == Topic(
        Act.RPC_REQUEST, gateway=False, account="a", id=5
    )
    assert call_topic(5) == "v1/devices/me/rpc/request/5"
