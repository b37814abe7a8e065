"""Spoilt bytes on the gateway's own lines, without sockets: no reader raises, and every line goes on or is ended.

Seeded anew in each run and printed; `ANJU_FUZZ_SEED` repeats one. `bench/fuzz_frames.py` is the long run.
"""

import asyncio
import random
from collections.abc import Sequence
from typing import Any

from anju.gateway.accounts import Account, Accounts
from anju.gateway.adapters.tokens import compose, digest_of
from anju.gateway.batching import Committer
from anju.gateway.hydrant import Terminal, Terminals
from anju.gateway.intake import Intake, committers_of
from anju.gateway.limits import Limits
from anju.gateway.mqtt import Client, Devices
from anju.gateway.protocols import mqtt
from anju.gateway.protocols.gbt26875 import DIALECTS
from anju.gateway.protocols.hydrant import encode, report_frame
from anju.gateway.running import now_us
from anju.gateway.server import Connection, Line
from anju.gateway.web import Visit, Web
from tests.fuzz.test_gbt26875 import RUNS, SEED, seeds, spoil
from tests.gateway.protocols.hydrant.test_frames import pressure

HALF = "A" * 43
LIMITS = Limits(connections=0, per_address=0, waiting=10**9)


class Transport:
    """What a line writes into."""

    def __init__(self) -> None:
        self.said: list[bytes] = []
        self.closed = False

    def get_extra_info(self, _name: str) -> tuple[str, int]:
        return "127.0.0.1", 1

    def write(self, data: bytes) -> None:
        self.said.append(data)

    def is_closing(self) -> bool:
        return self.closed

    def can_write_eof(self) -> bool:
        return True

    def write_eof(self) -> None:
        self.closed = True

    close = abort = write_eof

    def pause_reading(self) -> None: ...

    def resume_reading(self) -> None: ...


class Told(Committer):
    """Takes everything for durable at once."""

    def __init__(self, listener: str = "x:y") -> None:
        super().__init__(None, listener, None, now_us)  # type: ignore[arg-type]
        self.kept = 0

    def add(self, frames: Sequence[bytes], answer: Any, *, urgent: bool = False) -> None:
        assert all(0 < len(frame) <= 65_535 for frame in frames)
        self.kept += len(frames)
        answer()


def fed(peer: Any, data: bytes, rng: random.Random) -> Transport:
    """A line that gets some bytes in pieces and ends."""
    transport = Transport()
    peer.connection_made(transport)
    at = 0
    while at < len(data) and not transport.closed:
        step = rng.choice((1, 7, 40, 1000))
        peer.data_received(data[at : at + step])
        at += step
    peer.look(peer.heard + 10_000)
    peer.connection_lost(None)
    return transport


def frames_fed(rng: random.Random, pool: list[bytes], lines: list[Line]) -> None:
    """A few spoilt frames and a good one on a line of GB/T 26875.3."""
    line = rng.choice(lines)
    data = b"".join(spoil(rng, rng.choice(pool), pool) for _ in range(rng.randint(1, 4))) + rng.choice(pool)
    fed(Connection(line), data, rng)
    assert not line.connections
    assert not line.speaker


