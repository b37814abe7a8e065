"""Things of the Congress's observation."""

from datetime import timedelta

from anju.kernel import clock
from anju.outreach import actions
from anju.outreach.actions import Asked, Where
from anju.outreach.enums import ActivityKind
from tests.cast import Cast


def point(cast: Cast) -> int:
    """An observation point in the north street."""
    day = clock.today()
    return actions.add_point(by=cast.congress_staff, place=cast.places["estate"], name="观察点", since=day).pk


def activity(cast: Cast) -> int:
    """An activity of the committee in the north street."""
    return actions.record_activity(
        by=cast.congress_staff,
        kind=ActivityKind.OBSERVATION,
        title="看一处",
        held_on=clock.today(),
        where=Where([cast.places["estate"]], people=3),
    ).pk


def matter(cast: Cast) -> int:
    """A matter that the north street owns."""
    due_on = clock.today() + timedelta(days=20)
    asked = Asked("事项", "要求", cast.organisations["street"], due_on)
    return actions.raise_matter(by=cast.congress_staff, district="/cc/", asked=asked).pk


def answered(cast: Cast) -> int:
    """One that the street has answered."""
    pk = matter(cast)
    actions.answer(by=cast.street_officer, matter=pk, text="已办")
    return pk
