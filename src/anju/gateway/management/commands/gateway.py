"""`anju gateway`: listen to devices."""

import asyncio
import ssl
from argparse import ArgumentParser
from collections.abc import Callable, Iterable
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from anju.gateway.batching import Sink
from anju.gateway.limits import Limits
from anju.gateway.protocols.gbt26875 import DIALECTS, by_name
from anju.gateway.running import GBT26875, HYDRANT, INTAKE, SEALED, THINGSBOARD, Ear, Gateway, Way
from anju.gateway.sink import OrderDesk, Platform, accounts

SAID = "WAY:PORT[:FORMAT]"
WHOLE = {Way.HTTP: INTAKE, Way.HTTPS: INTAKE, Way.MQTT: THINGSBOARD, Way.MQTTS: THINGSBOARD}
"""Ways that say by themselves what is spoken."""


class Command(BaseCommand):
    """Runs until SIGTERM; then nothing more is read, and what has come is stored and answered."""

    help = "Listen to devices and to platforms that push; what comes is made durable before it is answered."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=settings.ANJU_GATEWAY_HOST, help="address to listen on (%(default)s)")
        parser.add_argument(
            "--listen", action="append", metavar=SAID,
            help="tcp, tls or udp with a dialect of GB/T 26875.3 "
            f"({', '.join(sorted(DIALECTS))}), tcp or tls with {HYDRANT}, http, https, mqtt or mqtts; "
            f"repeatable; else {', '.join(settings.ANJU_GATEWAY_LISTEN)}",
        )  # fmt: skip
        parser.add_argument(
            "--allow", action="append", metavar="NETWORK", help="who may connect; else ANJU_GATEWAY_ALLOW"
        )
        parser.add_argument(
            "--idle", type=float, default=Limits().idle, help="seconds of silence that end a connection"
        )

    def handle(self, **options: Any) -> None:
        allowed = _networks("--allow", options["allow"] or settings.ANJU_GATEWAY_ALLOW)
        proxies = _networks("ANJU_GATEWAY_PROXIES", settings.ANJU_GATEWAY_PROXIES)
        limits = Limits(idle=options["idle"], allowed=allowed, proxies=proxies)
        said = options["listen"] or settings.ANJU_GATEWAY_LISTEN
        ears = [ear_of(options["host"], one, limits) for one in said]
        if len({ear.name for ear in ears}) < len(ears):
            raise CommandError("--listen names a port twice")
        gateway = Gateway(ears, _sink(), accounts, OrderDesk())

        def ready(running: Gateway) -> None:
            for name, port in running.ports.items():
                self.stdout.write(f"{name} listens on {options['host']}:{port}")
            self.stdout.flush()

        runner: Any = asyncio
        try:
            import uvloop as runner
        except ImportError:
            self.stderr.write("uvloop is not installed: the gateway runs on asyncio's own loop, and slower")
        try:
            runner.run(gateway.run(ready))
        except OSError as error:
            raise CommandError(f"cannot listen: {error}") from error


def ear_of(host: str, said: str, limits: Limits) -> Ear:
    """The listener that `WAY:PORT[:FORMAT]` asks for. Raises CommandError for what is none."""
    word, _colon, rest = said.partition(":")
    port, _colon, format_ = rest.partition(":")
    if word not in tuple(map(str, Way)) or not port.isdecimal() or int(port) > 65_535:
        raise CommandError(f"--listen takes {SAID} with one of {', '.join(Way)}, not {said!r}")
    way = Way(word)
    tls = _tls(said) if way in SEALED else None
    if way in WHOLE:
        if format_:
            raise CommandError(f"{said!r}: {way} takes no format")
        return Ear(host, int(port), way, WHOLE[way], limits=limits, tls=tls)
    if format_ == HYDRANT:
        if way is Way.UDP:
            raise CommandError(f"{said!r}: terminals of hydrants speak over tcp")
        return Ear(host, int(port), way, HYDRANT, limits=limits, tls=tls)
    if format_ and format_ not in DIALECTS:
        raise CommandError(f"{said!r}: no dialect {format_!r}; known: {', '.join(sorted(DIALECTS))}, {HYDRANT}")
    return Ear(host, int(port), way, GBT26875, by_name(format_ or "std"), limits, tls)


def _sink() -> Callable[[], Sink]:
    """Where batches go: into the database, or into streams. The latter is made on the gateway's loop."""
    if not settings.ANJU_STREAM:
        return Platform
    try:
        from anju.gateway.stream import Stream
    except ImportError as error:
        raise CommandError("ANJU_STREAM needs nats-py. Run:  pip install 'anju[stream]'") from error
    return lambda: Stream(settings.ANJU_STREAM, settings.ANJU_STREAM_LANES, asyncio.get_running_loop())


def _tls(said: str) -> ssl.SSLContext:
    if not settings.ANJU_TLS_CERTIFICATE or not settings.ANJU_TLS_KEY:
        raise CommandError(f"{said!r} needs ANJU_TLS_CERTIFICATE and ANJU_TLS_KEY")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        context.load_cert_chain(settings.ANJU_TLS_CERTIFICATE, settings.ANJU_TLS_KEY)
    except (OSError, ssl.SSLError) as error:
        raise CommandError(f"the certificate cannot be read: {error}") from error
    return context


def _networks(name: str, said: Iterable[str]) -> tuple[IPv4Network | IPv6Network, ...]:
    try:
        return tuple(ip_network(one) for one in said)
    except ValueError as error:
        raise CommandError(f"{name} takes networks such as 10.8.0.0/16: {error}") from error
