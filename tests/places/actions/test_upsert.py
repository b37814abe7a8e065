"""Importing places by their natural key."""

import pytest
from django.core.exceptions import PermissionDenied

from anju.places import actions
from anju.places.datum import Point, RefusedError
from anju.places.enums import PlaceKind
from anju.places.models import Place
from anju.places.rules import NewPlace
from tests.cast import SYSTEM, Cast
from tests.places.entries import entered, states_agree

K = PlaceKind


def rows(cast: Cast) -> list[NewPlace]:
    """One standing estate with one standing and one new building, and a new coded one."""
    return [
        NewPlace(K.ESTATE, "柳岸新村", parent=cast.places["community"].pk),
        NewPlace(K.BUILDING, "1幢", row=0, address="柳岸路1号"),
        NewPlace(K.BUILDING, "2幢", row=0),
        NewPlace(K.UNIT, "1单元", row=2),
        NewPlace(K.BUILDING, "旧楼", parent=cast.places["street"].pk, code="C-1"),
    ]


def outcome(done: list[actions.Upserted]) -> list[str]:
    """A letter a row: added, changed, same."""
    return ["A" if row.added else "C" if row.changed else "S" for row in done]


def test_standing_places_are_known_and_new_ones_added(cast: Cast) -> None:
    done = actions.upsert_places(by=SYSTEM, district="/cc/", rows=rows(cast))
    assert outcome(done) == ["S", "C", "A", "A", "A"]
    assert done[1].place.pk == cast.places["building"].pk
    assert done[3].place.full_name == "柳岸新村2幢1单元"
    assert Place._all.get(pk=done[2].place.pk).imported
    assert entered("place.changed")[-1][1] == {"columns": ["address"]}
    assert states_agree()


def test_the_same_file_again_changes_nothing(cast: Cast) -> None:
    actions.upsert_places(by=SYSTEM, district="/cc/", rows=rows(cast))
    before = Place._all.count()
    assert outcome(actions.upsert_places(by=SYSTEM, district="/cc/", rows=rows(cast))) == ["S"] * 5
    assert Place._all.count() == before


def test_a_code_outweighs_the_name(cast: Cast) -> None:
    actions.upsert_places(by=SYSTEM, district="/cc/", rows=rows(cast))
    renamed = NewPlace(K.BUILDING, "旧楼改名", parent=cast.places["street"].pk, code="C-1", point=Point(5, 6))
    done = actions.upsert_places(by=SYSTEM, district="/cc/", rows=[renamed])
    assert outcome(done) == ["C"]
    stored = Place._all.get(code="C-1")
    assert (stored.name, stored.full_name, stored.lon_e7) == ("旧楼改名", "北街道旧楼改名", 5)
    assert states_agree()


def test_an_empty_cell_erases_nothing(cast: Cast) -> None:
    actions.change_place(by=SYSTEM, place=cast.places["building"].pk, address="柳岸路1号", point=Point(7, 8))
    row = NewPlace(K.BUILDING, "1幢", parent=cast.places["estate"].pk)
    assert outcome(actions.upsert_places(by=SYSTEM, district="/cc/", rows=[row])) == ["S"]
    assert Place._all.get(pk=cast.places["building"].pk).address == "柳岸路1号"


def test_the_same_name_under_another_estate_is_another_place(cast: Cast) -> None:
    row = NewPlace(K.BUILDING, "1幢", parent=cast.places["custody_estate"].pk)
    assert outcome(actions.upsert_places(by=SYSTEM, district="/cc/", rows=[row])) == ["A"]


def test_an_outsider_may_neither_add_nor_change(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        actions.upsert_places(by=cast.outsider, district="/cc/", rows=rows(cast)[:2])
    with pytest.raises(PermissionDenied):
        actions.upsert_places(by=cast.outsider, district="/cc/", rows=[rows(cast)[4]])


def test_a_row_under_a_later_row_is_refused(cast: Cast) -> None:
    with pytest.raises(RefusedError):
        actions.upsert_places(by=SYSTEM, district="/cc/", rows=[NewPlace(K.UNIT, "1单元", row=1)])
