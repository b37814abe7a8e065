"""The cast with a catalogue, and a campaign over the north and the south street."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from anju.kernel import clock
from anju.people import actions as people
from anju.people.enums import OrganisationKind, Role
from anju.supervision.inspections.special import actions
from anju.supervision.inspections.special.enums import Outcome
from anju.supervision.inspections.special.models import Campaign, Task
from anju.supervision.inspections.special.rules.scope import Asked
from anju.supervision.lists import actions as lists
from anju.supervision.lists.actions import Source, Spot
from anju.supervision.lists.models import Duty
from tests.cast import SYSTEM, Cast, add_person, make_town
from tests.evidence import proofs

MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""A working Monday, ten in the morning in the district."""
START, END = date(2026, 11, 23), date(2027, 3, 2)
"""A hundred days, over the ends of four months."""


def later(**more: int) -> AbstractContextManager[None]:
    """So much after that Monday: `with later(days=3):`."""
    return clock.simulated(MONDAY + timedelta(**more))


@pytest.fixture
def monday() -> Iterator[datetime]:
    with clock.simulated(MONDAY):
        yield MONDAY


@pytest.fixture
def cast(db: None, monday: datetime) -> Cast:
    cast = make_town()
    for key, kind, name, role in (
        ("police", OrganisationKind.DEPARTMENT, "示例区公安分局", Role.POLICE),
        ("housing", OrganisationKind.DEPARTMENT, "示例区房产局", Role.HOUSING),
    ):
        cast.organisations[key] = people.add_organisation(
            by=SYSTEM, kind=kind, name=name, place=cast.places["district"]
        )
        add_person(cast, f"{key}_officer", role, key, "district")
    add_person(cast, "auditor", Role.AUDITOR, "district_office", "district")
    return cast


@pytest.fixture
def planned(cast: Cast) -> Callable[..., Campaign]:
    """A campaign that is planned and not launched."""

    def make(template: str = "hundred_days", **given: Any) -> Campaign:
        asked = given.pop("asked", Asked(kinds=("estate",)))
        return actions.plan(
            by=cast.actor(given.pop("by", "district_officer")), template=template, name=given.pop("name", "百日攻坚"),
            district="/cc/", starts_on=given.pop("starts_on", START), ends_on=given.pop("ends_on", END), asked=asked,
            **given,
        )  # fmt: skip

    return make


@pytest.fixture
def campaign(cast: Cast, planned: Callable[..., Campaign]) -> Campaign:
    """One that runs over all four estates."""
    return actions.launch(by=cast.district_officer, campaign=planned().pk)


@pytest.fixture
def task(cast: Cast, campaign: Campaign) -> Task:
    """Its task at the company's estate."""
    return task_at(campaign, cast, "estate")


def task_at(campaign: Campaign, cast: Cast, place: str) -> Task:
    return Task._all.select_related("campaign", "place", "unit").get(campaign=campaign, place=cast.places[place])


def fresh(row: Any) -> Any:
    """The row as it stands now."""
    return type(row)._all.get(pk=row.pk)


def report(cast: Cast, code: str = "ES-01", place: str = "building", **source: Any) -> Duty:
    """A hazard found otherwise than by the campaign. Each at a spot of its own."""
    spot = source.pop("spot", f"第{Duty._all.count()}处")
    return lists.report(
        by=cast.actor(source.pop("by", "grid_member")), code=code, at=Spot(cast.places[place], spot=spot),
        source=Source(**source) if source else None,
    )  # fmt: skip


def found_in(task: Task, cast: Cast, code: str = "ES-01", place: str = "building", spot: str = "") -> Duty:
    """A hazard found in a task."""
    spot = spot or f"第{Duty._all.count()}处"
    return actions.find(by=cast.grid_member, task=task.pk, code=code, spot=Spot(cast.places[place], spot=spot))


def rectified(duty: Duty, cast: Cast, *, by: str = "property_manager") -> Duty:
    """Put right by the accountable, verified by another."""
    wanted = [item.kind for item in duty.hazard.kind.facts.evidence if item.required]
    lists.submit(by=cast.actor(by), duty_id=duty.pk, evidence=proofs(duty, wanted))
    duty.submissions.update(on_site=False)
    office = Duty._all.get(pk=duty.pk).verifier_id
    verifier = next(
        who for who, post in cast.posts.items() if post.organisation_id == office and post.role != Role.GRID_MEMBER
    )
    lists.verify(by=cast.actor(verifier), duty_id=duty.pk, passed=True)
    return Duty._all.get(pk=duty.pk)


def do(task: Task, cast: Cast, *, by: str = "community_worker", outcome: Outcome = Outcome.LOOKED) -> Task:
    return actions.finish(
        by=cast.actor(by), task=task.pk, outcome=outcome, note="门卫不在" if outcome != "looked" else ""
    )


@pytest.fixture
def as_(cast: Cast, client: Client) -> Callable[[str], Client]:
    """A browser signed in as somebody of the cast."""

    def sign_in(name: str) -> Client:
        client.force_login(cast.accounts[name])
        return client

    return sign_in
