"""Devices are counted by what people did with them, where they are; silence and what waits are no figures."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from anju.gateway.observed import Scheme
from anju.kernel import clock
from anju.kernel.figures.registry import figures
from anju.kernel.figures.spans import parse
from anju.kernel.ledger import consumers
from anju.places.actions import merge_places, move_place
from anju.reports.queries import asking
from anju.telemetry import actions
from anju.telemetry.actions import Changed, ModelSaid, New
from anju.telemetry.enums import DeviceState, ShieldKind
from anju.telemetry.models import Device, Shield
from anju.telemetry.queries import register
from tests.cast import SYSTEM, Cast, make_cast
from tests.counting import check_rebuilt, let_read, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def registered(cast: Cast, *places: str) -> list[Device]:
    known = Device._all.count()
    new = [New(Scheme.PLAIN, f"d{known + at}", cast.places[place]) for at, place in enumerate(places)]
    return actions.register(by=SYSTEM, devices=new)


def counts(place: str, as_of: int | None = None) -> dict[str, int]:
    return {code: read(code, place, as_of=as_of) for code in ("telemetry.devices", "telemetry.retired")}


def by_rows(place: str) -> dict[str, int]:
    rows = Device._all.filter(path__startswith=place)
    return {
        "telemetry.devices": rows.filter(state=DeviceState.CLAIMED).count(),
        "telemetry.retired": rows.filter(state=DeviceState.RETIRED).count(),
    }


def test_at_every_step_figures_say_what_the_register_says_and_say_it_again_later(cast: Cast) -> None:
    places = ("/cc/", cast.places["street"].path, cast.places["other_building"].path)
    then: dict[int, dict[str, dict[str, int]]] = {}

    def check() -> None:
        size = let_read()
        then[size] = {place: by_rows(place) for place in places}
        assert {place: counts(place) for place in places} == then[size]

    first, second, third = registered(cast, "building", "estate", "other_building")
    check()
    actions.retire(by=SYSTEM, device=first.pk)
    check()
    actions.change(by=SYSTEM, device=second.pk, to=Changed(name="乙", place=cast.places["other_building"]))
    check()
    actions.bring_back(by=SYSTEM, device=first.pk)
    actions.retire(by=SYSTEM, device=third.pk)
    check()
    Device._all.create(scheme="plain", key="stranger", registered_at=clock.now())
    assert read("telemetry.devices") == 2, "what waits to be claimed stands nowhere"
    for size, said in then.items():
        assert {place: counts(place, as_of=size) for place in places} == said
    check_rebuilt()


def test_a_month_that_is_over_says_what_was_in_use_at_its_end(cast: Cast) -> None:
    with clock.simulated(datetime(2026, 3, 3, 9, tzinfo=clock.DISTRICT_TIME)):
        (row,) = registered(cast, "building")
    with clock.simulated(datetime(2026, 5, 3, 9, tzinfo=clock.DISTRICT_TIME)):
        actions.retire(by=SYSTEM, device=row.pk)
        let_read()
    said = [read("telemetry.devices", span=parse(month)) for month in ("2026-02", "2026-03", "2026-04", "2026-05")]
    assert said == [0, 1, 1, 0]


def test_a_model_put_right_counts_as_what_it_is(cast: Cast) -> None:
    model = actions.keep_model(by=SYSTEM, said=ModelSaid(code="M-1", name="烟感甲", scheme=Scheme.PLAIN))
    (row,) = registered(cast, "building")
    actions.change(by=SYSTEM, device=row.pk, to=Changed(name="", place=cast.places["building"], model=model))
    let_read()
    assert read("telemetry.devices", device_model=str(model.pk)) == 1
    asked = asking.ask(cast.district_officer, figures["telemetry.devices"])
    assert [(name, number.amount) for _value, name, number in asking.by_facet(asked, "device_model")] == [("烟感甲", 1)]


def test_devices_and_shields_follow_their_place(cast: Cast) -> None:
    (row,) = registered(cast, "building")
    shield = actions.shield(by=SYSTEM, device=row.pk, kind=ShieldKind.TEST, until=clock.now() + timedelta(hours=1))
    consumers.drain()
    move_place(by=SYSTEM, place=cast.places["estate"].pk, under=cast.places["other_community"].pk)
    consumers.drain()
    row.refresh_from_db()
    shield.refresh_from_db()
    moved = cast.places["building"]
    moved.refresh_from_db()
    assert row.path == shield.path == moved.path
    other = cast.places["other_street"].path
    assert (read("telemetry.devices", other), read("telemetry.shields", other)) == (1, 1)
    assert list(register.devices(cast.outsider)) == [row]
    assert not register.devices(cast.street_officer).exists()


def test_devices_of_a_place_that_was_merged_stand_at_the_other(cast: Cast) -> None:
    (row,) = registered(cast, "custody_estate")
    consumers.drain()
    gone, kept = cast.places["custody_estate"], cast.places["owners_estate"]
    merge_places(by=SYSTEM, place=gone.pk, into=kept.pk, on=clock.today())
    consumers.drain()
    row.refresh_from_db()
    assert (row.place, row.path) == (kept, kept.path)
    assert read("telemetry.devices", kept.path) == 1


def test_shields_and_tests_are_counted_when_they_begin(cast: Cast) -> None:
    (row,) = registered(cast, "building")
    until = clock.now() + timedelta(hours=1)
    made: list[Shield] = [actions.shield(by=SYSTEM, device=row.pk, kind=kind, until=until) for kind in ShieldKind]
    actions.end_shield(by=SYSTEM, shield=made[0].pk)
    let_read()
    assert read("telemetry.shields") == 2
    assert read("telemetry.shields", shield=ShieldKind.TEST) == 1


def test_the_number_opens_into_the_register_of_devices(client: Client, cast: Cast) -> None:
    first, _second, _third = registered(cast, "building", "estate", "other_building")
    actions.retire(by=SYSTEM, device=first.pk)
    let_read()
    client.force_login(cast.accounts["district_officer"])
    for code in ("telemetry.devices", "telemetry.retired"):
        for query in ("", f"?place={cast.places['street'].path}"):
            page = client.get(reverse("reports:figure", args=[code]) + query)
            rows = client.get(page.context["list_url"]).context["rows"]
            assert len(rows) == int(page.context["amount"]), (code, query)


@pytest.mark.parametrize("code", ["telemetry.devices", "telemetry.retired", "telemetry.shields"])
def test_an_outsider_reads_the_own_ground_and_opens_no_row_of_another(cast: Cast, code: str) -> None:
    first, second = registered(cast, "building", "building")
    actions.shield(by=SYSTEM, device=first.pk, kind=ShieldKind.TEST, until=clock.now() + timedelta(hours=1))
    actions.retire(by=SYSTEM, device=second.pk)
    let_read()
    assert read(code) == 1
    assert asking.rows(cast.outsider, asking.ask(cast.outsider, figures[code]))[0] == []
    (stolen,) = asking.rows(cast.outsider, asking.ask(cast.district_officer, figures[code]))[0]
    assert stolen.url == ""
    (own,) = asking.rows(cast.street_officer, asking.ask(cast.street_officer, figures[code]))[0]
    assert own.url == f"/devices/{first.pk if code != 'telemetry.retired' else second.pk}/"
    for who in ("congress_staff", "grid_member", "administrator"):
        assert figures[code] not in asking.readable(cast.actor(who)), who
