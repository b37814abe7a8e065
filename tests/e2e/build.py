"""A small district in a database file, for the browser: the cast of the access matrix and the things its rows name.

Run as `python -m tests.e2e.build FILE` with the site's own settings; writes into FILE (JSON) what the tests ask for:
the pages with those who may open them, and the numbers of cases that no row names, each for one test alone.
With `--people` it makes the cast alone, whose cases are the test's own; with `--cases` the cast and its cases, open,
waiting and put right, without the things of the matrix's rows; with `--watched` the cast, a device on building 1 and a
micro-station with somebody on duty.
"""

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.cast import Cast

HEADS = {"district_head": ("district_office", "district_office"), "congress_head": ("congress_staff", "congress")}
"""Who signs what the cast's own person of the office has drafted → role and office."""

CASES = 12
"""More than there are tests that do something to a case."""


PUT_RIGHT = 3
"""Cases that a month may look at again."""


DEVICE = "0123456789ab"
"""The address of the watched building's device, as it is sent."""


def watched(cast: "Cast") -> None:
    """Building 1 has a device; a station beside it is manned by the grid member."""
    from datetime import timedelta

    from anju.facilities.actions import members, roster, stations
    from anju.facilities.rules.station import Turn
    from anju.gateway.observed import Scheme
    from anju.kernel import clock
    from anju.people.actions.help import NewNeed, record
    from anju.people.enums import HelpConsent, HelpKind, HelpSource
    from anju.places.datum import Point
    from anju.places.models import Place
    from anju.telemetry import actions
    from tests.cast import SYSTEM

    here = Point(1_206_000_000, 312_000_000)
    building = cast.places["building"]
    Place._all.filter(pk=building.pk).update(lon_e7=here.lon_e7, lat_e7=here.lat_e7)
    new = stations.NewStation(
        place=cast.places["estate"], organisation=cast.organisations["company"], name="北门微型站", point=here
    )
    station = stations.open_station(by=SYSTEM, new=new)
    account = cast.accounts["grid_member"]
    member = members.add_member(by=SYSTEM, station=station.pk, new=members.NewMember(account=account))
    now = clock.now()
    turn = Turn(member.pk, now - timedelta(hours=1), now + timedelta(hours=10))
    roster.put_shifts(by=SYSTEM, station=station.pk, turns=[turn])
    actions.register(by=SYSTEM, devices=[actions.New(Scheme.GBT26875, DEVICE, building, "1幢传输装置")])
    need = NewNeed(
        place=building, kind=HelpKind.BEDRIDDEN, name="沈甲", door="302", floor=3, source=HelpSource.ASKED,
        consent=HelpConsent.SELF, consent_on=clock.today(),
    )  # fmt: skip
    record(by=cast.community_worker, new=need)


def main(target: Path, *, with_cases: bool, with_rows: bool, is_watched: bool) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anju.config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    from anju.kernel.ledger import consumers
    from anju.people.enums import Role
    from tests.cast import add_person
    from tests.security.access import make_world, rows
    from tests.security.things.shared import closed, duty, grow

    call_command("migrate", verbosity=0)
    world = make_world()
    for name, (role, office) in HEADS.items():
        add_person(world.cast, name, Role(role), office, "district")
    if is_watched:
        watched(world.cast)
    if with_cases:
        grow(world.cast, 12)
    if with_cases and not with_rows:
        for _ in range(PUT_RIGHT):
            closed(world.cast)
    pages = (
        [
            {
                "name": str(row),
                "url": world.page(row),
                "people": [who for who, answer in row.expected.items() if answer == "ok"],
            }
            for row in rows()
            if row.method == "GET" and "ok" in row.expected.values()
        ]
        if with_rows
        else []
    )
    cases = [duty(world.cast) for _ in range(CASES)] if with_rows else []
    consumers.drain()
    target.write_text(json.dumps({"pages": pages, "cases": cases}, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    given = set(sys.argv[2:])
    main(
        Path(sys.argv[1]), with_cases=not given & {"--people", "--watched"}, with_rows=not given,
        is_watched="--watched" in given,
    )  # fmt: skip
