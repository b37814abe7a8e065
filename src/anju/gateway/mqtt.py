"""Devices that speak MQTT as ThingsBoard's do: the server's end of the line, and no broker. What they publish is made
durable by a `Committer` and acknowledged afterwards; nothing goes from one client to another.

A client is whose token it gives as user name (`adapters.tokens`). What it publishes is kept as it came, under its
account and its topic, whether it can be read or not. Only a bridge of a broker of ours speaks for others, by the prefix
of the topic, and only for accounts that run. See docs/protocols/thingsboard.md.
"""

import asyncio
import hashlib
import logging
import secrets
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from anju.gateway.accounts import Account, Accounts
from anju.gateway.adapters.carried import MOST_BODY, Carried
from anju.gateway.batching import Committer
from anju.gateway.intake import BURST, PER_SECOND, URGENT, WRONG_BURST, WRONG_PER_SECOND
from anju.gateway.limits import Limits, Rates
from anju.gateway.lines import Listener, Peer
from anju.gateway.protocols import mqtt, thingsboard
from anju.gateway.protocols.mqtt import V5, MalformedError, Reason
from anju.gateway.protocols.mqtt.properties import (
    ASSIGNED_CLIENT_ID,
    MAXIMUM_PACKET_SIZE,
    MAXIMUM_QOS,
    RECEIVE_MAXIMUM,
    RETAIN_AVAILABLE,
    SHARED_SUBSCRIPTION_AVAILABLE,
    SUBSCRIPTION_IDENTIFIERS_AVAILABLE,
)
from anju.gateway.protocols.mqtt.wire import FAILURE, REFUSALS
from anju.gateway.recent import Recent

LOG = logging.getLogger("anju.gateway")
LISTENER: Final = "thingsboard:mqtt"
"""What is kept bears it."""
PREFIX: Final = "anju"
"""First level of the topics behind a broker: `anju/<account>/v1/…`."""
LONGEST_TOPIC: Final = 512
MOST_PACKET: Final = MOST_BODY + LONGEST_TOPIC + 64
LONGEST_CLIENT_ID: Final = 256
IN_FLIGHT: Final = 1_000
"""Messages a client of MQTT 5 may have on their way; those of 3.1.1 are not told."""
QUIET: Final = 3_600.0
"""Seconds of silence that end a line without a keep-alive."""
PATIENCE: Final = 1.5
"""Keep-alives after which a line is ended."""
MOST_TWICE: Final = 1_000
SESSION: Final = thingsboard.Session(int(PER_SECOND), IN_FLIGHT, MOST_BODY)


class Format(StrEnum):
    """Accounts that come by MQTT."""

    THINGSBOARD = "thingsboard"
    MOSQUITTO = "mosquitto"
    """The bridge of a broker; its devices have accounts of their own."""


