"""HTTP/1.1 for senders that push: requests in, answers out, in order. h11 reads and writes the protocol; what a request
means is asked of a `Service`.

The head is judged before the body is read: a stranger's body is never taken in.
"""

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final, Protocol
from urllib.parse import parse_qsl, unquote, urlsplit

import h11

from anju.gateway.batching import Committer
from anju.gateway.limits import Limits
from anju.gateway.lines import Listener, Peer

LONGEST_HEAD: Final = 16 * 1024
LONGEST_TARGET: Final = 2048
LINGER: Final = 2.0
"""Seconds a refused sender may go on sending its body: were the line closed at once, it might never read why."""


@dataclass(frozen=True, slots=True)
class Head:
    """A request without its body. Header names are in lower case; of a name that comes twice the last counts."""

    method: str
    path: str
    query: Mapping[str, str]
    target: str
    headers: Mapping[str, str]
    address: str
    """Who asks: the peer, or whom a proxy of ours names."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered."""

    status: int
    body: bytes = b""
    type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()


def told(status: int, **members: Any) -> Answer:
    """A JSON object as answer."""
    return Answer(status, json.dumps(members, ensure_ascii=False).encode())


def problem(status: int, code: str, detail: str, *, retry_after: float | None = None) -> Answer:
    """A refusal as RFC 9457 has it, in the words of the API. `retry_after`: seconds."""
    body = {
        "type": f"urn:anju:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    headers = () if retry_after is None else (("Retry-After", str(max(1, -int(-retry_after // 1)))),)
    return Answer(status, json.dumps(body).encode(), "application/problem+json", headers)


Take = Callable[[bytes, Callable[[Answer], None]], None]
"""Gets a whole body, and answers once, now or later."""


class Service(Protocol):
    """What requests mean."""

    def begin(self, head: Head) -> Answer | tuple[int, Take]:
        """A refusal; or how many bytes of body are taken, and who takes them."""


class Web(Listener):
    """An HTTP listener."""

    def __init__(
        self, service: Service, committers: list[Committer], limits: Limits, now_us: Callable[[], int]
    ) -> None:
        super().__init__(committers, limits, now_us)
        self.service = service
        self.held = 0
        """Bytes of bodies that are being read."""

    def new_connection(self) -> asyncio.Protocol:
        return Visit(self)

    def tick(self) -> None:
        """A store that fails is told at once to all who wait for it: they try again later."""
        super().tick()
        if any(committer.failing for committer in self.committers):
            for peer in list(self.connections):
                if isinstance(peer, Visit):
                    peer.give_up()


@dataclass(slots=True)
class _Asked:
    """The request being read or answered."""

    take: Take
    most: int
    since: float
    body: bytearray = field(default_factory=bytearray)
    is_whole: bool = False


class Visit(Peer):
    """One connection. One request at a time; what a sender sends ahead waits in the buffer, and then in the network."""

    def __init__(self, web: Web) -> None:
        super().__init__(web)
        self._web = web
        self._h11 = h11.Connection(h11.SERVER, max_incomplete_event_size=LONGEST_HEAD)
        self._asked: _Asked | None = None
        self._method = ""
        self._has_ended = False
        """The sender has closed its half."""
        self._begun: float | None = None
        """When the first byte of the request came that is not complete."""
        self._leaving: float | None = None
        """Since when all that comes is thrown away, because the last answer was given."""

    def data_received(self, data: bytes) -> None:
        self.heard = time.monotonic()
        if self._leaving is not None:
            return
        if self._begun is None:
            self._begun = self.heard
        self._h11.receive_data(data)
        if self._is_served:
            self.wait()
        else:
            self._go_on_reading()

    def eof_received(self) -> bool:
        """A sender may close its half and wait for the answer."""
        self._has_ended = True
        return self._is_served

    @property
    def _is_served(self) -> bool:
        return self._asked is not None and self._asked.is_whole

    def go_on(self) -> None:
        """Read again, once the request that is served is answered."""
        if not self._is_served:
            super().go_on()

    def rest(self) -> None:
        self._forget_body()
        self._asked = None

    def _go_on_reading(self) -> None:
        while self._leaving is None:
            try:
                event = self._h11.next_event()
            except h11.RemoteProtocolError as error:
                self._refuse(problem(error.error_status_hint, "bad-request", "this is no HTTP request"))
                return
            if event is h11.NEED_DATA:
                if self._h11.they_are_waiting_for_100_continue:
                    self.write(self._h11.send(h11.InformationalResponse(status_code=100, headers=[])) or b"")
                return
            if event is h11.PAUSED:
                self.wait()
                return
            if isinstance(event, h11.Request):
                self._method = event.method.decode("ascii")
                self._begin(event)
            elif isinstance(event, h11.Data):
                self._add(event.data)
            elif isinstance(event, h11.EndOfMessage):
                self._whole()
            elif isinstance(event, h11.ConnectionClosed):
                self.close()
                return

    def _begin(self, event: h11.Request) -> None:
        if len(event.target) > LONGEST_TARGET:
            self._refuse(problem(414, "too-long", "the address is too long"))
            return
        try:
            head = self._head(event)
        except ValueError:
            self._refuse(problem(400, "bad-request", "the address cannot be read"))
            return
        found = self._web.service.begin(head)
        if isinstance(found, Answer):
            self._refuse(found)
            return
        most, take = found
        if int(head.headers.get("content-length", "0")) > most:
            self._refuse(_too_large(most))
            return
        self._asked = _Asked(take, most, time.monotonic())

    def _head(self, event: h11.Request) -> Head:
        headers = {name.decode("ascii").lower(): value.decode("latin-1") for name, value in event.headers}
        target = event.target.decode("ascii", "replace")
        parts = urlsplit(target)
        address = self.address
        if self._web.limits.is_proxy(address):
            address = headers.get("x-forwarded-for", address).rpartition(",")[2].strip()
        query = dict(parse_qsl(parts.query, keep_blank_values=True, max_num_fields=20)) if parts.query else {}
        return Head(self._method, unquote(parts.path), query, target, headers, address)

    def _add(self, data: bytes) -> None:
        assert self._asked is not None
        if len(self._asked.body) + len(data) > self._asked.most:
            self._refuse(_too_large(self._asked.most))
            return
        if self._web.held + len(data) > self._web.limits.waiting:
            self._refuse(unable())
            return
        self._asked.body += data
        self._web.held += len(data)

    def _forget_body(self) -> None:
        if self._asked is not None:
            self._web.held -= len(self._asked.body)
            self._asked.body = bytearray()

    def _whole(self) -> None:
        asked = self._asked
        assert asked is not None
        asked.is_whole, asked.since, self._begun = True, time.monotonic(), None
        body = bytes(asked.body)
        self._forget_body()
        asked.take(body, lambda answer: self._answer(answer, asked))

    def _answer(self, answer: Answer, asked: _Asked) -> None:
        """The answer to a request; nothing where that was answered already."""
        if self._asked is not asked or self._leaving is not None:
            return
        self._asked = None
        self._write(answer)
        if self._h11.our_state is h11.MUST_CLOSE or self._has_ended:
            self.close()
            return
        self._h11.start_next_cycle()
        if not self._stopped:
            self._begun = time.monotonic() if self._h11.trailing_data[0] else None
            self.go_on()
            self._go_on_reading()

    def _refuse(self, answer: Answer) -> None:
        """The last answer on this connection: what was on the way is not read. h11 closes for an unread body."""
        self._forget_body()
        self._asked, self._leaving = None, time.monotonic()
        if self._h11.our_state in {h11.IDLE, h11.SEND_RESPONSE}:
            self._write(answer, last=True)
        if self._transport is not None and self._transport.can_write_eof() and not self._transport.is_closing():
            self._transport.write_eof()
        else:
            self.close()

    def _write(self, answer: Answer, *, last: bool = False) -> None:
        headers = [("Content-Length", str(len(answer.body))), *answer.headers]
        if answer.body:
            headers.append(("Content-Type", answer.type))
        if last:
            headers.append(("Connection", "close"))
        send = self._h11.send
        data = send(h11.Response(status_code=answer.status, headers=headers)) or b""
        if answer.body and self._method != "HEAD":
            data += send(h11.Data(data=answer.body)) or b""
        self.write(data + (send(h11.EndOfMessage()) or b""))

    def give_up(self) -> None:
        """Nothing becomes durable now: say so to a sender that waits. What it sent may be stored later all the same."""
        if self._asked is not None and self._asked.is_whole:
            self._answer(unable(), self._asked)

    def look(self, steady: float) -> None:
        limits = self._web.limits
        if self._leaving is not None:
            if steady - self._leaving > LINGER:
                self.close()
            return
        if self._asked is not None and self._asked.is_whole:
            if steady - self._asked.since > limits.complete / 2:
                self.give_up()
        elif self._begun is not None and steady - self._begun > limits.complete:
            self._refuse(problem(408, "timeout", "the request did not come to its end"))
        else:
            super().look(steady)


def unable() -> Answer:
    """Nothing can be made durable now."""
    return problem(503, "not-stored", "nothing can be stored at this moment; send it again", retry_after=5)


def _too_large(most: int) -> Answer:
    return problem(413, "too-large", f"at most {most} bytes")
