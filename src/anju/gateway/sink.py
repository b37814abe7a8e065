"""Where the gateway meets the platform: the only module of it that imports Django."""

import logging
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from django.db import close_old_connections, connection
from django.db.utils import Error

from anju.gateway.accounts import Account
from anju.gateway.batching import Batch
from anju.gateway.orders import Waiting
from anju.gateway.protocols import gbt26875
from anju.gateway.protocols.gbt26875 import Outcome, exchanges
from anju.kernel import clock
from anju.kernel.actors import system
from anju.notify import vault
from anju.telemetry import actions
from anju.telemetry.access import queries as access
from anju.telemetry.access.actions import PURPOSE
from anju.telemetry.access.rules import networks_of
from anju.telemetry.actions import lanes
from anju.telemetry.actions.ahead import tell_ahead
from anju.telemetry.models import Access, FrameBatch, Order
from anju.telemetry.orders import queries as orders
from anju.telemetry.orders.actions import settle_order
from anju.telemetry.orders.enums import OrderKind, OrderState

if TYPE_CHECKING:
    from anju.gateway.stream import Packed
    from anju.gateway.writing import Move

LOG = logging.getLogger("anju.gateway")


def _fresh() -> None:
    """A connection that ended, or has stood too long, is made anew; not in the middle of somebody's transaction."""
    if not connection.in_atomic_block:
        close_old_connections()


class Platform:
    """Stores batches in the platform's database. Used by one thread, whose connection it keeps."""

    def store(self, batch: Batch) -> None:
        """One row, one commit. Raises where the database could not take it; the connection is made anew then."""
        _fresh()
        try:
            actions.receive(listener=batch.listener, at=batch.at, frames=batch.frames, seen=batch.seen)
        except Error:
            connection.close()
            raise


class Lanes:
    """The database as a writer uses it: one connection, whose locks say which lanes are ours."""

    def begin(self) -> None:
        """A new connection; the locks of the last one are gone."""
        connection.close()
        if connection.vendor == "postgresql":
            lanes.be_here()

    def hold(self, names: Sequence[str]) -> set[str]:
        """Our share of the lanes."""
        return lanes.hold(names) if connection.vendor == "postgresql" else set(names)

    def place(self, cursor: str) -> int:
        """How far a lane is written."""
        return actions.place_of(cursor)

    def went_back(self, cursor: str, to: int) -> None:
        """A stream lost its end."""
        actions.put_back(name=cursor, to=to)

    def write(self, moves: "Sequence[Move]", batches: "Sequence[Packed]") -> None:
        """One transaction."""
        actions.receive_streamed(moves=moves, rows=list(map(_row, batches)))

    def tell_ahead(self, move: "Move", batches: "Sequence[Packed]") -> None:
        """Fires, before their frames are read in order."""
        tell_ahead(moved=move, rows=list(map(_row, batches)))


def _row(batch: "Packed") -> FrameBatch:
    return FrameBatch(**asdict(batch))


def accounts() -> list[Account]:
    """Who may bring something in now. Blocks; raises where the database does not answer."""
    _fresh()
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


STATES = {
    Outcome.CONFIRMED: OrderState.ANSWERED,
    Outcome.REPLIED: OrderState.ANSWERED,
    Outcome.DENIED: OrderState.DENIED,
    Outcome.TIMED_OUT: OrderState.SILENT,
}
READS = {
    OrderKind.READ_STATE: 81, OrderKind.READ_VERSION: 85, OrderKind.READ_CONFIGURATION: 86, OrderKind.READ_CLOCK: 88,
}  # fmt: skip


class OrderDesk:
    """Orders to devices, as people gave them. Used by one thread, whose connection it keeps."""

    def open(self, sources: Sequence[bytes]) -> list[Waiting]:
        """What waits for these devices. Raises where the database does not answer."""
        _fresh()
        try:
            rows = orders.open_for(sources, clock.now())
        except Error:
            connection.close()
            raise
        return [Waiting(row.pk, bytes.fromhex(row.device.key), _order(row)) for row in rows]

    def settle(self, order: int, outcome: Outcome, answer: bytes) -> None:
        """How one ended. Raises where the database could not take it."""
        _fresh()
        try:
            settle_order(by=system("gateway"), order=order, state=STATES[outcome], answer=answer)
        except Error:
            connection.close()
            raise


def _order(row: Order) -> gbt26875.Order:
    kind = OrderKind(row.kind)
    if kind is OrderKind.SYNCHRONISE:
        return exchanges.synchronise()
    if kind is OrderKind.INSPECT_DUTY:
        return exchanges.inspect_duty(row.minutes)
    return exchanges.read_uitd(READS[kind])
