"""The demo's high-rises have devices, which the simulator plays."""

import pytest

from anju.alarms.enums import OPEN, Outcome
from anju.alarms.models import Alarm, Call
from anju.demo.alarms import NUMBERS
from anju.demo.simulator import fleet
from anju.gateway.observed import Scheme
from anju.places.models import BuildingFacts
from anju.telemetry.models import Device

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("tiny")
def test_each_high_rise_with_a_fire_main_has_one_device_which_can_be_played() -> None:
    high = BuildingFacts._all.filter(height_cm__gt=2700).exclude(water="none_needed")
    devices = Device._all.filter(scheme=Scheme.GBT26875)
    assert set(devices.values_list("place", flat=True)) == set(high.values_list("place", flat=True))
    assert devices.count() == high.count() > 10
    played = fleet.sites(1000)
    assert {site.address.hex() for site in played} == set(devices.values_list("key", flat=True))
    assert all(site.storeys > 8 and site.stairways >= 1 for site in played)


@pytest.mark.usefixtures("tiny")
def test_a_building_without_water_is_played_without_pressure() -> None:
    facts = {row.place_id: row.water for row in BuildingFacts._all.all()}
    kpa = {site.address.hex(): site.kpa for site in fleet.sites(1000)}
    for row in Device._all.filter(scheme=Scheme.GBT26875):
        assert row.place_id is not None
        assert (kpa[row.key] == 0) == (facts[row.place_id] == "dry")
        assert (kpa[row.key] == fleet.LOW_KPA) == (facts[row.place_id] == "low")


@pytest.mark.usefixtures("tiny")
def test_a_year_of_alarms_went_by_each_ended_with_a_cause_where_it_was_false() -> None:
    rows = list(Alarm._all.order_by("pk"))
    assert NUMBERS["tiny"] - 6 <= len(rows) <= NUMBERS["tiny"]
    assert not [row for row in rows if row.state in OPEN]
    assert {row.outcome for row in rows} >= {Outcome.FALSE}
    assert len({row.raised_at.month for row in rows}) > 6
    for row in rows:
        assert row.acknowledged_at is not None
        assert row.raised_at < row.acknowledged_at
        assert Call._all.filter(alarm=row).exists()
        assert bool(row.cause) == (row.outcome == Outcome.FALSE)
        assert row.device is not None
        assert row.device.claimed_at is not None
        assert row.device.claimed_at < row.raised_at, "it stood before it spoke"
