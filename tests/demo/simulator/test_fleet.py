"""Whose devices may be played."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from anju.demo.simulator import fleet
from anju.gateway.observed import Scheme
from anju.telemetry.actions import New, register
from tests.cast import SYSTEM, Cast

pytestmark = pytest.mark.django_db


def test_a_real_district_s_devices_are_nobody_s_to_simulate(cast: Cast) -> None:
    new = New(Scheme.GBT26875, "0123456789ab", cast.places["building"])
    register(by=SYSTEM, devices=[new])
    assert fleet.sites(10) == []
    with pytest.raises(CommandError, match="no registered device"):
        call_command("simulate", "--seconds", "1")
    with pytest.raises(CommandError, match="above 0"):
        call_command("simulate", "--speed", "0")
