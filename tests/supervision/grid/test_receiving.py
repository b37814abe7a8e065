"""Every kind of record, used once, whatever the day is like."""

import io
import json
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from anju.kernel import clock
from anju.kernel.files import keeping
from anju.kernel.files.models import Attachment
from anju.kernel.ledger.models import Entry
from anju.people import actions as people
from anju.people.enums import Role
from anju.places import actions as places
from anju.places.enums import PlaceKind
from anju.supervision.grid.actions.using import use_overdue
from anju.supervision.grid.enums import Clocked, Outcome, RecordState, Refused, StopState
from anju.supervision.grid.models import Plan, Question, Record, RecordPhoto, RecordPosition, Round, Stop, Visit
from anju.supervision.grid.rules.records import Claim
from anju.supervision.lists import actions as lists
from anju.supervision.lists.enums import Outcome as CaseOutcome
from anju.supervision.lists.enums import SourceKind, State
from anju.supervision.lists.models import Duty, Hazard
from tests.cast import SYSTEM, add_person, today
from tests.supervision.grid.conftest import MINUTE, MONDAY, Phone, kept, named, result

DAY = timedelta(days=1)


def entered(verb: str) -> list[dict[str, Any]]:
    return [json.loads(data) for data in Entry._all.filter(verb=verb).order_by("id").values_list("data", flat=True)]


@pytest.mark.parametrize("kind", ["seen", "no_entry", "no_time"])
def test_a_look_becomes_a_visit_of_the_grid_and_stands_in_the_ledger(phone: Phone, kind: str) -> None:
    record = phone.record(kind, position={"lon_e7": 1_187_000_000, "lat_e7": 320_000_000, "accuracy": 12, "mock": True})
    assert phone.send(record) == ["applied"]
    visit = Visit._all.get()
    assert (visit.outcome, visit.place, visit.grid) == (kind, phone.cast.places["building"], phone.cast.grids["grid"])
    assert (visit.account, visit.organisation) == (
        phone.cast.accounts["grid_member"],
        phone.cast.organisations["street"].pk,
    )
    assert (visit.happened_at, visit.clocked) == (MONDAY, Clocked.CLAIMED)
    position = RecordPosition._all.get()
    assert (position.lon_e7, position.accuracy, position.mock) == (1_187_000_000, 12, True)
    assert [said["outcome"] for said in entered("patrol_visit.recorded")] == [kind]
    assert entered("patrol_device.received")[0]["records"] == 1


