"""Devices over MQTT, over real sockets: who is let in, what is kept and answered, and when it is acknowledged."""

import asyncio
import json
import ssl
import subprocess
import sys
import time
from ipaddress import ip_network
from pathlib import Path

import pytest

from anju.gateway import accounts as accounts_module
from anju.gateway import mqtt as ear
from anju.gateway.adapters import carried
from anju.gateway.adapters.tokens import compose
from anju.gateway.limits import Limits
from anju.gateway.protocols import mqtt
from anju.gateway.protocols.mqtt import Reason
from anju.gateway.running import now_us
from tests.gateway.mqtt_site import HALF, TELEMETRY, V4, V5, Site, account, messages, played, token
from tests.gateway.test_server import Store, until
from tests.guards.house import ROOT

pytestmark = pytest.mark.timeout(120)


@pytest.mark.parametrize("version", [V4, V5])
def test_a_message_is_kept_under_its_account_and_acknowledged(version: int) -> None:
    async def play(site: Site) -> None:
        phone = await site.let_in(version)
        number = await phone.publish(b'{"temperature_c": 21.5}')
        assert await phone.hear() == mqtt.Puback(number or 0)
        await phone.publish(b'{"fire": true}', qos=0)
        await phone.publish(b'{"A": []}', "v1/gateway/telemetry")
        assert await phone.hear() == mqtt.Puback(2)

    store = played(play)
    assert messages(store) == [
        carried.Carried(b'{"temperature_c": 21.5}', "lift-3", TELEMETRY),
        carried.Carried(b'{"fire": true}', "lift-3", TELEMETRY),
        carried.Carried(b'{"A": []}', "lift-3", "v1/gateway/telemetry"),
    ]
    assert HALF.encode() not in b"".join(store.frames)


def test_nothing_is_acknowledged_before_it_is_durable() -> None:
    async def play(site: Site) -> None:
        phone = await site.let_in()
        site.store.gate.clear()
        await phone.publish(b"{}")
        await until(lambda: site.store.attempts > 0)
        await phone.say(mqtt.Pingreq())
        assert await phone.hear() == mqtt.Pingresp()  # the line lives, and yet there was no PUBACK
        site.store.gate.set()
        assert await phone.hear() == mqtt.Puback(1)

    assert len(played(play).frames) == 1


def test_acknowledgements_come_in_the_order_of_the_messages_though_a_fire_is_stored_first() -> None:
    async def play(site: Site) -> None:
        phone = await site.let_in()
        await until(lambda: site.store.attempts > 0)  # the sign of life of the CONNECT
        site.store.gate.clear()
        await phone.publish(b'{"a": 1}')
        await until(lambda: site.store.attempts > 1)
        for body in (b'{"a": 2}', b'{"fire": true}', b'{"a": 3}'):
            await phone.publish(body)
            await phone.say(mqtt.Pingreq())
            assert await phone.hear() == mqtt.Pingresp()
        site.store.gate.set()
        assert [await phone.hear() for _ in range(4)] == [mqtt.Puback(number) for number in range(1, 5)]

    assert [message.body for message in messages(played(play))] == [
        b'{"a": 1}', b'{"fire": true}', b'{"a": 2}', b'{"a": 3}',
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("user", "in_4", "in_5"),
    [
        ("", 4, 0x86),
        ("nonsense", 5, 0x87),
        (compose("00000002", HALF), 5, 0x87),
        (compose("00000001", "B" * 43), 5, 0x87),
        (compose("00000003", HALF), 5, 0x87),
        (compose("00000004", HALF), 5, 0x87),
    ],
    ids=["none", "nonsense", "unknown", "wrong half", "over", "of another format"],
)
def test_a_stranger_is_told_so_and_the_line_ends(user: str, in_4: int, in_5: int) -> None:
    async def play(site: Site) -> None:
        for version, code in ((V4, in_4), (V5, in_5)):
            phone = site.phone(version)
            assert await phone.connect(user) == mqtt.Connack(code)
            assert await phone.has_ended()
        assert site.devices.heard.refused == 2

    over = account("old", "00000003", until_us=now_us() - 1)
    assert played(play, account(), over, account("aep", "00000004", "ctwing")).frames == []


