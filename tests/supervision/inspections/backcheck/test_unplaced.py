"""A fire at no registered place: words or a point say where and whose it is; later it gets a place."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from anju.kernel import clock
from anju.kernel.ledger.consumers import drain
from anju.kernel.ledger.models import Entry
from anju.kernel.ledger.verify import verify
from anju.places import actions as places
from anju.places.datum import Point
from anju.places.enums import Datum
from anju.places.geometry import Outline, outline
from anju.places.models import Place
from anju.supervision.inspections.backcheck.actions import fires as actions
from anju.supervision.inspections.backcheck.actions.gaps import list_gaps
from anju.supervision.inspections.backcheck.models import Dossier, Fire, FireVersion
from anju.supervision.inspections.backcheck.queries import fires as queries
from tests.cast import SYSTEM, Cast
from tests.supervision.inspections.backcheck.conftest import LATER, name_group, told

As = Callable[[str], Client]
NORTH = (1_186_000_000, 319_000_000)
"""A point in the north street's community once its outline is drawn."""


def square(lon: float, lat: float, half: float = 0.01) -> Outline:
    west, south, east, north = lon - half, lat - half, lon + half, lat + half
    ring = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    return outline({"type": "Polygon", "coordinates": [ring]}, Datum.WGS84)


@pytest.fixture
def drawn(cast: Cast) -> Cast:
    """Outlines of both streets and of the north community."""
    places.set_boundaries(by=SYSTEM, outlines={
        cast.places["street"].pk: square(118.6, 31.9, 0.02),
        cast.places["community"].pk: square(118.6, 31.9),
        cast.places["other_street"].pk: square(118.7, 31.9, 0.02),
    })  # fmt: skip
    return cast


@pytest.fixture
def after(drawn: Cast) -> Iterator[None]:
    with clock.simulated(LATER + timedelta(hours=1)):
        yield


def loose(burn: Callable[..., Fire], **more: object) -> Fire:
    return burn(**{"place": None, "point_e7": NORTH, **more})


def set_point(place: Place, east: int) -> None:
    Place._all.filter(pk=place.pk).update(lon_e7=NORTH[0] + east, lat_e7=NORTH[1])


def test_a_point_alone_says_where_and_whose_it_is(drawn: Cast, burn: Callable[..., Fire]) -> None:
    fire = loose(burn)
    assert (fire.place, fire.spot, fire.path) == (None, "", drawn.places["community"].path)
    assert (fire.lon_e7, fire.lat_e7) == NORTH
    assert Dossier._all.get(fire=fire).path == fire.path


def test_outside_of_every_outline_or_in_words_alone_it_is_the_districts(drawn: Cast, burn: Callable[..., Fire]) -> None:
    assert loose(burn, point_e7=(1_190_000_000, 319_000_000)).path == "/cc/"
    assert loose(burn, number="119-2", point_e7=None, spot="环城路加油站对面").path == "/cc/"


def test_in_the_street_without_a_community_it_is_the_streets(drawn: Cast, burn: Callable[..., Fire]) -> None:
    assert loose(burn, point_e7=(NORTH[0] + 150_000, NORTH[1])).path == drawn.places["street"].path


def test_neither_place_nor_words_nor_point_is_refused(cast: Cast, burn: Callable[..., Fire]) -> None:
    with pytest.raises(ValidationError, match="在地图上点出来"):
        loose(burn, point_e7=None)


@pytest.mark.usefixtures("after")
def test_the_form_takes_a_point_and_an_address(as_: As, drawn: Cast) -> None:
    browser = as_("fire_officer")
    page = browser.get("/fires/new/").content.decode()
    assert "data-pick" in page
    said = {
        "number": "119-0007", "called_at": clock.local(LATER).strftime("%Y-%m-%dT%H:%M"), "burned": "e_bike",
        "dwelling": "high_rise", "deaths": 0, "injured": 0,
        "spot": "环城路 8 号旁的板房", "lon": "118.6", "lat": "31.9",
    }  # fmt: skip
    refused = browser.post("/fires/new/", said)
    assert refused.status_code == 422  # without its datum a point is none
    assert not Fire._all.exists()
    assert browser.post("/fires/new/", {**said, "datum": "wgs84"}).status_code == 302
    fire = Fire._all.get()
    assert (fire.place, fire.spot, (fire.lon_e7, fire.lat_e7)) == (None, "环城路 8 号旁的板房", NORTH)
    assert "环城路 8 号" not in "".join(Entry._all.values_list("data", flat=True))
    listed = browser.get("/fires/", {"loose": "1"}).content.decode()
    assert "环城路 8 号旁的板房" in listed


