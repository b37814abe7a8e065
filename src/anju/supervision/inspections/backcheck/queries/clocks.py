"""The statutory clocks of a dossier."""

from datetime import date, datetime

from anju.kernel import clock
from anju.kernel.calendar import end_of_day
from anju.supervision.inspections.backcheck.models import Dossier
from anju.supervision.inspections.backcheck.rules.terms import Clock, clocks


def of_dossier(dossier: Dossier, today: date) -> tuple[Clock, ...]:
    """The four terms as they stand."""
    fire = dossier.fire
    return clocks(
        clock.local(fire.called_at).date(),
        today,
        pauses=list(dossier.pauses.order_by("first_day").values_list("first_day", "last_day")),
        extended=dossier.extended_at is not None,
        determined=fire.determined_on,
        served=dossier.served_on,
        asked=dossier.reexamination_on,
    )


def end_of(day: date) -> datetime:
    """The last moment of a day in the district."""
    return end_of_day(day)
