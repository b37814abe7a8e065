"""The cast with a catalogue, more buildings on both sides, closed hazards, and two who may inspect."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from anju.kernel import clock
from anju.people import actions as people
from anju.people.enums import OrganisationKind, Role
from anju.places import actions as places
from anju.places.datum import Point
from anju.places.enums import PlaceKind
from anju.places.models import Place
from anju.places.rules import BuildingFigures, NewPlace
from anju.supervision.inspections.monthly.actions.drawing import draw_month
from anju.supervision.inspections.monthly.actions.looking import Seen, record_look, report_find
from anju.supervision.inspections.monthly.actions.opening import open_month
from anju.supervision.inspections.monthly.actions.publishing import publish
from anju.supervision.inspections.monthly.enums import Half, Outcome, TaskState
from anju.supervision.inspections.monthly.models import Month, Task
from anju.supervision.lists import actions as lists
from anju.supervision.lists.actions import Spot
from anju.supervision.lists.models import Duty
from tests.cast import SYSTEM, Cast, add_person, make_town
from tests.evidence import proofs

MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""A working Monday, ten in the morning in the district."""
EACH = 12
"""Buildings added to an estate of each street."""


@pytest.fixture
def monday() -> Iterator[datetime]:
    with clock.simulated(MONDAY):
        yield MONDAY


def furnish(cast: Cast) -> None:
    """A housing bureau with an inspector, an auditor, and rows of buildings in both streets."""
    if "housing" not in cast.organisations:
        cast.organisations["housing"] = people.add_organisation(
            by=SYSTEM, kind=OrganisationKind.DEPARTMENT, name="示例区房产局", place=cast.places["district"]
        )
    for key, role, organisation, at in (
        ("housing_officer", Role.HOUSING, "housing", "district"),
        ("auditor", Role.AUDITOR, "district_office", "district"),
        ("other_community_worker", Role.COMMUNITY, "other_community", "other_community"),
    ):
        if key not in cast.accounts:
            add_person(cast, key, role, organisation, at)
    rows = [
        NewPlace(
            kind=PlaceKind.BUILDING, name=f"{number}幢", parent=cast.places[estate].pk,
            point=Point(1_186_000_000, 319_000_000 + number * 9_000),
            building=BuildingFigures(storeys=6, year_built=1990 if number % 2 else 2010),
        )
        for estate in ("estate", "other_estate")
        for number in range(2, EACH + 2)
    ]  # fmt: skip
    places.add_places(by=SYSTEM, rows=rows)


def closed_case(cast: Cast, place: str = "building", code: str = "ES-01", **more: Any) -> Duty:
    """A hazard that the grid member found, the company put right and the community closed."""
    other = place.startswith("other")
    finder, company = ("other_grid_member", "other_property_manager") if other else ("grid_member", "property_manager")
    duty = lists.report(by=cast.actor(finder), code=code, at=Spot(cast.places[place], **more))
    lists.submit(by=cast.actor(company), duty_id=duty.pk, evidence=proofs(duty))
    duty.submissions.update(on_site=False)
    lists.verify(by=cast.actor("other_community_worker" if other else "community_worker"), duty_id=duty.pk, passed=True)
    return Duty._all.get(pk=duty.pk)


@pytest.fixture
def cast(db: None, monday: datetime) -> Cast:
    made = make_town()
    furnish(made)
    return made


@dataclass
class Running:
    """A month and what may be done with it."""

    cast: Cast
    month: Month
    looked: list[Task] = field(default_factory=list)

    def task(self, half: Half = Half.PLACE, *, street: str = "", who: str = "") -> Task:
        """An open task of a half."""
        rows = Task._all.filter(month=self.month, half=half, state=TaskState.OPEN).exclude(inspector=None)
        if street:
            rows = rows.filter(street=self.cast.places[street].path)
        if who:
            rows = rows.filter(inspector=self.cast.accounts[who])
        return rows.order_by("pk")[0]

    def inspector(self, task: Task) -> Any:
        """Who a task was given to."""
        assert task.inspector_id is not None
        name = next(key for key, account in self.cast.accounts.items() if account.pk == task.inspector_id)
        return self.cast.actor(name)

    def look(self, task: Task, outcome: Outcome, reason: str = "") -> None:
        """Look at one place, with a find where it is found so."""
        by = self.inspector(task)
        if outcome is Outcome.FOUND:
            report_find(by=by, task=task.pk, seen=Seen("ES-01", "1"))
        record_look(by=by, task=task.pk, outcome=outcome, reason=reason)
        self.looked.append(Task._all.get(pk=task.pk))

    def look_at_all(self, *, found: int = 0, not_fixed: int = 0) -> None:
        """Every open task, the first ones bad."""
        for task in list(Task._all.filter(month=self.month, state=TaskState.OPEN).order_by("pk")):
            if task.half == Half.CLOSED:
                not_fixed -= 1
                self.look(task, Outcome.NOT_FIXED if not_fixed >= 0 else Outcome.FIXED, "还是堵着")
            else:
                found -= 1
                self.look(task, Outcome.FOUND if found >= 0 else Outcome.CLEAN)

    def publish(self) -> Month:
        self.month = publish(by=self.cast.actor("district_officer"), month=self.month.pk)
        return self.month


def opened(cast: Cast, **sizes: int) -> Month:
    """The present month, opened by the district office."""
    return open_month(by=cast.actor("district_officer"), district="/cc/", **{"places": 8, "closed": 2, **sizes})


@pytest.fixture
def running(cast: Cast) -> Running:
    """A drawn month with two closed hazards in its frame."""
    closed_case(cast)
    closed_case(cast, "other_building")
    month = opened(cast)
    return Running(cast, draw_month(by=cast.district_officer, month=month.pk))


@pytest.fixture
def as_(cast: Cast, client: Client) -> Callable[[str], Client]:
    """A browser signed in as somebody of the cast."""

    def sign_in(name: str) -> Client:
        client.force_login(cast.accounts[name])
        return client

    return sign_in


__all__ = ["Place", "Running", "closed_case", "furnish", "opened"]