def test_an_account_connects_from_its_own_networks_only() -> None:
    async def play(site: Site) -> None:
        assert await site.phone().connect(token()) == mqtt.Connack(5)
        assert await site.phone().connect(token("00000002")) == mqtt.Connack()

    far = account("far", networks=(ip_network("10.8.0.0/16"),))
    played(play, far, account("near", "00000002", networks=(ip_network("127.0.0.0/8"),)))


def test_without_a_list_of_accounts_nobody_is_called_a_stranger(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts_module, "STALE", -1.0)

    async def play(site: Site) -> None:
        assert await site.phone().connect() == mqtt.Connack(3)
        assert await site.phone(V5).connect() == mqtt.Connack(0x88)

    played(play)


@pytest.mark.parametrize("version", [V4, V5])
def test_an_account_that_was_ended_is_out_within_seconds(monkeypatch: pytest.MonkeyPatch, version: int) -> None:
    monkeypatch.setattr(accounts_module, "EVERY", 0.05)

    async def play(site: Site) -> None:
        phone = await site.let_in(version)
        site.known.clear()
        if version == V5:
            assert await phone.hear() == mqtt.Disconnect(0x87)
        assert await phone.has_ended()
        assert await site.phone().connect() == mqtt.Connack(5)

    played(play)


def test_what_comes_while_the_list_is_too_old_waits_until_it_is_believed_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def play(site: Site) -> None:
        phone = await site.let_in()
        monkeypatch.setattr(accounts_module, "STALE", -1.0)
        await phone.publish(b"{}")
        await until(lambda: any(peer._waits for peer in site.devices.connections))
        assert site.store.frames == []
        monkeypatch.setattr(accounts_module, "STALE", 1000.0)
        assert await phone.hear() == mqtt.Puback(1)

    assert len(played(play).frames) == 1


def test_who_guesses_is_not_answered_and_who_knows_is_let_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ear, "WRONG_BURST", 2)
    monkeypatch.setattr(ear, "WRONG_PER_SECOND", 0.001)

    async def play(site: Site) -> None:
        assert [await site.phone().connect("x") for _ in range(4)] == [mqtt.Connack(5), mqtt.Connack(5), None, None]
        await site.let_in()

    played(play)


def test_an_account_that_floods_waits_and_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ear, "BURST", 5)
    monkeypatch.setattr(ear, "PER_SECOND", 5.0)

    async def play(site: Site) -> None:
        phone = await site.let_in()
        await phone.say(*(mqtt.Publish(TELEMETRY, b"%d" % number, 1, number) for number in range(1, 13)))
        await until(lambda: any(peer._waits for peer in site.devices.connections))
        assert [await phone.hear() for _ in range(12)] == [mqtt.Puback(number) for number in range(1, 13)]

    assert [message.body for message in messages(played(play))] == [b"%d" % number for number in range(1, 13)]


def test_a_store_that_fails_makes_the_line_wait_and_loses_nothing() -> None:
    async def play(site: Site) -> None:
        phone = await site.let_in()
        await phone.publish(b"x" * 50_000)
        await until(lambda: site.store.attempts > 1)
        await phone.publish(b"y" * 50_000)
        await phone.publish(b"z")
        await until(lambda: any(peer._waits for peer in site.devices.connections))
        site.store.faults = 0
        assert [await phone.hear() for _ in range(3)] == [mqtt.Puback(number) for number in (1, 2, 3)]

    store = played(play, store=Store(faults=10**6), limits=Limits(waiting=40_000))
    assert [message.body[:1] for message in messages(store)] == [b"x", b"y", b"z"]


def test_what_is_sent_again_is_acknowledged_again_and_kept_once() -> None:
    async def play(site: Site) -> None:
        phone = await site.let_in()
        await phone.say(mqtt.Publish(TELEMETRY, b"{}", 1, 9))
        assert await phone.hear() == mqtt.Puback(9)
        again = await site.let_in()
        await again.say(mqtt.Publish(TELEMETRY, b"{}", 1, 9, dup=True), mqtt.Publish(TELEMETRY, b"{}", 1, 9))
        assert [await again.hear(), await again.hear()] == [mqtt.Puback(9), mqtt.Puback(9)]
        await again.say(mqtt.Publish(TELEMETRY, b"{}", 1, 10, dup=True))
        assert await again.hear() == mqtt.Puback(10)
        assert site.devices.heard.again == 1

    assert len(played(play).frames) == 3  # number 9 twice: the third did not say that it was sent before


