"""When something may go out. Nothing leaves outside working hours but danger to life (DESIGN §5)."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from anju.kernel.calendar import DayTable, WorkingHours, is_working_moment, next_working_moment
from anju.kernel.calendar.hours import OFFICE_HOURS
from anju.kernel.clock import DISTRICT_TIME
from anju.notify.enums import Urgency

MERGE_WINDOW = timedelta(minutes=10)
"""How long an ordinary notice waits for neighbours it can be merged with."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """A person's wishes. The quiet hours may span midnight; equal ends mean none. District time."""

    quiet_from: time = time(20)
    quiet_until: time = time(8)
    digest: bool = False
    digest_at: time = time(9)

    def covers(self, moment: datetime) -> bool:
        """Whether `moment` lies in the quiet hours."""
        at = moment.astimezone(DISTRICT_TIME).time()
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= at < self.quiet_until
        return at >= self.quiet_from or at < self.quiet_until


@dataclass(frozen=True, slots=True)
class Office:
    """The district's working days and hours."""

    table: DayTable
    hours: WorkingHours = OFFICE_HOURS

    def open_at(self, moment: datetime) -> bool:
        return is_working_moment(moment, self.table, self.hours)


ROBOT_QUIET = Quiet(time(0), time(0))


def due(urgency: Urgency, at: datetime, quiet: Quiet, office: Office, *, on_duty: bool = False) -> datetime:
    """The moment a notice made at `at` may leave Anju for one recipient, in UTC.

    `on_duty`: the recipient is on the duty roster at that moment; then urgent matters do not wait.
    """
    if urgency is Urgency.LIFE or (urgency is Urgency.URGENT and on_duty):
        return at
    if urgency is Urgency.LOW or (urgency is Urgency.NORMAL and quiet.digest):
        return _open(_next_digest(at, quiet, office), quiet, office)
    wait = MERGE_WINDOW if urgency is Urgency.NORMAL else timedelta()
    return _open(at + wait, quiet, office)


def _open(moment: datetime, quiet: Quiet, office: Office) -> datetime:
    """The first moment not before `moment` in working hours and outside the quiet ones.

    Quiet hours that swallow all working hours are disregarded after a week: silence must not lose a notice.
    """
    start = moment
    while moment < start + timedelta(days=15):
        moment = next_working_moment(moment, office.table, hours=office.hours)
        if not quiet.covers(moment):
            return moment
        moment = _end_of_quiet(moment, quiet)
    return next_working_moment(start, office.table, hours=office.hours)


def _end_of_quiet(moment: datetime, quiet: Quiet) -> datetime:
    here = moment.astimezone(DISTRICT_TIME)
    end = datetime.combine(here.date(), quiet.quiet_until, tzinfo=DISTRICT_TIME)
    return end if end > here else end + timedelta(days=1)


def _next_digest(at: datetime, quiet: Quiet, office: Office) -> datetime:
    here = at.astimezone(DISTRICT_TIME)
    today = datetime.combine(here.date(), max(quiet.digest_at, office.hours.opens), tzinfo=DISTRICT_TIME)
    return today if today > here else today + timedelta(days=1)


def needs_roster(urgency: Urgency, at: datetime, office: Office) -> bool:
    """Whether the duty roster is told too: urgent or worse, outside working hours."""
    return urgency >= Urgency.URGENT and not office.open_at(at)
