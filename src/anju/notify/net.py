"""Requests to addresses that somebody else chose: never into our own network.

A name is resolved once, every address it has is checked, and the connection goes to the address that was checked, so
that a second answer of the name server changes nothing (DNS rebinding). The same holds for each redirect, because each
opens a connection of its own. Proxies of the environment are not used: behind one nothing could be checked.
"""

import ipaddress
import logging
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import httpcore
import httpx
from django.conf import settings

CONNECT: Final = 5.0
READ: Final = 10.0
TOTAL: Final = 30.0
"""Seconds for one call, redirects included; a trickling answer does not hold a worker longer."""

REDIRECTS: Final = 3
BODY_LIMIT: Final = 64 * 1024
"""Bytes of an answer that are read; the rest is dropped."""

REQUEST_LIMIT: Final = 256 * 1024
REPEATED: Final = frozenset({301, 302, 307, 308})
"""Redirects after which the same body is posted again. After a 303 there is nothing to post: it counts as an answer."""

Resolve = Callable[[str, int], list[str]]

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_NAT64_LOCAL = ipaddress.ip_network("64:ff9b:1::/48")


class ForbiddenAddressError(Exception):
    """The address is private, loopback, link-local, a metadata service, or no web address at all."""


class AnswerTooSlowError(Exception):
    """The whole call took longer than `TOTAL`."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side said."""

    status: int
    body: bytes
    retry_after: int | None = None
    """Seconds, where the other side asked for a pause."""


def is_public(address: str) -> bool:
    """Whether an IP address may be called: global unicast, also where an IPv4 address hides in an IPv6 one."""
    try:
        ip: Any = ipaddress.ip_address(address.split("%", 1)[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = _hidden(ip)
        if inner is not None:
            return is_public(str(inner))
        if ip in _NAT64_LOCAL or ip.is_site_local:
            return False
    return bool(ip.is_global) and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def _hidden(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address inside a mapped, compatible, 6to4, Teredo or NAT64 address."""
    if ip.ipv4_mapped is not None:
        return ip.ipv4_mapped
    if ip.sixtofour is not None:
        return ip.sixtofour
    if ip.teredo is not None:
        return ip.teredo[1]
    if ip in _NAT64 or (int(ip) >> 32 == 0 and int(ip) > 1):
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return None


def resolve(host: str, port: int) -> list[str]:
    """Every address of a host, in the order to try."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def checked(host: str, port: int, lookup: Resolve = resolve) -> list[str]:
    """The addresses of a host, all public. One private address among them refuses the host."""
    if f"{host}:{port}" in allowed():
        return lookup(host, port)
    try:
        addresses = lookup(host, port)
    except OSError as error:
        raise httpcore.ConnectError(str(error)) from error
    if not addresses or not all(is_public(address) for address in addresses):
        raise ForbiddenAddressError(host)
    return addresses


def allowed() -> frozenset[str]:
    """`host:port` that may be called although private. Empty but in tests and for the text message gateway."""
    return frozenset(getattr(settings, "ANJU_PRIVATE_HOSTS", ()))


def check_url(url: str) -> None:
    """Refuse what is no plain https address (http only where explicitly allowed). Raises ForbiddenAddressError."""
    try:
        httpx.URL(url)
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except (ValueError, httpx.InvalidURL) as error:
        raise ForbiddenAddressError(url) from error
    if not parts.hostname or parts.username is not None or parts.password is not None:
        raise ForbiddenAddressError(url)
    if parts.scheme != "https" and f"{parts.hostname}:{port}" not in allowed():
        raise ForbiddenAddressError(url)
    if parts.scheme not in {"http", "https"}:
        raise ForbiddenAddressError(url)


class GuardedBackend(httpcore.NetworkBackend):
    """Connects only to addresses it has checked itself."""

    def __init__(self, lookup: Resolve = resolve, inner: httpcore.NetworkBackend | None = None) -> None:
        self._lookup = lookup
        self._inner = inner or httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        failure: Exception = httpcore.ConnectError(host)
        for address in checked(host, port, self._lookup):
            try:
                return self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    def connect_unix_socket(self, *_args: Any, **_kwargs: Any) -> httpcore.NetworkStream:
        raise ForbiddenAddressError("a socket file")


class GuardedTransport(httpx.BaseTransport):
    """httpx over `GuardedBackend`; one connection per call, nothing kept open between addresses."""

    def __init__(self, backend: httpcore.NetworkBackend | None = None) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=ssl.create_default_context(),
            max_connections=REDIRECTS + 1,
            max_keepalive_connections=0,
            network_backend=backend or GuardedBackend(),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        answer = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_Stream(answer), extensions=answer.extensions
        )

    def close(self) -> None:
        self._pool.close()


class _Stream(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


def post(
    url: str,
    body: bytes,
    headers: dict[str, str],
    *,
    backend: httpcore.NetworkBackend | None = None,
) -> Answer:
    """POST `body`, following at most `REDIRECTS` redirects with the same body.

    Raises ForbiddenAddressError, AnswerTooSlowError, ValueError (body over `REQUEST_LIMIT`), and httpx's or httpcore's
    errors when the network fails.
    """
    if len(body) > REQUEST_LIMIT:
        raise ValueError("the request is too large")
    end = time.monotonic() + TOTAL
    limits = httpx.Timeout(READ, connect=CONNECT)
    with httpx.Client(transport=GuardedTransport(backend), timeout=limits, trust_env=False) as client:
        for _hop in range(REDIRECTS + 1):
            check_url(url)
            answer, onward = _once(client, url, body, headers, end)
            if onward is None:
                return answer
            url = urljoin(url, onward)
    return answer


def _once(
    client: httpx.Client, url: str, body: bytes, headers: dict[str, str], end: float
) -> tuple[Answer, str | None]:
    with client.stream("POST", url, content=body, headers=headers, follow_redirects=False) as response:
        read = b""
        for piece in response.iter_raw(4096):
            read += piece[: BODY_LIMIT - len(read)]
            if time.monotonic() > end:
                raise AnswerTooSlowError(response.status_code)
            if len(read) >= BODY_LIMIT:
                break
        pause = response.headers.get("retry-after", "")
        answer = Answer(response.status_code, read, int(pause) if pause.isdecimal() else None)
        onward = response.headers.get("location") if response.status_code in REPEATED else None
        return answer, onward


NETWORK_ERRORS: Final = (
    httpx.HTTPError,
    httpcore.NetworkError,
    httpcore.TimeoutException,
    httpcore.ProtocolError,
    httpcore.UnsupportedProtocol,
    AnswerTooSlowError,
    OSError,
    UnicodeError,
)
"""Failures that say nothing about us: worth another try."""

for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)  # their INFO and DEBUG lines hold addresses with keys
