"""The simulated buildings: those of a demo district whose transmission device is registered."""

from django.db.models import Count, Q

from anju.demo.simulator.sites import Site
from anju.gateway.observed import Scheme
from anju.places.enums import PlaceKind, WaterState
from anju.places.rules import DEMO_CODE
from anju.telemetry.enums import DeviceState
from anju.telemetry.models import Device

USUAL_STOREYS = 6
KPA_AT_TOP = 450
LOW_KPA = 60
NO_WATER = (WaterState.DRY, WaterState.NONE_NEEDED)


def sites(limit: int) -> list[Site]:
    """Up to so many, by their address. Devices of a district that is no demo are nobody's to simulate."""
    rows = Device.objects.system("devices of a demo that a simulator speaks for").filter(
        scheme=Scheme.GBT26875, state=DeviceState.CLAIMED, path__startswith=f"/{DEMO_CODE}"
    )
    rows = rows.select_related("place__building_facts").annotate(
        stairways=Count("place__children", filter=Q(place__children__kind=PlaceKind.UNIT))
    )
    return [_site(row) for row in rows.order_by("key")[:limit]]


def _site(row: Device) -> Site:
    assert row.place is not None
    facts = getattr(row.place, "building_facts", None)
    water = facts.water if facts else WaterState.UNKNOWN
    kpa = 0 if water in NO_WATER else LOW_KPA if water == WaterState.LOW else KPA_AT_TOP
    storeys = (facts.storeys if facts else None) or USUAL_STOREYS
    stairways: int = row.stairways  # type: ignore[attr-defined]
    return Site(bytes.fromhex(row.key), row.place.name, storeys, max(1, stairways), kpa)
