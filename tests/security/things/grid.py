"""What the rows of `grid.csv` speak of."""

import uuid

from anju.kernel import clock
from anju.people.models import Management
from anju.supervision.grid.actions import enrol_phone
from anju.supervision.grid.actions.plans import make_plan
from anju.supervision.grid.actions.rechecking import draw_month
from anju.supervision.grid.enums import Outcome
from anju.supervision.grid.models import Recheck, Visit
from tests.cast import SYSTEM, Cast, today

PHONE = uuid.UUID("6f1c3c9a-8f0e-4f55-9a35-0a6c0f6e6a11")


def device(cast: Cast) -> int:
    """The grid member's phone."""
    member = cast.accounts["grid_member"]
    row = enrol_phone(
        by=cast.actor("grid_member"), account=member, known_as=PHONE, name="", agent="", app="", sign_in=None
    )
    return row.pk


def plan(cast: Cast) -> int:
    """The plan of the north street's grid."""
    return make_plan(by=SYSTEM, on=today(), grid=cast.grids["grid"]).pk


def company_plan(cast: Cast) -> int:
    """The plan of the north street's company."""
    held = Management.objects.system("a thing of the matrix").get(place=cast.places["estate"], ended_on=None)
    return make_plan(by=SYSTEM, on=today(), management=held).pk


def street_place(cast: Cast) -> int:
    """The north street."""
    return cast.places["street"].pk


def looked(cast: Cast) -> Visit:
    """A look of somebody of the north street at its building."""
    place, now = cast.places["building"], clock.now()
    return Visit._all.create(
        place=place, path=place.path, grid=cast.grids["grid"], account=cast.accounts["community_worker"], day=today(),
        happened_at=now, outcome=Outcome.SEEN, recorded_at=now,
    )  # fmt: skip


def draw(cast: Cast) -> int:
    """This month's draw of the north street."""
    looked(cast)
    return draw_month(by=SYSTEM, street=cast.places["street"], month=today().replace(day=1)).pk


def recheck(cast: Cast) -> int:
    """A second look that the grid member has to make in the south street."""
    place = cast.places["other_building"]
    row = Recheck._all.create(
        place=place, path=place.path, month=today().replace(day=1), drawn_at=clock.now(),
        checker=cast.accounts["grid_member"],
    )  # fmt: skip
    return row.pk
