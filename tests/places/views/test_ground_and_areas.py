"""The ground of the map, its limits and who sees what of it; areas as their register and page tell them."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from anju.places import actions, queries
from anju.places.datum import Point, RefusedError
from anju.places.enums import PlaceKind, Refusal
from anju.places.models import Area
from anju.places.queries import features, registers
from anju.places.queries.geo import Box
from tests.cast import SYSTEM, Cast, today
from tests.places.conftest import SOUTH, WEST

As = Callable[[str], Client]
BOX = f"{WEST - 0.01},{SOUTH - 0.01},{WEST + 0.05},{SOUTH + 0.05}"


def labels(cast: Cast, who: str, zoom: int, **more: Any) -> list[str]:
    drawn = features.in_view(cast.actor(who), Box.read(BOX, str(zoom)), **more)
    return [json.loads(one)["properties"]["label"] for one in drawn]


def dot(cast: Cast, name: str) -> int:
    point = Point(round(WEST * 1e7) + 30_000, round(SOUTH * 1e7) + 30_000)
    return actions.add_place(by=SYSTEM, kind=PlaceKind.SHED, name=name, parent=cast.places["estate"].pk, point=point).pk


def test_what_is_closed_is_drawn_no_more(mapped: Cast) -> None:
    dot(mapped, "东车棚")
    assert {"柳岸新村", "东车棚"} <= set(labels(mapped, "street_officer", 17))
    actions.close_place(by=SYSTEM, place=mapped.places["estate"].pk, on=today())
    assert not {"柳岸新村", "1幢", "东车棚"} & set(labels(mapped, "street_officer", 17))


def test_the_focus_of_an_outsider_is_not_drawn(mapped: Cast) -> None:
    focus = mapped.places["estate"].pk
    assert "柳岸新村" in labels(mapped, "street_officer", 10, focus=focus)
    assert "柳岸新村" not in labels(mapped, "outsider", 10, focus=focus)


def test_an_outsider_sees_neither_grid_nor_dot_of_the_other_street(mapped: Cast) -> None:
    dot(mapped, "东车棚")
    assert not {"东车棚", "第1网格"} & set(labels(mapped, "outsider", 17, grids=True))


def test_dots_and_outlines_stop_at_their_limits(mapped: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(4):
        dot(mapped, f"{number}号车棚")
    monkeypatch.setattr(features, "DOTS", 2)
    monkeypatch.setattr(features, "OUTLINES", 3)
    found = labels(mapped, "street_officer", 17)
    assert len([name for name in found if name.endswith("号车棚")]) == 2
    assert len(found) == 5


@pytest.mark.parametrize(("zoom", "kinds"), [(9, 1), (10, 2), (13, 3), (14, 5), (16, 10)])
def test_each_zoom_draws_the_kinds_of_those_before_it(zoom: int, kinds: int) -> None:
    assert len(features.kinds_at(zoom, features.DRAWN)) == kinds
    assert features.kinds_at(zoom, features.DRAWN) == features.kinds_at(99, features.DRAWN)[:kinds]


@pytest.mark.parametrize("focus", ["x", "-1", "9" * 4, ""])
def test_an_odd_focus_draws_the_ground_all_the_same(as_: As, mapped: Cast, focus: str) -> None:
    answer = as_("street_officer").get(reverse("places:features"), {"bbox": BOX, "zoom": "14", "focus": focus})
    assert answer.status_code == 200
    assert "柳岸新村" in {one["properties"]["label"] for one in json.loads(answer.content)["features"]}


def test_nobody_reads_the_ground_without_signing_in(client: Client, mapped: Cast) -> None:
    answer = client.get(reverse("places:features"), {"bbox": BOX, "zoom": "14"})
    assert answer.status_code in {302, 401, 403}
    assert "柳岸" not in answer.content.decode()


def area(cast: Cast, within: str = "district", *members: str) -> Area:
    return actions.make_area(
        by=SYSTEM, name="老城片", within=cast.places[within].pk, members=[cast.places[name].pk for name in members]
    )


def test_an_areas_page_opens_only_the_places_the_reader_sees(as_: As, cast: Cast) -> None:
    made = area(cast, "district", "estate", "other_estate")
    page = as_("district_officer").get(reverse("places:area", args=[made.pk])).content.decode()
    assert "柳岸新村" in page
    assert "桥头花园" in page
    shown = registers.seen(cast.outsider, queries.members_of(made))
    assert [row.name for row, opens in shown if opens] == ["桥头花园"]


def test_an_area_of_a_street_is_not_listed_to_an_outsider(as_: As, cast: Cast) -> None:
    area(cast, "street", "estate")
    assert "老城片" in as_("street_officer").get(reverse("places:areas")).content.decode()
    assert "老城片" not in as_("outsider").get(reverse("places:areas")).content.decode()


@pytest.mark.parametrize("who", ["outsider", "grid_member", "property_manager", "congress_staff"])
def test_who_does_not_keep_areas_neither_renames_nor_fills_one(cast: Cast, who: str) -> None:
    made = area(cast, "street", "estate")
    with pytest.raises(PermissionDenied):
        actions.rename_area(by=cast.actor(who), area=made.pk, name="别名")
    with pytest.raises(PermissionDenied):
        actions.set_area_members(by=cast.actor(who), area=made.pk, members=[])
    made.refresh_from_db()
    assert made.name == "老城片"
    assert len(queries.members_of(made)) == 1


def test_a_taken_name_comes_back_beside_the_form_with_what_was_typed(as_: As, cast: Cast) -> None:
    area(cast)
    given = {"name": "老城片", "within": cast.places["district"].pk}
    answer = as_("district_officer").post(reverse("places:area-add"), given)
    assert answer.status_code == 422
    assert str(Refusal.AREA_TAKEN.label) in answer.content.decode()
    assert 'value="老城片"' in answer.content.decode()


def test_an_area_of_a_merged_place_names_the_one_that_stays_once(cast: Cast) -> None:
    double = actions.add_place(by=SYSTEM, kind=PlaceKind.ESTATE, name="柳岸新村二", parent=cast.places["community"].pk)
    cast.places["double"] = double
    made = area(cast, "street", "estate", "double")
    actions.merge_places(by=SYSTEM, place=double.pk, into=cast.places["estate"].pk, on=today())
    assert [row.pk for row in queries.members_of(made)] == [cast.places["estate"].pk]


def test_more_places_than_an_area_may_name_are_refused(cast: Cast) -> None:
    made = area(cast)
    with pytest.raises(RefusedError) as refused:
        actions.set_area_members(by=SYSTEM, area=made.pk, members=list(range(1, 302)))
    assert refused.value.refusal is Refusal.AREA_LARGE
