"""A person left: whoever takes over is told what is open."""

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.notify.actions import tell
from anju.notify.models import Notice
from anju.notify.queries.recipients import Accounts
from anju.supervision.lists.queries import holding

HANDED = "lists.handed"


def tell_successor(*, by: Actor, account: int, once: str) -> Notice | None:
    """One notice to the successor with how much is open, the first time `once` is said; None where nothing is.

    Of an account that left and named a successor.
    """
    person = holding.leaver(account)
    if person.successor_id is None or person.left_on is None:
        return None
    count = holding.count_left(holding.left_by(by, person, today=clock.today()))
    if not count:
        return None
    return tell(by, code=HANDED, to=Accounts(person.successor_id), subject=person, params={"count": count}, once=once)
