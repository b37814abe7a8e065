"""What stands behind a document: the two lists, and the months of its drawings. Settled when it is signed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.figures import bulk
from anju.kernel.figures.registry import figures
from anju.kernel.figures.spans import Span, next_month
from anju.kernel.scope import under
from anju.reports.papers.enums import PaperKind
from anju.reports.papers.models import Paper
from anju.reports.papers.rules import periods
from anju.reports.papers.rules.body import Chart, read
from anju.reports.papers.shipped import TEMPLATES
from anju.reports.queries import asking
from anju.supervision.lists.enums import OPEN
from anju.supervision.lists.models import Duty
from anju.supervision.lists.permissions import Permission as Lists

MOST_ROWS = 100
"""Of each list (own default): a document is read, a register is exported. What is left out is counted and said."""
CHARTS = {"rectified": ("lists.rectified", "各月整改销号的隐患（处）")}
"""Code in the text → figure and caption."""

Annexes = dict[str, Any]
"""`of` open cases in all; `hazards` and `duties`, rows of words; `charts`, code → [[month, count], …]."""


def annexes(reader: Actor, paper: Paper, sections: Sequence[str]) -> Annexes:
    """As they are now; of a signed document, as they were then."""
    if paper.annexes:
        return dict(paper.annexes)
    found: Annexes = {"charts": {}}
    if TEMPLATES[PaperKind(paper.kind)].lists:
        found |= _open_cases(reader, paper)
    today = clock.today()
    for code in {block.code for section in sections for block in read(section) if isinstance(block, Chart)}:
        if code in CHARTS:
            found["charts"][code] = _months(reader, paper, CHARTS[code][0], today)
    return found


def _open_cases(reader: Actor, paper: Paper) -> Annexes:
    """隐患清单 (what is wrong) and 责任清单 (who puts it right): the same open cases, those due first above."""
    every = Duty.objects.for_(reader, Lists.SEE).filter(under("path", paper.path), state__in=OPEN)
    rows = every.select_related("hazard__kind", "hazard__place", "accountable", "holder").order_by("due_at", "pk")
    found = list(rows[:MOST_ROWS])
    return {
        "of": every.count() if len(found) == MOST_ROWS else len(found),
        "hazards": [_hazard(number, duty) for number, duty in enumerate(found, 1)],
        "duties": [_duty(number, duty) for number, duty in enumerate(found, 1)],
    }


def _hazard(number: int, duty: Duty) -> list[str]:
    return [
        str(number), duty.hazard.number, duty.hazard.kind.facts.name, duty.hazard.place.full_name,
        str(duty.hazard.get_severity_display()), f"{clock.local(duty.hazard.happened_at):%Y-%m-%d}",
        str(duty.get_state_display()),
    ]  # fmt: skip


def _duty(number: int, duty: Duty) -> list[str]:
    unit = duty.accountable or duty.holder
    return [
        str(number), duty.hazard.number, unit.name if unit is not None else "未定", duty.measure or "未填",
        str(duty.get_funds_source_display() or "未填"),
        f"{clock.local(duty.due_at):%Y-%m-%d}" if duty.due_at else "未定",
    ]  # fmt: skip


def _months(reader: Actor, paper: Paper, code: str, today: date) -> list[list[Any]]:
    """A figure of the twelve whole months before this one, earliest first; none where the reader may not read all."""
    if code not in figures:
        return []
    asked = asking.ask(reader, figures[code], paper.path)
    if asked.paths != (paper.path,):
        return []
    first, end = periods.last_year(today)
    months = [first]
    while (month := next_month(months[-1])) < end:
        months.append(month)
    found = bulk.numbers([replace(asked, span=Span(month, next_month(month))) for month in months])
    return [[month.isoformat(), int(one.amount or 0)] for month, one in zip(months, found, strict=True)]
