"""What simulated buildings say: the same in every run, and nothing that a gateway could not read."""

from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise
from random import Random

import pytest

from anju.demo.simulator.panel import DAY_S, REPORT_S, Panel
from anju.demo.simulator.scripts import SCRIPTS
from anju.demo.simulator.sites import FIRE, SMOKE, Site, Unit
from anju.gateway.protocols.gbt26875 import TimeLabel, decode, encode
from anju.gateway.protocols.gbt26875.objects import ComponentAnalog, ComponentStatus
from anju.gateway.protocols.gbt26875.values import Split, split_component

SITE = Site(bytes(range(6)), "1栋", 18, 2, 450)
AT = TimeLabel.of(datetime(2026, 11, 24, 8, tzinfo=UTC))


def played(script: str, seconds: int, *, seed: int = 1, site: Site = SITE) -> list[tuple[int, Unit]]:
    panel = Panel(site, Random(seed))
    panel.begin(script, 0)
    return [(now, unit) for now in range(seconds) for unit in panel.said(now, AT)]


@pytest.mark.parametrize("script", sorted(SCRIPTS))
def test_every_unit_of_every_script_reads_as_it_was_meant(script: str) -> None:
    said = played(script, DAY_S + 4000 if script == "battery" else 13_000)
    assert said
    for number, objects in {unit for _now, unit in said}:
        read = decode(encode(number, objects))
        assert (read.type, read.objects, read.error) == (number, objects, None)


@pytest.mark.parametrize("script", sorted(SCRIPTS))
def test_the_same_seed_says_the_same_and_another_another(script: str) -> None:
    assert played(script, 900) == played(script, 900)
    assert played(script, 900) != played(script, 900, seed=2)


def test_a_fire_climbs_its_stairway_floor_by_floor() -> None:
    burning = [
        split_component(one.component_addr, Split.LOOP_POINT)
        for _now, (_number, objects) in played("fire", 900)
        for one in objects
        if isinstance(one, ComponentStatus) and one.component_type == SMOKE and one.status & FIRE
    ]
    assert len({stairway for stairway, _floor in burning}) == 1
    assert len(burning) == 7
    assert all(above == below + 1 for (_one, below), (_other, above) in pairwise(burning))


def test_what_burns_or_is_broken_is_well_again_in_the_end() -> None:
    for script in SCRIPTS:
        last: dict[tuple[int, int], int] = {}
        for _now, (_number, objects) in played(script, DAY_S + 4000 if script == "battery" else 13_000):
            for one in objects:
                if isinstance(one, ComponentStatus):
                    last[one.component_type, one.component_addr] = one.status
        loud = {key for key, status in last.items() if status & ~1}
        assert {kind for kind, _where in loud} <= {23}, script  # a call point stays broken until its glass is changed


def test_the_pressure_has_its_daily_rhythm_and_stays_where_it_belongs() -> None:
    panel = Panel(SITE, Random(1))
    day = [panel.kpa(now) for now in range(0, DAY_S, 600)]
    assert 380 <= min(day) < max(day) <= 470
    night, evening = panel.kpa(2 * 3600), panel.kpa(20 * 3600)
    assert night != evening


def test_a_building_without_water_has_none_whatever_the_hour() -> None:
    dry = Panel(Site(SITE.address, "2栋", 7, 1, 0), Random(1))
    assert {dry.kpa(now) for now in range(0, DAY_S, 3600)} == {0}


def test_a_failing_pump_lets_the_riser_run_empty_and_is_mended() -> None:
    kpa = [
        one.raw // 10
        for _now, (_number, objects) in played("pump", 13_000)
        for one in objects
        if isinstance(one, ComponentAnalog)
    ]
    assert min(kpa) == 0
    assert kpa[-1] > 350


def test_each_building_reports_once_a_minute_and_not_all_in_the_same_second() -> None:
    first = Counter()
    for seed in range(50):
        panel = Panel(SITE, Random(seed))
        said = [now for now in range(600) for number, _objects in panel.said(now, AT) if number == 21]
        assert all(later - earlier == REPORT_S for earlier, later in pairwise(said))
        first[said[0]] += 1
    assert len(first) > 20


def test_at_random_a_year_brings_about_as_much_as_it_says() -> None:
    panel, fires = Panel(SITE, Random(3), often=1), 0
    for now in range(0, 40 * 365 * DAY_S, 600):
        fires += sum(
            1
            for _number, objects in panel.said(now, AT)
            for one in objects
            if isinstance(one, ComponentStatus) and one.status & FIRE
        )
    assert 7 * 40 * 0.7 < fires < 7 * 40 * 1.3
