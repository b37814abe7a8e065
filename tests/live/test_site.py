"""One entrance: what goes where, and with which headers."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.conf import LazySettings

from anju.live import metrics, turns
from anju.live.site import Site, build
from tests.live.asgi import Reply, ask, scope_of


def _pages(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    data = environ["wsgi.input"].read()
    start("200 OK", [("Content-Type", "text/plain")])
    return [environ["PATH_INFO"].encode() + b":" + data]


@pytest.fixture
def site() -> Site:
    return build(_pages)


def _ask(site: Site, path: str, method: str = "GET", pieces: Iterable[bytes] = (), **headers: str) -> Reply:
    return asyncio.run(ask(site, scope_of(path, method, **headers), pieces))


def test_a_page_goes_to_django(site: Site) -> None:
    assert _ask(site, "/hazards/").body == b"/hazards/:"


def test_a_form_reaches_django_complete(site: Site) -> None:
    assert _ask(site, "/form", "POST", [b"a=1", b"&b=2"], content_length="7").body == b"/form:a=1&b=2"


def test_a_form_beyond_the_limit_is_refused_in_words(site: Site, settings: LazySettings) -> None:
    settings.ANJU_BODY_LIMIT = 3
    reply = _ask(site, "/form", "POST", [b"a=1", b"&b=2"], content_length="7")
    assert (reply.status, reply.headers["content-type"]) == (413, "application/problem+json; charset=utf-8")
    assert "分批上传" in reply.body.decode()


def test_an_unknown_static_file_is_not_asked_of_django(site: Site) -> None:
    assert _ask(site, "/static/no.js").status == 404


def test_a_stream_without_a_sign_in_is_refused(site: Site) -> None:
    assert _ask(site, "/live/events").status == 401


def test_what_it_answers_itself_carries_the_security_headers(site: Site) -> None:
    headers = _ask(site, "/live/events").headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert headers["cache-control"] == "no-store"


def test_numbers_are_for_this_machine_only(site: Site) -> None:
    assert _ask(site, "/live/metrics").status == 200
    assert _ask(site, "/live/metrics", x_forwarded_for="203.0.113.9").status == 404
    far = scope_of("/live/metrics") | {"client": ("203.0.113.9", 5)}
    assert asyncio.run(ask(site, far)).status == 404


def test_a_scanner_does_not_grow_the_counters(site: Site) -> None:
    for number in range(100):
        metrics.request(f"/scan{number}", 404, 0.001)
    assert len(metrics._routes) <= metrics.ROUTES_KEPT


class Busy:
    """Pages that say how many of them are worked on together."""

    def __init__(self) -> None:
        self.together, self.most = 0, 0
        self._lock = threading.Lock()

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "GET":
            start("200 OK", [])
            return [b"page"]
        with self._lock:
            self.together += 1
            self.most = max(self.most, self.together)
        environ["wsgi.input"].read()
        time.sleep(0.05)
        with self._lock:
            self.together -= 1
        start("200 OK", [])
        return [b"kept"]


def _at_once(busy: Busy, size: int) -> tuple[list[Reply], float, float]:
    """Twelve forms of a size and one page after them: the answers, when the page came, when all had come."""
    site = build(busy)

    async def all_of_them() -> tuple[list[Reply], float, float]:
        start = time.perf_counter()
        scope = scope_of("/form", "POST", content_length=str(size))
        forms = [asyncio.create_task(ask(site, dict(scope), [b"x" * size])) for _ in range(12)]
        await asyncio.sleep(0.01)
        page = await ask(site, scope_of("/hazards/"))
        came = time.perf_counter() - start
        return [page, *await asyncio.gather(*forms)], came, time.perf_counter() - start

    return asyncio.run(all_of_them())


def test_forms_with_photos_are_worked_on_a_few_at_a_time_and_a_page_does_not_wait_for_them() -> None:
    busy = Busy()
    answers, page, everything = _at_once(busy, turns.HEAVY)
    assert [answer.body for answer in answers] == [b"page"] + [b"kept"] * 12
    assert busy.most == turns.AT_ONCE
    assert page < everything / 2


def test_small_forms_do_not_wait_in_that_line() -> None:
    busy = Busy()
    _at_once(busy, turns.HEAVY - 1)
    assert busy.most > turns.AT_ONCE
