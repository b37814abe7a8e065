"""A number from outside is kept beside a figure, with its source; it is never added to what is counted."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from anju.kernel import clock, texts
from anju.kernel.actors import Actor
from anju.kernel.figures.reading import Question
from anju.kernel.ledger.deeds import deed
from anju.kernel.permissions import require
from anju.reports.enums import StatedKind
from anju.reports.models import StatedNumber
from anju.reports.queries import asking, stated


@dataclass(frozen=True, slots=True)
class Told:
    """What was told: by whom, when, from where."""

    kind: StatedKind
    amount: Decimal
    source: str
    person: str
    told_on: date


def state(*, by: Actor, asked: Question, told: Told, client_ref: str | None = None) -> StatedNumber:
    """Keep the number beside the figure, place and period that are asked for.

    The same `client_ref` again returns the row it made. Raises PermissionDenied; ValidationError for several places,
    narrowed facets, a day to come, or an amount below nothing.
    """
    if not asking.may_ask(by, asked):
        raise PermissionDenied
    if len(asked.paths) != 1 or asked.narrowed or asked.own:
        raise ValidationError(_("基数和手报要记在一个地点上，不能再分类别；请先选一个地点、清除类别。"))
    with deed(by=by) as act:
        if client_ref is not None and (known := stated.by_client_ref(client_ref)) is not None:
            return known
        if told.told_on > clock.local(clock.from_us(act.at)).date():
            raise ValidationError({"told_on": _("报数日期不能晚于今天。")})
        if told.amount < 0:
            raise ValidationError({"amount": _("数不能是负的。")})
        row = StatedNumber._all.create(
            figure=asked.figure.code, kind=told.kind, path=asked.paths[0], period=str(asked.span), amount=told.amount,
            source=told.source[:80], told_on=told.told_on, stated_at=clock.from_us(act.at), stated_by=by.account,
            client_ref=client_ref,
        )  # fmt: skip
        data = {
            "figure": row.figure, "kind": str(told.kind), "amount": str(told.amount), "day": told.told_on.isoformat(),
            "person": texts.write(act, row, "person", told.person, path=row.path),
        }  # fmt: skip
        act.enter("stated_number.recorded", row, path=row.path, data=data)
    return row


def withdraw(*, by: Actor, pk: int) -> StatedNumber:
    """It does not hold any more; it stays to be seen as withdrawn. Told twice, once. Raises PermissionDenied."""
    with deed(by=by) as act:
        row = StatedNumber._all.select_for_update().filter(pk=pk).first()
        if row is None:
            raise PermissionDenied
        require(by, stated.permission(row), path=row.path)
        if row.withdrawn_at is None:
            row.withdrawn_at, row.withdrawn_by = clock.from_us(act.at), by.account
            row.save(update_fields=["withdrawn_at", "withdrawn_by"])
            act.enter("stated_number.withdrawn", row, path=row.path, data={"figure": row.figure})
    return row
