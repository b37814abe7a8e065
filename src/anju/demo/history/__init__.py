"""Two years of a planned district's days, as data. Pure: no database. The figures come out by counting (`counted`)."""

from anju.demo.history.compose import YEARS, plan_history
from anju.demo.history.counts import Counts, counted
from anju.demo.history.deeds import SYSTEM, Case, CleanUp, Event, History, Outcome, Source, State, Step

__all__ = [
    "SYSTEM",
    "YEARS",
    "Case",
    "CleanUp",
    "Counts",
    "Event",
    "History",
    "Outcome",
    "Source",
    "State",
    "Step",
    "counted",
    "plan_history",
]  # fmt: skip
