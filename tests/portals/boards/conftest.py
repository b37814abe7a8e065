"""Cases on both sides of the district: one closed, one opened again, the rest open; all read by the figures."""

import html
import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.test import Client

from anju.alarms import actions as alarms
from anju.alarms.models import Alarm
from anju.facilities import actions as facilities
from anju.facilities.enums import Kind, OutReason
from anju.gateway.observed import Scheme
from anju.kernel import clock
from anju.kernel.figures import reading
from anju.kernel.ledger.consumers import drain
from anju.supervision.lists import actions
from anju.supervision.lists.actions import Source, Spot
from anju.supervision.lists.enums import ReopenReason, SourceKind
from anju.supervision.lists.models import Duty
from anju.telemetry import actions as telemetry
from anju.telemetry.models import Device, Point, Signal
from tests.cast import SYSTEM, Cast
from tests.evidence import proofs
from tests.supervision.lists.conftest import as_, cast, monday

__all__ = ["as_", "cast", "monday"]

DOOR = "一〇三室门口"


@pytest.fixture
def late(monday: datetime) -> Iterator[datetime]:
    """Three weeks after that Monday: what was found then is late, and it is another month."""
    with clock.simulated(monday + timedelta(days=21)) as _:
        yield monday + timedelta(days=21)


@pytest.fixture
def cases(cast: Cast) -> list[Duty]:
    """In the north street four: open, closed as rectified, closed and opened again, and one with a door in its words;
    in the south street one.
    """
    made = [
        actions.report(by=cast.grid_member, code=code, at=Spot(cast.places["building"], floor=floor))
        for floor, code in enumerate(("ES-01", "EB-06", "ES-03"))
    ]
    spot = Spot(cast.places["building"], floor=9, spot=DOOR)
    walked = Source(kind=SourceKind.PATROL, ref="stop:1")
    made.append(actions.report(by=cast.grid_member, code="EB-04", at=spot, description="王五家门口", source=walked))
    for closing in made[:2]:
        actions.submit(by=cast.property_manager, duty_id=closing.pk, evidence=proofs(closing))
        closing.submissions.update(on_site=False)
        actions.verify(by=cast.community_worker, duty_id=closing.pk, passed=True)
    actions.reopen(by=cast.street_officer, duty_id=made[1].pk, why=ReopenReason.CONTEST, reason="没有改好")
    made.append(actions.report(by=cast.other_grid_member, code="ES-01", at=Spot(cast.places["other_building"])))
    drain()
    return made


@pytest.fixture
def ready(cast: Cast) -> list[Device]:
    """What stands ready: in the north street a riser that is out, a hydrant and a station with a member, two devices;
    in the south street a riser and a device.
    """
    for key, place in (("SG-1", "building"), ("SG-2", "other_building")):
        new = facilities.NewFacility(kind=Kind.RISER, place=cast.places[place], code=key)
        row = facilities.register(by=SYSTEM, new=new)
        if place == "building":
            until = clock.today() + timedelta(days=3)
            facilities.take_out(by=SYSTEM, facility=row.pk, reason=OutReason.NO_WATER, until=until)
    hydrant = facilities.NewFacility(kind=Kind.OUTDOOR_HYDRANT, place=cast.places["road"])
    facilities.register(by=SYSTEM, new=hydrant)
    opened = facilities.NewStation(place=cast.places["community"], organisation=cast.organisations["community"])
    station = facilities.open_station(by=SYSTEM, new=opened)
    facilities.add_member(by=SYSTEM, station=station.pk, new=facilities.NewMember(name="周守"))
    facilities.check_kit(by=SYSTEM, station=station.pk, present={"hose": 0})
    places = ("building", "estate", "other_building")
    new = [telemetry.New(Scheme.PLAIN, f"d{at}", cast.places[place]) for at, place in enumerate(places)]
    made = telemetry.register(by=SYSTEM, devices=new)
    drain()
    return made


def burns(device: Device) -> Alarm:
    """A device says that it burns, and the worker hears it. The figures have not read it yet."""
    point = Point._all.get_or_create(device=device, key="1", defaults={"name": "1号探头", "floor": 3})[0]
    now = clock.now_us()
    Signal._all.create(point=point, state="fire", on=True, at=now, heard=now)
    alarms.hear()
    return Alarm._all.latest("pk")


FIG = re.compile(r'<a class="fig" href="([^"]+)"[^>]*><span class="v">([^<]+)')
NUM = re.compile(r'<a class="num[^"]*" href="([^"]+)">(?:<b>|<span[^>]*>[^<]*</span>)?([\d,.—]+)')


def doors(page: str) -> list[tuple[str, str]]:
    """Every number of a page that is a door: where it leads, and how much it says."""
    found = [*FIG.findall(page), *NUM.findall(page)]
    return [(html.unescape(url), said.strip()) for url, said in found]


def check_doors(client: Client, page: str) -> int:
    """Open each number: the figure's own page says the same, and so many rows stand there. How many were opened."""
    opened = doors(page)
    for url, said in opened:
        assert url.startswith("/figures/"), url
        answer = client.get(url)
        assert answer.status_code == 200, url
        asked = answer.context["asked"]
        assert answer.context["amount"] == said, url
        rows = reading.facts(asked)
        if asked.figure.of is not None:
            continue
        counted = sum(rows.values_list("value", flat=True)) if asked.figure.summed else rows.count()
        assert counted == int(said.replace(",", "")) * asked.figure.divisor, url
    return len(opened)
