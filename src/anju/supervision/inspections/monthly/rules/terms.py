"""Terms of an objection and its answer (own defaults), in working days."""

from datetime import datetime

from anju.kernel.calendar import DayTable, end_of_working_days

TO_OBJECT = 5
TO_ANSWER = 5


def object_until(published_at: datetime, table: DayTable) -> datetime:
    """The last moment to object to a published result."""
    return end_of_working_days(published_at, TO_OBJECT, table).at


def answer_until(asked_at: datetime, table: DayTable) -> datetime:
    """When the district office must have answered."""
    return end_of_working_days(asked_at, TO_ANSWER, table).at
