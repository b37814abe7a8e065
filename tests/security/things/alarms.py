"""Things of the pages of alarms: each in a building of its own, on the company's estate in the north street."""

from anju.alarms import actions, linking
from anju.alarms.enums import ContactKind
from anju.alarms.models import Alarm, Call, Rule
from anju.kernel import clock
from anju.places.enums import PlaceKind
from anju.telemetry.enums import DeviceState
from anju.telemetry.models import Device, DeviceModel, Point, Signal
from tests.cast import SYSTEM, Cast, _place


def _device(cast: Cast, kind: str = "F18") -> Device:
    model = DeviceModel._all.get_or_create(code=f"M-{kind}", defaults={"name": kind, "facility_kind": kind})[0]
    number = 70 + Device._all.count()
    place = _place(cast, f"building {number}", PlaceKind.BUILDING, f"{number}幢", "estate")  # fires join
    return Device._all.create(
        scheme="plain", key=f"m{Device._all.count()}", model=model, state=DeviceState.CLAIMED, place=place,
        path=place.path, registered_at=clock.now(),
    )  # fmt: skip


def device(cast: Cast) -> int:
    """A household's own detector."""
    return _device(cast, "F19").pk


def contact(cast: Cast) -> int:
    """One whom it calls."""
    row = _device(cast, "F19")
    kind = ContactKind.FAMILY
    return actions.add_contact(by=cast.community_worker, device=row, kind=kind, name="王某", phone="13812345678").pk


def _burns(row: Device) -> Alarm:
    point = Point._all.create(device=row)
    now = clock.now_us()
    Signal._all.create(point=point, state="fire", on=True, at=now, heard=now)
    actions.hear()
    return Alarm._all.latest("pk")


def alarm(cast: Cast) -> int:
    """A fire alarm that nobody has taken."""
    return _burns(_device(cast)).pk


def on_scene(cast: Cast) -> int:
    """One where the property's manager is."""
    pk = alarm(cast)
    actions.arrive(by=cast.property_manager, alarm=pk)
    return pk


def burning(cast: Cast) -> int:
    """One that is a real fire."""
    pk = alarm(cast)
    actions.confirm_fire(by=cast.property_manager, alarm=pk)
    return pk


def call_token(cast: Cast) -> str:
    """The token of a call to a household's contact."""
    row = _device(cast, "F19")
    actions.add_contact(
        by=cast.community_worker, device=row, kind=ContactKind.NEIGHBOUR, name="邻居", phone="13812345678"
    )
    found = _burns(row)
    return linking.token_of(Call._all.filter(alarm=found, contact__isnull=False).latest("pk").pk)


def rule(cast: Cast) -> int:
    """A shipped rule of the district."""
    actions.load_shipped(by=SYSTEM)
    return Rule._all.filter(ended_at=None).latest("pk").pk
