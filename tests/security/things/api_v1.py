"""Things of the API: rows of the north street. What a deed needs in its body stands in tests/api/test_access.py."""

from datetime import timedelta

from anju.kernel import clock
from anju.notify.actions import add_subscription
from anju.supervision.lists.enums import ProposalKind
from anju.supervision.lists.models import Duty, LookBack, Proposal
from anju.telemetry import actions
from anju.telemetry.enums import ShieldKind
from anju.telemetry.models import Point, Series
from tests.cast import Cast
from tests.security.things import shared, telemetry
from tests.security.things.lists import released


def number(cast: Cast) -> str:
    """An assigned hazard of the north street."""
    return shared.duty(cast)


def _duty(cast: Cast) -> Duty:
    return Duty._all.select_related("hazard").get(hazard__number=shared.duty(cast))


def subject(cast: Cast) -> str:
    return f"duty:{_duty(cast).pk}"


def code(cast: Cast) -> str:
    return "ES-01"


def place_id(cast: Cast) -> int:
    return cast.places["building"].pk


def organisation_id(cast: Cast) -> int:
    return cast.organisations["company"].pk


def entry_id(cast: Cast) -> int:
    """The first entry of the district."""
    from anju.kernel.ledger.models import Entry

    return Entry._all.filter(district="cc").order_by("id").values_list("id", flat=True)[0]


def draft_id(cast: Cast) -> int:
    """No draft at all: nobody has one."""
    return 1


def proposal_id(cast: Cast) -> int:
    duty = _duty(cast)
    made = Proposal._all.create(
        duty=duty, kind=ProposalKind.LISTING, approver=cast.organisations["district_office"], path=duty.path,
        proposed_at=duty.opened_at, due_at=duty.opened_at,
    )  # fmt: skip
    return made.pk


def look_back_id(cast: Cast) -> int:
    duty = _duty(cast)
    unit = cast.organisations["community"]
    return LookBack._all.create(duty=duty, path=duty.path, organisation=unit, days=30, due_on="2026-12-20").pk


def subscription_id(cast: Cast) -> int:
    row, _secret = add_subscription(
        by=cast.district_officer, name="x", url="https://hooks.example.com/", types=["duty."], path="/cc/"
    )
    return row.pk


def attachment_id(cast: Cast) -> int:
    """A photo of the company's manager that a person has let out."""
    return released(cast)


def device_id(cast: Cast) -> int:
    return telemetry.another(cast)


def shield_id(cast: Cast) -> int:
    """A test of another that is on."""
    device, until = telemetry.another(cast), clock.now() + timedelta(hours=1)
    return actions.shield(by=cast.property_manager, device=device, kind=ShieldKind.TEST, until=until).pk


def series_id(cast: Cast) -> int:
    """Pressure of the device, without a reading."""
    point = Point._all.create(device_id=telemetry.another(cast))
    return Series._all.create(point=point, quantity="pressure_kpa").pk
