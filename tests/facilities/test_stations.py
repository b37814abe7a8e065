"""Stations have people, a roster and kit; what is missing is told; phones are opened by who calls out."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from anju.facilities import actions, shipped, words
from anju.facilities.actions import NewMember
from anju.facilities.enums import EraseReason, MemberDuty, RevealReason
from anju.facilities.models import Facility, Station, StationKit, StationMember, StationShift
from anju.facilities.queries import stations as queries
from anju.facilities.rules.station import Turn
from anju.kernel import clock
from anju.kernel.ledger.models import Entry
from anju.kernel.texts.models import Text
from tests.cast import SYSTEM, Cast
from tests.facilities.conftest import hours, joined, put_on_duty, station_at


def data_of(verb: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(Entry._all.filter(verb=verb).latest("id").data)
    return told


def standing(station: Station) -> queries.Standing:
    return queries.standings([station], clock.now())[station.pk]


def test_a_new_station_is_a_facility_with_the_standards_kit_and_lacks_everything(cast: Cast, station: Station) -> None:
    row = Facility._all.get()
    assert (row.kind, row.name) == ("F29", "柳岸社区微型消防站")
    assert StationKit._all.count() == len(shipped.kit())
    lacks = words.lacks(station, standing(station))
    assert lacks == ["没有站长", "队员缺 5 人", "7 天内 168 小时没人值守", f"器材缺 {len(shipped.kit())} 项"]


def test_no_name_and_no_phone_stands_in_the_ledger(cast: Cast, station: Station, volunteer: StationMember) -> None:
    told = "".join(Entry._all.values_list("data", flat=True))
    for personal in ("周守", "13800001111", "025-00001234"):
        assert personal not in told
    assert queries.words_of([volunteer])[volunteer.pk] == ("周守", "13800001111")
    assert queries.phone_of(station.pk) == "025-00001234"


def test_one_head_and_nobody_twice(cast: Cast, station: Station, head: StationMember) -> None:
    with pytest.raises(ValidationError, match="已经有站长"):
        joined(cast, station, duty=MemberDuty.HEAD)
    again = NewMember(account=cast.accounts["grid_member"])
    with pytest.raises(ValidationError, match="已经在队里"):
        actions.add_member(by=cast.community_worker, station=station.pk, new=again)
    with pytest.raises(ValidationError, match="选一个账号"):
        actions.add_member(by=cast.community_worker, station=station.pk, new=NewMember())


def test_shifts_of_the_same_days_are_replaced_and_the_entry_tells_each(
    cast: Cast, station: Station, volunteer: StationMember, head: StationMember
) -> None:
    begin, finish = hours(start=0, until=12)
    put = [Turn(volunteer.pk, begin, finish), Turn(head.pk, finish, finish + timedelta(hours=12))]
    actions.put_shifts(by=cast.community_worker, station=station.pk, turns=put)
    actions.put_shifts(by=cast.community_worker, station=station.pk, turns=[Turn(head.pk, begin, finish)])
    assert [shift.member_id for shift in StationShift._all.order_by("starts_at")] == [head.pk, head.pk]
    told = data_of("station.rostered")
    assert told == {"shifts": [[head.pk, clock.to_us(begin) // 10**6, clock.to_us(finish) // 10**6]], "replaced": 1}


def test_a_strangers_shift_and_one_without_length_are_refused(
    cast: Cast, station: Station, volunteer: StationMember
) -> None:
    other = station_at(cast)
    begin, finish = hours(start=0, until=12)
    for turn, said in (
        (Turn(volunteer.pk, begin, begin), "晚于开始"),
        (Turn(volunteer.pk + 99, begin, finish), "本站在队"),
    ):
        with pytest.raises(ValidationError, match=said):
            actions.put_shifts(by=cast.community_worker, station=station.pk, turns=[turn])
    with pytest.raises(ValidationError, match="本站在队"):
        actions.put_shifts(by=cast.community_worker, station=other.pk, turns=[Turn(volunteer.pk, begin, finish)])
    with pytest.raises(ValidationError, match="写了两次"):
        actions.put_shifts(by=cast.community_worker, station=station.pk, turns=[Turn(volunteer.pk, begin, finish)] * 2)
    with pytest.raises(ValidationError, match="最多排 400"):
        turns = [
            Turn(volunteer.pk, begin + timedelta(hours=n), begin + timedelta(hours=n + 1)) for n in range(401)
        ]  # fmt: skip
        actions.put_shifts(by=cast.community_worker, station=station.pk, turns=turns)


def test_hours_without_anybody_are_counted_for_seven_days(
    cast: Cast, station: Station, volunteer: StationMember
) -> None:
    put_on_duty(cast, volunteer, start=-2, until=10)
    now = standing(station)
    assert now.staffed
    assert now.gap_hours in (158, 159)  # 168 − 10, a begun hour whole
    shift = StationShift._all.get()
    actions.cancel_shift(by=cast.community_worker, station=station.pk, shift=shift.pk)
    assert not standing(station).staffed
    with pytest.raises(ValidationError, match="已经取消"):
        actions.cancel_shift(by=cast.community_worker, station=station.pk, shift=shift.pk)


def test_who_leaves_is_off_the_roster_to_come_but_not_off_what_was(
    cast: Cast, station: Station, volunteer: StationMember
) -> None:
    past, to_come = hours(start=-30, until=-20), hours(start=20, until=30)
    turns = [Turn(volunteer.pk, *past), Turn(volunteer.pk, *to_come)]
    actions.put_shifts(by=cast.community_worker, station=station.pk, turns=turns)
    actions.end_member(by=cast.community_worker, member=volunteer.pk)
    assert [shift.starts_at for shift in StationShift._all.all()] == [past[0]]
    assert data_of("station_member.ended")["shifts"] == 1
    with pytest.raises(ValidationError, match="已经退出"):
        actions.end_member(by=cast.community_worker, member=volunteer.pk)


def test_kit_that_was_counted_is_short_of_what_is_wanted(cast: Cast, station: Station) -> None:
    everything = {code: item.wanted for code, item in shipped.kit().items()}
    actions.check_kit(by=cast.community_worker, station=station.pk, present={**everything, "hose": 5})
    (line,) = standing(station).short
    assert (line.code, line.missing) == ("hose", 3)
    actions.set_wanted(by=cast.community_worker, station=station.pk, wanted={"hose": 5})
    assert standing(station).short == []
    station.refresh_from_db()
    assert station.kit_checked_by == cast.accounts["community_worker"].pk
    with pytest.raises(ValidationError, match="至少写一项"):
        actions.check_kit(by=cast.community_worker, station=station.pk, present={})
    for wrong in ({"hose": -1}, {"nonsense": 1}, {"hose": 10_000}):
        with pytest.raises(ValidationError, match="数量"):
            actions.check_kit(by=cast.community_worker, station=station.pk, present=wrong)


def test_a_member_counts_the_kit_of_the_own_station_and_of_no_other(
    cast: Cast, station: Station, head: StationMember
) -> None:
    actions.check_kit(by=cast.grid_member, station=station.pk, present={"hose": 8})
    other = station_at(cast)
    with pytest.raises(PermissionDenied):
        actions.check_kit(by=cast.grid_member, station=other.pk, present={"hose": 8})
    assert StationKit._all.get(station=station, code="hose").present == 8
    assert StationKit._all.get(station=other, code="hose").present is None


def test_a_phone_is_opened_by_who_calls_out_and_each_time_entered(cast: Cast, station: Station) -> None:
    said = actions.open_duty_phone(by=cast.street_officer, station=station.pk, reason=RevealReason.CALL_OUT)
    assert said == "025-00001234"
    assert data_of("station.phone_opened") == {"reason": "call_out"}
    for who in ("congress_staff", "auditor", "administrator", "water_officer"):
        with pytest.raises(PermissionDenied):
            actions.open_duty_phone(by=cast.actor(who), station=station.pk, reason=RevealReason.CALL_OUT)
    assert Entry._all.filter(verb="station.phone_opened").count() == 1


def test_a_members_name_is_opened_in_the_own_reach_only(cast: Cast, volunteer: StationMember) -> None:
    reason = RevealReason.ROSTER
    assert actions.open_member(by=cast.community_worker, member=volunteer.pk, reason=reason) == ("周守", "13800001111")
    for who in ("outsider", "congress_staff", "other_property_manager", "auditor", "administrator"):
        with pytest.raises(PermissionDenied):
            actions.open_member(by=cast.actor(who), member=volunteer.pk, reason=reason)


def test_erasing_destroys_name_and_phone_and_ends_the_membership(
    cast: Cast, volunteer: StationMember, head: StationMember
) -> None:
    actions.erase_member(by=cast.community_worker, member=volunteer.pk, reason=EraseReason.ASKED)
    volunteer.refresh_from_db()
    assert volunteer.until is not None
    assert queries.words_of([volunteer])[volunteer.pk] == ("", "")
    assert not Text._all.filter(body__contains="周守").exists()
    with pytest.raises(ValidationError, match="有账号"):
        actions.erase_member(by=cast.community_worker, member=head.pk, reason=EraseReason.ASKED)


def test_a_new_duty_phone_destroys_the_old_one(cast: Cast, station: Station) -> None:
    organisation = cast.organisations["street"]
    actions.change_station(by=cast.street_officer, station=station.pk, organisation=organisation, phone="025-00009999")
    assert queries.phone_of(station.pk) == "025-00009999"
    assert not Text._all.filter(body="025-00001234").exists()


@pytest.mark.parametrize("who", ["outsider", "other_property_manager", "congress_staff", "grid_member", "auditor"])
def test_who_keeps_no_station_there_writes_nothing(
    cast: Cast, station: Station, volunteer: StationMember, who: str
) -> None:
    by, begin_and_end = cast.actor(who), hours(start=0, until=8)
    for deed in (
        lambda: station_at(cast, by=by),
        lambda: actions.change_station(by=by, station=station.pk, organisation=cast.organisations["street"]),
        lambda: actions.add_member(by=by, station=station.pk, new=NewMember(name="甲")),
        lambda: actions.end_member(by=by, member=volunteer.pk),
        lambda: actions.erase_member(by=by, member=volunteer.pk, reason=EraseReason.LEFT),
        lambda: actions.put_shifts(by=by, station=station.pk, turns=[Turn(volunteer.pk, *begin_and_end)]),
        lambda: actions.cancel_shift(by=by, station=station.pk, shift=1),
        lambda: actions.set_wanted(by=by, station=station.pk, wanted={"hose": 1}),
        lambda: actions.check_kit(by=by, station=station.pk, present={"hose": 1}),
    ):
        with pytest.raises(PermissionDenied):
            deed()


def test_a_station_goes_where_its_facility_goes_and_closes_with_it(
    cast: Cast, station: Station, volunteer: StationMember
) -> None:
    facility = station.facility
    told = actions.NewFacility(kind="F29", place=cast.places["estate"], name=facility.name, owner=facility.owner)
    actions.change(by=cast.street_officer, facility=facility.pk, new=told)
    station.refresh_from_db()
    volunteer.refresh_from_db()
    assert station.path == volunteer.path == cast.places["estate"].path
    with pytest.raises(ValidationError, match="不能改成别的"):
        actions.change(
            by=SYSTEM, facility=facility.pk, new=actions.NewFacility(kind="F02", place=cast.places["estate"])
        )
    actions.remove(by=cast.street_officer, facility=facility.pk)
    with pytest.raises(ValidationError, match="已经撤销"):
        joined(cast, station, name="乙")