def test_spoilt_frames_leave_every_line_as_it_was() -> None:
    print(f"ANJU_FUZZ_SEED={SEED}")
    rng, pool = random.Random(SEED + 2), seeds()
    lines = [Line(Told(), LIMITS, dialect, now_us) for dialect in DIALECTS.values()]
    for _ in range(RUNS // 4):
        frames_fed(rng, pool, lines)
    assert all(line.places.open == 0 for line in lines)
    assert sum(line.committer.kept for line in lines if isinstance(line.committer, Told)) > RUNS // 16


def test_spoilt_frames_of_hydrants_leave_every_line_as_it_was() -> None:
    rng, good = random.Random(SEED + 3), encode(report_frame(pressure()))
    terminals = Terminals(Told(), LIMITS, now_us)
    for _ in range(RUNS // 4):
        fed(Terminal(terminals), b"".join(spoil(rng, good, [good]) for _ in range(3)) + good, rng)
    assert terminals.places.open == 0
    assert terminals.recent.is_new(good, 0.0) is False


def requests() -> list[bytes]:
    token = compose("00000001", HALF)
    head = f"POST /in/{{}}/{token} HTTP/1.1\r\nHost: a\r\nContent-Type: {{}}\r\nContent-Length: {{}}\r\n\r\n"
    xml = b"<EventNotificationAlert><eventType>fire</eventType></EventNotificationAlert>"
    part = b'--b\r\nContent-Disposition: form-data; name="a"\r\nContent-Type: text/xml\r\n\r\n' + xml + b"\r\n--b--\r\n"
    chunked = f"POST /in/ctwing/{token} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    bodies = [("ctwing", "application/json", b"{}"), ("isapi", "multipart/form-data; boundary=b", part)]
    whole = [head.format(kind, type_, len(body)).encode() + body for kind, type_, body in bodies]
    return [*whole, chunked + b"2\r\n{}\r\n0\r\n\r\n", b"".join(whole), b"GET / HTTP/1.0\r\n\r\n"]


def test_spoilt_requests_are_answered_in_http_or_not_at_all() -> None:
    rng, pool = random.Random(SEED + 4), requests()
    known = [
        Account(kind, kind, "00000001", digest_of(HALF), now_us() + 10**12) for kind in ("isapi",)
    ]  # one label is one account
    accounts = Accounts(lambda: known, now_us)
    asyncio.run(accounts.renew(None))  # type: ignore[arg-type]
    each = committers_of(Told)
    web = Web(Intake(accounts, each, LIMITS, now_us), list(each.values()), LIMITS, now_us)
    statuses = set()
    for _ in range(RUNS // 2):
        said = b"".join(fed(Visit(web), spoil(rng, rng.choice(pool), pool), rng).said)
        assert not said or said.startswith(b"HTTP/1.1 ")
        statuses.add(said[9:12])
    assert (web.held, web.places.open, web.connections) == (0, 0, set())
    assert {b"200", b"400"} <= statuses


def packets(version: int) -> list[bytes]:
    """What a client of MQTT says, each behind a good CONNECT."""
    topic = "v1/devices/me/telemetry"
    said = [
        mqtt.Publish(topic, b'{"fire": true}', 1, 1),
        mqtt.Publish("v1/gateway/attributes/request", b'{"id": 1, "device": "a"}', 1, 2),
        mqtt.Publish("v1/devices/me/rpc/request/1", b'{"method": "getSessionLimits"}'),
        mqtt.Subscribe(3, (("v1/devices/me/rpc/response/+", 1), ("#", 2))),
        mqtt.Unsubscribe(4, ("v1/devices/me/rpc/response/+",)),
        mqtt.Pingreq(),
        mqtt.Disconnect(),
    ]
    hello = mqtt.encode(mqtt.Connect("c", version, keep_alive=60, user=compose("00000001", HALF)), version)
    return [hello, *(hello + mqtt.encode(one, version) for one in said), hello + mqtt.encode(said[0], version) * 5]


def test_spoilt_packets_are_answered_in_mqtt_or_not_at_all() -> None:
    rng, known = random.Random(SEED + 5), [Account("a", "thingsboard", "00000001", digest_of(HALF), now_us() + 10**12)]
    accounts = Accounts(lambda: known, now_us, lambda: 0.0)
    asyncio.run(accounts.renew(None))  # type: ignore[arg-type]
    devices = Devices(accounts, committer := Told(), LIMITS, now_us)
    heard: set[type[mqtt.Packet]] = set()
    for turn in range(RUNS // 2):
        pool = packets(4 + turn % 2)
        devices.rates.owing.clear()
        said = b"".join(fed(Client(devices), spoil(rng, rng.choice(pool), pool), rng).said)
        answers = mqtt.Reader(100_000, 4 if said[1:2] == b"\2" else 5)  # the CONNACK of 5 is longer
        answers.feed(said)
        while (packet := answers.next()) is not None:
            heard.add(type(packet))
        assert not answers.waiting
    assert (devices.places.open, devices.connections, devices.speaking) == (0, set(), {})
    assert not devices._of_account
    assert {mqtt.Connack, mqtt.Puback, mqtt.Suback, mqtt.Pingresp} <= heard
    assert committer.kept > RUNS // 40
