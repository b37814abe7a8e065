"""The cast with a catalogue, and phones that record."""

import io
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from anju.kernel import clock
from anju.kernel.files import keeping
from anju.supervision.grid import actions
from anju.supervision.grid.models import Device, Record, RecordResult
from anju.supervision.grid.rules.records import Claim
from tests.cast import Cast, make_town
from tests.kernel.files.pictures import photo as picture

MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""A working Monday, ten in the morning in the district."""
MINUTE = timedelta(minutes=1)


@pytest.fixture
def monday() -> Iterator[datetime]:
    with clock.simulated(MONDAY):
        yield MONDAY


@pytest.fixture
def cast(db: None, monday: datetime) -> Cast:
    return make_town()


def iso(at: datetime) -> str:
    """As a phone writes a moment."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass
class Phone:
    """A phone of somebody of the cast; it numbers what it records and sends what it is told to."""

    cast: Cast
    who: str
    device: Device
    seq: int = 0
    late: timedelta = timedelta()
    """How much its clock is ahead."""
    pictures: dict[str, str] = field(default_factory=dict)

    def record(self, kind: str, place: str | None = "building", data: Any = None, **more: Any) -> dict[str, Any]:
        """One record, made now by the phone's clock."""
        self.seq += 1
        at = more.pop("at", clock.now()) + self.late
        said = {
            "seq": self.seq,
            "key": str(uuid.uuid4()),
            "kind": kind,
            "at": iso(at),
            "place": self.cast.places[place].pk if place else None,
            "grid": self.cast.grids["grid"].pk,
            "data": {} if data is None else data,
        }
        return {**said, **more}

    def hazard(self, code: str = "ES-01", *, photos: int = 0, fixed: int = 0, **more: Any) -> dict[str, Any]:
        """A hazard with so many photos, which have yet to be sent (`photo`)."""
        data = {"code": code, "photos": named(photos), **more.pop("data", {})}
        if fixed:
            data["fixed"] = {"photos": named(fixed)}
        return self.record("hazard", data=data, **more)

    def photo(self, of: dict[str, Any], number: int = 0, *, shade: int = 0, fixed: bool = False) -> dict[str, Any]:
        """The photo that a record names, uploaded; the record that brings it."""
        named_there = (of["data"]["fixed"] if fixed else of["data"])["photos"][number]
        upload = keeping.receive(by=self.cast.actor(self.who), source=io.BytesIO(picture(seed=shade + 1)))
        return self.record(
            "photo", place=None, data={"id": named_there["id"], "for": of["key"], "upload": upload.token}
        )

    def undo(self, of: dict[str, Any]) -> dict[str, Any]:
        return self.record("undo", place=None, data={"of": of["key"]})

    def send(self, *records: Any, sent: Claim | None = None) -> list[str]:
        """What became of each, as the server keeps it."""
        told = actions.receive_records(
            by=self.cast.actor(self.who), device=self.device, app="test", records=records, sent=sent
        )
        return [result.state if result is not None else "" for _key, result in told]


def named(count: int, *, album: bool = False) -> list[dict[str, Any]]:
    return [{"id": str(uuid.uuid4()), "sha256": "", "album": album, "at": iso(clock.now())} for _ in range(count)]


def result(record: dict[str, Any]) -> RecordResult:
    """What became of a record."""
    return RecordResult._all.select_related("record", "duty__hazard").get(record__key=record["key"])


def kept() -> int:
    return Record._all.count()


@pytest.fixture
def phone_of(cast: Cast) -> Callable[[str], Phone]:
    """Enrol a phone."""

    def enrol(who: str) -> Phone:
        device = actions.enrol_phone(
            by=cast.actor(who), account=cast.accounts[who], known_as=uuid.uuid4(), name="", agent="", app="test",
            sign_in=None,
        )  # fmt: skip
        return Phone(cast, who, device)

    return enrol


@pytest.fixture
def phone(phone_of: Callable[[str], Phone]) -> Phone:
    """The grid member's."""
    return phone_of("grid_member")