@pytest.mark.parametrize("version", [V4, V5])
def test_the_same_client_id_takes_over_and_another_is_flagged(version: int) -> None:
    async def play(site: Site) -> None:
        first = await site.let_in(version, client_id="pump")
        second = await site.let_in(version, client_id="pump")
        if version == V5:
            assert await first.hear() == mqtt.Disconnect(0x8E)
        assert await first.has_ended()
        assert not site.devices.heard.twice
        third = await site.let_in(version, client_id="other")
        assert site.devices.heard.twice == {("lift-3", "127.0.0.1")}
        stranger = await site.let_in(version, token("00000002"), "pump")
        for phone in (second, third, stranger):
            await phone.say(mqtt.Pingreq())
            assert await phone.hear() == mqtt.Pingresp()
        assert len(site.devices.speaking) == 3

    played(play, account(), account("b", "00000002"))


def test_a_client_without_a_name_gets_one_where_mqtt_allows_it() -> None:
    async def play(site: Site) -> None:
        assert await site.phone().connect(client_id="", clean=False) == mqtt.Connack(2)
        assert await site.phone().connect(client_id="x" * 300) == mqtt.Connack(2)
        await site.let_in(client_id="")
        told = await site.phone(V5).connect(client_id="", clean=False)
        assert isinstance(told, mqtt.Connack)
        values = dict(told.properties)
        assert str(values[0x12]).startswith("anju-")
        assert (values[0x24], values[0x25], values[0x27]) == (1, 0, ear.MOST_PACKET)

    played(play)


@pytest.mark.parametrize(("version", "refused"), [(V4, 0x80), (V5, 0x8F)])
def test_topics_of_calls_and_attributes_may_be_subscribed_and_no_others(version: int, refused: int) -> None:
    wanted = (("v1/devices/me/rpc/request/+", 2), ("v1/gateway/rpc", 1), ("v1/devices/me/attributes", 0), ("#", 1),
              (TELEMETRY, 1))  # fmt: skip

    async def play(site: Site) -> None:
        phone = await site.let_in(version)
        await phone.say(mqtt.Subscribe(7, wanted))
        assert await phone.hear() == mqtt.Suback(7, (1, 1, 0, refused, refused))
        await phone.say(mqtt.Unsubscribe(8, ("v1/gateway/rpc", "v1/gateway/rpc/x")))
        assert await phone.hear() == mqtt.Unsuback(8, (0, 0x11) if version == V5 else ())

    played(play)


def test_what_a_client_asks_is_answered_where_it_listens_and_not_kept() -> None:
    async def play(site: Site) -> None:
        phone = await site.let_in()
        await phone.publish(b'{"method": "getSessionLimits"}', "v1/devices/me/rpc/request/3")
        assert await phone.hear() == mqtt.Puback(1)
        filters = ("v1/devices/me/rpc/response/+", "v1/devices/me/attributes/response/+",
                   "v1/gateway/attributes/response")  # fmt: skip
        await phone.say(mqtt.Subscribe(1, tuple((name, 1) for name in filters)))
        await phone.hear()
        await phone.publish(b'{"method": "getSessionLimits"}', "v1/devices/me/rpc/request/4")
        told = await phone.hear()
        assert isinstance(told, mqtt.Publish)
        assert (told.topic, told.qos) == ("v1/devices/me/rpc/response/4", 0)
        assert json.loads(told.payload)["maxPayloadSize"] == 60_000
        assert await phone.hear() == mqtt.Puback(2)
        await phone.publish(b'{"clientKeys": "a"}', "v1/devices/me/attributes/request/5", qos=0)
        assert await phone.hear() == mqtt.Publish("v1/devices/me/attributes/response/5", b"{}")
        await phone.publish(b'{"id": 6, "device": "A", "keys": ["x"]}', "v1/gateway/attributes/request", qos=0)
        told = await phone.hear()
        assert isinstance(told, mqtt.Publish)
        assert json.loads(told.payload) == {"id": 6, "device": "A", "values": {}}

    assert played(play).frames == []


