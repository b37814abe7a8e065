"""Addresses and forms of the places hold out against what no page of ours sends; what is closed takes nothing in."""

import pytest
from django.test import Client
from django.urls import reverse

from anju.places import actions
from anju.places.datum import RefusedError
from anju.places.enums import PlaceKind, Refusal
from anju.places.models import Area, Grid
from tests.cast import SYSTEM, Cast, today
from tests.security.garbage import get_all, post_all

READ = {
    "places:register": ("q", "kind", "place", "state", "water", "mode", "after"),
    "places:grids": ("q", "place", "state", "after", "lat", "lon", "datum"),
    "places:areas": ("q", "place", "after"),
    "places:find": ("q", "kind"),
    "places:features": ("bbox", "zoom", "focus"),
}


@pytest.mark.parametrize("page", READ)
def test_no_address_breaks_a_page(cast: Cast, client: Client, page: str) -> None:
    client.force_login(cast.accounts["district_officer"])
    assert get_all(client, reverse(page), READ[page]) == []


@pytest.mark.parametrize("deed", ["change", "move", "merge", "close", "add", "facts"])
def test_no_deed_breaks_on_what_it_is_sent(cast: Cast, client: Client, deed: str) -> None:
    client.force_login(cast.accounts["district_officer"])
    names = ("name", "code", "address", "kind", "under", "into", "on", "lat", "lon", "datum", "height_m", "year_built")
    url = reverse("places:act", args=[cast.places["building"].pk, deed])
    assert post_all(client, url, names) == []


def test_a_closed_community_takes_in_no_grid_and_no_area(cast: Cast) -> None:
    closed = actions.add_place(
        by=SYSTEM, kind=PlaceKind.COMMUNITY, name="并入前的社区", parent=cast.places["street"].pk
    )
    actions.close_place(by=SYSTEM, place=closed.pk, on=today())
    grids, areas = Grid._all.count(), Area._all.count()
    with pytest.raises(RefusedError) as grid:
        actions.make_grid(by=SYSTEM, number="9", name="第9网格", home=closed.pk)
    with pytest.raises(RefusedError) as area:
        actions.make_area(by=SYSTEM, name="老片区", within=closed.pk)
    assert {grid.value.refusal, area.value.refusal} == {Refusal.PARENT_CLOSED}
    assert (Grid._all.count(), Area._all.count()) == (grids, areas)
