"""Things of facilities and micro-stations."""

from datetime import timedelta

from anju.facilities import actions
from anju.facilities.actions import NewFacility, NewMember, NewStation
from anju.facilities.enums import OutReason
from anju.facilities.models import StationShift
from anju.facilities.rules.station import Turn
from anju.kernel import clock
from tests.cast import SYSTEM, Cast


def facility(cast: Cast) -> int:
    """A riser in building 1 of estate 1, kept by its company."""
    return actions.register(by=SYSTEM, new=NewFacility(kind="A01", place=cast.places["building"])).pk


def facility_out(cast: Cast) -> int:
    """One that is out of service."""
    pk = facility(cast)
    actions.take_out(by=SYSTEM, facility=pk, reason=OutReason.FAULT, until=clock.today())
    return pk


def station(cast: Cast) -> int:
    """A micro-station of the north street's community."""
    new = NewStation(place=cast.places["community"], organisation=cast.organisations["community"], phone="025-0000")
    return actions.open_station(by=SYSTEM, new=new).pk


def member(cast: Cast) -> int:
    """A volunteer of a station there."""
    return actions.add_member(by=SYSTEM, station=station(cast), new=NewMember(name="示例", phone="13800000000")).pk


def manned(cast: Cast) -> int:
    """A station with somebody who can be put on duty."""
    pk = station(cast)
    actions.add_member(by=SYSTEM, station=pk, new=NewMember(name="示例"))
    return pk


def station_on_duty(cast: Cast) -> int:
    """A station whose shift can be cancelled: the latest shift is its own."""
    pk, now = station(cast), clock.now()
    one = actions.add_member(by=SYSTEM, station=pk, new=NewMember(name="示例"))
    actions.put_shifts(by=SYSTEM, station=pk, turns=[Turn(one.pk, now, now + timedelta(hours=8))])
    return pk


def station_shift(_cast: Cast) -> int:
    """The shift of the station made last."""
    found = StationShift._all.order_by("-pk").values_list("pk", flat=True).first()
    assert found is not None
    return found
