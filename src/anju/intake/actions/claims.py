"""Claiming a run: whoever holds its lease works on it; everybody else finds another."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Final

from anju.intake.models import ImportRun
from anju.kernel import clock

LEASE: Final = timedelta(seconds=90)
"""A worker that was silent for so long is taken for dead."""


class LostError(Exception):
    """The run was cancelled, or another worker took it over: nothing of the present piece stands."""


def claim(row: ImportRun) -> uuid.UUID | None:
    """A lease on a run, or None: two workers never take the same one, it must still stand as it was read."""
    lease = uuid.uuid4()
    mine = ImportRun._all.filter(pk=row.pk, state=row.state, lease=row.lease, lease_until=row.lease_until)
    return lease if mine.update(lease=lease, lease_until=clock.now() + LEASE) == 1 else None