@pytest.mark.usefixtures("after")
def test_the_street_of_the_point_sees_it_and_the_next_street_does_not(
    as_: As, drawn: Cast, burn: Callable[..., Fire]
) -> None:
    fire = loose(burn)
    here = f"/fires/{fire.pk}/"
    assert "31.90000, 118.60000" in as_("street_officer").get(here).content.decode()
    assert "对应到登记的地点" not in as_("street_officer").get(here).content.decode()
    assert as_("outsider").get(here).status_code == 404
    assert fire.number not in as_("outsider").get("/fires/").content.decode()


@pytest.mark.usefixtures("after")
@pytest.mark.parametrize("who", ["outsider", "street_officer", "district_officer", "community_worker", "administrator"])
def test_only_the_brigade_says_which_place_it_was(as_: As, drawn: Cast, burn: Callable[..., Fire], who: str) -> None:
    fire = loose(burn)
    assert as_(who).post(f"/fires/{fire.pk}/tie/", {"place": drawn.places["building"].pk}).status_code == 403
    with pytest.raises(PermissionDenied):
        actions.tie(by=drawn.actor(who), fire=fire, place=drawn.places["building"])
    assert Fire._all.get().place is None


@pytest.mark.usefixtures("after")
def test_tied_to_a_place_around_it_is_a_version_and_its_gaps_can_be_listed(
    as_: As, drawn: Cast, burn: Callable[..., Fire]
) -> None:
    fire, building = loose(burn, spot="东侧"), drawn.places["building"]
    dossier = name_group(drawn, fire, "second_officer")
    with pytest.raises(ValidationError, match="没有对应到登记的地点"):
        list_gaps(by=drawn.second_officer, dossier=dossier)
    set_point(building, 10_000)
    set_point(drawn.places["other_building"], 400_000)
    assert queries.near(drawn.fire_officer, fire) == [building]
    browser = as_("fire_officer")
    page = browser.get(f"/fires/{fire.pk}/").content.decode()
    assert f'name="place" value="{building.pk}"' in page
    answer = browser.post(f"/fires/{fire.pk}/tie/", {"place": building.pk}, follow=True).content.decode()
    assert "已对应到" in answer
    tied = Fire._all.get()
    assert (tied.place, tied.path, tied.version) == (building, building.path, 2)
    assert (tied.lon_e7, tied.lat_e7, tied.spot) == (*NORTH, "东侧")  # where the call put it stays
    assert Dossier._all.get().path == building.path
    assert [one.said["place_id"] for one in FireVersion._all.order_by("number")] == [None, building.pk]
    list_gaps(by=drawn.second_officer, dossier=Dossier._all.select_related("fire__place").get())
    again = browser.post(f"/fires/{fire.pk}/tie/", {"place": building.pk}, follow=True).content.decode()
    assert "已经对应到" in again
    assert "附近登记的地点" not in again
    assert [fault for fault in verify(state=True) if "fire" in str(fault)] == []


@pytest.mark.usefixtures("after")
def test_a_place_that_is_not_named_is_said(as_: As, drawn: Cast, burn: Callable[..., Fire]) -> None:
    fire = loose(burn)
    for said in ("", "没有这个地方"):
        as_("fire_officer").post(f"/fires/{fire.pk}/tie/", {"place": said})
    assert Fire._all.get().version == 1


@pytest.mark.usefixtures("after")
def test_a_point_that_is_corrected_is_another_version(drawn: Cast, burn: Callable[..., Fire]) -> None:
    fire = loose(burn)
    moved = (NORTH[0] + 1_000_000, NORTH[1])
    said = told(drawn, place=None, point_e7=moved)
    row = actions.correct(by=drawn.fire_officer, fire=fire, said=said, reason="位置报错了")
    assert (row.path, row.version) == (drawn.places["other_street"].path, 2)
    assert [one.said["lon_e7"] for one in FireVersion._all.order_by("number")] == [NORTH[0], moved[0]]


def test_a_community_that_moves_takes_along_what_only_a_point_puts_there(
    drawn: Cast, burn: Callable[..., Fire]
) -> None:
    fire = loose(burn)
    drain()
    places.move_place(by=SYSTEM, place=drawn.places["community"].pk, under=drawn.places["other_street"].pk)
    drain()
    row = Fire._all.get(pk=fire.pk)
    assert row.path == Place._all.get(pk=drawn.places["community"].pk).path
    assert row.place is None
    assert Point(row.lon_e7 or 0, row.lat_e7 or 0) == Point(*NORTH)
