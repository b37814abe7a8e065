"""A cast with a short history: cases found, rectified, open; clutter cleared."""

from datetime import date

import pytest

from anju.kernel.ledger.consumers import drain
from anju.supervision.lists import actions
from anju.supervision.lists.actions import Spot
from anju.supervision.lists.models import Duty
from tests.cast import Cast
from tests.evidence import proofs
from tests.supervision.lists.conftest import as_, cast, monday

__all__ = ["as_", "cast", "monday"]


@pytest.fixture
def told(cast: Cast) -> list[Duty]:
    """Three cases in the north street, one of them closed as rectified, and two loads; all read."""
    made = [
        actions.report(by=cast.grid_member, code=code, at=Spot(cast.places["building"], floor=floor))
        for floor, code in enumerate(("ES-01", "EB-06", "ES-03"))
    ]
    closing = made[0]
    actions.submit(by=cast.property_manager, duty_id=closing.pk, evidence=proofs(closing))
    actions.verify(by=cast.community_worker, duty_id=closing.pk, passed=True, on_site=True)
    for weighed, kilograms in ((True, 1200), (False, 300)):
        actions.record_clean_up(
            by=cast.street_officer, place=cast.places["estate"], cleaned_on=date(2026, 11, 23), kilograms=kilograms,
            weighed=weighed,
        )  # fmt: skip
    drain()
    return made
