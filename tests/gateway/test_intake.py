"""What comes by HTTP, over real sockets: who is let in, what is kept, and when it is confirmed."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from ipaddress import ip_network
from urllib.parse import urlencode

import pytest

from anju.gateway import accounts as accounts_module
from anju.gateway import intake, web
from anju.gateway.accounts import Account
from anju.gateway.adapters import carried
from anju.gateway.adapters.tokens import compose, digest_of
from anju.gateway.limits import Limits, Rates
from anju.gateway.protocols import charging, onenet
from anju.gateway.running import INTAKE, Ear, Gateway, Way, now_us
from anju.gateway.web import Web
from tests.gateway.protocols.charging.test_intake import BODY
from tests.gateway.protocols.ctwing.test_push import sent
from tests.gateway.protocols.isapi.test_alert import xml
from tests.gateway.protocols.isapi.test_parts import FORM, JPEG, form
from tests.gateway.test_server import Store, until

pytestmark = pytest.mark.timeout(120)
HALF = "A" * 43
YEAR = 365 * 24 * 3600 * 10**6
SECRET = "a-secret-of-some-length"


def account(name: str, kind: str, label: str = "00000001", **more: object) -> Account:
    values = {"digest": digest_of(HALF), "until_us": now_us() + YEAR, **more}
    return Account(name, kind, label, **values)  # type: ignore[arg-type]


def token(label: str = "00000001") -> str:
    return compose(label, HALF)


@dataclass
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, object]:
        found: dict[str, object] = json.loads(self.body)
        return found


@dataclass
class Client:
    """One connection that speaks HTTP/1.1 by hand, so that each byte is ours."""

    port: int
    reader: asyncio.StreamReader | None = None
    writer: asyncio.StreamWriter | None = None

    async def send(self, data: bytes) -> None:
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        self.writer.write(data)
        await self.writer.drain()

    async def reply(self) -> Reply:
        assert self.reader is not None
        head = (await asyncio.wait_for(self.reader.readuntil(b"\r\n\r\n"), 30)).decode().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
        body = await self.reader.readexactly(int(headers.get("content-length", "0")))
        return Reply(int(head[0].split()[1]), headers, body)

    async def ask(self, path: str, body: bytes = b"", method: str = "POST", **headers: str) -> Reply:
        await self.send(request(path, body, method, **headers))
        return await self.reply()

    async def has_ended(self) -> bool:
        assert self.reader is not None
        return await asyncio.wait_for(self.reader.read(1), 20) == b""

    def close(self) -> None:
        if self.writer is not None:
            self.writer.close()


def request(path: str, body: bytes = b"", method: str = "POST", **headers: str) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: anju", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


def bearer(label: str = "00000001") -> str:
    return f"Bearer {token(label)}"


@dataclass
class Site:
    gateway: Gateway
    port: int
    store: Store
    known: list[Account]
    clients: list[Client] = field(default_factory=list)

    def client(self) -> Client:
        self.clients.append(Client(self.port))
        return self.clients[-1]

    async def ask(self, path: str, body: bytes = b"", method: str = "POST", **headers: str) -> Reply:
        return await self.client().ask(path, body, method, **headers)

    @property
    def web(self) -> Web:
        [line] = self.gateway.lines.values()
        assert isinstance(line, Web)
        return line


def played(
    play: Callable[[Site], Awaitable[None]],
    *known: Account,
    store: Store | None = None,
    limits: Limits = Limits(),  # noqa: B008
) -> Store:
    kept, accounts = store or Store(), list(known)

    async def all_of_it() -> None:
        gateway = Gateway([Ear("127.0.0.1", 0, Way.HTTP, INTAKE, limits=limits)], lambda: kept, lambda: list(accounts))
        up = asyncio.Event()
        running = asyncio.create_task(gateway.run(lambda _gateway: up.set()))
        await up.wait()
        site = Site(gateway, next(iter(gateway.ports.values())), kept, accounts)
        try:
            await play(site)
        finally:
            kept.gate.set()
            gateway.stop()
            await running
            for client in site.clients:
                client.close()
            await asyncio.sleep(0)

    asyncio.run(all_of_it())
    return kept


def messages(store: Store) -> list[tuple[str, carried.Carried]]:
    return [(batch.listener, carried.read(frame)) for batch in store.batches for frame in batch.frames]


def test_a_message_is_kept_as_it_came_under_its_format_and_account() -> None:
    async def play(site: Site) -> None:
        answer = await site.ask(f"/in/ctwing/{token()}", sent(), Content_Type="application/json")
        assert (answer.status, answer.json) == (200, {})

    [(listener, message)] = messages(played(play, account("aep-1", "ctwing")))
    assert listener == "ctwing:http"
    assert message == carried.Carried(sent(), "aep-1", "/in/ctwing", "application/json")


def test_a_token_may_stand_in_a_header_and_no_secret_is_kept() -> None:
    async def play(site: Site) -> None:
        answer = await site.ask("/in/chirpstack?event=up", b'{"a": 1}', Authorization=bearer())
        assert answer.status == 200

    [(listener, message)] = messages(store := played(play, account("lora", "chirpstack")))
    assert (listener, message.topic) == ("chirpstack:http", "/in/chirpstack?event=up")
    assert HALF.encode() not in store.frames[0]


def test_nothing_is_confirmed_before_it_is_durable() -> None:
    async def play(site: Site) -> None:
        site.store.gate.clear()
        client = site.client()
        await client.send(request(f"/in/ctwing/{token()}", sent()))
        await until(lambda: site.store.attempts == 1)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(client.reply(), 0.3)
        site.store.gate.set()
        assert client.reader is not None

    played(play, account("aep-1", "ctwing"))


def test_a_store_that_fails_is_told_and_the_message_is_not_given_up() -> None:
    async def play(site: Site) -> None:
        answer = await site.ask(f"/in/ctwing/{token()}", sent())
        assert (answer.status, answer.headers["retry-after"]) == (503, "5")
        assert answer.headers["content-type"] == "application/problem+json"
        refused = await site.ask(f"/in/ctwing/{token()}", sent())
        assert refused.status == 503
        site.store.faults = 0
        await until(lambda: len(site.store.frames) == 1)
        assert (await site.ask(f"/in/ctwing/{token()}", sent())).status == 200

    store = played(play, account("aep-1", "ctwing"), store=Store(faults=10**6))
    assert len(store.frames) == 2  # told apart by their content by who reads them


def test_a_store_that_does_not_end_is_told_after_a_while() -> None:
    async def play(site: Site) -> None:
        site.store.gate.clear()
        assert (await site.ask(f"/in/ctwing/{token()}", sent())).status == 503

    assert len(played(play, account("aep-1", "ctwing"), limits=Limits(complete=1.0)).frames) == 1


@pytest.mark.parametrize(
    ("path", "given"),
    [
        ("/in/ctwing", ""),
        ("/in/ctwing/x", ""),
        (f"/in/ctwing/{compose('00000002', HALF)}", ""),
        (f"/in/ctwing/{compose('00000001', 'B' * 43)}", ""),
        (f"/in/plain/{compose('00000001', HALF)}", ""),
        ("/in/ctwing", "Basic eDp5"),
        (f"/in/ctwing/{compose('00000003', HALF)}", ""),
    ],
    ids=["none", "nonsense", "unknown", "wrong half", "of another format", "another scheme", "over"],
)
def test_a_stranger_is_refused_before_the_body_is_read(path: str, given: str) -> None:
    async def play(site: Site) -> None:
        client = site.client()
        head = f"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Length: 50000\r\n"
        await client.send((head + (f"Authorization: {given}\r\n" if given else "") + "\r\n").encode())
        answer = await client.reply()
        assert answer.status == 401
        assert answer.json["type"] == "urn:anju:problem:unauthorized"
        assert answer.headers["www-authenticate"].startswith("Bearer")
        assert await client.has_ended()

    over = account("old", "ctwing", "00000003", until_us=now_us() - 1)
    assert played(play, account("aep-1", "ctwing"), over).frames == []


def test_an_account_sends_from_its_own_networks_only() -> None:
    async def play(site: Site) -> None:
        assert (await site.ask(f"/in/isapi/{token()}", xml())).status == 403
        assert (await site.ask(f"/in/isapi/{token('00000002')}", xml())).status == 200

    far = account("far", "isapi", networks=(ip_network("10.8.0.0/16"),))
    near = account("near", "isapi", "00000002", networks=(ip_network("127.0.0.0/8"),))
    [(_listener, message)] = messages(played(play, far, near))
    assert message.who == "near"


@pytest.mark.parametrize(("trusted", "status"), [(True, 200), (False, 403)])
def test_only_a_proxy_of_ours_speaks_for_others(trusted: bool, status: int) -> None:
    async def play(site: Site) -> None:
        claimed = "1.2.3.4, 10.8.0.7"
        assert (await site.ask(f"/in/isapi/{token()}", xml(), X_Forwarded_For=claimed)).status == status

    limits = Limits(proxies=(ip_network("127.0.0.1/32"),) if trusted else ())
    played(play, account("far", "isapi", networks=(ip_network("10.8.0.0/16"),)), limits=limits)


def test_an_account_that_was_ended_is_out_within_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts_module, "EVERY", 0.05)

    async def play(site: Site) -> None:
        assert (await site.ask(f"/in/ctwing/{token()}", sent())).status == 200
        site.known.clear()
        async with asyncio.timeout(10):
            while (await site.ask(f"/in/ctwing/{token()}", sent())).status != 401:
                await asyncio.sleep(0.05)

    played(play, account("aep-1", "ctwing"))


def test_a_list_of_accounts_that_cannot_be_renewed_is_not_believed_for_long() -> None:
    steady = [0.0]
    known = accounts_module.Accounts(lambda: [account("a", "plain")], now_us, lambda: steady[0])
    assert not known.is_fresh
    asyncio.run(known.renew(None))  # type: ignore[arg-type]
    assert known.is_fresh
    steady[0] = accounts_module.STALE + 0.1
    assert not known.is_fresh


def test_without_a_list_of_accounts_nobody_is_called_a_stranger(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts_module, "STALE", -1.0)  # whenever it was renewed, it is too old

    async def play(site: Site) -> None:
        assert (await site.ask(f"/in/ctwing/{token()}", sent())).status == 503

    played(play, account("aep-1", "ctwing"))


def test_who_guesses_is_not_listened_to_for_a_while() -> None:
    async def play(site: Site) -> None:
        seen = [(await site.ask("/in/ctwing/x", b"")).status for _ in range(intake.WRONG_BURST + 3)]
        assert set(seen[: intake.WRONG_BURST]) == {401}
        assert seen[-1] == 429

    played(play)


def test_an_account_that_floods_is_told_when_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "BURST", 3)
    monkeypatch.setattr(intake, "PER_SECOND", 0.001)

    async def play(site: Site) -> None:
        seen = [await site.ask("/in/plain", b'{"fire": true}', Authorization=bearer()) for _ in range(4)]
        assert [one.status for one in seen] == [200, 200, 200, 429]
        assert int(seen[-1].headers["retry-after"]) > 1

    assert len(played(play, account("a", "plain")).frames) == 3


def test_what_is_counted_against_many_stays_small() -> None:
    rates = Rates(1.0, 2, most=10)
    for number in range(1_000):
        rates.wait(str(number), 0.0)
    assert len(rates.owing) <= 10
    assert [rates.wait("a", 5.0), rates.wait("a", 5.0)] == [0.0, 0.0]
    assert rates.wait("a", 5.0) == 1.0
    assert rates.wait("a", 6.0) == 0.0


def test_too_large_a_body_is_refused_by_its_length_or_as_it_comes() -> None:
    async def play(site: Site) -> None:
        path = f"/in/ctwing/{token()}"
        client = site.client()
        await client.send(f"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Length: 60001\r\n\r\n".encode())
        assert (await client.reply()).status == 413
        assert await client.has_ended()
        other = site.client()
        await other.send(f"POST {path} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n".encode())
        for _ in range(8):
            await other.send(b"2710\r\n" + b"x" * 10_000 + b"\r\n")
        assert (await other.reply()).status == 413
        assert (await site.ask(path, b"x" * 60_000)).status == 200
        assert site.web.held == 0

    assert [len(message.body) for _listener, message in messages(played(play, account("aep", "ctwing")))] == [60_000]


def test_of_a_cameras_push_the_alerts_are_kept_and_pictures_are_not() -> None:
    body = form(("a", "application/xml", xml()), ("b", "image/jpeg", JPEG * (400_000 // len(JPEG))))

    async def play(site: Site) -> None:
        assert len(body) > 100_000
        assert (await site.ask(f"/in/isapi/{token()}", body, Content_Type=FORM)).status == 200

    [(listener, message)] = messages(played(play, account("cam", "isapi")))
    assert (listener, message.body, message.type) == ("isapi:http", xml(), "application/xml")


def test_a_cameras_heartbeat_is_kept_as_when_it_was_last_heard() -> None:
    beat = xml(eventType="videoloss", eventState="inactive")

    async def play(site: Site) -> None:
        assert (await site.ask(f"/in/isapi/{token()}", beat)).status == 200
        assert (await site.ask(f"/in/isapi/{token()}", xml())).status == 200

    store = played(play, account("cam", "isapi"))
    assert len(store.frames) == 1
    assert set().union(*(batch.seen for batch in store.batches)) == {b"cam"}  # as its alerts are kept too


def signed(body: bytes, secret: str = SECRET, at: int | None = None) -> dict[str, str]:
    stamp = str(int(time.time()) if at is None else at)
    return {"X_Timestamp": stamp, "X_Signature": charging.sign(secret.encode(), stamp, body)}


def operator() -> tuple[bytes, str]:
    name = str(json.loads(BODY)["operator"])
    return BODY, name


def test_an_operator_proves_himself_by_his_signature_and_what_is_sent_again_is_kept_once() -> None:
    body, name = operator()

    async def play(site: Site) -> None:
        once = signed(body)
        first = await site.ask(f"/in/charging/{name}", body, **once)
        assert (first.status, first.json) == (200, {"accepted": 1, "errors": []})
        again = await site.ask(f"/in/charging/{name}", body, **once)
        assert (again.status, again.json) == (200, first.json)
        assert (await site.ask(f"/in/charging/{name}", body, **signed(body, "other"))).status == 401
        assert (await site.ask(f"/in/charging/{name}", body, **signed(body, at=1_000))).status == 401
        assert (await site.ask("/in/charging/nobody", body, **once)).status == 401
        assert (await site.ask(f"/in/charging/{name}", b"[]", **signed(b"[]"))).status == 422

    [(listener, message)] = messages(played(play, account(name, "charging", secret=SECRET)))
    assert (listener, message.who, message.body) == ("charging:http", name, body)


def test_a_signature_is_not_taken_for_stored_before_it_is() -> None:
    body, name = operator()

    async def play(site: Site) -> None:
        site.store.gate.clear()
        once = signed(body)
        client = site.client()
        await client.send(request(f"/in/charging/{name}", body, **once))
        await until(lambda: site.store.attempts == 1)
        assert (await site.ask(f"/in/charging/{name}", body, **once)).status == 503
        site.store.gate.set()
        assert (await client.reply()).status == 200

    assert len(played(play, account(name, "charging", secret=SECRET)).frames) == 1


def test_signatures_are_forgotten_after_their_window() -> None:
    memory = intake.Signatures(window=10.0)
    memory.take("a", 0.0)(True)
    memory.take("b", 8.0)(True)
    assert memory.is_stored("a", 9.0) is True
    assert memory.is_stored("a", 11.0) is None
    assert list(memory.known) == ["b"]


def test_onenet_asks_whether_the_address_is_ours_and_signs_what_it_sends() -> None:
    msg = json.dumps({"dev_id": 1, "ds_id": "3200_0_5500", "at": 1_764_000_000_000, "type": 1, "value": 1})
    nonce = "abcdef"

    def body(secret: str) -> bytes:
        return json.dumps({"msg": msg, "nonce": nonce, "signature": onenet.signature_of(secret, nonce, msg)}).encode()

    async def play(site: Site) -> None:
        asked = {"msg": "hello", "nonce": nonce, "signature": onenet.signature_of(SECRET, nonce, "hello")}
        answer = await site.ask(f"/in/onenet/{token()}?{urlencode(asked)}", method="GET")
        assert (answer.status, answer.body) == (200, b"hello")
        wrong = urlencode(asked | {"msg": "other"})
        assert (await site.ask(f"/in/onenet/{token()}?{wrong}", method="GET")).status == 401
        assert (await site.ask(f"/in/onenet/{token()}", body("other"))).status == 401
        assert (await site.ask(f"/in/onenet/{token()}", b"{")).status == 400
        assert (await site.ask(f"/in/onenet/{token()}", body(SECRET))).status == 200

    [(listener, message)] = messages(played(play, account("one", "onenet", secret=SECRET)))
    assert (listener, message.body) == ("onenet:http", body(SECRET))


def test_our_own_device_api_says_of_each_item_why_it_was_not_taken() -> None:
    async def play(site: Site) -> None:
        mixed = b'[{"temperature_c": 21.5}, {"ts": "x"}, 3]'
        answer = await site.ask("/in/plain", mixed, Authorization=bearer())
        assert answer.status == 200
        assert answer.json["accepted"] == 1
        assert (await site.ask("/in/plain", b"[3]", Authorization=bearer())).status == 422
        assert (await site.ask("/in/plain", b"{", Authorization=bearer())).status == 400
        lines = b'{"a": 1}\n{"fire": true}\n'
        told = await site.ask("/in/plain", lines, Authorization=bearer(), Content_Type="application/x-ndjson")
        assert told.json["accepted"] == 2

    kept = messages(played(play, account("bridge", "plain")))
    assert [message.type for _listener, message in kept] == ["", "application/x-ndjson"]


def test_a_fire_is_stored_before_what_waited_longer() -> None:
    async def play(site: Site) -> None:
        site.store.gate.clear()
        each = [site.client() for _ in range(6)]
        for place, client in enumerate(each):
            body = b'{"fire": true}' if place == 5 else b'{"temperature_c": %d}' % place
            await client.send(request("/in/plain", body, Authorization=bearer()))
            await until(lambda: site.store.attempts == 1)
        await asyncio.sleep(0.2)
        site.store.gate.set()
        for client in each:
            assert (await client.reply()).status == 200

    store = played(play, account("bridge", "plain"))
    assert [len(batch.frames) for batch in store.batches] == [1, 1, 4]
    assert store.frames[1].endswith(b'{"fire": true}')


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/in/ctwing", 405), ("PUT", "/in/plain", 405), ("GET", "/", 404), ("POST", "/in/other/x", 404),
     ("POST", "/in/ctwing/x/y", 404), ("HEAD", "/in/plain", 405), ("POST", "//[", 400)],
)  # fmt: skip
def test_other_addresses_and_methods_are_refused(method: str, path: str, status: int) -> None:
    async def play(site: Site) -> None:
        client = site.client()
        await client.send(f"{method} {path} HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n".encode())
        assert client.reader is not None
        line = await client.reader.readline()
        assert int(line.split()[1]) == status

    assert played(play).frames == []


def test_what_is_no_http_gets_one_answer_and_the_line_ends() -> None:
    async def play(site: Site) -> None:
        for noise in (b"\x16\x03\x01\x02\x00\x01\x00", b"GET / HTTP/9\r\n\r\n", b"@@" + b"\0" * 60 + b"\r\n\r\n"):
            client = site.client()
            await client.send(noise + b"\r\n\r\n")
            assert (await client.reply()).status == 400
            assert await client.has_ended()
        client = site.client()
        await client.send(b"GET / HTTP/1.1\r\nX: " + b"a" * 40_000)
        assert (await client.reply()).status == 431

    played(play)


def test_one_connection_carries_many_requests_in_pieces_of_a_byte() -> None:
    stream = b"".join(request(f"/in/ctwing/{token()}", b'{"n": %d}' % number) for number in range(5))

    async def play(site: Site) -> None:
        client = site.client()
        for at in range(len(stream)):
            await client.send(stream[at : at + 1])
        for _ in range(5):
            assert (await client.reply()).status == 200

    kept = messages(played(play, account("aep", "ctwing")))
    assert [message.body for _listener, message in kept] == [b'{"n": %d}' % number for number in range(5)]


def test_requests_sent_ahead_are_answered_in_order() -> None:
    async def play(site: Site) -> None:
        client = site.client()
        await client.send(b"".join(request(f"/in/ctwing/{token()}", b"%d" % number) for number in range(200)))
        for _ in range(200):
            assert (await client.reply()).status == 200

    kept = messages(played(play, account("aep", "ctwing")))
    assert [message.body for _listener, message in kept] == [b"%d" % number for number in range(200)]


def test_a_sender_that_asks_first_is_told_to_go_on() -> None:
    async def play(site: Site) -> None:
        client = site.client()
        whole = request(f"/in/ctwing/{token()}", b"{}", Expect="100-continue")
        await client.send(whole[:-2])
        assert client.reader is not None
        assert await client.reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 \r\n\r\n"
        await client.send(b"{}")
        assert (await client.reply()).status == 200

    played(play, account("aep", "ctwing"))


def test_a_sender_that_closes_its_half_hears_the_answer() -> None:
    async def play(site: Site) -> None:
        client = site.client()
        await client.send(request(f"/in/ctwing/{token()}", b"{}"))
        assert client.writer is not None
        client.writer.write_eof()
        assert (await client.reply()).status == 200
        assert await client.has_ended()

    assert len(played(play, account("aep", "ctwing")).frames) == 1


def test_a_request_that_does_not_end_is_given_up() -> None:
    async def play(site: Site) -> None:
        client = site.client()
        await client.send(request(f"/in/ctwing/{token()}", b"{}")[:-1])
        assert (await client.reply()).status == 408
        assert await client.has_ended()
        await until(lambda: site.web.places.open == 0)
        assert site.web.held == 0

    assert played(play, account("aep", "ctwing"), limits=Limits(complete=0.5)).frames == []


def test_bodies_on_their_way_have_so_much_room_together() -> None:
    async def play(site: Site) -> None:
        first, second = site.client(), site.client()
        whole = request(f"/in/ctwing/{token()}", b"x" * 50_000)
        await first.send(whole[:-1])
        await until(lambda: site.web.held > 40_000)
        await second.send(whole[:-1])
        assert (await second.reply()).status == 503
        await first.send(b"x")
        assert (await first.reply()).status == 200

    played(play, account("aep", "ctwing"), limits=Limits(waiting=60_000))


def test_a_clean_end_answers_what_has_come() -> None:
    async def play(site: Site) -> None:
        site.store.gate.clear()
        client = site.client()
        await client.send(request(f"/in/ctwing/{token()}", b"{}"))
        await until(lambda: site.store.attempts == 1)
        site.gateway.stop()
        await asyncio.sleep(0.1)
        site.store.gate.set()
        assert (await client.reply()).status == 200

    assert len(played(play, account("aep", "ctwing")).frames) == 1


def test_a_problem_is_told_in_the_words_of_the_api() -> None:
    answer = web.problem(503, "not-stored", "later", retry_after=0.2)
    assert json.loads(answer.body)["title"] == "Service Unavailable"
    assert answer.headers == (("Retry-After", "1"),)
