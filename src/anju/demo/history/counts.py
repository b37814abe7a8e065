"""The seed's figures, counted from a history and from nothing else."""

from dataclasses import dataclass

from anju.catalogue.enums import KindSet
from anju.catalogue.shipped import kind_sets
from anju.demo.history.deeds import Case, Event, History, Outcome, State

__all__ = ["Counts", "counted"]


@dataclass(frozen=True, slots=True)
class Counts:
    escape_and_parking: int
    charging: int
    shed_dwellings: int
    weighed_kg: int
    estimated_kg: int
    open_cases: int


def counted(history: History) -> Counts:
    """Count every figure of Table B that belongs to the lists."""
    sets = kind_sets()
    rectified = [case for case in history.cases if case.outcome is Outcome.RECTIFIED]
    return Counts(
        sum(case.kind in sets[KindSet.EXITS_AND_EBIKES] for case in rectified),
        sum(case.kind in sets[KindSet.INDOORS_AND_FLYING_WIRE] for case in rectified),
        sum(case.kind in sets[KindSet.SHED_DWELLERS] and _found_empty_later(case) for case in rectified),
        sum(load.kilograms for load in history.clean_ups if load.weighed),
        sum(load.kilograms for load in history.clean_ups if not load.weighed),
        sum(case.state is not State.CLOSED for case in history.cases),
    )


def _found_empty_later(case: Case) -> bool:
    return any(s.event is Event.LOOK_BACK and s.word == "holds" and s.at > case.closed_at for s in case.steps)
