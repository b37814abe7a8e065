"""`anju mosquitto DIR`: the files of a Mosquitto before the gateway, from the accounts that run now."""

import re
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from anju.gateway.adapters import tokens
from anju.gateway.mqtt import PREFIX, Format
from anju.gateway.protocols.thingsboard import Bridge, acl_text, main_text, password_text
from anju.kernel import clock
from anju.telemetry.access.queries import running
from anju.telemetry.models import Access


class Command(BaseCommand):
    """Safe to run again, by a timer too: it says what has changed, and by SIGHUP Mosquitto reads it again."""

    help = "Write passwords, access list and configuration for a Mosquitto that carries devices here."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path, help="where the files go; Mosquitto's group reads them")
        parser.add_argument("--gateway", required=True, metavar="HOST:PORT", help="the gateway's mqtt or mqtts port")
        parser.add_argument(
            "--token", required=True, type=Path, metavar="FILE", help="file with the token of the bridge's own account"
        )
        parser.add_argument("--ca", default="", metavar="FILE", help="who signed the gateway's certificate, for mqtts")
        parser.add_argument("--port", type=int, default=1883, help="where Mosquitto listens (%(default)s)")
        parser.add_argument(
            "--own", action="append", default=[], metavar="NAME=PORT",
            help="a port for a device that cannot be told a prefix for its topics; repeatable",
        )  # fmt: skip

    def handle(self, **options: Any) -> None:
        accounts = running(clock.now())
        devices = {row.name: row.broker for row in accounts if row.format == Format.THINGSBOARD}
        bridge = _bridge(options["gateway"], _token(options["token"], accounts), options["ca"])
        own = [_own(word, devices) for word in options["own"]]
        folder: Path = options["folder"].resolve()
        try:
            texts = {
                "passwords": password_text(devices),
                "acl": acl_text(PREFIX),
                "anju.conf": main_text(str(folder), bridge, port=options["port"], prefix=PREFIX, own=own),
            }
        except ValueError as error:
            raise CommandError(str(error)) from error
        (folder / "data").mkdir(parents=True, exist_ok=True)
        (folder / "data").chmod(0o2770)
        changed = [name for name, text in texts.items() if _written(folder / name, text)]
        self.stdout.write(f"{len(devices)} devices; changed: {', '.join(changed) or 'nothing'}")


def _token(file: Path, accounts: list[Access]) -> str:
    """The bridge's token. Raises CommandError where it is not that of an account that runs."""
    try:
        token = file.read_text(encoding="ascii").strip()
    except (OSError, ValueError) as error:
        raise CommandError(f"the token cannot be read: {error}") from error
    shown = tokens.parse(token)
    if not any(row.format == Format.MOSQUITTO and shown == (row.label, row.digest) for row in accounts):
        raise CommandError("this is not the token of a running account of a Mosquitto bridge")
    return token


def _bridge(gateway: str, token: str, authority: str) -> Bridge:
    host, _colon, port = gateway.rpartition(":")
    try:
        return Bridge(host, int(port), token, str(Path(authority).resolve()) if authority else "")
    except ValueError as error:
        raise CommandError(f"--gateway takes HOST:PORT, not {gateway!r}: {error}") from error


def _own(word: str, devices: dict[str, str]) -> tuple[str, int]:
    name, _equals, port = word.rpartition("=")
    if name not in devices or not re.fullmatch("[1-9][0-9]{0,4}", port) or int(port) > 65_535:
        raise CommandError(f"--own takes NAME=PORT with the name of a running account, not {word!r}")
    return name, int(port)


def _written(file: Path, text: str) -> bool:
    """Whether it says something new; written then, in one step, for its owner and the folder's group alone."""
    if file.exists() and file.read_text(encoding="utf-8") == text:
        return False
    fresh = file.with_name(f".{file.name}.new")
    fresh.touch(mode=0o640)
    fresh.chmod(0o640)
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(file)
    return True
