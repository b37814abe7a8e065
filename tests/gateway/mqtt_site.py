"""A gateway that listens to MQTT, and a client that says each packet by hand."""

import asyncio
import itertools
import ssl
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field

from anju.gateway.accounts import Account
from anju.gateway.adapters import carried
from anju.gateway.adapters.tokens import compose, digest_of
from anju.gateway.limits import Limits
from anju.gateway.mqtt import Devices
from anju.gateway.protocols import mqtt
from anju.gateway.protocols.mqtt import V4, V5
from anju.gateway.running import THINGSBOARD, Ear, Gateway, Way, now_us
from tests.gateway.test_server import Store

HALF = "A" * 43
YEAR = 365 * 24 * 3600 * 10**6
TELEMETRY = "v1/devices/me/telemetry"


def account(name: str = "lift-3", label: str = "00000001", kind: str = "thingsboard", **more: object) -> Account:
    values = {"digest": digest_of(HALF), "until_us": now_us() + YEAR, **more}
    return Account(name, kind, label, **values)  # type: ignore[arg-type]


def token(label: str = "00000001") -> str:
    return compose(label, HALF)


@dataclass
class Phone:
    """One connection."""

    port: int
    version: int = V4
    tls: ssl.SSLContext | None = None
    heard: list[mqtt.Packet] = field(default_factory=list)
    numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    async def open(self) -> None:
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port, ssl=self.tls)
        self.packets = mqtt.Reader(1_000_000, self.version)

    async def say(self, *packets: mqtt.Packet) -> None:
        await self.raw(b"".join(mqtt.encode(one, self.version) for one in packets))

    async def raw(self, data: bytes) -> None:
        with suppress(ConnectionError):
            self.writer.write(data)
            await self.writer.drain()

    async def hear(self) -> mqtt.Packet | None:
        """The next packet; None where the line has ended."""
        async with asyncio.timeout(30):
            while (packet := self.packets.next()) is None:
                try:
                    data = await self.reader.read(65536)
                except ConnectionError:
                    return None
                if not data:
                    return None
                self.packets.feed(data)
        self.heard.append(packet)
        return packet

    async def connect(self, user: str | None = None, client_id: str = "c", **more: object) -> mqtt.Packet | None:
        await self.open()
        given = token() if user is None else user or None
        await self.say(mqtt.Connect(client_id, self.version, user=given, **more))  # type: ignore[arg-type]
        return await self.hear()

    async def publish(self, payload: bytes, topic: str = TELEMETRY, qos: int = 1, *, dup: bool = False) -> int | None:
        number = next(self.numbers) if qos else None
        await self.say(mqtt.Publish(topic, payload, qos, number, dup))
        return number

    async def has_ended(self) -> bool:
        while await self.hear() is not None:
            pass
        return True

    def close(self) -> None:
        if hasattr(self, "writer"):
            self.writer.close()


@dataclass
class Site:
    gateway: Gateway
    port: int
    store: Store
    known: list[Account]
    phones: list[Phone] = field(default_factory=list)

    def phone(self, version: int = V4) -> Phone:
        self.phones.append(Phone(self.port, version))
        return self.phones[-1]

    async def let_in(self, version: int = V4, user: str | None = None, client_id: str = "c") -> Phone:
        phone = self.phone(version)
        answer = await phone.connect(user, client_id)
        assert isinstance(answer, mqtt.Connack)
        assert answer.code == 0
        return phone

    @property
    def devices(self) -> Devices:
        [line] = self.gateway.lines.values()
        assert isinstance(line, Devices)
        return line


def played(
    play: Callable[[Site], Awaitable[None]],
    *known: Account,
    store: Store | None = None,
    limits: Limits = Limits(),  # noqa: B008
    port: int = 0,
    tls: ssl.SSLContext | None = None,
) -> Store:
    """A gateway for as long as `play` runs; then a clean end. Without accounts there is one, `lift-3`."""
    kept, accounts = store or Store(), list(known) or [account()]

    async def all_of_it() -> None:
        way = Way.MQTT if tls is None else Way.MQTTS
        ear = Ear("127.0.0.1", port, way, THINGSBOARD, limits=limits, tls=tls)
        gateway = Gateway([ear], lambda: kept, lambda: list(accounts))
        up = asyncio.Event()
        running = asyncio.create_task(gateway.run(lambda _gateway: up.set()))
        await up.wait()
        site = Site(gateway, gateway.ports[ear.name], kept, accounts)
        try:
            await play(site)
        finally:
            kept.gate.set()
            gateway.stop()
            await running
            for phone in site.phones:
                phone.close()
            await asyncio.sleep(0)

    asyncio.run(all_of_it())
    return kept


def messages(store: Store) -> list[carried.Carried]:
    assert {batch.listener for batch in store.batches} <= {"thingsboard:mqtt"}
    return [carried.read(frame) for batch in store.batches for frame in batch.frames]


__all__ = ["HALF", "TELEMETRY", "V4", "V5", "Phone", "Site", "account", "messages", "played", "token"]
