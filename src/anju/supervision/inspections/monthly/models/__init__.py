"""A month's sample, what was found, and what is said against it."""

from anju.supervision.inspections.monthly.models.months import Month
from anju.supervision.inspections.monthly.models.objections import Objection
from anju.supervision.inspections.monthly.models.tasks import Find, Result, Task

__all__ = ["Find", "Month", "Objection", "Result", "Task"]
