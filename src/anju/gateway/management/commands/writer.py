"""`anju writer`: take what gateways made durable in streams into the database."""

import asyncio
import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from anju.gateway.sink import Lanes


class Command(BaseCommand):
    """Runs until SIGTERM; the transaction under way is finished. As many may run as wanted; one lane has one writer."""

    help = "Write what gateways left in streams (ANJU_STREAM) into the database."

    def handle(self, **_options: Any) -> None:
        if not settings.ANJU_STREAM:
            raise CommandError("ANJU_STREAM names no stream: gateways write into the database themselves")
        try:
            from anju.gateway.writing import Writer
        except ImportError as error:
            raise CommandError("ANJU_STREAM needs nats-py. Run:  pip install 'anju[stream]'") from error
        writer = Writer(settings.ANJU_STREAM, settings.ANJU_STREAM_LANES, Lanes())
        asyncio.run(self._run(writer))

    async def _run(self, writer: Any) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, writer.stop)
        self.stdout.write("writing")
        self.stdout.flush()
        await writer.run()
