"""What a board asks for: one list of figures, so that the page, the wall and the 简报 say the same."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from anju.catalogue.enums import Severity
from anju.kernel import clock
from anju.kernel.figures.spans import Span
from anju.portals.boards.numbers import Board, Term, Want
from anju.supervision.inspections.special.models import Campaign
from anju.supervision.inspections.special.permissions import Permission
from anju.supervision.inspections.special.queries import campaigns
from anju.supervision.inspections.special.rules.days import Counter, counter
from anju.supervision.lists.enums import OPEN, SourceKind
from anju.supervision.lists.figures import BALANCE

STATES = tuple(str(state) for state in OPEN)
SEVERITIES = tuple(str(one) for one in reversed(Severity))
SOURCES = (str(SourceKind.PATROL), str(SourceKind.RESIDENT))
GRID = ("places.grids", "people.members", "grid.looked", "grid.found_nothing", "grid.no_entry")
LISTS = (*BALANCE, "lists.overdue", "lists.rectified", "lists.in_time_rate")
MONTHLY = ("monthly.visited", "monthly.rechecked", "monthly.false_closures")
BACKCHECK = ("backcheck.fires", "backcheck.pending")
FACILITIES = (
    "facilities.standing", "facilities.in_service_rate", "facilities.out", "facilities.out_overdue",
    "facilities.stations", "facilities.members", "facilities.kit_short", "telemetry.devices",
)  # fmt: skip
OUTCOMES = ("alarms.real_fires", "alarms.false", "alarms.tested", "alarms.faults", "alarms.unknown")
ALARMS = (
    "alarms.open", "alarms.raised", "alarms.fires", *OUTCOMES, "alarms.urgent", "alarms.answered_1_rate",
    "alarms.on_scene_3_rate", "alarms.unanswered", "alarms.climbed",
)  # fmt: skip
EVERY = (*LISTS, *GRID, *MONTHLY, *BACKCHECK, *FACILITIES, *ALARMS)
"""In the order in which they are told."""
COLUMNS = (
    "lists.carried", "lists.found", "lists.reopened", "lists.closed", "lists.not_established", "lists.merged",
    "lists.open", "lists.overdue",
)  # fmt: skip
"""What the table of the places below says of each: the whole line, and what is late of what stands."""
SHORT = {
    "lists.carried": _("上期结转"), "lists.found": _("新增"), "lists.reopened": _("复开"), "lists.closed": _("销号"),
    "lists.not_established": _("不成立"), "lists.merged": _("并入"), "lists.open": _("现有"),
    "lists.overdue": _("其中逾期"),
}  # fmt: skip
"""What the terms of the line are called where they stand side by side."""
MOST_CAMPAIGNS = 6


def by(code: str, facet: str, values: Iterable[str], *, span: Span | None = None) -> list[Want]:
    """A figure for each of some values of a facet, named `code/value`."""
    return [Want(code, ((facet, value),), f"{code}/{value}", span) for value in values]


def split_wants() -> list[Want]:
    """The parts that every board shows: by state, by severity, and where hazards were found."""
    return [
        *by("lists.open", "state", STATES),
        *by("lists.open", "severity", SEVERITIES),
        *by("lists.found", "source", SOURCES),
    ]


@dataclass(frozen=True, slots=True)
class Progress:
    """One campaign: its places here, those accepted, and the day it is."""

    campaign: Campaign
    tasks: Term
    accepted: Term
    day: Counter


def campaigns_of(board: Board) -> list[Campaign]:
    """The campaigns that ran at any time in the period, the latest first, as far as the reader sees them."""
    if not board.paths(str(Permission.SEE)):
        return []
    first, end = board.span.first, board.span.end
    assert first is not None
    assert end is not None
    begins = datetime.combine(first, datetime.min.time(), tzinfo=clock.DISTRICT_TIME)
    ends = datetime.combine(end, datetime.min.time(), tzinfo=clock.DISTRICT_TIME)
    return campaigns.ran(board.actor, begins, ends, MOST_CAMPAIGNS)


def campaign_wants(some: Iterable[Campaign]) -> list[Want]:
    """The two figures of each campaign, over all of its days: how far it is does not begin anew with a month."""
    ids = [str(row.pk) for row in some]
    return [
        *by("special.scope", "campaign", ids, span=Span()),
        *by("special.accepted", "campaign", ids, span=Span()),
    ]


def progress(some: Iterable[Campaign], terms: dict[str, Term]) -> list[Progress]:
    """Campaigns with a place here, how far they are."""
    today, found = clock.today(), []
    for row in some:
        tasks, accepted = terms.get(f"special.scope/{row.pk}"), terms.get(f"special.accepted/{row.pk}")
        if tasks is not None and accepted is not None and tasks.count:
            found.append(Progress(row, tasks, accepted, counter(row.starts_on, row.ends_on, today)))
    return found
