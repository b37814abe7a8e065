"""Records as the rules see them, at a fixed number of statements."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from anju.kernel import clock
from anju.supervision.grid.actions.asking import look_through
from anju.supervision.grid.models import Question, RecordBody, RecordResult
from anju.supervision.grid.queries.evidence import TERM, gather
from anju.supervision.grid.rules.kinds import Look, Origin
from anju.supervision.grid.rules.looks import Fix, Reading, Visit
from anju.supervision.grid.rules.records import Claim
from anju.supervision.lists import actions as lists
from anju.supervision.lists.actions import Source, Spot
from anju.supervision.lists.enums import SourceKind
from anju.supervision.lists.models import Duty
from tests.cast import SYSTEM, today
from tests.supervision.grid.conftest import MINUTE, MONDAY, iso
from tests.supervision.grid.doubts.conftest import LAT, LON, NORTH, Street

WHO = "grid_member"
AHEAD = timedelta(hours=50)


def visits(street: Street, who: str = WHO) -> list[Visit]:
    account = street.cast.accounts[who].pk
    return list(gather([account], clock.now()).of(account).visits)


def test_a_record_is_read_with_its_clock_its_place_and_what_its_phone_had_heard(street: Street) -> None:
    phone, heard = street.phone(WHO), MONDAY - timedelta(hours=3)
    phone.late = AHEAD
    position = {"lon_e7": LON, "lat_e7": LAT, "accuracy": 12, "at": iso(MONDAY + AHEAD - MINUTE), "mock": True}
    record = street.at(WHO, 0, heard_at=iso(heard), position=position)
    phone.send(record, sent=Claim(MONDAY + AHEAD, None))
    [seen] = visits(street)
    assert (seen.device_at, seen.skew, seen.made_at) == (MONDAY + AHEAD, AHEAD, MONDAY)
    assert (seen.heard_at, seen.later, seen.look, seen.origin) == (heard, False, Look.SEEN, Origin.LIVE)
    assert seen.fix == Fix(LON, LAT, 12.0, 60.0, mocked=True)
    place = gather([street.cast.accounts[WHO].pk], clock.now()).places[seen.place]
    assert (place.lat_e7, place.floors, place.street, place.kind) == (LAT + NORTH, 6, "/cc/1/", "building")


def test_where_the_phone_did_not_say_its_time_what_the_server_settled_counts(street: Street) -> None:
    street.phone(WHO).send(street.at(WHO, 0))
    assert RecordResult._all.get().ahead_ms is None
    [seen] = visits(street)
    assert (seen.device_at, seen.skew) == (MONDAY, None)


def test_an_answer_from_the_future_was_not_heard(street: Street) -> None:
    for said in (iso(MONDAY + timedelta(days=1)), "soon", 7):
        street.phone(WHO).send(street.at(WHO, 0, heard_at=said))
    assert [seen.heard_at for seen in visits(street)] == [None] * 3


def test_a_reading_is_a_look_with_steps_of_its_scale(street: Street) -> None:
    phone = street.phone(WHO)
    phone.send(
        street.at(WHO, 1, "reading", data={"what": "pressure", "value": "0.35", "unit": "MPa"}),
        street.at(WHO, 1, "reading", data={"what": "flow", "value": "a lot"}),
    )
    [seen] = visits(street)
    assert seen.readings == (Reading("pressure", 35, f"{street.buildings[1].pk}:pressure"),)
    assert seen.claims


def test_what_others_read_is_known_of_a_gauge(street: Street) -> None:
    for who, value in ((WHO, "0.20"), ("second_member", "0.42"), ("second_member", "0.40")):
        street.phone(who).send(street.at(who, 1, "reading", data={"what": "pressure", "value": value}))
    accounts = [street.cast.accounts[who].pk for who in (WHO, "second_member")]
    usual, spot = gather(accounts, clock.now()).usual_readings, f"{street.buildings[1].pk}:pressure"
    assert (usual[accounts[0]][spot], usual[accounts[1]][spot]) == (40, 20)


def test_erased_words_leave_the_visit(street: Street) -> None:
    street.phone(WHO).send(street.at(WHO, 0, heard_at=iso(MONDAY)))
    RecordBody._all.update(sent="")
    assert [seen.heard_at for seen in visits(street)] == [None]


def test_what_is_older_than_the_term_was_taken_back_or_is_anothers_is_not_looked_at(street: Street) -> None:
    phone = street.phone(WHO)
    gone = street.at(WHO, 0)
    phone.send(gone)
    phone.send(phone.undo(gone))
    street.phone("second_member").send(street.at("second_member", 1))
    assert visits(street) == []
    phone.send(street.at(WHO, 2))
    assert len(visits(street)) == 1
    with clock.simulated(MONDAY + TERM + MINUTE):
        assert visits(street) == []


def test_more_people_and_more_records_take_no_more_statements(street: Street) -> None:
    def statements(*who: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            gather([street.cast.accounts[one].pk for one in who], clock.now())
        return len(caught)

    read = {"what": "pressure", "value": "0.35"}
    street.walk(WHO, 9 * MINUTE)
    street.phone(WHO).send(street.at(WHO, 1, "reading", data=read))
    few = statements(WHO)
    street.walk("second_member", 8 * MINUTE)
    street.walk(WHO, 7 * MINUTE)
    for number in range(10):
        street.phone("second_member").send(street.at("second_member", number, "reading", data=read))
    assert statements(WHO, "second_member") == few <= 12


def test_what_a_resident_truly_found_soon_after_a_look_speaks_against_it(street: Street) -> None:
    cast, account = street.cast, street.cast.accounts[WHO].pk

    def told(number: int, code: str) -> Duty:
        at = Spot(street.buildings[number], floor=3)
        return lists.report(by=SYSTEM, code=code, at=at, source=Source(kind=SourceKind.RESIDENT))

    street.walk(WHO, 9 * MINUTE)
    street.phone(WHO).send(street.at(WHO, 2, "hazard", data={"code": "FF-11", "photos": [], "floor": 1}))
    with clock.simulated(MONDAY + timedelta(days=1)):
        true = [told(1, "FF-11"), told(2, "FF-11"), told(3, "EB-01")]
        unchecked = told(4, "FF-11")
        for duty in true:
            lists.check_report(by=cast.community_worker, duty_id=duty.pk)
    with clock.simulated(MONDAY + timedelta(days=9)):
        late = told(5, "FF-11")
        lists.check_report(by=cast.community_worker, duty_id=late.pk)
        said = gather([account], clock.now()).of(account).contradictions
    assert [int(one.place) for one in said] == [street.buildings[1].pk], "told, ridden away, unchecked, late: no word"
    assert unchecked.assigned_at is None


def test_one_persons_broken_records_hold_up_nobody(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    street.walk(WHO, timedelta(seconds=4))
    broken = street.cast.accounts["second_member"].pk

    def gathering(accounts: list[int], *more: Any, **named: Any) -> Any:
        if broken in accounts:
            raise RuntimeError
        return gather(accounts, *more, **named)

    monkeypatch.setattr("anju.supervision.grid.queries.evidence.gather", gathering)
    look_through(today(), limit=50)
    assert Question._all.get().account == street.cast.accounts[WHO]
