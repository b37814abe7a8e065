"""Things of reports."""

from anju.kernel.figures.registry import figures
from anju.reports import actions
from anju.reports.queries import asking
from tests.cast import Cast


def code(cast: Cast) -> str:
    """A number that the north street quoted."""
    return actions.quote(by=cast.street_officer, asked=asking.ask(cast.street_officer, figures["lists.found"])).code
