"""Every row that patrols leave is accounted for in the ledger, and its entries hold no words of anybody."""

from anju.kernel.ledger.consumers import drain
from anju.kernel.ledger.models import Entry
from anju.kernel.ledger.verify import verify
from anju.people import actions as people
from anju.places import actions as places
from anju.places.enums import PlaceKind
from anju.supervision.grid.models import Device, RecordPosition, Visit
from tests.cast import SYSTEM, today
from tests.supervision.grid.conftest import Phone


def test_the_ledger_accounts_for_all_that_a_day_has_made(phone: Phone) -> None:
    hazard = phone.hazard(photos=1, fixed=1, data={"floor": 2, "text": "张三堆的"})
    seen, gone = phone.record("seen"), phone.record("no_time")
    phone.send(seen, gone, hazard, phone.photo(hazard), phone.photo(hazard, fixed=True, shade=3))
    phone.send(phone.undo(gone), phone.record("seen", place="other_building"))
    drain()
    assert list(verify(state=True)) == []
    assert not [row for row in Entry._all.all() if "张三" in row.data]


def test_a_forgotten_person_leaves_no_position_and_no_name_of_a_phone(phone: Phone) -> None:
    account = phone.cast.accounts["grid_member"]
    Device._all.update(name="老王的红米")
    phone.send(phone.record("seen", position={"lon_e7": 1, "lat_e7": 2, "accuracy": 3}))
    people.leave(by=SYSTEM, account=account, on=today(), successor=None)
    people.erase_person(by=SYSTEM, account=account)
    drain()
    assert (Device._all.get().name, RecordPosition._all.count(), Visit._all.count()) == ("", 0, 1)


def test_a_merged_place_takes_its_visits_along(phone: Phone) -> None:
    cast = phone.cast
    twin = places.add_place(by=SYSTEM, parent=cast.places["estate"].pk, kind=PlaceKind.BUILDING, name="2幢")
    phone.send(phone.record("seen", place=None) | {"place": twin.pk})
    places.merge_places(by=SYSTEM, place=twin.pk, into=cast.places["building"].pk, on=today())
    drain()
    assert (Visit._all.get().place, Visit._all.get().path) == (cast.places["building"], cast.places["building"].path)
    assert list(verify(state=True)) == []
