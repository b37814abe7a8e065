"""What the catalogue says of records: whose, of which days, in which words."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from anju.burden.sources import records
from anju.burden.sources.catalogue import SOURCES, fact, field, source
from anju.burden.sources.facts import FACTS
from anju.burden.sources.kinds import Reader, TooManyRowsError
from anju.burden.sources.where import prefixes, wheres
from anju.intake.residents import actions as residents
from anju.intake.residents.actions import Told
from anju.intake.residents.actions.hotline import Clocks
from anju.intake.residents.enums import Channel
from anju.kernel import clock
from anju.kernel.clock import DISTRICT_TIME
from anju.places.enums import PlaceKind
from anju.supervision.lists import actions as lists
from anju.supervision.lists.actions import Spot
from anju.supervision.lists.models import Duty
from tests.cast import Cast
from tests.supervision.grid.conftest import Phone

DAY = date(2026, 11, 23)


def reader(cast: Cast, who: str = "street_officer", first: date = DAY, last: date = DAY) -> Reader:
    return Reader(cast.actor(who), first, last, DAY)


def known(cast: Cast, key: str, who: str = "street_officer", **days: date) -> Any:
    """A fact as somebody is told it."""
    found = fact(key)
    assert found is not None
    return found.value(reader(cast, who, **days))


def found_at(cast: Cast, at: datetime, floor: int = 1) -> Duty:
    """A hazard that was seen at a moment."""
    with clock.simulated(at):
        return lists.report(by=cast.grid_member, code="ES-01", at=Spot(cast.places["building"], floor=floor))


@pytest.mark.parametrize(
    ("hour", "minute", "day", "inside"),
    [(0, 0, 23, True), (23, 59, 23, True), (23, 59, 22, False), (0, 0, 24, False)],
)
def test_a_day_is_the_districts_day(cast: Cast, hour: int, minute: int, day: int, inside: bool) -> None:
    found_at(cast, datetime(2026, 11, day, hour, minute, tzinfo=DISTRICT_TIME))
    assert (known(cast, "found"), len(records.hazards(reader(cast)))) == ((1, 1) if inside else (0, 0))


def test_a_case_that_another_speaks_for_is_counted_once(cast: Cast) -> None:
    now = clock.now()
    first, second = found_at(cast, now), found_at(cast, now, floor=2)
    Duty._all.filter(pk=second.pk).update(merged_into=first)
    assert known(cast, "found") == 1
    assert [line["number"] for line in records.hazards(reader(cast))] == [first.hazard.number]


def test_what_is_open_is_open_at_the_periods_end_not_today(cast: Cast) -> None:
    duty = found_at(cast, clock.now())
    Duty._all.filter(pk=duty.pk).update(
        state="closed", outcome="rectified", closed_at=clock.now() + timedelta(days=3), closed_by=1
    )
    assert known(cast, "open") == 1
    assert known(cast, "open", last=DAY + timedelta(days=4)) == 0
    assert known(cast, "rectified", last=DAY + timedelta(days=4)) == 1
    assert known(cast, "rectified") == 0


def test_a_visit_that_was_taken_back_is_none(cast: Cast, phone: Phone) -> None:
    seen = phone.record("seen")
    phone.send(seen, phone.record("seen", place="owners_estate"))
    assert known(cast, "visits") == 2
    phone.send(phone.undo(seen))
    assert known(cast, "visits") == 1
    assert [line["place"] for line in records.visits(reader(cast))] == [cast.places["owners_estate"].full_name]


def test_nobody_is_named_in_visits_and_no_residents_words_in_tickets(cast: Cast, phone: Phone) -> None:
    phone.send(phone.record("seen"))
    told = Told(
        place=cast.places["estate"], code="FF-04", channel=Channel.HOTLINE, client_ref="12345:T-7",
        words="我是三楼的王阿姨", phone="13812345678",
    )  # fmt: skip
    residents.make_ticket(by=cast.community_worker, told=told, ticket=Clocks("T-7", clock.now()))
    said = str([source.rows(reader(cast)) for source in SOURCES])
    assert "T-7" in said
    assert "同志" not in said
    assert "王阿姨" not in said
    assert "1381234" not in said


def test_each_reads_only_the_own_reach(cast: Cast, phone: Phone) -> None:
    found_at(cast, clock.now())
    lists.report(by=cast.outsider, code="ES-01", at=Spot(cast.places["other_building"], floor=1))
    phone.send(phone.record("seen"))
    counted = {who: known(cast, "found", who) for who in ("district_officer", "street_officer", "outsider")}
    assert counted == {"district_officer": 2, "street_officer": 1, "outsider": 1}
    assert known(cast, "found", "other_property_manager") == 1
    assert known(cast, "visits", "outsider") == 0
    assert known(cast, "visits", "property_manager") == 0, "a company does not see the grid's looks"
    assert {known(cast, "estates", who) for who in ("street_officer", "outsider")} == {3, 1}


def test_the_unit_is_the_own_organisation_and_the_street_the_one_of_the_reach(cast: Cast) -> None:
    assert known(cast, "unit") == "北街道办事处"
    assert (known(cast, "street"), known(cast, "community")) == ("北街道", None)
    assert known(cast, "community", "community_worker") == "柳岸社区"
    assert known(cast, "street", "district_officer") is None, "a district has many streets"
    assert known(cast, "by") == "street_officer同志"
    assert known(cast, "period") == "2026年11月23日"


@pytest.mark.parametrize(("fen", "said"), [(None, None), (0, 0), (12_300, 123), (12_345, "123.45"), (5, "0.05")])
def test_money_is_said_exactly(fen: int | None, said: object) -> None:
    assert records._funds(fen) == said


def test_a_table_has_an_end(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "MOST_ROWS", 2)
    for floor in (1, 2):
        found_at(cast, clock.now(), floor)
    assert len(records.hazards(reader(cast))) == 2
    found_at(cast, clock.now(), 3)
    with pytest.raises(TooManyRowsError, match="hazards"):
        records.hazards(reader(cast))


def test_names_above_a_place_come_from_one_read(cast: Cast, django_assert_num_queries: Any) -> None:
    paths = [place.path for place in cast.places.values()]
    with django_assert_num_queries(1):
        found = wheres(paths)
    building = found[cast.places["building"].path]
    assert [building.of(kind) for kind in (PlaceKind.STREET, PlaceKind.COMMUNITY, PlaceKind.ESTATE)] == [
        "北街道", "柳岸社区", "柳岸新村",
    ]  # fmt: skip
    assert found["/cc/"].of(PlaceKind.STREET) == ""
    assert prefixes("/cc/1/2/") == ["/cc/", "/cc/1/", "/cc/1/2/"]


def test_keys_and_names_of_the_catalogue_are_unlike() -> None:
    for source_ in SOURCES:
        assert len({one.key for one in source_.fields}) == len(source_.fields)
        assert len({one.name for one in source_.fields}) == len(source_.fields)
    assert len({one.key for one in FACTS}) == len({one.name for one in FACTS}) == len(FACTS)
    assert source("no such") is None
    assert fact("no such") is None
    assert field("hazards", "no such") is None
    assert field("hazards", "place") is not None


def test_every_fact_of_records_asks_a_permission(cast: Cast) -> None:
    free = {one.key for one in FACTS if not one.permission}
    assert free == {"unit", "street", "community", "by", "on", "period", "first", "last"}
    for one in FACTS:
        assert one.open_to(cast.street_officer)
    assert not any(one.open_to(cast.administrator) for one in FACTS if one.key in {"found", "visits", "tickets"})
