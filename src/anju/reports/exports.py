"""The rows of a figure as a file."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.jobs.exports import Leaving, declare
from anju.reports import actions
from anju.reports.queries import asking
from anju.reports.views import asked as asks
from anju.reports.views import sheets

EXPORT = "reports.rows"


def prepare(by: Actor, asked: Mapping[str, Any]) -> Leaving:
    """The rows of the figure `code` under `query`, the end of its address."""
    figure, wished = asks.figure_of(by, asked["code"]), asks.wish(QueryDict(asked["query"].lstrip("?")))
    question = asks.question(by, figure, wished)
    return Leaving(
        name=f"{figure.title}-{clock.local(clock.now()):%Y%m%d-%H%M}.xlsx",
        needs=(figure.permission,),
        count=lambda: asking.row_count(question),
        write=lambda path, told: sheets.of_rows(path, by, question, wished, told),
        record=lambda count: actions.record_export(by=by, asked=question, rows=count),
        path=f"/{asking.district(question)}/" if question.paths else "",
    )


declare(EXPORT, label=_("导出数字的明细"), prepare=prepare)
