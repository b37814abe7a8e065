"""A phone without a screen: it keeps what it made until the server has answered for it, and begins anew wherever a line
broke off. What it does and in which order is what frontend/src/phone/sync.ts does."""

import http.client
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

BROKEN = (OSError, http.client.HTTPException)
BATCH, TOGETHER, WAIT = 10, 5, 30


class SilenceError(Exception):
    """No answer came: whether it was done, nobody knows."""


@dataclass
class Answer:
    status: int
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Piece:
    """A photo on the phone."""

    id: str
    of: str
    data: bytes
    token: str = ""
    told: bool = False


@dataclass
class Pocket:
    """A member's phone at a site."""

    port: int
    notice: Callable[[], None]
    """Called before each request goes out."""
    device: str = field(default_factory=lambda: str(uuid.uuid4()))
    cookies: dict[str, str] = field(default_factory=dict)
    csrf: str = ""
    line: http.client.HTTPConnection | None = None
    records: list[dict[str, Any]] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    acknowledged: dict[str, str] = field(default_factory=dict)
    """Key → what the server said became of it, once it said so."""
    seq: int = 0

    def add(self, kind: str, place: int | None, data: dict[str, Any]) -> dict[str, Any]:
        self.seq += 1
        row = {
            "seq": self.seq, "key": str(uuid.uuid4()), "kind": kind, "at": "2026-11-23T02:00:00.000Z", "place": place,
            "grid": None, "data": data,
        }  # fmt: skip
        self.records.append(row)
        return row

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        """One request. Raises SilenceError where no whole answer came."""
        self.notice()
        said = {name.replace("_", "-"): value for name, value in headers.items()}
        said["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            self.line = self.line or http.client.HTTPConnection("127.0.0.1", self.port, timeout=WAIT)
            self.line.request(method, path, body, said)
            answer = self.line.getresponse()
            found = Answer(answer.status, answer.read())
        except BROKEN as error:
            self.hang_up()
            raise SilenceError from error
        for set_cookie in answer.headers.get_all("Set-Cookie") or ():
            for name, one in SimpleCookie(set_cookie).items():
                self.cookies[name] = one.value
        return found

    def hang_up(self) -> None:
        if self.line is not None:
            self.line.close()
        self.line = None

    def sign_in(self, login: str, password: str) -> None:
        self.ask("GET", "/sign-in/")
        form = {"login": login, "password": password, "csrfmiddlewaretoken": self.cookies["csrftoken"]}
        kind = "application/x-www-form-urlencoded"
        answer = self.ask("POST", "/sign-in/", urlencode(form).encode(), Content_Type=kind)
        assert answer.status == 302, answer.body
        told = self.post("/app/device", {"device": self.device})
        assert told.status == 200, told.body

    def post(self, path: str, said: dict[str, Any]) -> Answer:
        token = self.cookies.get("csrftoken", "")
        body = json.dumps(said).encode()
        return self.ask("POST", path, body, Content_Type="application/json", X_CSRFToken=token)

    def sync(self) -> None:
        """Until nothing is left on the phone. Raises SilenceError; then it goes on where it stopped."""
        while True:
            self._send_records()
            waiting = [one for one in self.pieces if not one.told and one.of in self.acknowledged]
            if not waiting:
                return
            for piece in waiting[:TOGETHER]:
                self._upload(piece)
                self.add("photo", None, {"id": piece.id, "for": piece.of, "upload": piece.token})
                piece.told = True

    def send(self, records: list[dict[str, Any]]) -> None:
        answer = self.post("/app/records", {"device": self.device, "app": "crash", "records": records})
        assert answer.status == 200, answer.body
        for one in answer.json()["results"]:
            self.acknowledged[one["key"]] = one["state"]

    def _send_records(self) -> None:
        while left := [one for one in self.records if one["key"] not in self.acknowledged][:BATCH]:
            self.send(left)

    def _upload(self, piece: Piece) -> None:
        """In two pieces, from where the server says it stands."""
        offset = 0
        if piece.token:
            stand = self.ask("GET", f"/live/uploads/{piece.token}")
            assert stand.status == 200, stand.body
            if stand.json().get("complete"):
                return
            offset = stand.json()["offset"]
        else:
            begun = self.ask("POST", "/live/uploads", b"", Upload_Length=str(len(piece.data)))
            assert begun.status == 201, begun.body
            piece.token = begun.json()["token"]
        half = len(piece.data) // 2 + 1
        while True:
            kind = "application/octet-stream"
            body = piece.data[offset : offset + half]
            path = f"/live/uploads/{piece.token}"
            taken = self.ask("PATCH", path, body, Content_Type=kind, Upload_Offset=str(offset))
            assert taken.status == 200, taken.body
            if taken.json().get("complete"):
                return
            offset = taken.json()["offset"]
