"""Who is out today, for pages about a grid."""

from datetime import date

from anju.people.rules import mask_name
from anju.supervision.grid.models import Plan, Round
from anju.supervision.grid.queries.rounds import rounds_of


def walks(plan: Plan, day: date) -> list[tuple[Round, str]]:
    """The rounds of a day with the walker's masked name. How many stops somebody made is nobody's business."""
    return [(one, mask_name(one.account.name)) for one in rounds_of(plan, day)]