def test_what_nobody_can_read_is_kept_and_acknowledged() -> None:
    async def play(site: Site) -> None:
        phone = await site.let_in()
        await phone.publish(b"\xff\0", "v2/t")
        await phone.publish(b"", "v1/devices/me/claim")
        assert [await phone.hear(), await phone.hear()] == [mqtt.Puback(1), mqtt.Puback(2)]

    assert [(one.topic, one.body) for one in messages(played(play))] == [
        ("v2/t", b"\xff\0"), ("v1/devices/me/claim", b""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        (mqtt.encode(mqtt.Publish(TELEMETRY, b"{}", 2, 1), V5), Reason.QOS),
        (mqtt.encode(mqtt.Publish("x" * 600, b"{}", 1, 1), V5), Reason.TOPIC),
        (mqtt.encode(mqtt.Publish("", b"{}", 1, 1, properties=((0x23, 1),)), V5), Reason.TOPIC),
        (mqtt.encode(mqtt.Publish(TELEMETRY, b"x" * 60_001, 1, 1), V5), Reason.TOO_LARGE),
        (mqtt.encode(mqtt.Publish(TELEMETRY, b"x" * 90_000, 1, 1), V5), Reason.TOO_LARGE),
        (mqtt.encode(mqtt.Connect("again", V5), V5), Reason.PROTOCOL_ERROR),
        (mqtt.encode(mqtt.Pingresp(), V5), Reason.PROTOCOL_ERROR),
        (b"\x62\x02\x00\x01", Reason.NOT_SUPPORTED),
        (b"\xf0\x00", Reason.NOT_SUPPORTED),
        (b"\xc0\x01\x00", Reason.MALFORMED),
    ],
)
def test_what_may_not_be_said_ends_the_line_with_its_reason(sent: bytes, reason: Reason) -> None:
    async def play(site: Site) -> None:
        phone = await site.let_in(V5)
        await phone.publish(b"{}")
        await phone.raw(sent)
        heard = [await phone.hear()]
        while heard[-1] is not None:
            heard.append(await phone.hear())
        assert mqtt.Disconnect(reason) in heard
        await until(lambda: site.devices.places.open == 0)

    assert [one.body for one in messages(played(play))] == [b"{}"]  # what came before it is not lost


def test_what_is_no_mqtt_is_not_answered() -> None:
    async def play(site: Site) -> None:
        for noise in (b"GET / HTTP/1.1\r\n\r\n", b"\x16\x03\x01\x02", mqtt.encode(mqtt.Pingreq(), V4)):
            phone = site.phone()
            await phone.open()
            await phone.raw(noise)
            assert await phone.has_ended()
            assert phone.heard == []
        old = site.phone()
        await old.open()
        await old.raw(bytes.fromhex("100e00064d514973647003020000" + "0000"))
        assert await old.hear() == mqtt.Connack(1)
        assert await old.has_ended()

    played(play)


def test_packets_may_come_a_byte_at_a_time() -> None:
    stream = mqtt.encode(mqtt.Connect("c", user=token()), V4) + b"".join(
        mqtt.encode(mqtt.Publish(TELEMETRY, b"%d" % number, 1, number), V4) for number in range(1, 4)
    )

    async def play(site: Site) -> None:
        phone = site.phone()
        await phone.open()
        for at in range(len(stream)):
            await phone.raw(stream[at : at + 1])
        assert [await phone.hear() for _ in range(4)] == [mqtt.Connack(), *(mqtt.Puback(one) for one in (1, 2, 3))]

    assert len(played(play).frames) == 3