class Devices(Listener):
    """One listener for MQTT."""

    def __init__(
        self, accounts: Accounts, committer: Committer, limits: Limits, now_us: Callable[[], int],
        steady: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        super().__init__([committer], limits, now_us)
        self.accounts, self.committer, self.steady = accounts, committer, steady
        self.rates = Rates(PER_SECOND, BURST)
        self.recent = Recent()
        self.speaking: dict[tuple[str, str], Client] = {}
        """(account, client id) → its connection: another one with the same takes its place."""
        self._wrong = Rates(WRONG_PER_SECOND, WRONG_BURST)
        self._of_account: Counter[str] = Counter()

    def new_connection(self) -> asyncio.Protocol:
        return Client(self)

    def account_of(self, packet: mqtt.Connect, address: str) -> Account | Reason:
        """Who connects; or why he is not let in."""
        if not self.accounts.is_fresh:
            return Reason.UNAVAILABLE
        if not packet.user:
            return Reason.USER
        for one in Format:
            account = self.accounts.by_token(packet.user, one)
            if account is not None:
                return account if account.lets_in(address) else Reason.NOT_AUTHORIZED
        return Reason.NOT_AUTHORIZED

    def is_guessing(self, address: str) -> bool:
        """A wrong token came from an address: counted. Whether it is one too many to be answered."""
        return self._wrong.wait(address, self.steady()) > 0

    def enter(self, client: "Client", account: Account, client_id: str) -> None:
        """A client was let in."""
        before = self.speaking.get((account.name, client_id))
        if before is not None:
            before.end(Reason.TAKEN_OVER)
            self._leave(before)
        elif self._of_account[account.name]:
            self._flag(account.name, client.address)
        client.key = (account.name, client_id)
        self.speaking[client.key] = client
        self._of_account[account.name] += 1
        self.see(account)

    def _flag(self, name: str, address: str) -> None:
        if (name, address) not in self.heard.twice and len(self.heard.twice) < MOST_TWICE:
            LOG.warning("account %s connects from %s while it is connected", name, address)
            self.heard.twice.add((name, address))

    def see(self, account: Account) -> None:
        """A sign of life of a device that says nothing else. A broker's bridge is none."""
        if account.format == Format.THINGSBOARD:
            self.committer.see(account.name.encode())

    def forget(self, peer: Peer) -> None:
        """A connection has ended."""
        super().forget(peer)
        if isinstance(peer, Client):
            self._leave(peer)

    def _leave(self, client: "Client") -> None:
        if client.key is None or self.speaking.get(client.key) is not client:
            return
        del self.speaking[client.key]
        name = client.key[0]
        self._of_account[name] -= 1
        if not self._of_account[name]:
            del self._of_account[name]


@dataclass(slots=True)
class _Owed:
    """An acknowledgement that waits for what it acknowledges."""

    said: bytes
    is_due: bool = False


class Client(Peer):
    """One connection."""

    def __init__(self, devices: Devices) -> None:
        super().__init__(devices)
        self._devices = devices
        self._reader = mqtt.Reader(MOST_PACKET)
        self._account: Account | None = None
        self.key: tuple[str, str] | None = None
        self._since = self.heard
        self._quiet = QUIET
        self._filters: set[str] = set()
        self._owed: deque[_Owed] = deque()
        """Acknowledgements, in the order of their messages: MQTT wants them so, and a fire is stored first."""
        self._kept: list[bytes] = []
        self._size = 0
        self._after: list[_Owed] = []
        self._is_urgent = False

    @property
    def _five(self) -> bool:
        return self._reader.version == V5

    def data_received(self, data: bytes) -> None:
        self.heard = time.monotonic()
        if not self._reader.waiting:
            self._since = self.heard
        self._reader.feed(data)
        if self._waits:
            return
        self._read()

    def go_on(self) -> None:
        """Read again: first what is here already."""
        before = self._waits
        super().go_on()
        if before and not self._waits:
            self._read()

    def _read(self) -> None:
        """Take what is here, as far as it may be taken now; keep it together."""
        try:
            while not self._is_ending:
                if self._must_wait():
                    self.wait()
                    break
                packet = self._reader.next()
                if packet is None:
                    break
                self._since = self.heard
                self._take(packet)
        except MalformedError as error:
            self._refuse(error)
        self._keep()

    @property
    def _is_ending(self) -> bool:
        return self._stopped or self._transport is None or self._transport.is_closing()

    def _must_wait(self) -> bool:
        devices = self._devices
        if devices.committer.waiting + self._size > devices.limits.waiting:
            return True
        if self._account is None:
            return False
        if not devices.accounts.is_fresh:
            return True
        return devices.rates.owed(self._account.name, devices.steady()) + 1 > devices.rates.burst

    def _take(self, packet: mqtt.Packet) -> None:
        if self._account is None:
            if not isinstance(packet, mqtt.Connect):
                raise MalformedError(Reason.PROTOCOL_ERROR, "not a CONNECT first")
            self._connect(packet)
            return
        if self._is_over(self._account):
            self.end(Reason.NOT_AUTHORIZED)
            return
        match packet:
            case mqtt.Publish():
                self._publish(packet, self._account)
            case mqtt.Subscribe():
                self._subscribe(packet)
            case mqtt.Unsubscribe():
                gone = [Reason.SUCCESS if one in self._filters else Reason.NO_SUBSCRIPTION for one in packet.filters]
                self._filters -= set(packet.filters)
                self._say(mqtt.Unsuback(packet.id, tuple(gone)))
            case mqtt.Pingreq():
                self._devices.see(self._account)
                self._say(mqtt.Pingresp())
            case mqtt.Disconnect():
                self.close()
            case mqtt.Puback():
                pass  # what is sent from here has QoS 0
            case _:
                raise MalformedError(Reason.PROTOCOL_ERROR, "a client does not say that")

    def _connect(self, packet: mqtt.Connect) -> None:
        found = self._devices.account_of(packet, self.address)
        if isinstance(found, Reason):
            if found is Reason.NOT_AUTHORIZED and self._devices.is_guessing(self.address):
                self._devices.heard.refused += 1
                self.close()
            else:
                self._turn_away(found)
            return
        if len(packet.client_id) > LONGEST_CLIENT_ID or not (packet.client_id or packet.clean or self._five):
            self._turn_away(Reason.CLIENT_ID)
            return
        self._account = found
        self._quiet = packet.keep_alive * PATIENCE if packet.keep_alive else QUIET
        client_id = packet.client_id or f"anju-{secrets.token_hex(8)}"
        assigned: tuple[mqtt.Property, ...] = () if packet.client_id else ((ASSIGNED_CLIENT_ID, client_id),)
        self._devices.enter(self, found, client_id)
        self._say(mqtt.Connack(properties=(*assigned, *LIMITED)))

    def _turn_away(self, reason: Reason) -> None:
        self._devices.heard.refused += 1
        self._say(mqtt.Connack(reason if self._five else REFUSALS[reason]))
        self.close()

    def _publish(self, packet: mqtt.Publish, account: Account) -> None:
        devices = self._devices
        devices.rates.wait(account.name, devices.steady())
        if packet.qos > 1:
            raise MalformedError(Reason.QOS, "QoS 2")
        if not packet.topic or len(packet.topic) > LONGEST_TOPIC:
            raise MalformedError(Reason.TOPIC, "a topic that is too long, or an alias")
        owed = _Owed(mqtt.encode(mqtt.Puback(packet.id), self._reader.version or V5)) if packet.id else None
        if owed is not None:
            self._owed.append(owed)
        carried = self._carried(packet, account)
        if carried is not None and not self._is_again(packet, account):
            self._is_urgent = self._is_urgent or URGENT.search(packet.payload) is not None
            self._kept.append(carried)
            self._size += len(carried)
        if owed is not None:
            self._after.append(owed)

    def _carried(self, packet: mqtt.Publish, account: Account) -> bytes | None:
        """A message as it is kept; None for a question, which is answered, and for one of an account that is over."""
        who, topic = account.name, packet.topic
        if account.format == Format.MOSQUITTO:
            prefix, _slash, rest = topic.partition("/")
            who, _slash, topic = rest.partition("/")
            if prefix != PREFIX or self._devices.accounts.by_name(who, Format.THINGSBOARD) is None:
                self._devices.heard.refused += 1
                return None
        elif self._is_answered(topic, packet.payload):
            return None
        try:
            return Carried(packet.payload, who, topic).kept()
        except ValueError:
            raise MalformedError(Reason.TOO_LARGE, f"more than {MOST_BODY} bytes") from None

    def _is_answered(self, name: str, payload: bytes) -> bool:
        try:
            topic = thingsboard.read_topic(name)
        except thingsboard.BadTopicError:
            return False
        if not thingsboard.is_question(topic):
            return False
        answer = thingsboard.answer(topic, payload, SESSION)
        if answer is not None and answer.filter in self._filters:
            self._say(mqtt.Publish(answer.topic, answer.payload))
        return True

    def _is_again(self, packet: mqtt.Publish, account: Account) -> bool:
        """Whether a message that says it was sent before is known. Only such are looked for: numbers are used again."""
        if packet.id is None:
            return False
        said = f"{account.name}\0{packet.id}\0{packet.topic}\0".encode() + packet.payload
        is_new = self._devices.recent.is_new(hashlib.blake2b(said, digest_size=16).digest(), time.monotonic())
        if is_new or not packet.dup:
            return False
        self._devices.heard.again += 1
        return True

    def _keep(self) -> None:
        """Give to the committer what one read has brought; acknowledge it when it is durable."""
        kept, after, urgent = self._kept, self._after, self._is_urgent
        if not kept and not after:
            return
        self._kept, self._size, self._after, self._is_urgent = [], 0, [], False
        self._devices.heard.frames += len(kept)
        self._devices.committer.add(kept, lambda: self._acknowledge(after), urgent=urgent)

    def _acknowledge(self, these: list[_Owed]) -> None:
        for one in these:
            one.is_due = True
        said = bytearray()
        while self._owed and self._owed[0].is_due:
            said += self._owed.popleft().said
        if said:
            self.write(bytes(said))

    def _subscribe(self, packet: mqtt.Subscribe) -> None:
        refused = Reason.FILTER if self._five else FAILURE
        codes = [min(wanted & 3, 1) if name in thingsboard.SUBSCRIBABLE else refused for name, wanted in packet.filters]
        self._filters |= {name for name, _wanted in packet.filters} & thingsboard.SUBSCRIBABLE
        self._say(mqtt.Suback(packet.id, tuple(codes)))

    def _say(self, packet: mqtt.Packet) -> None:
        self.write(mqtt.encode(packet, self._reader.version or V5))

    def _refuse(self, error: MalformedError) -> None:
        if self._account is not None:
            self.end(error.reason)
            return
        if error.reason is Reason.VERSION:
            self.write(b"\x20\x02\x00\x01")  # 3.1.1's word for it, which every version can read
        self._devices.heard.refused += 1
        self.close()

    def end(self, reason: Reason) -> None:
        """End the line; a client of MQTT 5 is told why."""
        if reason is not Reason.TAKEN_OVER:
            self._devices.heard.refused += 1
        if self._five:
            self._say(mqtt.Disconnect(reason))
        self.close()

    def look(self, steady: float) -> None:
        """Every second: whether the account still runs, and whether there is something to be heard."""
        limits, silent = self._devices.limits, steady - self.heard
        if self._blocked and silent > (limits.idle or QUIET) and self._transport is not None:
            self._transport.abort()  # it does not even take its answers
        if self._is_ending:
            return
        has_begun = self._account is None or self._reader.waiting > 0
        if self._account is not None and self._is_over(self._account):
            self.end(Reason.NOT_AUTHORIZED)
        elif self._waits:
            self.go_on()
        elif silent > self._quiet or (has_begun and steady - self._since > limits.complete):
            self.close()

    def _is_over(self, account: Account) -> bool:
        accounts = self._devices.accounts
        return accounts.is_fresh and not accounts.is_running(account)


LIMITED: Final[tuple[mqtt.Property, ...]] = (
    (RECEIVE_MAXIMUM, IN_FLIGHT), (MAXIMUM_QOS, 1), (RETAIN_AVAILABLE, 0), (MAXIMUM_PACKET_SIZE, MOST_PACKET),
    (SUBSCRIPTION_IDENTIFIERS_AVAILABLE, 0), (SHARED_SUBSCRIPTION_AVAILABLE, 0),
)  # fmt: skip
"""What a client of MQTT 5 is told when it is let in."""
