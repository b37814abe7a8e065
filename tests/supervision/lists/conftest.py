"""A small district with a catalogue, and a case to work on."""

import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from django.test import Client

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.files import keeping
from anju.people import actions as people
from anju.people.enums import OrganisationKind, Role
from anju.supervision.lists import actions
from anju.supervision.lists.actions import Spot, rectifying
from anju.supervision.lists.models import Duty
from tests.cast import SYSTEM, Cast, add_person, make_town
from tests.evidence import proofs
from tests.kernel.files.pictures import photo as picture

MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""A working Monday, ten in the morning in the district."""


@pytest.fixture
def monday() -> Iterator[datetime]:
    with clock.simulated(MONDAY):
        yield MONDAY


@pytest.fixture
def cast(db: None, monday: datetime) -> Cast:
    cast = make_town()
    street = cast.places["street"]
    cast.organisations["bureau"] = people.add_organisation(
        by=SYSTEM, kind=OrganisationKind.ENFORCEMENT, name="北街道综合执法局", place=street
    )
    add_person(cast, "enforcer", Role.ENFORCEMENT, "bureau", "street")
    return cast


@pytest.fixture
def as_(cast: Cast, client: Client) -> Callable[[str], Client]:
    """A browser signed in as somebody of the cast."""

    def sign_in(name: str) -> Client:
        client.force_login(cast.accounts[name])
        return client

    return sign_in


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
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(rectifying, "drawn", lambda _percent: False)
            actions.submit(by=cast.property_manager, duty_id=duty.pk, evidence=proofs(duty))
        return again(duty)

    return make


def again(duty: Duty) -> Duty:
    """The row as it stands now."""
    return Duty._all.select_related("hazard__kind").get(pk=duty.pk)


@pytest.fixture
def photo(cast: Cast) -> Callable[..., str]:
    """The token of a photo that somebody has sent: `photo(cast.grid_member)`."""

    def make(by: Actor, seed: int = 1) -> str:
        return keeping.receive(by=by, source=io.BytesIO(picture(seed=seed))).token

    return make
