"""One that fails keeps no other waiting: what cannot be raised or called out is no reason for the next not to be."""

import logging
from collections.abc import Callable, Iterable
from typing import Final, TypeVar

from django.db.utils import InterfaceError, OperationalError

LOG = logging.getLogger("anju.alarms")
AWAY: Final = (OperationalError, InterfaceError)
"""The database is away: that is nobody's fault here, and all of it is tried again."""
T = TypeVar("T")


def each(some: Iterable[T], do: Callable[[T], bool]) -> int:
    """Do it for each; for how many something was done. What fails is logged, and due again the next time.

    Raises only where the database is away.
    """
    done = 0
    for one in some:
        try:
            done += do(one)
        except AWAY:
            raise
        except Exception:
            LOG.exception("%s failed for %s", do.__qualname__, one)
    return done
