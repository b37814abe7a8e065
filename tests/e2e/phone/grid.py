"""A server that keeps the contract of the phone app and nothing else: every answer can be made to fail.

The shell, its worker and the built files are the site's own; what is below `/app/` and `/live/uploads` is answered here
out of memory, so that a test sees exactly what a phone sent, how often, and in which order.
"""

import hashlib
import json
import re
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from wsgiref.simple_server import make_server

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application

from tests.e2e.phone.day import day, picture
from tests.ui.conftest import Server, Silent

Answer = tuple[int, Any]


@dataclass
class Grid:
    """What the server knows, and how it behaves."""

    records: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Key → record, as first received."""
    sent: Counter[str] = field(default_factory=Counter)
    """Key → how often it came."""
    changed: list[str] = field(default_factory=list)
    """Keys that came again with other content: never right."""
    uploads: dict[str, dict[str, Any]] = field(default_factory=dict)
    photos: dict[str, str] = field(default_factory=dict)
    """Photo → the key of its record."""
    requests: list[dict[str, Any]] = field(default_factory=list)
    """Bodies of `/app/records`."""
    asked: Counter[str] = field(default_factory=Counter)
    fail: int = 0
    """Answer everything below `/app/` so, where not 0."""
    lose: int = 0
    """So many answers yet are lost on the way, after what was asked has been done."""
    stranger: str = ""
    """Somebody else is signed in, who has not enrolled this phone."""
    refuse_photos: int = 0
    """So many "photo" records are refused yet."""
    told: list[str] = field(default_factory=list)
    """The server's time in each answer that named it."""
    clock: timedelta = timedelta()
    """The server's time ahead of the machine's."""
    plan: dict[str, Any] = field(default_factory=day)
    delay: float = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def now(self) -> str:
        now = (datetime.now(UTC) + self.clock).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        self.told.append(now)
        return now

    def answer(self, method: str, path: str, query: str, headers: dict[str, str], body: bytes) -> Answer:
        with self.lock:
            self.asked[f"{method} {path.rpartition('/')[0] if '/uploads/' in path else path}"] += 1
        if self.delay:
            time.sleep(self.delay)
        if self.fail:
            return self.fail, {"title": "演练", **({"wipe": True} if self.fail == 410 else {})}
        if path.startswith("/live/uploads"):
            return self._upload(method, path.rpartition("/")[2] if path.count("/") > 2 else "", headers, body)
        if self.stranger and (path == "/app/records" or "device=" in query):
            return 409, {"title": "请先登记这部手机。"}
        if path == "/app/day":
            return self._day(headers)
        if headers.get("x-csrftoken") != "token":
            return 403, {"title": "no token"}
        told = json.loads(body)
        if path == "/app/device":
            self.stranger = ""
            return 200, {"device": told["device"], "last_seq": 0, "csrf": "token"}
        self.requests.append(told)
        with self.lock:
            results = [self._take(one) for one in told["records"]]
        if self.lose:
            self.lose -= 1
            return 502, {}
        return 200, {"results": results, "server_time": self.now()}

    def _day(self, headers: dict[str, str]) -> Answer:
        """The day, with its tag."""
        tag = '"' + hashlib.sha256(json.dumps(self.plan, sort_keys=True).encode()).hexdigest()[:12] + '"'
        if headers.get("if-none-match") == tag:
            return 304, None
        plan = self.plan
        if self.stranger:
            plan = {**plan, "member": {**plan["member"], "name": self.stranger}}
        return 200, {**plan, "server_time": self.now(), "version": tag, "etag": tag}

    def _take(self, record: dict[str, Any]) -> dict[str, Any]:
        key = record["key"]
        self.sent[key] += 1
        if key in self.records and _told(self.records[key]) != _told(record):
            self.changed.append(key)
        if record["kind"] == "photo" and self.refuse_photos:
            self.refuse_photos -= 1
            self.records.setdefault(key, record)
            return {"key": key, "state": "refused", "message": "照片没有传完整，请重新上传。"}
        first = key not in self.records
        self.records.setdefault(key, record)
        if record["kind"] == "photo" and first:
            upload = self.uploads[record["data"]["upload"]]
            assert len(upload["bytes"]) == upload["length"]
            assert record["data"]["id"] not in self.photos, "the same photo twice"
            self.photos[record["data"]["id"]] = record["data"]["for"]
        if record["kind"] == "hazard":
            state = "waiting" if record["data"].get("photos") else "applied"
            return {"key": key, "state": state, "duty": {"id": 1, "number": f"H{record['seq']:05}", "url": "/"}}
        return {"key": key, "state": "applied"}

    def _upload(self, method: str, token: str, headers: dict[str, str], body: bytes) -> Answer:
        if method == "POST":
            token = uuid.uuid4().hex
            self.uploads[token] = {"length": int(headers["upload-length"]), "bytes": b""}
            return 201, {"token": token, "offset": 0}
        upload = self.uploads.get(token)
        if upload is None:
            return 404, {"title": "这次上传已过期，请重新选择照片。"}
        if method == "PATCH" and len(upload["bytes"]) < upload["length"]:
            if int(headers["upload-offset"]) != len(upload["bytes"]):
                return 409, {"title": "从别处接着传。"}
            upload["bytes"] += body
        done = len(upload["bytes"]) == upload["length"]
        return 200, {"offset": len(upload["bytes"]), **({"complete": True} if done else {})}

    def photo(self, identity: str) -> bytes:
        """What came of a photo: named by its record, looked up by its hash."""
        wanted = next(
            one["sha256"]
            for record in self.records.values()
            for one in [*record["data"].get("photos", []), *record["data"].get("fixed", {}).get("photos", [])]
            if one["id"] == identity
        )
        found = [u["bytes"] for u in self.uploads.values() if hashlib.sha256(u["bytes"]).hexdigest() == wanted]
        assert found, "the photo that came is not the one that was named"
        return bytes(found[0])

    def of(self, kind: str) -> list[dict[str, Any]]:
        """Records of a kind in the phone's order."""
        found = [one for one in self.records.values() if one["kind"] == kind]
        return sorted(found, key=lambda one: int(one["seq"]))


def _told(record: dict[str, Any]) -> dict[str, Any]:
    """What must be the same whenever it comes: the running time is told only by the page that counted it."""
    return {name: value for name, value in record.items() if name != "uptime_ms"}


def serve(grid: Grid) -> "Server":
    """The site's own shell and files with a grid behind it, on a free port."""
    site = StaticFilesHandler(get_wsgi_application())
    own = re.compile(r"/app/(day|device|records)$|/live/uploads")

    def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path == "/picture.jpg":
            start("200 OK", [("Content-Type", "image/jpeg")])
            return [picture()]
        if not own.match(path):
            return site(environ, start)  # type: ignore[no-any-return]
        headers = {name[5:].lower().replace("_", "-"): value for name, value in environ.items() if name[:5] == "HTTP_"}
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read(length) if length else b""
        if len(body) < length:
            return []  # the line broke: what came of a piece is not an answer
        status, told = grid.answer(environ["REQUEST_METHOD"], path, environ["QUERY_STRING"], headers, body)
        more = [("ETag", told.pop("etag"))] if isinstance(told, dict) and "etag" in told else []
        start(f"{status} -", [("Content-Type", "application/json"), *more])
        return [json.dumps(told).encode()] if told is not None else []

    server = make_server("127.0.0.1", 0, application, server_class=Server, handler_class=Silent)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
