"""What the worker does for orders."""

from datetime import timedelta

from anju.kernel import clock
from anju.kernel.actors import system
from anju.kernel.jobs.ticks import tick
from anju.telemetry.orders import actions, queries
from anju.telemetry.orders.enums import OrderState


@tick("orders.overdue", every=timedelta(minutes=1))
def end_overdue() -> None:
    """Give up what could not be delivered in time."""
    for order in queries.overdue(clock.now()):
        actions.settle_order(by=system("orders"), order=order, state=OrderState.EXPIRED)