def test_fifty_looks_take_as_many_statements_as_one(phone: Phone, django_assert_max_num_queries: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    phone.send(phone.record("seen"))
    with CaptureQueriesContext(connection) as one:
        phone.send(phone.record("seen"))
    many = [phone.record("seen", place=["building", "estate", "owners_estate"][turn % 3]) for turn in range(50)]
    with django_assert_max_num_queries(len(one)):
        assert set(phone.send(*many)) == {"applied"}
    assert Visit._all.count() == 52


def test_a_hazard_goes_to_the_lists_as_the_members_report(phone: Phone) -> None:
    record = phone.hazard(data={"floor": 3, "spot": "楼梯口", "text": "堆了纸箱"})
    with clock.simulated(MONDAY + 20 * MINUTE):
        assert phone.send(record) == ["applied"]
    duty = result(record).duty
    assert duty is not None
    hazard = duty.hazard
    assert (hazard.kind_code, hazard.floor, hazard.spot, hazard.description) == ("ES-01", 3, "楼梯口", "堆了纸箱")
    assert (hazard.source_kind, hazard.reporter) == (SourceKind.PATROL, phone.cast.accounts["grid_member"].pk)
    assert (hazard.happened_at, hazard.client_ref) == (MONDAY, record["key"])
    assert duty.state == State.ASSIGNED
    assert Visit._all.get().outcome == Outcome.HAZARD
    assert Visit._all.get().duty == duty


def test_a_property_managers_find_is_the_companys_own(phone_of: Callable[[str], Phone]) -> None:
    phone = phone_of("property_manager")
    record = phone.hazard()
    assert phone.send(record) == ["applied"]
    assert Hazard._all.get().source_kind == SourceKind.PROPERTY
    assert Visit._all.get().organisation == phone.cast.organisations["company"].pk


def test_the_same_batch_five_times_makes_everything_once(phone: Phone) -> None:
    hazard = phone.hazard(photos=1)
    batch = [phone.record("seen"), hazard, phone.photo(hazard), phone.record("no_time", place="estate")]
    first = phone.send(*batch)
    entries = Entry._all.count()
    for _ in range(4):
        assert phone.send(*batch) == first == ["applied"] * 4
    assert (Visit._all.count(), Hazard._all.count(), kept(), Entry._all.count()) == (3, 1, 4, entries)


def test_twice_in_one_batch_is_once(phone: Phone) -> None:
    record = phone.record("seen")
    assert phone.send(record, record) == ["applied", "applied"]
    assert Visit._all.count() == 1


def test_a_hazard_waits_for_its_photos_and_shows_them(phone: Phone) -> None:
    record = phone.hazard(photos=2)
    assert phone.send(record) == ["waiting"]
    assert phone.send(phone.photo(record, 0)) == ["applied"]
    assert Hazard._all.count() == 0
    assert phone.send(phone.photo(record, 1, shade=9)) == ["applied"]
    hazard = Hazard._all.get()
    shown = Attachment._all.filter(subject_kind="hazard", subject_id=str(hazard.pk), stage="before")
    assert sorted(hazard.photos) == sorted(shown.values_list("pk", flat=True))
    assert len(hazard.photos) == 2
    assert phone.send(record) == ["applied"]


def test_photos_that_come_first_are_kept_for_their_record(phone: Phone) -> None:
    record = phone.hazard(photos=1)
    assert phone.send(phone.photo(record)) == ["applied"]
    assert RecordPhoto._all.get().album is None
    assert phone.send(record) == ["applied"]
    assert Hazard._all.get().photos == [Attachment._all.get().pk]
    assert RecordPhoto._all.get().album is False


def test_after_a_day_it_is_reported_without_what_did_not_come_and_late_photos_follow(phone: Phone) -> None:
    record = phone.hazard(photos=2)
    phone.send(record, phone.photo(record, 0))
    with clock.simulated(MONDAY + DAY - MINUTE):
        use_overdue(clock.now())
    assert Hazard._all.count() == 0
    with clock.simulated(MONDAY + DAY + MINUTE):
        use_overdue(clock.now())
        hazard = Hazard._all.get()
        assert (hazard.reporter, len(hazard.photos)) == (phone.cast.accounts["grid_member"].pk, 1)
        assert phone.send(phone.photo(record, 1, shade=4)) == ["applied"]
    hazard.refresh_from_db()
    assert len(hazard.photos) == 2
    assert entered("hazard.photographed") == [{"photos": 1}]


def test_an_album_photo_is_taken_and_marked(phone: Phone, client: Client) -> None:
    record = phone.hazard(data={"photos": named(1, album=True)})
    phone.send(record, phone.photo(record))
    assert RecordPhoto._all.get().album is True
    client.force_login(phone.cast.accounts["street_officer"])
    case = client.get(reverse("lists:case", args=[Hazard._all.get().number]))
    photo = client.get(reverse("lists:evidence", args=[Attachment._all.get().pk]))
    assert all("非现场拍摄" in page.content.decode() for page in (case, photo))


def test_a_photo_of_the_camera_is_not_marked(phone: Phone) -> None:
    record = phone.hazard(photos=1)
    phone.send(record, phone.photo(record))
    assert not Attachment._all.get().off_site


def test_a_voice_note_goes_along(phone: Phone) -> None:
    voice = str(uuid.uuid4())
    record = phone.hazard(data={"voice": voice})
    assert phone.send(record) == ["waiting"]
    upload = keeping.receive(by=phone.cast.grid_member, source=io.BytesIO(b"OggS" + b"\x00" * 200))
    note = phone.record("photo", place=None, data={"id": voice, "for": record["key"], "upload": upload.token})
    assert phone.send(note) == ["applied"]
    kept_note = Attachment._all.get()
    assert (kept_note.media, kept_note.subject_kind) == ("audio", "hazard")
    assert Hazard._all.get().photos == [kept_note.pk]


def test_put_right_on_the_spot_is_submitted_and_somebody_else_verifies(phone: Phone) -> None:
    record = phone.hazard(photos=1, fixed=1)
    assert phone.send(record, phone.photo(record), phone.photo(record, fixed=True, shade=8)) == ["applied"] * 3
    duty = Duty._all.get()
    assert duty.state == State.SUBMITTED
    assert duty.submissions.get().on_the_spot
    assert duty.verifier_id not in {phone.cast.organisations["street"].pk, duty.accountable_id}


def test_two_members_at_one_spot_without_a_line_make_one_case(phone: Phone, phone_of: Callable[[str], Phone]) -> None:
    add_person(phone.cast, "second_member", Role.GRID_MEMBER, "street", "grid")
    other = phone_of("second_member")
    mine, theirs = (one.hazard(data={"floor": 2, "spot": "电梯厅"}) for one in (phone, other))
    assert phone.send(mine) == other.send(theirs) == ["applied"]
    first, second = result(mine).duty, result(theirs).duty
    assert first is not None
    assert second is not None
    assert (second.merged_into_id, second.outcome) == (first.pk, CaseOutcome.MERGED)
    assert Visit._all.count() == 2


def test_the_same_one_joins_the_case_with_its_photos(phone: Phone) -> None:
    first = phone.hazard(data={"floor": 1})
    phone.send(first)
    duty = result(first).duty
    assert duty is not None
    again = phone.record("same", data={"duty": duty.pk, "photos": named(1)})
    assert phone.send(again) == ["waiting"]
    assert phone.send(phone.photo(again)) == ["applied"]
    joined = result(again).duty
    assert joined is not None
    assert joined.merged_into_id == duty.pk
    assert len(joined.hazard.photos) == 1


def test_the_same_one_as_a_case_closed_meanwhile_is_reported_anew(phone: Phone) -> None:
    first = phone.hazard(data={"floor": 1})
    phone.send(first)
    duty = result(first).duty
    assert duty is not None
    Duty._all.filter(pk=duty.pk).update(
        state=State.CLOSED, outcome=CaseOutcome.RECTIFIED, closed_at=MONDAY, holder=None
    )
    again = phone.record("same", data={"duty": duty.pk})
    assert phone.send(again) == ["applied"]
    anew = result(again).duty
    assert anew is not None
    assert (anew.state, anew.recurrence_of_id, anew.hazard.floor) == (State.ASSIGNED, duty.pk, 1)


def test_a_reading_is_kept_as_it_was_read(phone: Phone) -> None:
    record = phone.record("reading", data={"what": "pressure", "value": 0.35, "unit": "MPa"})
    assert phone.send(record) == ["applied"]
    assert json.loads(Record._all.get().body.sent)["data"]["value"] == 0.35
    assert Visit._all.count() == 0


def test_an_answer_reaches_its_question_and_the_first_one_stands(phone: Phone) -> None:
    cast = phone.cast
    asked = Question._all.create(
        account=cast.accounts["grid_member"], place=cast.places["building"], path=cast.places["building"].path,
        sign="speed", asked_at=MONDAY, expires_at=MONDAY + 7 * DAY,
    )  # fmt: skip
    for value in ("was_there", "other"):
        assert phone.send(phone.record("answer", data={"question": asked.pk, "value": value})) == ["applied"]
    asked.refresh_from_db()
    assert (asked.answer, asked.answered_at) == ("was_there", MONDAY)
    assert len(entered("patrol_question.answered")) == 1


def test_nobody_answers_what_another_was_asked(phone: Phone, phone_of: Callable[[str], Phone]) -> None:
    cast = phone.cast
    asked = Question._all.create(
        account=cast.accounts["grid_member"], path="/cc/1/1/1/", sign="speed", asked_at=MONDAY, expires_at=MONDAY + DAY
    )
    record = phone_of("other_grid_member").record("answer", data={"question": asked.pk, "value": "there"})
    assert phone_of("other_grid_member").send(record) == ["refused"]
    assert result(record).reason == Refused.NO_QUESTION


def test_a_look_can_be_taken_back_at_any_time(phone: Phone) -> None:
    record = phone.record("seen")
    phone.send(record)
    with clock.simulated(MONDAY + 3 * DAY):
        assert phone.send(phone.undo(record)) == ["applied"]
    assert Visit._all.get().voided_at == MONDAY + 3 * DAY
    assert result(record).state == RecordState.UNDONE
    assert len(entered("patrol_visit.voided")) == 1


def test_what_is_taken_back_before_it_was_used_never_happens(phone: Phone) -> None:
    hazard, seen = phone.hazard(photos=1), phone.record("seen")
    assert phone.send(hazard) == ["waiting"]
    assert phone.send(phone.undo(hazard), phone.undo(seen)) == ["applied", "waiting"]
    undone = phone.send(seen, phone.photo(hazard))
    assert undone == ["undone", "applied"]
    assert (Hazard._all.count(), Visit._all.count()) == (0, 0)


def test_a_hazard_is_taken_back_as_a_proposal_while_nobody_has_acted(phone: Phone) -> None:
    record = phone.hazard()
    phone.send(record)
    assert phone.send(phone.undo(record)) == ["applied"]
    duty = Duty._all.get()
    assert (duty.state, duty.submissions.get().outcome) == (State.SUBMITTED, CaseOutcome.NOT_SO)
    assert Visit._all.get().voided_at is not None


def test_a_hazard_that_somebody_works_on_is_not_taken_back(phone: Phone) -> None:
    record = phone.hazard()
    phone.send(record)
    lists.progress(by=phone.cast.property_manager, duty_id=Duty._all.get().pk, note="已通知业主")
    undo = phone.undo(record)
    assert phone.send(undo) == ["refused"]
    assert result(undo).reason == Refused.ACTED_ON
    assert Duty._all.get().state == State.ASSIGNED
    assert Visit._all.get().voided_at is None


def test_taking_back_what_never_came_is_refused_after_a_day(phone: Phone) -> None:
    undo = phone.record("undo", place=None, data={"of": str(uuid.uuid4())})
    assert phone.send(undo) == ["waiting"]
    with clock.simulated(MONDAY + DAY + MINUTE):
        use_overdue(clock.now())
    assert (result(undo).state, result(undo).reason) == (RecordState.REFUSED, Refused.NO_RECORD)


BROKEN: dict[str, tuple[Any, Refused]] = {
    "no code": ({"kind": "hazard", "data": {}}, Refused.BROKEN),
    "no data": ({"kind": "hazard", "data": None}, Refused.BROKEN),
    "unknown code": ({"kind": "hazard", "data": {"code": "ZZ-99"}}, Refused.NO_KIND),
    "unknown kind": ({"kind": "hologram"}, Refused.NEWER),
    "unknown place": ({"kind": "seen", "place": 99_999_999}, Refused.NO_PLACE),
    "no place": ({"kind": "seen", "place": None}, Refused.NO_PLACE),
    "words for a place": ({"kind": "seen", "place": "1幢"}, Refused.NO_PLACE),
    "elsewhere": ({"kind": "seen", "place": "other_building"}, Refused.NOT_YOURS),
    "hazard elsewhere": ({"kind": "hazard", "place": "other_building", "data": {"code": "ES-01"}}, Refused.NOT_YOURS),
    "unknown case": ({"kind": "same", "data": {"duty": 99_999_999}}, Refused.NO_CASE),
    "no upload": ({"kind": "photo", "data": {"id": str(uuid.uuid4()), "for": str(uuid.uuid4()), "upload": "gone"}},
                  Refused.PHOTO_GONE),
    "photo of nothing": ({"kind": "photo", "data": {}}, Refused.BROKEN),
    "a reading of nothing": ({"kind": "reading", "data": {"what": "pressure"}}, Refused.BROKEN),
    "an undo of nothing": ({"kind": "undo", "data": {}}, Refused.BROKEN),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_bad_record_is_kept_said_and_spoils_no_other(phone: Phone, name: str) -> None:
    change, reason = BROKEN[name]
    change = {**change}
    if isinstance(change.get("place"), str) and change["place"] in phone.cast.places:
        change["place"] = phone.cast.places[change["place"]].pk
    bad, good = {**phone.record("seen"), **change}, phone.record("seen")
    assert phone.send(bad, good) == ["refused", "applied"]
    assert result(bad).reason == reason
    assert kept() == 2
    assert entered("patrol_record.refused") == [{"reason": str(reason)}]
    assert phone.send(bad) == ["refused"]


@pytest.mark.parametrize("raw", [None, 7, "x", [], {}, {"seq": "1", "key": "no", "at": 5}, {"kind": ["a"], "seq": -3}])
def test_anything_at_all_is_kept_once_and_never_an_error(phone: Phone, raw: Any) -> None:
    assert phone.send(raw) == ["refused"] == phone.send(raw)
    assert kept() == 1


def test_text_that_no_database_takes_is_taken(phone: Phone) -> None:
    record = phone.hazard(data={"text": "a\x00b\ud800c", "spot": "x" * 500})
    assert phone.send(record) == ["applied"]
    assert Hazard._all.get().description == "abc"
    assert len(Hazard._all.get().spot) == 120


def test_an_unforeseen_failure_leaves_the_record_for_the_worker(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    from anju.supervision.grid.actions import using

    record, good = phone.hazard(), phone.record("seen")
    with monkeypatch.context() as broken:
        broken.setitem(using.HANDLERS, "hazard", lambda act, step: 1 // 0)
        assert phone.send(record, good) == ["received", "applied"]
    with clock.simulated(MONDAY + 2 * timedelta(hours=1)):
        use_overdue(clock.now())
    assert result(record).state == RecordState.APPLIED


def test_a_look_that_fails_does_not_take_the_others_along(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    from anju.supervision.grid.actions import using

    bad, good = phone.record("seen", place="estate"), phone.record("seen")
    new_visit, estate = using.new_visit, phone.cast.places["estate"]

    def fails(row: Any, place: Any, *given: Any, **more: Any) -> Visit:
        if place == estate:
            raise RuntimeError
        return new_visit(row, place, *given, **more)

    with monkeypatch.context() as broken:
        broken.setattr(using, "new_visit", fails)
        assert phone.send(bad, good) == ["received", "applied"]
    with clock.simulated(MONDAY + DAY):
        use_overdue(clock.now())
    assert Visit._all.count() == 2


def test_a_clock_two_days_ahead_is_seen_through_and_kept_beside(phone: Phone) -> None:
    phone.late = 2 * DAY
    records = [phone.record("seen", at=MONDAY + turn * MINUTE) for turn in range(3)]
    with clock.simulated(MONDAY + 10 * MINUTE):
        phone.send(*records, sent=Claim(clock.now() + phone.late, None))
    visits = list(Visit._all.order_by("happened_at"))
    assert [visit.happened_at for visit in visits] == [MONDAY + turn * MINUTE for turn in range(3)]
    assert {visit.clocked for visit in visits} == {Clocked.ESTIMATED}
    assert visits[0].claimed_at == MONDAY + 2 * DAY
    assert visits[0].day == today()


def test_a_clock_two_days_behind_is_seen_through_where_the_phone_says_its_time(phone: Phone) -> None:
    phone.late = -2 * DAY
    record = phone.record("seen")
    with clock.simulated(MONDAY + 10 * MINUTE):
        phone.send(record, sent=Claim(clock.now() - 2 * DAY, None))
    assert Visit._all.get().happened_at == MONDAY


def test_a_member_moved_in_the_middle_of_a_round_is_heard_as_what_he_was(phone: Phone) -> None:
    before = phone.record("seen")
    hazard = phone.hazard()
    people.close_post(by=SYSTEM, post=phone.cast.posts["grid_member"], on=today())
    people.open_post(
        by=SYSTEM, account=phone.cast.accounts["grid_member"], role=Role.GRID_MEMBER, place=None,
        organisation=phone.cast.organisations["other_street"], grid=phone.cast.grids["other_grid"], since=today(),
    )  # fmt: skip
    after = phone.record("seen", place="other_building")
    with clock.simulated(MONDAY + 3 * DAY):
        assert phone.send(before, hazard, after) == ["applied"] * 3
        assert phone.send(phone.record("seen")) == ["refused"]
    grids = dict(Visit._all.values_list("place", "grid"))
    places_ = phone.cast.places
    assert grids[places_["building"].pk] == phone.cast.grids["grid"].pk
    assert grids[places_["other_building"].pk] == phone.cast.grids["other_grid"].pk


def test_a_stop_is_answered_by_the_latest_visit_in_any_order(phone: Phone) -> None:
    stop = stop_of(phone, "building")
    first = phone.record("no_time", stop=stop.pk)
    with clock.simulated(MONDAY + 5 * MINUTE):
        second = phone.record("seen", stop=stop.pk)
    with clock.simulated(MONDAY + 9 * MINUTE):
        phone.send(second)
        phone.send(first)
        stop.refresh_from_db()
        assert (stop.state, stop.visit.outcome if stop.visit else "") == (StopState.VISITED, "seen")
        phone.send(phone.undo(second))
        stop.refresh_from_db()
        assert stop.state == StopState.SKIPPED


def stop_of(phone: Phone, place: str) -> Stop:
    """A stop of a round of the phone's owner."""
    cast, account = phone.cast, phone.cast.accounts[phone.who]
    plan = Plan._all.create(grid=cast.grids["grid"], path=cast.grids["grid"].path, since=today())
    walk = Round._all.create(plan=plan, account=account, path=plan.path, day=today(), minutes=60, drawn_at=MONDAY)
    return Stop._all.create(round=walk, place=cast.places[place], order=1)


def test_a_place_merged_meanwhile_is_the_one_it_became(phone: Phone) -> None:
    cast = phone.cast
    twin = places.add_place(by=SYSTEM, parent=cast.places["estate"].pk, kind=PlaceKind.BUILDING, name="2幢")
    record = phone.record("seen", place=None) | {"place": twin.pk}
    places.merge_places(by=SYSTEM, place=twin.pk, into=cast.places["building"].pk, on=today())
    assert phone.send(record) == ["applied"]
    assert Visit._all.get().place == cast.places["building"]


def test_the_highest_number_without_a_gap_is_known(phone: Phone) -> None:
    first, second, third, fourth = (phone.record("seen") for _ in range(4))
    for record, last in ((first, 1), (third, 1), (fourth, 1), (second, 4)):
        phone.send(record)
        phone.device.refresh_from_db()
        assert phone.device.last_seq == last


def test_somebody_elses_key_is_told_nothing(phone: Phone, phone_of: Callable[[str], Phone]) -> None:
    record = phone.hazard()
    phone.send(record)
    assert phone_of("other_grid_member").send(record) == [""]
    assert kept() == 1


def test_what_a_leaver_recorded_still_counts(phone: Phone, monday: datetime) -> None:
    record = phone.hazard(photos=1)
    phone.send(record)
    people.leave(by=SYSTEM, account=phone.cast.accounts["grid_member"], on=today(), successor=None)
    with clock.simulated(MONDAY + DAY + MINUTE):
        use_overdue(clock.now())
    assert Hazard._all.get().reporter == phone.cast.accounts["grid_member"].pk
