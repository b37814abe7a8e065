"""Numbers from outside, beside the figures they are of. Nothing here adds them to anything."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet

from anju.kernel import texts
from anju.kernel.actors import Actor
from anju.kernel.figures.reading import Question
from anju.kernel.figures.registry import figures
from anju.kernel.permissions import granting
from anju.people.rules import mask_name
from anju.reports.models import StatedNumber
from anju.reports.wording import decimal

MOST = 20


@dataclass(frozen=True, slots=True)
class Stated:
    """One of them as it is shown: amount with its mark, source, person and day."""

    row: StatedNumber
    amount: str
    person: str


def by_client_ref(client_ref: str) -> StatedNumber | None:
    """The number that a form made before."""
    return StatedNumber._all.filter(client_ref=client_ref).first()


def permission(row: StatedNumber) -> str:
    """What one must hold at its place to withdraw it: as for the figure itself. Raises KeyError for no such figure."""
    return figures[row.figure].permission


def of(actor: Actor, asked: Question) -> list[Stated]:
    """What holds for exactly this figure, place and period, latest first. A document asks here what it may offer.

    A post that reads persons masked reads here, too, of the person no more than the surname.
    """
    if len(asked.paths) != 1 or asked.narrowed or asked.own:
        return []
    rows = StatedNumber._all.filter(
        figure=asked.figure.code, path=asked.paths[0], period=str(asked.span), withdrawn_at=None
    )
    open_to = any(not grant.masked for grant in granting(actor, asked.figure.permission))
    return _shown(rows, str if open_to else mask_name)


def _shown(rows: QuerySet[StatedNumber], named: Callable[[str], str]) -> list[Stated]:
    found = list(rows.order_by("-told_on", "-pk")[:MOST])
    words = texts.by_field("stated_number", [row.pk for row in found]) if found else {}
    return [Stated(row, decimal(row.amount), named(words.get((str(row.pk), "person")) or "")) for row in found]


def at(pk: int) -> StatedNumber | None:
    """One of them."""
    return StatedNumber._all.filter(pk=pk).first()
