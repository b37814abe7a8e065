"""Where an activity lies, and when an answer is late."""

from collections.abc import Iterable
from datetime import date

from anju.outreach.enums import MatterState

USUAL_DAYS = 30
"""Natural days an owner has to answer where the committee names no date (own default; no law sets one for a matter)."""
MOST_DAYS = 180
"""A date further off is taken for a slip."""


def holding(paths: Iterable[str]) -> str:
    """The narrowest path that holds all of them; empty where they share none.

    `/cc/1/1/` and `/cc/1/2/3/` → `/cc/1/`.
    """
    split = [path.strip("/").split("/") for path in paths]
    if not split:
        return ""
    shared: list[str] = []
    for steps in zip(*split, strict=False):
        if len(set(steps)) > 1:
            break
        shared.append(steps[0])
    return f"/{'/'.join(shared)}/" if shared and shared[0] else ""


def is_late(state: str, due_on: date, today: date) -> bool:
    """Whether the owner owes an answer since a day before today."""
    return state == MatterState.OPEN and due_on < today
