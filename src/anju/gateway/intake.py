"""What comes by HTTP: whose it is, whether it is believed, and what is kept of it before it is answered.

    POST /in/ctwing/<token>   POST /in/isapi/<token>   POST /in/chirpstack?event=up   POST /in/plain
    GET and POST /in/onenet/<token>                    POST /in/charging/<account>

A token stands in the address where the sender can set nothing else, and in `Authorization: Bearer` otherwise; both are
taken everywhere. What an account sends is kept as it came, whether it can be read or not: a platform that is refused
sends it again and again, and then nothing for a while. Only where the format itself answers with what was wrong
(`plain`, `charging`) is a body refused that holds nothing.
"""

import re
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from anju.gateway.accounts import Account, Accounts
from anju.gateway.adapters.carried import MOST_BODY, Carried
from anju.gateway.batching import Committer
from anju.gateway.limits import Limits, Rates
from anju.gateway.protocols import charging, isapi, onenet, plain
from anju.gateway.web import Answer, Head, Take, problem, told, unable

PER_SECOND: Final = 200.0
BURST: Final = 2_000
"""Requests of one account."""
WRONG_PER_SECOND: Final = 0.5
WRONG_BURST: Final = 30
"""Requests from one address that name no account: after so many it is not listened to for a while."""
MOST_PUSH: Final = 10 * 1024 * 1024
"""Bytes of a camera's push, with pictures that are not kept."""
URGENT: Final = re.compile(rb"fire|smoke|alarm|\xe7\x81\xab|\xe7\x83\x9f", re.IGNORECASE)
"""Words with which a body is stored first. A wrong guess costs haste, nothing else."""


class Format(StrEnum):
    """Wire formats that come by HTTP; the first part of the name under which they are kept."""

    CTWING = "ctwing"
    ONENET = "onenet"
    ISAPI = "isapi"
    CHIRPSTACK = "chirpstack"
    CHARGING = "charging"
    PLAIN = "plain"


FORMATS: Final = frozenset(str(one) for one in Format)
SIGNED: Final = frozenset({Format.CHARGING})
"""Formats whose accounts prove themselves by a signature alone, and are named in the address."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a body comes to: messages to be made durable, and what is answered then."""

    messages: tuple[Carried, ...]
    answer: Answer
    seen: tuple[bytes, ...] = ()
    """Devices of which it says only that they live."""
    ended: Callable[[bool], None] = lambda _stored: None
    """Told how it went; False where the sender was given up."""


@dataclass(slots=True)
class Signatures:
    """Signatures of the last minutes: each is taken once. Whether it is stored by now decides what a second gets."""

    window: float = 2.0 * charging.WINDOW_S
    known: dict[str, tuple[float, bool]] = field(default_factory=dict)
    """Signature → when it came, and whether what it signed is durable."""

    def is_stored(self, signature: str, steady: float) -> bool | None:
        """None where it was not seen."""
        while self.known:
            eldest = next(iter(self.known))
            if steady - self.known[eldest][0] <= self.window:
                break
            del self.known[eldest]
        found = self.known.get(signature)
        return None if found is None else found[1]

    def take(self, signature: str, steady: float) -> Callable[[bool], None]:
        """Remember it as on its way; what is returned is told how it went."""
        self.known[signature] = (steady, False)

        def ended(stored: bool) -> None:
            if not stored:
                self.known.pop(signature, None)
            elif signature in self.known:
                self.known[signature] = (steady, True)

        return ended


