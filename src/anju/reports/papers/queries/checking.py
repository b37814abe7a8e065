"""What stands in the way of signing, and where prose and figures disagree."""

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.reports.papers.enums import PaperState
from anju.reports.papers.models import Paper, PaperField
from anju.reports.papers.queries import counting, register
from anju.reports.papers.queries.counting import Number
from anju.reports.papers.rules import body, moving
from anju.reports.papers.rules.clashing import Clash, Sort, clashes
from anju.reports.papers.rules.moving import Ready
from anju.reports.papers.shipped import SPECIAL


def found(sections: list[str], rows: list[PaperField], numbers: dict[str, Number]) -> list[Clash]:
    """Every clash of a text."""
    today = clock.today()
    return clashes(sections, counting.facts(rows, numbers), today)


def unknown(sections: list[str], rows: list[PaperField]) -> list[str]:
    """Fields in the text that there are not."""
    known = {row.key for row in rows} | SPECIAL
    return [key for key in body.keys(sections) if key not in known]


def ready(actor: Actor, paper: Paper) -> Ready:
    """What hinders signing now. A settled number that has moved is news, and no hindrance."""
    version = register.version(paper)
    sections = register.sections(version) if version is not None else []
    rows = register.fields(paper)
    numbers = counting.numbers(actor, paper, rows, again=False)
    told = [one for one in found(sections, rows, numbers) if one.sort is not Sort.MOVED]
    return moving.hindrances(
        register.answers(paper, PaperState.COUNTERSIGN), blanks=body.blanks(sections),
        unknown=len(unknown(sections, rows)), clashes=len(told), own=register.wrote(actor, paper),
    )  # fmt: skip
