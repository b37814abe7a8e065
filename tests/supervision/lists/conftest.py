"""A small district with a catalogue, and a case to work on."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from anju.catalogue.actions import load_shipped
from anju.catalogue.enums import EvidenceKind
from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.supervision.lists import actions
from anju.supervision.lists.actions import Proof, Spot
from anju.supervision.lists.models import Duty
from tests.cast import SYSTEM, Cast, make_cast

MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""A working Monday, ten in the morning in the district."""
PHOTOS = (Proof(EvidenceKind.PHOTO_PAIR, 1), Proof(EvidenceKind.PHOTO, 2), Proof(EvidenceKind.VIDEO, 3))


@pytest.fixture
def monday() -> Iterator[datetime]:
    with clock.simulated(MONDAY):
        yield MONDAY


@pytest.fixture
def cast(db: None, monday: datetime) -> Cast:
    load_shipped(by=SYSTEM)
    return make_cast()


@pytest.fixture
def found(cast: Cast) -> Callable[..., Duty]:
    """Report a hazard: `found()`, `found("ES-02", by=…, place="estate")`."""

    def make(code: str = "ES-01", *, by: Actor | None = None, place: str = "building", **kwargs: object) -> Duty:
        spot = Spot(cast.places[place], floor=kwargs.pop("floor", None), spot=str(kwargs.pop("spot", "")))  # type: ignore[arg-type]
        return actions.report(by=by or cast.grid_member, code=code, at=spot, **kwargs)  # type: ignore[arg-type]

    return make


@pytest.fixture
def submitted(cast: Cast, found: Callable[..., Duty]) -> Callable[..., Duty]:
    """A case whose accountable has handed in its evidence; never drawn for a look on site."""

    def make(code: str = "ES-01", **kwargs: object) -> Duty:
        duty = found(code, **kwargs)
        actions.submit(by=cast.property_manager, duty_id=duty.pk, evidence=PHOTOS)
        duty.submissions.update(on_site=False)
        return again(duty)

    return make


def again(duty: Duty) -> Duty:
    """The row as it stands now."""
    return Duty._all.select_related("hazard__kind").get(pk=duty.pk)
