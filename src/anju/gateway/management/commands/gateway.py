"""`anju gateway`: listen to devices."""

import asyncio
from argparse import ArgumentParser
from ipaddress import ip_network
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from anju.gateway.limits import Limits
from anju.gateway.protocols.gbt26875 import DIALECTS, by_name
from anju.gateway.running import Ear, Gateway
from anju.gateway.sink import Platform

DEFAULT = "tcp:5200"


class Command(BaseCommand):
    """Runs until SIGTERM; then nothing more is read, and what has come is stored and answered."""

    help = "Listen to user information transmission devices (GB/T 26875.3). The standard names no port."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="0.0.0.0", help="address to listen on")  # noqa: S104 - devices come from outside
        parser.add_argument(
            "--listen", action="append", metavar="tcp:PORT[:DIALECT]",
            help=f"tcp or udp, a port, how its devices speak ({', '.join(sorted(DIALECTS))}); repeatable; {DEFAULT}",
        )  # fmt: skip
        parser.add_argument("--allow", action="append", default=[], metavar="NETWORK", help="who may connect; else all")
        parser.add_argument(
            "--idle", type=float, default=Limits().idle, help="seconds of silence that end a connection"
        )

    def handle(self, **options: Any) -> None:
        try:
            allowed = tuple(ip_network(one) for one in options["allow"])
        except ValueError as error:
            raise CommandError(f"--allow takes a network such as 10.8.0.0/16: {error}") from error
        limits = Limits(idle=options["idle"], allowed=allowed)
        ears = [_ear(options["host"], said, limits) for said in options["listen"] or [DEFAULT]]
        gateway = Gateway(ears, Platform)

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


def _ear(host: str, said: str, limits: Limits) -> Ear:
    way, _colon, rest = said.partition(":")
    port, _colon, dialect = rest.partition(":")
    if way not in ("tcp", "udp") or not port.isdecimal() or int(port) > 65_535:
        raise CommandError(
            f"--listen takes tcp:PORT or udp:PORT, with :DIALECT where it is not the standard, not {said!r}"
        )
    if dialect and dialect not in DIALECTS:
        raise CommandError(f"no dialect {dialect!r}; known: {', '.join(sorted(DIALECTS))}")
    return Ear(host, int(port), way == "udp", by_name(dialect or "std"), limits)
