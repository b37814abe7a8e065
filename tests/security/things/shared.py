"""Things several namespaces speak of. A function's name is what stands in braces in a matrix file."""

import itertools
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from anju.kernel import clock
from anju.kernel.ledger.deeds import Ref
from anju.notify import codes
from anju.notify.actions import tell
from anju.notify.codes import Param
from anju.notify.queries.recipients import Accounts
from anju.supervision.grid.models import Visit
from anju.supervision.lists import actions
from anju.supervision.lists.actions import Spot
from anju.supervision.lists.models import Duty
from tests.cast import SYSTEM, Cast, today
from tests.evidence import proofs

_spots = itertools.count(1)


def reported(cast: Cast, *, floor: int) -> Duty:
    """A hazard in building 1 of estate 1: its company answers, its community verifies. Never twice at one spot, where
    the second would join the first.
    """
    at = Spot(cast.places["building"], floor=floor, spot=f"{next(_spots)}号柱旁")
    return actions.report(by=cast.grid_member, code="ES-01", at=at)


def duty(cast: Cast) -> str:
    """The number of an assigned hazard of the north street."""
    return reported(cast, floor=1).hazard.number


def submitted(cast: Cast) -> str:
    """The number of a hazard that waits for its verifier."""
    case = reported(cast, floor=2)
    actions.submit(by=cast.property_manager, duty_id=case.pk, evidence=proofs(case))
    case.submissions.update(on_site=False)
    return case.hazard.number


def closed(cast: Cast) -> str:
    """The number of a hazard that was put right."""
    case = reported(cast, floor=3)
    actions.submit(by=cast.property_manager, duty_id=case.pk, evidence=proofs(case))
    case.submissions.update(on_site=False)
    actions.verify(by=cast.community_worker, duty_id=case.pk, passed=True)
    return case.hazard.number


def place(cast: Cast) -> int:
    """A building of the north street."""
    return cast.places["building"].pk


def estate(cast: Cast) -> int:
    """The company's estate in the north street."""
    return cast.places["estate"].pk


def organisation(cast: Cast) -> int:
    """The company of the north street."""
    return cast.organisations["company"].pk


def account(cast: Cast) -> int:
    """The company's manager."""
    return cast.accounts["property_manager"].pk


def post(cast: Cast) -> int:
    """The post of the company's manager."""
    return cast.posts["property_manager"].pk


def grid(cast: Cast) -> int:
    """The north street's grid."""
    return cast.grids["grid"].pk


def code(cast: Cast) -> str:
    """A kind of the shipped catalogue."""
    return "ES-01"


def later(cast: Cast) -> str:
    """A day three weeks from now, as a form takes it."""
    return (today() + timedelta(days=21)).isoformat()


def grow(cast: Cast, count: int, *, start: int = 0) -> None:
    """More of everything that main pages show: open and submitted hazards, messages. `start` keeps spots apart."""
    codes.declare("matrix.grown", title=_("测试通知"), text=_("第{n}件"), params={"n": Param.NUMBER})
    manager = Accounts(cast.accounts["property_manager"].pk)
    for n in range(start, start + count):
        spot = Spot(cast.places["building"], floor=10 + n % 60, spot=f"{n}号门旁")
        actions.report(by=cast.grid_member, code="ES-01", at=spot)
        other = Spot(cast.places["building"], floor=10 + n % 60, spot=f"{n}号窗旁")
        case = actions.report(by=cast.street_officer, code="ES-01", at=other)
        actions.submit(by=cast.property_manager, duty_id=case.pk, evidence=proofs(case))
        about, path = Ref("duty", str(case.pk)), cast.places["building"].path
        tell(SYSTEM, code="matrix.grown", to=manager, subject=about, params={"n": n}, path=path)
        Visit._all.create(
            place=cast.places["building"], path=path, grid=cast.grids["grid"], account=cast.accounts["grid_member"],
            organisation=case.accountable_id, day=today(), happened_at=clock.now(), recorded_at=clock.now(),
            outcome="hazard", duty=case,
        )  # fmt: skip
