"""A point, an activity and a matter in the small district."""

from datetime import date, timedelta

import pytest

from anju.kernel import clock
from anju.outreach import actions
from anju.outreach.actions import Asked, Where
from anju.outreach.enums import ActivityKind, Speaker
from anju.outreach.models import Activity, Matter, ObservationPoint, Statement
from anju.people.enums import Role
from tests.cast import Cast, add_person, make_town

DISTRICT = "/cc/"


def today() -> date:
    return clock.today()


@pytest.fixture
def cast(db: None) -> Cast:
    cast = make_town()
    add_person(cast, "deputy", Role.DEPUTY, "congress", "community")
    return cast


@pytest.fixture
def point(cast: Cast) -> ObservationPoint:
    since = today() - timedelta(days=200)
    return actions.add_point(by=cast.congress_staff, place=cast.places["community"], name="柳岸观察点", since=since)


def held(cast: Cast, **more: object) -> Activity:
    given: dict[str, object] = {
        "by": cast.congress_staff,
        "kind": ActivityKind.DISCUSSION,
        "title": "消防难点座谈会",
        "held_on": today(),
        "where": Where([cast.places["estate"]], people=12, parties=[cast.organisations["company"]]),
    }
    return actions.record_activity(**{**given, **more})  # type: ignore[arg-type]


@pytest.fixture
def activity(cast: Cast) -> Activity:
    return held(cast)


@pytest.fixture
def statement(cast: Cast, activity: Activity) -> Statement:
    return actions.add_statement(
        by=cast.congress_staff, activity=activity.pk, speaker=Speaker.OWNERS, said="消防泵三年没有试过"
    )


def asked(cast: Cast, **more: object) -> Asked:
    given: dict[str, object] = {
        "title": "高层消防泵检测", "detail": "请说明检测计划", "owner": cast.organisations["street"],
        "due_on": today() + timedelta(days=30),
    }  # fmt: skip
    return Asked(**{**given, **more})  # type: ignore[arg-type]


@pytest.fixture
def matter(cast: Cast) -> Matter:
    return actions.raise_matter(by=cast.congress_staff, district=DISTRICT, asked=asked(cast))
