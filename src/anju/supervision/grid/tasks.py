"""What the worker does for patrols."""

from datetime import timedelta

from django.conf import settings

from anju.kernel import clock
from anju.kernel.jobs.ticks import tick
from anju.supervision.grid.actions.asking import look_through
from anju.supervision.grid.actions.keeping import drop_positions
from anju.supervision.grid.actions.marking import mark_photos
from anju.supervision.grid.actions.plans import keep_plans, refresh_plans
from anju.supervision.grid.actions.rechecking import draw_due
from anju.supervision.grid.actions.rounds import end_old_rounds
from anju.supervision.grid.actions.using import use_overdue

BATCH = 100
PHOTOS = 50
PEOPLE = 10
PLANS = 20
"""Made in one go, each in a transaction of its own."""


@tick("grid.waiting", every=timedelta(seconds=30))
def waiting() -> bool:
    """Go on with records that wait no longer; true where more do."""
    return use_overdue(clock.now(), limit=BATCH) == BATCH


@tick("grid.positions", every=timedelta(hours=1))
def positions() -> bool:
    """Delete raw positions whose term is over; true where more are."""
    return drop_positions(before=clock.now() - timedelta(days=settings.ANJU_POSITION_DAYS))


@tick("grid.plans", every=timedelta(hours=1))
def plans() -> bool:
    """Plan grids and companies' projects that have no plan, end plans whose ground is gone; true where more wait."""
    return keep_plans(limit=PLANS)


@tick("grid.plans_refreshed", every=timedelta(hours=24))
def refreshed() -> None:
    """Bring plans in step with the ground and with risk."""
    refresh_plans()


@tick("grid.rounds", every=timedelta(hours=1))
def rounds() -> None:
    """End the rounds of former days; what was not seen stays due."""
    end_old_rounds(before=clock.today())


@tick("grid.photo_marks", every=timedelta(minutes=5))
def photo_marks() -> bool:
    """Mark new photos, so that one that was sent before is found again; true where more wait."""
    return mark_photos(limit=PHOTOS)


@tick("grid.questions", every=timedelta(hours=1))
def questions() -> bool:
    """Look through everybody's records once a day, a few people at a time; true where more wait."""
    return look_through(clock.today(), limit=PEOPLE)


@tick("grid.rechecks", every=timedelta(hours=1))
def second_looks() -> None:
    """Draw the month's second looks of streets that have not drawn them themselves."""
    draw_due(clock.now())
