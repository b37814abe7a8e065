"""Where the gateway meets the platform: the only module of it that imports Django."""

import logging

from django.db import close_old_connections, connection
from django.db.utils import Error

from anju.gateway.accounts import Account
from anju.gateway.batching import Batch
from anju.kernel import clock
from anju.notify import vault
from anju.telemetry import actions
from anju.telemetry.access import queries as access
from anju.telemetry.access.actions import PURPOSE
from anju.telemetry.access.rules import networks_of
from anju.telemetry.models import Access

LOG = logging.getLogger("anju.gateway")


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


def accounts() -> list[Account]:
    """Who may bring something in now. Blocks; raises where the database does not answer."""
    close_old_connections()
    try:
        rows = access.running(clock.now())
    except Error:
        connection.close()
        raise
    return [_account(row) for row in rows]


def _account(row: Access) -> Account:
    return Account(
        name=row.name,
        format=row.format,
        label=row.label,
        digest=row.digest,
        until_us=clock.to_us(row.expires_at),
        secret=_secret(row),
        networks=networks_of(row.networks),
    )


def _secret(row: Access) -> str | None:
    """None also for one that the key file here does not open: what it signs is refused then."""
    try:
        return str(vault.open_(row.sealed, PURPOSE)["secret"]) if row.sealed else None
    except vault.SealedError:
        LOG.error("the secret of account %s cannot be opened here; give it new keys", row.name)
        return None
