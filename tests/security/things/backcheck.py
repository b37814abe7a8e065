"""Things of the backcheck: a fire in the north street with a case, whose group is an officer of the brigade."""

from datetime import timedelta

from anju.kernel.clock import now
from anju.supervision.inspections.backcheck.actions import bundles, dossiers, fires
from anju.supervision.inspections.backcheck.actions.fires import Said
from anju.supervision.inspections.backcheck.enums import GapKind
from anju.supervision.inspections.backcheck.models import Accountability, Fire, Gap
from tests.cast import Cast
from tests.security.things.shared import reported


def fire(cast: Cast) -> int:
    """A fire whose dossier only `fire_officer` may open, and has opened just now."""
    reported(cast, floor=4)
    row = unnamed_row(cast)
    dossiers.name_member(by=cast.district_officer, fire=row, account=cast.accounts["fire_officer"])
    dossiers.open_dossier(by=cast.fire_officer, dossier=row.dossier)
    return row.pk


def unnamed(cast: Cast) -> int:
    """A fire whose group is still to be named."""
    return unnamed_row(cast).pk


def unnamed_row(cast: Cast) -> Fire:
    """The same, as a row."""
    at = now() - timedelta(minutes=10)
    said = Said(f"119-{Fire._all.count() + 1}", at, "kitchen", "high_rise", cast.places["building"])
    return fires.enter(by=cast.fire_officer, said=said, district="cc")


def member(cast: Cast) -> int:
    """Who leads the group of `fire`."""
    [row] = _named().dossier.members.all()
    return row.pk


def _named() -> Fire:
    return Fire._all.filter(dossier__members__isnull=False).latest("pk")


def what(cast: Cast) -> str:
    """A change of a statutory clock."""
    return "pause"


def gap(cast: Cast) -> int:
    """A question of `fire` that the company of estate 1 was asked."""
    return _gap(cast, _named()).pk


def asked(cast: Cast) -> int:
    """The same, of another fire."""
    return _gap(cast, unnamed_row(cast)).pk


def _gap(cast: Cast, row: Fire) -> Gap:
    place, at = cast.places["building"], now()
    return Gap._all.create(
        dossier=row.dossier, key=f"x{Gap._all.count()}", kind=GapKind.DUTY_OVERDUE, place=place, path=place.path,
        facts={"number": "YH-2611-0001", "days": 3}, found_at=at, asked_at=at, due_at=at + timedelta(days=7),
        party=cast.organisations["company"],
    )  # fmt: skip


def proposal(cast: Cast) -> int:
    """A proposal to the officer of the brigade."""
    row = _gap(cast, _named())
    return Accountability._all.create(gap=row, approver=cast.accounts["fire_officer"], proposed_at=now()).pk


def job(cast: Cast) -> int:
    """A bundle that is still to be made."""
    return bundles.ask(by=cast.fire_officer, dossier=_named().dossier).pk
