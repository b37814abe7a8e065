"""`/live/metrics` for Prometheus, to loopback only; numbers of all web processes and the worker together."""

import asyncio
import ipaddress

from prometheus_client import REGISTRY as OWN
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest, multiprocess

from anju.live.http import Receive, Scope, Send, answer, header, refuse

REQUESTS = Counter("anju_requests_total", "Requests answered", ["route", "status"])
SECONDS = Histogram(
    "anju_request_seconds", "Time to answer", ["route"], buckets=(0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
)
STREAMS = Gauge("anju_streams", "Open live pages", multiprocess_mode="livesum")
ROUTES_KEPT = 40
"""More different first path parts than this are counted as "other": a scanner must not grow the memory."""

_routes: set[str] = set()


def request(route: str, status: int, seconds: float) -> None:
    """Count one answered request."""
    if route not in _routes:
        if status == 404 or len(_routes) >= ROUTES_KEPT:
            route = "other"
        else:
            _routes.add(route)
    REQUESTS.labels(route, f"{status // 100}xx").inc()
    if not route.startswith("/live/events"):
        SECONDS.labels(route).observe(seconds)


def is_local(scope: Scope) -> bool:
    """Whether the request comes from this machine and through no proxy."""
    client = scope.get("client")
    if not client or header(scope, "x-forwarded-for") or header(scope, "forwarded"):
        return False
    try:
        return ipaddress.ip_address(client[0]).is_loopback
    except ValueError:
        return False


def _text() -> bytes:
    registry = CollectorRegistry()
    try:
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    except ValueError:  # `anju serve` by itself: nobody named a folder for the shared numbers
        return generate_latest(OWN)
    return generate_latest(registry)


async def page(scope: Scope, _receive: Receive, send: Send) -> None:
    """The numbers, or 404 to anybody else."""
    if not is_local(scope):
        await refuse(send, 404, "没有这个页面。")
        return
    await answer(send, 200, await asyncio.to_thread(_text), (), "text/plain; version=0.0.4")
