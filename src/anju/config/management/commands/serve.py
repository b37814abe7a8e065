"""`anju serve`: the web processes on one port."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels


class Command(BaseCommand):
    help = "Serve pages, streams and uploads on one port."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=settings.ANJU_WEB_WORKERS)

    def handle(self, *_args: Any, **options: Any) -> None:
        certificate, key = settings.ANJU_TLS_CERTIFICATE, settings.ANJU_TLS_KEY
        Granian(
            "anju.config.asgi:application",
            address=options["host"],
            port=options["port"],
            interface=Interfaces.ASGI,
            workers=options["workers"],
            websockets=False,
            respawn_failed_workers=True,
            workers_kill_timeout=10,
            log_level=LogLevels.warning,
            log_dictconfig=settings.LOGGING,
            ssl_cert=Path(certificate) if certificate else None,
            ssl_key=Path(key) if key else None,
        ).serve()
