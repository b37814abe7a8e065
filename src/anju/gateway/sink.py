"""Where the gateway meets the platform: the only module of it that imports Django."""

from django.db import close_old_connections, connection
from django.db.utils import Error

from anju.gateway.batching import Batch
from anju.telemetry import actions


class Platform:
    """Stores batches in the platform's database. Used by one thread, whose connection it keeps."""

    def store(self, batch: Batch) -> None:
        """One row, one commit. Raises where the database could not take it; the connection is made anew then."""
        close_old_connections()
        try:
            actions.receive(listener=batch.listener, at=batch.at, frames=batch.frames, seen=batch.seen)
        except Error:
            connection.close()
            raise
