"""`anju up`: web, worker, gateway, writers where there are streams, and the reader of frames under one supervisor; what
`make run` and a service manager start.
"""

import os
import shutil
import signal
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from anju.config.supervisor import Child, Supervisor


class Command(BaseCommand):
    help = "Run web, worker, gateway and the reader of frames, restart what crashes, stop all together."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *_args: Any, **options: Any) -> None:
        numbers = Path(settings.ANJU_DATA_DIR) / "metrics"
        shutil.rmtree(numbers, ignore_errors=True)  # counters of processes that are gone
        numbers.mkdir(parents=True)
        anju = [sys.executable, "-m", "anju.config.cli"]
        web = [*anju, "serve", "--host", options["host"], "--port", str(options["port"])]
        children = [Child("web", web), Child("worker", [*anju, "worker"])]
        if settings.ANJU_GATEWAY:
            children.append(Child("gateway", [*anju, "gateway"]))
            if settings.ANJU_STREAM:
                children += [Child(f"writer-{n + 1}", [*anju, "writer"]) for n in range(settings.ANJU_WRITERS)]
            children.append(Child("telemetry", [*anju, "telemetry", "watch"]))
            if settings.ANJU_DEMO and settings.ANJU_SIMULATE:
                simulate = [*anju, "simulate", "--stay", "--devices", str(settings.ANJU_SIMULATE), "--script", "live"]
                children.append(Child("simulator", simulate))
        database = settings.DATABASES["default"]
        watched = Path(str(database["NAME"])) if "sqlite" in str(database["ENGINE"]) else None
        supervisor = Supervisor(children, environment={"PROMETHEUS_MULTIPROC_DIR": str(numbers)}, watched=watched)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda *_: supervisor.end())
        scheme = "https" if settings.ANJU_TLS_CERTIFICATE else "http"
        self.stdout.write(f"anju {os.getpid()}: {scheme}://{options['host']}:{options['port']}/")
        self.stdout.flush()  # into a file or a pipe too, where nothing is written out by itself
        supervisor.run()
