"""The figures of a document: added, settled under a quote, set free again, and taken out."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from anju.kernel.actors import Actor
from anju.kernel.figures.registry import figures
from anju.kernel.ledger.deeds import deed
from anju.kernel.permissions import granting
from anju.reports.actions import quote
from anju.reports.papers.actions.writing import own_draft
from anju.reports.papers.enums import Shape
from anju.reports.papers.models import Paper, PaperField
from anju.reports.papers.queries import counting, register
from anju.reports.papers.rules import body

MOST_FIELDS = 60


@dataclass(frozen=True, slots=True)
class Added:
    """A figure as somebody wants it in the text."""

    figure: str
    shape: Shape = Shape.EXACT
    period: str = ""
    narrowed: tuple[tuple[str, str], ...] = ()


def add_field(*, by: Actor, paper: int, added: Added) -> PaperField:
    """One more figure; asked for twice it is the same. Raises PermissionDenied, ValidationError."""
    figure = figures.get(added.figure)
    if figure is None or not granting(by, figure.permission):
        raise ValidationError(_("没有这个数字，或者你的岗位不能看它。"))
    with deed(by=by) as act:
        row = own_draft(by, paper)
        given = {
            "figure": added.figure, "shape": added.shape, "period": added.period,
            "narrowed": [list(one) for one in added.narrowed],
        }  # fmt: skip
        rows = register.fields(row)
        same = next((one for one in rows if all(getattr(one, name) == value for name, value in given.items())), None)
        if same is not None:
            return same
        if len(rows) >= MOST_FIELDS:
            raise ValidationError(_("一份公文最多放 %(most)s 个数字。") % {"most": MOST_FIELDS})
        made = PaperField._all.create(
            paper=row, key=_key(added.figure, {one.key for one in rows}), label=str(figure.title)[:60],
            unit=str(figure.unit)[:8], path=row.path, **given,
        )  # fmt: skip
        act.enter("paper.field_added", row, path=row.path, data={"key": made.key, "figure": made.figure})
    return made


def _key(figure: str, taken: Collection[str]) -> str:
    """`lists.found` → found, found_2 …"""
    name = figure.rpartition(".")[2][:20]
    found, number = name, 2
    while found in taken:
        found, number = f"{name}_{number}", number + 1
    return found


def drop_field(*, by: Actor, paper: int, key: str) -> None:
    """Take a figure out that stands nowhere in the text. Raises PermissionDenied, ValidationError."""
    with deed(by=by) as act:
        row = own_draft(by, paper)
        version = register.version(row)
        if version is not None and key in body.keys(register.sections(version)):
            raise ValidationError(_("正文里还用着这个数字，请先从正文里删掉。"))
        gone, _each = PaperField._all.filter(paper=row, key=key).delete()
        if gone:
            act.enter("paper.field_dropped", row, path=row.path, data={"key": key})


def settle(*, by: Actor, paper: int, keys: Collection[str] = ()) -> int:
    """Settle figures at what they come to now, each under a quote; without keys all that are live. How many were.

    A figure that is not recorded here yet, or that the actor may not read whole, stays as it is.
    """
    with deed(by=by) as act:
        row = own_draft(by, paper)
        return len(settled_in(act.by, row, keys))


def settled_in(by: Actor, row: Paper, keys: Collection[str] = ()) -> list[str]:
    """The same inside a deed that has asked already."""
    done = []
    with deed(by=by) as act:
        for field in register.fields(row):
            if field.quote is not None or (keys and field.key not in keys):
                continue
            span, earlier = counting.spans(field)
            asked = counting.question(by, field, span)
            if asked is None or asked.paths != (field.path,):
                continue
            field.quote = quote(by=by, asked=asked)
            if earlier is not None and counting.is_known(asked, earlier):
                field.quote_before = quote(by=by, asked=replace(asked, span=earlier))
            field.save(update_fields=["quote", "quote_before"])
            done.append(field.key)
        if done:
            act.enter("paper.settled", row, path=row.path, data={"keys": done})
    return done


def free(*, by: Actor, paper: int, keys: Collection[str] = ()) -> int:
    """Let settled figures be counted anew at every look; without keys all of them. Their quotes stay found."""
    with deed(by=by) as act:
        row = own_draft(by, paper)
        rows = [one for one in register.fields(row) if one.quote is not None and (not keys or one.key in keys)]
        for field in rows:
            field.quote = field.quote_before = None
            field.save(update_fields=["quote", "quote_before"])
        if rows:
            act.enter("paper.freed", row, path=row.path, data={"keys": [one.key for one in rows]})
    return len(rows)
