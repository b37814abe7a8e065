"""Things of reports."""

from decimal import Decimal

from anju.kernel import clock
from anju.kernel.figures.registry import figures
from anju.reports import actions
from anju.reports.actions.stating import Told
from anju.reports.enums import StatedKind
from anju.reports.queries import asking
from tests.cast import Cast


def code(cast: Cast) -> str:
    """A number that the north street quoted."""
    return actions.quote(by=cast.street_officer, asked=asking.ask(cast.street_officer, figures["lists.found"])).code


def stated(cast: Cast) -> int:
    """A number that the north street was told by telephone."""
    told = Told(StatedKind.PHONED, Decimal(12), "派出所", "王警官", clock.today())
    asked = asking.ask(cast.street_officer, figures["lists.found"])
    return actions.state(by=cast.street_officer, asked=asked, told=told).pk


def saved(cast: Cast) -> int:
    """A table that the north street keeps."""
    return actions.save_crossing(
        by=cast.street_officer, figure=figures["lists.found"], name="月报", query="rows=place&cols=month&period=year",
        shared=True,
    ).pk  # fmt: skip
