"""A fire is told before its frame is read in its order: where much waits, nobody waits for a fire.

Only the beginning of a fire, and only where none is told already. Words and what holds are left to the reader of
batches; when it comes to the frame, it finds the signal there under the same key and tells nothing twice.
"""

import logging
from collections.abc import Sequence
from typing import Final

from django.db import transaction
from django.db.utils import InterfaceError, OperationalError

from anju.gateway.observed import State
from anju.telemetry.actions import storing
from anju.telemetry.actions.naming import Names
from anju.telemetry.actions.projecting import CURSOR, Slice, facts_of
from anju.telemetry.actions.receiving import Move, move
from anju.telemetry.models import Cursor, FrameBatch, Holding, Signal
from anju.telemetry.projecting import bits, gbt
from anju.telemetry.projecting.facts import Facts, Said
from anju.telemetry.projecting.settling import Change, news

LOG = logging.getLogger("anju.telemetry")
FIRE: Final = str(State.FIRE)


def tell_ahead(*, moved: Move, rows: Sequence[FrameBatch]) -> int:
    """Tell fires of batches that are on their way, and move their lane's cursor. Returns how many were told.

    By the writer of that lane alone. Raises MovedError where it is not the only one.
    """
    said = [one for row in rows for one in _read(row).said if _begins(one)]
    with transaction.atomic():
        move(moved)
        if not said:
            return 0
        # The reader holds this row while it writes: signals get their ids in the order of their commits.
        Cursor._all.get_or_create(name=CURSOR)
        place = Cursor._all.select_for_update().get(name=CURSOR)
        names = Names()
        names.find_devices({one.point.device: one.came for one in said})
        names.find_points(one.point for one in said)
        fires = [
            Change(pk, FIRE, True, one.at, one.came, one.origin)
            for one in said
            if (pk := names.points.get((one.point.device, one.point.key))) is not None
        ]
        fresh = _untold(fires)
        fresh = news(fresh, storing.known_signals(fresh, place.run))
        storing.store_signals(fresh, place.run)
    return len(fresh)


def _read(row: FrameBatch) -> Facts:
    """What cannot be read is put down when the reader of batches comes to it."""
    try:
        whole = Slice(0, row.at, row.listener, 0, row.each(), "", ends=True)
        return facts_of([whole], gbt.Words())
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        LOG.warning("frames of %s cannot be told ahead", row.listener, exc_info=True)
        return Facts()


def _begins(one: Said) -> bool:
    if one.word is None:
        return (State.FIRE, True) in one.states
    table, word, over = one.word
    return not over and State.FIRE in bits.said_by(table, word)


def _untold(fires: Sequence[Change]) -> list[Change]:
    """The first of each point, where no fire is told that has not ended, nor an end that came later than it."""
    points = {one.point for one in fires}
    burning = set(Holding._all.filter(point__in=points, state=FIRE).values_list("point", flat=True))
    rows = Signal._all.filter(point__in=points, state=FIRE).order_by("pk").values_list("point", "on", "heard")
    last = {point: (on, heard) for point, on, heard in rows}
    found = []
    for one in fires:
        on, heard = last.get(one.point, (False, -1))
        if one.point not in burning and not on and heard < one.came:
            burning.add(one.point)
            found.append(one)
    return found
