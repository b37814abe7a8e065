"""A look-back that nobody does goes up a level: silence is never the end of it (DESIGN §1, promise 4)."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F

from anju.kernel import clock
from anju.kernel.actors import system
from anju.kernel.calendar import end_of_working_days, is_working_moment, next_working_moment
from anju.kernel.ledger.deeds import deed
from anju.supervision.lists.actions.climbing import LADDER
from anju.supervision.lists.models import Duty, LookBack
from anju.supervision.lists.queries.cases import day_table, locked_by_case, repairers, settings_of
from anju.supervision.lists.queries.parties import territory
from anju.supervision.lists.rules import clocks
from anju.supervision.lists.rules.parties import next_level


def await_look_back(made: LookBack, now: datetime) -> bool:
    """Its organisation is told now, and has its working days from now, however late it is told. False: told already."""
    climbs_at = end_of_working_days(now, clocks.LOOK_BACK_SILENT_DAYS, day_table(made.path)).at
    return bool(LookBack._all.filter(pk=made.pk, result="", climbs_at__isnull=True).update(climbs_at=climbs_at))


def silent_look_backs(now: datetime, *, limit: int = 100) -> Iterable[int]:
    """Look-backs that were told and not done in time, longest waiting first."""
    rows = LookBack._all.filter(result="", climbs_at__lte=now).order_by("climbs_at", "pk")
    return rows.values_list("pk", flat=True)[:limit]


def climb_look_back(pk: int) -> bool:
    """The next level up is to look instead; at the top it is asked again. False: done meanwhile, or another worker's.

    Never whoever answers for the place or put it right. In trial mode the entry tells what would be.
    """
    with deed(by=system(LADDER)) as act:
        now = clock.from_us(act.at)
        waiting = LookBack._all.filter(result="", climbs_at__lte=now)
        if not waiting.filter(pk=pk).update(climbs_at=F("climbs_at")):
            return False
        try:
            made, duty = locked_by_case(waiting, pk)
        except LookBack.DoesNotExist:
            return False
        table = day_table(made.path)
        if not is_working_moment(now, table):
            made.climbs_at = next_working_moment(now, table)
            made.save(update_fields=["climbs_at"])
            return False
        silent, trial = made.organisation_id, settings_of(made.path).trial
        made.organisation_id = silent if trial else _above(made, duty)
        made.climbs_at = end_of_working_days(now, clocks.LOOK_BACK_SILENT_DAYS, table).at
        made.save(update_fields=["organisation", "climbs_at"])
        data = {"duty": duty.pk, "silent": silent, "to": made.organisation_id, "trial": trial}
        act.enter("look_back.climbed", made, path=made.path, data=data)
        return True


def _above(made: LookBack, duty: Duty) -> int:
    """The level after the silent one that may look; the silent one itself at the top."""
    levels = territory(made.path).verifiers(duty.hazard.kind.facts, duty.accountable_id)
    silent = made.organisation_id
    rest = levels[levels.index(silent) + 1 :] if silent in levels else levels
    barred = {silent, duty.accountable_id, *(own for hand in repairers(duty) for own in hand.organisations)}
    return next_level(rest, barred=barred) or silent
