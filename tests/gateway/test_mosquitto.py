"""A real Mosquitto between devices and the gateway, set up by the files that are written for it."""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from anju.gateway.adapters.tokens import compose
from anju.gateway.protocols import mqtt
from anju.gateway.protocols.thingsboard import Bridge, acl_text, hashed, main_text, password_text
from tests.e2e.conftest import free_port
from tests.gateway.mqtt_site import HALF, TELEMETRY, V5, Phone, Site, account, messages, played
from tests.gateway.test_server import until

pytestmark = pytest.mark.timeout(180)
PROGRAM = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")
TOKENS = {name: compose(f"0000000{place}", HALF) for place, name in enumerate(("lift-3", "pump-1", "broker"), 1)}
KNOWN = (account("lift-3"), account("pump-1", "00000002"), account("broker", "00000003", "mosquitto"))


class Broker:
    """`mosquitto`, to be killed and started as often as wanted."""

    def __init__(self, folder: Path, gateway: int) -> None:
        self.folder, self.gateway = folder, gateway
        self.port, self.own = free_port(), free_port()
        self.process: subprocess.Popen[bytes] | None = None
        (folder / "data").mkdir()
        users = {name: hashed(TOKENS[name], os.urandom(12)) for name in ("lift-3", "pump-1")}
        bridge = Bridge("127.0.0.1", gateway, TOKENS["broker"])
        text = main_text(str(folder), bridge, port=self.port, prefix="anju", own=[("pump-1", self.own)])
        (folder / "passwords").write_text(password_text(users))
        (folder / "acl").write_text(acl_text("anju"))
        (folder / "anju.conf").write_text(text + ("user root\n" if os.geteuid() == 0 else ""))

    def start(self) -> None:
        assert PROGRAM is not None
        with (self.folder / "log.txt").open("ab") as out:
            command = [PROGRAM, "-c", str(self.folder / "anju.conf"), "-v"]
            self.process = subprocess.Popen(command, stdout=out, stderr=out)
        for _ in range(200):
            assert self.process.poll() is None, self.log
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.own), timeout=1):
                return
            time.sleep(0.05)
        raise AssertionError(self.log)

    def end(self, number: int = signal.SIGTERM) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)
            self.process.wait(30)

    @property
    def log(self) -> str:
        return (self.folder / "log.txt").read_text(encoding="utf-8")[-3000:]

    async def publish(
        self, user: str, topic: str, body: bytes, *, version: int = 4, port: int = 0
    ) -> mqtt.Packet | None:
        """A message at QoS 1 by its own connection; what the broker answers."""
        phone = Phone(port or self.port, version)
        try:
            answer = await phone.connect(user, f"of-{user}", password=TOKENS[user].encode())
            assert answer is not None
            assert isinstance(answer, mqtt.Connack)
            assert answer.code == 0
            await phone.publish(body, topic)
            return await phone.hear()
        finally:
            phone.close()


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    if PROGRAM is None:
        pytest.skip("mosquitto is not installed")
    made = Broker(tmp_path, free_port())
    made.start()
    yield made
    made.end(signal.SIGKILL)


def test_what_devices_publish_comes_through_under_their_names(broker: Broker) -> None:
    async def play(site: Site) -> None:
        assert await broker.publish("lift-3", f"anju/lift-3/{TELEMETRY}", b'{"a": 1}') == mqtt.Puback(1)
        await until(lambda: len(site.store.frames) == 1, 60)
        await broker.publish("pump-1", TELEMETRY, b'{"a": 2}', port=broker.own)
        await broker.publish("lift-3", "anju/lift-3/v1/gateway/telemetry", b'{"A": []}', version=V5)
        await until(lambda: len(site.store.frames) == 3, 60)

    assert sorted((one.who, one.topic, one.body) for one in messages(played(play, *KNOWN, port=broker.gateway))) == [
        ("lift-3", TELEMETRY, b'{"a": 1}'), ("lift-3", "v1/gateway/telemetry", b'{"A": []}'),
        ("pump-1", TELEMETRY, b'{"a": 2}'),
    ]  # fmt: skip


def test_nobody_writes_under_anothers_name_or_without_the_right_token(broker: Broker) -> None:
    async def play(site: Site) -> None:
        for topic in (f"anju/pump-1/{TELEMETRY}", TELEMETRY, "anju/lift-3/v1/other"):
            answer = await broker.publish("lift-3", topic, b'{"fire": true}', version=V5)
            assert isinstance(answer, mqtt.Puback)
            assert answer.code == 0x87
        await broker.publish(
            "lift-3", TELEMETRY, b'{"b": 1}', port=broker.own
        )  # the mount point leads to another's name
        for user, password in ((TOKENS["lift-3"], None), ("lift-3", TOKENS["pump-1"].encode()), ("", None)):
            phone = Phone(broker.port)
            assert await phone.connect(user, password=password) == mqtt.Connack(5)
            phone.close()
        await broker.publish("lift-3", f"anju/lift-3/{TELEMETRY}", b'{"c": 1}')
        await until(lambda: len(site.store.frames) == 1, 60)

    assert [one.body for one in messages(played(play, *KNOWN, port=broker.gateway))] == [b'{"c": 1}']


def test_an_account_that_was_ended_is_out_though_the_broker_still_lets_it_in(broker: Broker) -> None:
    async def play(site: Site) -> None:
        await broker.publish("pump-1", f"anju/pump-1/{TELEMETRY}", b"1")
        await broker.publish("lift-3", f"anju/lift-3/{TELEMETRY}", b"2")
        await until(lambda: len(site.store.frames) == 1, 60)
        assert site.devices.heard.refused == 1

    only = [one for one in KNOWN if one.name != "pump-1"]
    assert [one.body for one in messages(played(play, *only, port=broker.gateway))] == [b"2"]


def test_the_broker_keeps_what_is_not_acknowledged_here_through_its_own_death(broker: Broker) -> None:
    bodies = {b'{"n": %d, "mark": "kept"}' % number for number in range(5)}
    kept = broker.folder / "data" / "mosquitto.db"

    async def away() -> None:
        for body in bodies:
            await broker.publish("lift-3", f"anju/lift-3/{TELEMETRY}", body)
        await until(lambda: kept.exists() and all(body in kept.read_bytes() for body in bodies), 30)

    asyncio.run(away())
    broker.end(signal.SIGKILL)

    async def play(site: Site) -> None:
        broker.start()
        await until(lambda: len(site.store.frames) >= len(bodies), 60)
        site.store.gate.clear()
        attempts = site.store.attempts
        await broker.publish("lift-3", f"anju/lift-3/{TELEMETRY}", b'{"late": 1}')
        await until(lambda: site.store.attempts > attempts, 30)
        await until(lambda: b'{"late": 1}' in kept.read_bytes(), 30)  # not durable here: the broker still has it
        site.store.gate.set()
        await until(lambda: b'{"late": 1}' not in kept.read_bytes(), 30)

    found = {one.body for one in messages(played(play, *KNOWN, port=broker.gateway))}
    assert found == bodies | {b'{"late": 1}'}