def test_silence_ends_a_line_after_one_and_a_half_keep_alives() -> None:
    async def play(site: Site) -> None:
        quiet, other, begun, mute = (site.phone() for _ in range(4))
        await quiet.connect(client_id="a", keep_alive=10)
        await other.connect(client_id="b", keep_alive=1000)
        await begun.connect(client_id="d")
        await begun.raw(b"\x30\x20")
        await mute.open()
        await until(lambda: len(site.devices.connections) == 4)
        steady = time.monotonic()
        for peer in list(site.devices.connections):
            peer.look(steady + 14)
        assert not quiet.reader.at_eof()
        for peer in list(site.devices.connections):
            peer.look(steady + 16)
        assert await quiet.has_ended()
        for peer in list(site.devices.connections):
            peer.look(steady + 25)
        assert await mute.has_ended()
        assert await begun.has_ended()
        await other.say(mqtt.Pingreq())
        assert await other.hear() == mqtt.Pingresp()
        await other.say(mqtt.Disconnect())
        assert await other.has_ended()

    played(play)


def test_a_sign_of_life_is_kept_as_when_the_device_was_last_heard() -> None:
    async def play(site: Site) -> None:
        phone = await site.let_in()
        await phone.say(mqtt.Pingreq())
        await phone.hear()
        await site.let_in(user=token("00000002"), client_id="bridge")

    store = played(play, account(), account("broker", "00000002", "mosquitto"))
    assert set().union(*(batch.seen for batch in store.batches)) == {b"lift-3"}


def test_a_bridge_speaks_for_accounts_that_run_and_for_nobody_else() -> None:
    async def play(site: Site) -> None:
        bridge = await site.let_in(user=token("00000009"))
        for topic in ("anju/lift-3/v1/devices/me/telemetry", "anju/gone/v1/devices/me/telemetry", TELEMETRY,
                      "anju/aep/v1/devices/me/telemetry", "anju/lift-3/v1/devices/me/rpc/request/1"):  # fmt: skip
            await bridge.publish(b"{}", topic)
        assert [await bridge.hear() for _ in range(5)] == [mqtt.Puback(number) for number in range(1, 6)]
        assert site.devices.heard.refused == 3
        device = await site.let_in()
        await device.publish(b"[]", "anju/b/v1/devices/me/telemetry")
        assert await device.hear() == mqtt.Puback(1)

    known = account(), account("b", "00000002"), account("aep", "00000003", "ctwing")
    store = played(play, *known, account("broker", "00000009", "mosquitto"))
    assert [(one.who, one.topic) for one in messages(store)] == [
        ("lift-3", TELEMETRY), ("lift-3", "v1/devices/me/rpc/request/1"), ("lift-3", "anju/b/v1/devices/me/telemetry"),
    ]  # fmt: skip


def test_a_clean_end_acknowledges_what_has_come() -> None:
    async def play(site: Site) -> None:
        phone = await site.let_in()
        await until(lambda: site.store.attempts > 0)
        site.store.gate.clear()
        await phone.publish(b"{}")
        await until(lambda: site.store.attempts > 1)
        site.gateway.stop()
        await asyncio.sleep(0.1)
        site.store.gate.set()
        assert await phone.hear() == mqtt.Puback(1)
        assert await phone.has_ended()

    assert len(played(play).frames) == 1


def test_over_tls_it_is_the_same(tmp_path: Path) -> None:
    made = subprocess.run(
        [sys.executable, "-c", f"""
import sys; sys.path.insert(0, {str(ROOT / "tools")!r})
import certificate; from pathlib import Path
print(*certificate.make(Path({str(tmp_path)!r}), "127.0.0.1"), sep="\\n")"""],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    authority, certificate, key = made.stdout.split()
    ours = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    ours.load_cert_chain(certificate, key)

    async def play(site: Site) -> None:
        phone = site.phone(V5)
        phone.tls = ssl.create_default_context(cafile=authority)
        await phone.connect()
        await phone.publish(b"x" * 50_000)
        await phone.publish(b"y")
        assert (await phone.hear(), await phone.hear()) == (mqtt.Puback(1), mqtt.Puback(2))

    assert [message.body[:1] for message in messages(played(play, tls=ours))] == [b"x", b"y"]


def test_connections_have_their_limit() -> None:
    async def play(site: Site) -> None:
        await site.let_in(client_id="a")
        phone = site.phone()
        assert await phone.connect(client_id="b") is None
        assert site.devices.heard.turned_away == 1

    played(play, limits=Limits(connections=1))
