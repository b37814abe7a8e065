"""A number leaves the house: on paper under a code, or with its rows in a file."""

from dataclasses import replace

from django.core.exceptions import PermissionDenied

from anju.kernel import clock, ids
from anju.kernel.actors import Actor
from anju.kernel.figures import reading
from anju.kernel.figures.reading import Number, Question
from anju.kernel.figures.registry import figures
from anju.kernel.ledger.deeds import Ref, deed
from anju.reports.models import Quote
from anju.reports.queries import asking
from anju.reports.wording import amount

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without the letters and digits that look alike on paper."""
LENGTH = 8


class NotOneDistrictError(ValueError):
    """Several districts have several ledgers; a quote names the head of one."""


def quote(*, by: Actor, asked: Question) -> Quote:
    """Keep a number as it is now, under a new code. Raises PermissionDenied, NotOneDistrictError."""
    reached = asking.reach(by, asked.figure.permission)
    if not asked.paths or not all(asking.within(reached, path) == (path,) for path in asked.paths):
        raise PermissionDenied
    if len({path.split("/")[1] for path in asked.paths}) > 1:
        raise NotOneDistrictError
    district = asking.district(asked)
    size = reading.head(district).size
    path = asked.paths[0] if len(asked.paths) == 1 else f"/{district}/"
    with deed(by=by) as act:
        made = Quote(
            code=_code(),
            figure=asked.figure.code,
            path=path,
            paths=list(asked.paths),
            period=str(asked.span),
            narrowed=[list(one) for one in asked.narrowed],
            size=size,
            amount=amount(_number(asked, district, size)),
            made_at=clock.from_us(act.at),
            made_by=by.account,
        )
        made.save()
        data = {"figure": made.figure, "size": size, "code": made.code}
        act.enter("quote.made", made, path=path, data=data)
        return made


def _number(asked: Question, district: str, size: int) -> Number:
    """The number as of a size, which was the size a moment ago: while it still is, sums tell it, and fast. What is late
    depends on the moment besides, so that of the head's is asked for.
    """
    if not any(figures[code].late for code in asked.figure.of or (asked.figure.code,)):
        found = reading.number(asked)
        if reading.size(district) == size:
            return found
    return reading.number(replace(asked, as_of=size))


def _code() -> str:
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in ids.random_bytes(LENGTH))


def record_export(*, by: Actor, asked: Question, rows: int) -> None:
    """The rows of a figure leave the house."""
    with deed(by=by) as act:
        page = f"figure:{asked.figure.code}"
        path = f"/{asking.district(asked)}/" if asked.paths else ""
        act.enter("list.exported", Ref("export", page), path=path, data={"page": page, "rows": str(rows)})