class Intake:
    """The service behind the gateway's HTTP listener."""

    def __init__(
        self,
        accounts: Accounts,
        committers: Mapping[str, Committer],
        limits: Limits,
        now_us: Callable[[], int],
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self._accounts, self._committers, self._limits = accounts, committers, limits
        self._now_us, self._steady = now_us, steady
        self._rates = Rates(PER_SECOND, BURST)
        self._wrong = Rates(WRONG_PER_SECOND, WRONG_BURST)
        self._signatures: dict[str, Signatures] = {}

    def begin(self, head: Head) -> Answer | tuple[int, Take]:
        """Judge a request by its head; see `web.Service`."""
        place, format_, rest = _parts(head.path)
        if place != "in" or format_ not in FORMATS or "/" in rest:
            return problem(404, "not-found", "there is no such address; see docs/protocols/intake.md")
        kind = Format(format_)
        if head.method != "POST" and not (head.method == "GET" and kind is Format.ONENET):
            return Answer(405, headers=(("Allow", "POST"),))
        if not self._accounts.is_fresh:
            return unable()
        now = self._steady()
        if self._wrong.owed(head.address, now) + 1 > WRONG_BURST:
            return problem(429, "too-many", "too many requests that named no account", retry_after=60)
        account = self._account(kind, rest, head)
        if account is None:
            self._wrong.wait(head.address, now)
            return _stranger()
        if not account.lets_in(head.address):
            return problem(403, "forbidden", "this account may not send from this address")
        if pause := self._rates.wait(account.name, now):
            return problem(429, "too-many", "too many requests", retry_after=pause)
        if head.method == "GET":
            return _checked(account, head)
        committer = self._committers[kind]
        if committer.failing or committer.waiting > self._limits.waiting:
            return unable()
        most = MOST_PUSH if kind is Format.ISAPI and _is_multipart(head) else MOST_BODY
        return most, lambda body, answer: self._take(kind, account, head, body, answer)

    def _account(self, kind: Format, rest: str, head: Head) -> Account | None:
        if kind in SIGNED:
            return self._accounts.by_name(rest, kind)
        scheme, _blank, token = head.headers.get("authorization", "").partition(" ")
        return self._accounts.by_token(rest or (token.strip() if scheme.lower() == "bearer" else ""), kind)

    def _take(self, kind: Format, account: Account, head: Head, body: bytes, answer: Callable[[Answer], None]) -> None:
        carried = Carried(body, account.name, _topic(kind, head), head.headers.get("content-type", "")[:200])
        match kind:
            case Format.CHARGING:
                found = self._charging(account, head, carried)
            case Format.ONENET:
                found = _onenet(account, carried)
            case Format.ISAPI:
                found = _isapi(carried)
            case Format.PLAIN:
                found = _plain(carried)
            case _:
                found = Kept((carried,), told(200))
        if isinstance(found, Answer):
            if found.status == 401:
                self._wrong.wait(head.address, self._steady())
            answer(found)
        else:
            self._keep(self._committers[kind], found, answer)

    def _keep(self, committer: Committer, kept: Kept, answer: Callable[[Answer], None]) -> None:
        try:
            frames = [message.kept() for message in kept.messages]
        except ValueError:
            kept.ended(False)
            answer(problem(413, "too-large", f"at most {MOST_BODY} bytes"))
            return
        for source in kept.seen:
            committer.see(source)
        if not frames:
            kept.ended(True)
            answer(kept.answer)
            return

        def durable() -> None:
            kept.ended(True)
            answer(kept.answer)

        committer.add(frames, durable, urgent=any(URGENT.search(message.body) for message in kept.messages))

    def _charging(self, account: Account, head: Head, carried: Carried) -> Kept | Answer:
        """Our own signed intake for operators; sent again with the same signature it is answered and not kept."""
        memory = self._signatures.setdefault(account.name, Signatures())
        found = charging.check(
            (account.secret or "").encode(),
            timestamp=head.headers.get("x-timestamp", ""),
            signature=head.headers.get("x-signature", ""),
            body=carried.body,
            now_s=self._now_us() // 1_000_000,
        )
        if account.secret is None or isinstance(found, charging.Refusal):
            return problem(401, "signature", f"not believed: {found}")
        try:
            batch = charging.read(carried.body, operator=account.name)
        except ValueError as error:
            return problem(400, "bad-body", str(error))
        errors = [{"item": one.index, "reason": one.reason} for one in batch.problems]
        answer = told(200 if batch.events else 422, accepted=len(batch.events), errors=errors)
        steady = self._steady()
        stored = memory.is_stored(found, steady)
        if stored is None and batch.events:
            return Kept((carried,), answer, ended=memory.take(found, steady))
        return unable() if stored is False else answer


def _onenet(account: Account, carried: Carried) -> Kept | Answer:
    """Signed with the account's secret; without one it could not be told from a stranger who learnt the address."""
    try:
        onenet.read(carried.body, token=account.secret or "")
    except onenet.NotJsonError as error:
        return problem(400, "bad-body", str(error))
    except onenet.BadPushError as error:
        code = 401 if "signature" in str(error) else 400
        return problem(code, "signature" if code == 401 else "bad-body", str(error))
    return Kept((carried,), told(200))


def _checked(account: Account, head: Head) -> Answer:
    """OneNET asks whether the address is ours."""
    asked = {name: head.query.get(name, "") for name in ("msg", "nonce", "signature")}
    said = onenet.answer_check(account.secret or "", **asked)
    if said is None or not account.secret:
        return problem(401, "signature", "not believed: signature")
    return Answer(200, said, "text/plain; charset=utf-8")


def _isapi(carried: Carried) -> Kept | Answer:
    """Alerts are kept, each in its part; pictures are not. A heartbeat is kept as when its camera was last heard."""
    messages = []
    if carried.type.lower().lstrip().startswith("multipart/"):
        try:
            parts = isapi.split_form(carried.type, carried.body)
        except isapi.BadPartsError as error:
            return problem(400, "bad-body", str(error))
        messages += [
            Carried(part.body, carried.who, carried.topic, part.type)
            for part in parts
            if not part.type.startswith(("image/", "video/", "audio/")) and part.body.strip()
        ]
    else:
        messages.append(carried)
    kept = [message for message in messages if not _is_beat(message)]
    seen = (carried.who.encode(),) if len(kept) < len(messages) else ()
    return Kept(tuple(kept), Answer(200), seen)


def _is_beat(message: Carried) -> bool:
    """Whether a camera only says that it lives."""
    try:
        return isapi.is_heartbeat(isapi.read_alert(message.body))
    except ValueError:
        return False


def _plain(carried: Carried) -> Kept | Answer:
    """Our own device API says of each item that was not taken why."""
    by_line = "ndjson" in carried.type.lower()
    try:
        status, said = plain.answer(found := plain.read(carried.body, by_line=by_line))
    except ValueError as error:
        return problem(400, "bad-body", str(error))
    return Kept((carried,), told(status, **said)) if found.items else told(status, **said)


def _parts(path: str) -> tuple[str, str, str]:
    """`/in/ctwing/x` → ("in", "ctwing", "x")."""
    place, _slash, rest = path.removeprefix("/").partition("/")
    format_, _slash, rest = rest.partition("/")
    return place, format_, rest.removesuffix("/")


def _topic(kind: Format, head: Head) -> str:
    """Path and query without the token: what a reader needs of them is ChirpStack's `event`."""
    query = head.query.get("event", "") if kind is Format.CHIRPSTACK else ""
    return f"/in/{kind}" + (f"?event={query[:20]}" if query.isalnum() else "")


def _is_multipart(head: Head) -> bool:
    return head.headers.get("content-type", "").lower().lstrip().startswith("multipart/")


def _stranger() -> Answer:
    """No account, a wrong token, one that is over: which of these is not said."""
    answer = problem(401, "unauthorized", "no token, or one that is unknown, expired or revoked")
    return Answer(answer.status, answer.body, answer.type, (("WWW-Authenticate", 'Bearer realm="anju"'),))


def committers_of(make: Callable[[str], Committer], formats: Iterable[Format] = tuple(Format)) -> dict[str, Committer]:
    """One for each format: what is kept bears its name."""
    return {str(one): make(f"{one}:http") for one in formats}
