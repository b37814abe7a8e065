"""A district with a catalogue, and callers of the API: people by session, systems by token."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anju.api import actions, middleware
from anju.api.models import Token
from anju.kernel import clock
from anju.supervision.lists import actions as lists
from anju.supervision.lists.actions import Spot
from anju.supervision.lists.models import Duty
from tests.cast import Cast, make_town
from tests.cast import today as cast_today
from tests.kernel.files.pictures import photo as picture

MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""A working Monday, ten in the morning in the district."""
ROOT = "/api/v1"
READING = ("places.view", "people.see_organisations", "catalogue.view", "lists.see", "ledger.read")
Call = Callable[..., Any]


@pytest.fixture(autouse=True)
def monday() -> Iterator[datetime]:
    middleware.meter.counts.clear()
    with clock.simulated(MONDAY):
        yield MONDAY


@pytest.fixture
def cast(db: None, monday: datetime) -> Cast:
    made = make_town()
    middleware.meter.counts.clear()
    return made


@pytest.fixture
def give(cast: Cast) -> Callable[..., tuple[Token, str]]:
    """A token of the district office, `give("lists.see", place="street")`."""

    def give(*permissions: str, place: str = "district", organisation: str = "", days: int = 30) -> tuple[Token, str]:
        return actions.give_token(
            by=cast.district_officer,
            name="测试系统",
            permissions=permissions or READING,
            places=[cast.places[place].path],
            path="/cc/",
            expires_on=cast_today() + timedelta(days=days),
            organisation=cast.organisations[organisation].pk if organisation else None,
        )

    return give


class Caller:
    """One caller: `caller.get("/hazards")`, `caller.post("/hazards", {...})`."""

    def __init__(self, client: Client, **headers: str) -> None:
        self.client, self.headers = client, headers

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(ROOT + path, headers={**self.headers, **headers})

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self._send("post", path, body, headers)

    def put(self, path: str, body: Any = None, **headers: str) -> Any:
        return self._send("put", path, body, headers)

    def upload(self, seed: int = 1, content: bytes | None = None, **headers: str) -> Any:
        """Send a file; a picture that no other seed gives, unless `content` is given."""
        file = SimpleUploadedFile("a.jpg", picture(seed=seed) if content is None else content)
        return self.client.post(ROOT + "/uploads", {"file": file}, headers={**self.headers, **headers})

    def evidence(self, *seeds: int) -> list[dict[str, str]]:
        """Photos sent in, as a submission names them."""
        return [{"kind": "photo_pair", "upload": self.upload(seed).json()["upload"]} for seed in seeds or (1,)]

    def _send(self, method: str, path: str, body: Any, headers: dict[str, str]) -> Any:
        return getattr(self.client, method)(
            ROOT + path,
            body if body is not None else {},
            content_type="application/json",
            headers={**self.headers, **headers},
        )


@pytest.fixture
def system(give: Callable[..., tuple[Token, str]]) -> Callable[..., Caller]:
    """A caller with a token of these permissions."""

    def system(*permissions: str, **kwargs: Any) -> Caller:
        _row, text = give(*permissions, **kwargs)
        return Caller(Client(), Authorization=f"Bearer {text}")

    return system


@pytest.fixture
def person(cast: Cast) -> Callable[[str], Caller]:
    """A caller signed in as somebody of the cast."""

    def person(who: str) -> Caller:
        client = Client()
        client.force_login(cast.accounts[who])
        return Caller(client)

    return person


@pytest.fixture
def found(cast: Cast) -> Callable[..., Duty]:
    """A hazard at the building of the cast, reported by its grid member."""

    def found(code: str = "ES-01", *, place: str = "building", by: str = "grid_member", **kwargs: Any) -> Duty:
        return lists.report(by=cast.actor(by), code=code, at=Spot(cast.places[place], **kwargs))

    return found
