"""Who needs help to get out: kept by community and grid member, opened for an alarm, forgotten when over."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from anju.kernel import clock
from anju.kernel.actors import Actor, ActorKind
from anju.kernel.ledger import states
from anju.kernel.ledger.models import Entry
from anju.kernel.texts.models import Text
from anju.people import rules, tasks
from anju.people.actions import help as help_list
from anju.people.actions.following import follow_place
from anju.people.actions.help import NewNeed
from anju.people.enums import HelpConsent, HelpEnd, HelpKind, HelpOpened, HelpSource, Role, UnmaskReason
from anju.people.models import HelpNeed
from anju.people.queries import help as queries
from anju.places import actions as places
from anju.places.enums import PlaceKind
from anju.places.models import Place
from anju.places.rules import NewPlace
from tests.cast import SYSTEM, Cast, add_person

PERSONAL = ("周演示", "13800001111", "1203室")


@pytest.fixture
def unit(cast: Cast) -> Place:
    rows = [NewPlace(PlaceKind.UNIT, "2单元", parent=cast.places["building"].pk)]
    return places.add_places(by=SYSTEM, rows=rows)[0]


def told(place: Place, **more: Any) -> NewNeed:
    given: dict[str, Any] = {
        "place": place, "kind": HelpKind.WHEELCHAIR, "name": "周演示", "door": "1203室", "phone": "13800001111",
        "floor": 12, "source": HelpSource.DOOR_KNOCK, "consent": HelpConsent.SELF, "consent_on": clock.today(),
    }  # fmt: skip
    return NewNeed(**{**given, **more})


@pytest.fixture
def need(cast: Cast, unit: Place) -> HelpNeed:
    return help_list.record(by=cast.grid_member, new=told(unit))


def aged(row: HelpNeed, days: int) -> HelpNeed:
    HelpNeed._all.filter(pk=row.pk).update(confirmed_at=clock.now() - timedelta(days=days))
    row.refresh_from_db()
    return row


def everything_entered() -> str:
    return "".join(Entry._all.values_list("data", flat=True))


def test_an_entry_holds_no_name_no_door_and_not_what_help_is_needed(cast: Cast, need: HelpNeed) -> None:
    for word in (*PERSONAL, "wheelchair"):
        assert word not in everything_entered()
    assert queries.words_of([need])[need.pk] == queries.HelpWords("1203室", "周演示", "13800001111")


def test_no_entry_on_somebodys_need_tells_in_which_building_they_live(cast: Cast, need: HelpNeed, unit: Place) -> None:
    keeper = cast.grid_member
    help_list.move(by=keeper, need=need.pk, place=cast.places["building"], floor=3, door="301室")
    help_list.correct(by=keeper, need=need.pk, kind=HelpKind.DEAF, name="周示例", phone="")
    help_list.confirm(by=keeper, needs=[need.pk])
    help_list.reveal(by=keeper, needs=[need.pk], reason=UnmaskReason.MAINTAIN)
    help_list.end(by=keeper, needs=[need.pk], reason=HelpEnd.MISTAKE)
    help_list.erase(by=keeper, need=need.pk)
    follow_place(by=SYSTEM, old=cast.places["building"].path, new=unit.path)
    entries = Entry._all.filter(subject_kind__in=["help_need", "text"])
    assert {entry.path for entry in entries} == {cast.places["community"].path}
    assert entries.count() >= 12
    assert not any("place" in json.loads(entry.data) or "to" in json.loads(entry.data) for entry in entries)


def test_a_home_a_name_and_a_consent_are_asked_for(cast: Cast, unit: Place) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    for new, said in (
        (told(cast.places["estate"]), "请选到楼栋或单元"), (told(unit, name=" "), "姓名和门牌"),
        (told(unit, door=""), "姓名和门牌"), (told(unit, floor=500), "楼层要在"),
        (told(unit, consent_on=tomorrow), "同意日期不能晚于今天"),
    ):  # fmt: skip
        with pytest.raises(ValidationError, match=said):
            help_list.record(by=cast.grid_member, new=new)
    assert HelpNeed._all.count() == 0


def test_the_same_form_sent_twice_makes_one(cast: Cast, unit: Place) -> None:
    first = help_list.record(by=cast.grid_member, new=told(unit), client_ref="desk:1:x")
    assert help_list.record(by=cast.grid_member, new=told(unit), client_ref="desk:1:x") == first


def test_confirming_ending_and_taking_back_are_entered_one_by_one(cast: Cast, need: HelpNeed, unit: Place) -> None:
    other = help_list.record(by=cast.community_worker, new=told(unit, name="吴演示"))
    both = [aged(need, 120).pk, other.pk]
    assert help_list.confirm(by=cast.grid_member, needs=both) == 2
    assert Entry._all.filter(verb="help_need.confirmed").count() == 2
    assert help_list.end(by=cast.grid_member, needs=both, reason=HelpEnd.MOVED_AWAY) == 2
    with pytest.raises(ValidationError, match="已经结束"):
        help_list.confirm(by=cast.grid_member, needs=both)
    assert help_list.resume(by=cast.grid_member, needs=[need.pk]) == 1
    assert queries.words_of([need])[need.pk].name == "周演示"
    assert [row.pk for row in queries.kept_at(cast.places["building"].path)] == [need.pk]


def test_a_move_destroys_the_old_door_and_follows_the_place(cast: Cast, need: HelpNeed) -> None:
    row = help_list.move(by=cast.grid_member, need=need.pk, place=cast.places["building"], floor=3, door="301室")
    assert (row.path, row.floor) == (cast.places["building"].path, 3)
    assert queries.words_of([row])[row.pk] == queries.HelpWords("301室", "周演示", "13800001111")
    assert not Text._all.filter(body="1203室").exists()
    with pytest.raises(PermissionDenied):
        help_list.move(by=cast.grid_member, need=need.pk, place=cast.places["other_building"], floor=1, door="101室")


def test_a_correction_destroys_what_stood_there(cast: Cast, need: HelpNeed) -> None:
    help_list.correct(by=cast.grid_member, need=need.pk, kind=HelpKind.DEAF, name="周示例", phone="")
    row = HelpNeed._all.get()
    assert (row.kind, queries.words_of([row])[row.pk]) == ("deaf", queries.HelpWords("1203室", "周示例", ""))
    assert not Text._all.filter(body__in=["周演示", "13800001111"]).exists()


def test_erasing_destroys_words_kind_floor_and_salt(cast: Cast, need: HelpNeed) -> None:
    row = help_list.erase(by=cast.community_worker, need=need.pk)
    row.refresh_from_db()
    assert (row.kind, row.floor, bytes(row.salt), row.end_reason) == ("", None, b"", "withdrawn")
    assert states.state_of(row) == ""
    assert not Text._all.filter(body__in=PERSONAL).exists()
    assert queries.need_for(cast.community_worker, need.pk) is None
    with pytest.raises(ValidationError, match="已经删除"):
        help_list.erase(by=cast.community_worker, need=need.pk)


def test_what_ended_a_month_ago_is_forgotten_by_itself_and_comes_back_no_more(cast: Cast, need: HelpNeed) -> None:
    help_list.end(by=cast.grid_member, needs=[need.pk], reason=HelpEnd.NOT_NEEDED)
    assert tasks.erase_ended_help() is False
    HelpNeed._all.update(ended_at=clock.now() - timedelta(days=31))
    with pytest.raises(ValidationError, match="请重新登记"):
        help_list.resume(by=cast.grid_member, needs=[need.pk])
    assert tasks.erase_ended_help() is True
    assert not Text._all.filter(body__in=PERSONAL).exists()
    assert tasks.erase_ended_help() is False
    assert help_list.erase_ended(by=cast.grid_member) == 0


def test_all_of_a_building_is_opened_for_an_alarm_and_that_is_entered(
    cast: Cast, need: HelpNeed, unit: Place, django_assert_max_num_queries: Any
) -> None:
    below = help_list.record(by=cast.grid_member, new=told(cast.places["building"], floor=2, name="吴演示"))
    gone = help_list.record(by=cast.grid_member, new=told(unit, name="郑演示"))
    help_list.end(by=cast.grid_member, needs=[gone.pk], reason=HelpEnd.MOVED_AWAY)
    aged(need, 101)
    with django_assert_max_num_queries(7):
        opened = help_list.open_for(by=cast.street_officer, place=unit, reason=HelpOpened.ALARM, ref="alarm:17")
    assert [(one.need, one.words.name, one.stale) for one in opened] == [
        (below.pk, "吴演示", False), (need.pk, "周演示", True),
    ]  # fmt: skip
    entry = Entry._all.get(verb="help.opened")
    assert (entry.subject_kind, entry.subject_id) == ("help", str(cast.places["building"].pk))
    assert json.loads(entry.data) == {"reason": "alarm", "ref": "alarm:17", "entries": [below.pk, need.pk]}
    assert [one.data["ref"] for one in queries.openings(cast.grid_member)] == ["alarm:17"]
    assert queries.openings(cast.outsider) == []


def test_a_volunteer_without_a_post_may_answer_but_who_reads_masked_may_not(cast: Cast, need: HelpNeed) -> None:
    add_person(cast, "auditor", Role.AUDITOR, "district_office", "district")
    bare = Actor(kind=ActorKind.PERSON, id="900", account=900, name="志愿者")
    place = cast.places["building"]
    assert len(help_list.open_for(by=bare, place=place, reason=HelpOpened.ALARM, ref="alarm:1")) == 1
    for who in ("congress_staff", "administrator", "auditor"):
        with pytest.raises(PermissionDenied):
            help_list.open_for(by=cast.actor(who), place=place, reason=HelpOpened.ALARM, ref="alarm:1")
    for by in (SYSTEM, Actor(kind=ActorKind.TOKEN, id="t")):
        with pytest.raises(PermissionDenied):
            help_list.open_for(by=by, place=place, reason=HelpOpened.ALARM, ref="alarm:1")
    with pytest.raises(ValueError, match="no subject"):
        help_list.open_for(by=bare, place=place, reason=HelpOpened.ALARM, ref="周演示家")
    assert Entry._all.filter(verb="help.opened").count() == 1


OTHERS = (
    "outsider", "other_grid_member", "street_officer", "district_officer", "fire_officer", "property_manager",
    "congress_staff", "administrator",
)  # fmt: skip


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_else_lists_or_keeps_entries(cast: Cast, need: HelpNeed, unit: Place, who: str) -> None:
    by = cast.actor(who)
    assert list(queries.needs(by, queries.Filters(), now=clock.now())) == []
    assert queries.need_for(by, need.pk) is None
    deeds: tuple[Callable[[], object], ...] = (
        lambda: help_list.record(by=by, new=told(unit)),
        lambda: help_list.confirm(by=by, needs=[need.pk]),
        lambda: help_list.end(by=by, needs=[need.pk], reason=HelpEnd.MISTAKE),
        lambda: help_list.resume(by=by, needs=[need.pk]),
        lambda: help_list.move(by=by, need=need.pk, place=unit, floor=1, door="101室"),
        lambda: help_list.correct(by=by, need=need.pk, kind=HelpKind.OTHER, name="甲", phone=""),
        lambda: help_list.erase(by=by, need=need.pk),
        lambda: help_list.reveal(by=by, needs=[need.pk], reason=UnmaskReason.MAINTAIN),
        lambda: help_list.confirm(by=by, needs=[999_999]),
    )
    for deed in deeds:
        with pytest.raises(PermissionDenied):
            deed()


def test_one_that_is_not_the_keepers_spoils_the_whole_deed(cast: Cast, need: HelpNeed) -> None:
    other = help_list.record(by=cast.other_grid_member, new=told(cast.places["other_building"]))
    with pytest.raises(PermissionDenied):
        help_list.end(by=cast.grid_member, needs=[need.pk, other.pk], reason=HelpEnd.MOVED_AWAY)
    assert HelpNeed._all.filter(ended_at=None).count() == 2


@pytest.mark.parametrize(("days", "due", "stale"), [(89, False, False), (90, True, False), (101, True, True)])
def test_a_quarter_is_due_and_a_hundred_days_are_stale(days: int, due: bool, stale: bool) -> None:
    now = clock.now()
    then = now - timedelta(days=days)
    assert (rules.is_help_due(then, now), rules.is_help_stale(then, now)) == (due, stale)


def test_a_masked_door_tells_neither_number_nor_length() -> None:
    assert [rules.mask_door(door) for door in ("1203室", "1", " ")] == ["1**", "1**", ""]


def test_entries_follow_a_merged_place(cast: Cast, need: HelpNeed) -> None:
    into = cast.places["building"]
    follow_place(by=SYSTEM, old=need.path, new=into.path, into=into.pk)
    need.refresh_from_db()
    assert (need.path, need.place_id) == (into.path, into.pk)


def body(answer: Any) -> str:
    return answer.content.decode()  # type: ignore[no-any-return]


def test_the_list_is_masked_and_shown_in_full_once_with_an_entry_each(
    client: Client, cast: Cast, need: HelpNeed
) -> None:
    client.force_login(cast.accounts["grid_member"])
    page = body(client.get(reverse("people:help")))
    for word in PERSONAL:
        assert word not in page
    assert "周*" in page
    assert "1**" in page
    answer = client.post(reverse("people:help-reveal"), {"ids": [need.pk], "query": "state=&kind="})
    for word in PERSONAL:
        assert word in body(answer)
    assert "no-cache" in answer["Cache-Control"]
    assert json.loads(Entry._all.get(verb="help_need.unmasked").data) == {"reason": "maintain"}
    one = body(client.post(reverse("people:help-reveal"), {"ids": [need.pk], "one": "1"}))
    assert "13800001111" in one
    assert "没有选人" in body(client.post(reverse("people:help-reveal"), follow=True))


def test_the_quarters_question_is_answered_for_several_at_once(client: Client, cast: Cast, need: HelpNeed) -> None:
    client.force_login(cast.accounts["grid_member"])
    rows = [need, *(help_list.record(by=cast.grid_member, new=told(need.place, name=f"演示{n}")) for n in range(3))]
    for row, days in zip(rows, (101, 95, 10, 95), strict=True):
        aged(row, days)
    page = client.get(reverse("people:help"), {"state": "due"})
    assert [one["stale"] for one in page.context["rows"]] == [True, False, False]
    assert "超过 100 天没确认" in body(page)
    decide, query = reverse("people:help-decide"), {"query": "state=due"}
    assert "请先勾选" in body(client.post(decide, {**query, "deed": "confirm"}, follow=True))
    told_ = client.post(decide, {**query, "deed": "confirm", "ids": [rows[0].pk, rows[1].pk]}, follow=True)
    assert "已确认 2 条" in body(told_)
    assert told_.request["QUERY_STRING"] == "state=due"
    assert [one["row"].pk for one in told_.context["rows"]] == [rows[3].pk]
    assert "已结束 1 条" in body(client.post(decide, {**query, "deed": "moved_away", "ids": [rows[3].pk]}, follow=True))
    assert "没有该确认的" in body(client.get(reverse("people:help"), {"state": "due"}))
    ended = client.get(reverse("people:help"), {"state": "ended"})
    assert "已搬走" in body(ended)
    assert "已恢复 1 条" in body(client.post(decide, {"deed": "resume", "ids": [rows[3].pk]}, follow=True))
    assert client.post(decide, {"deed": "nonsense", "ids": [need.pk]}).status_code == 404


def test_somebody_is_registered_moved_corrected_and_erased_by_the_pages(
    client: Client, cast: Cast, unit: Place
) -> None:
    client.force_login(cast.accounts["community_worker"])
    form = {
        "place": str(unit.pk), "floor": "12", "door": "1203室", "kind": "bedridden", "name": "周演示",
        "source": "asked",
        "consent": "family", "consent_on": clock.today().isoformat(), "client_ref": "h1", "phone": "13800001111",
    }  # fmt: skip
    assert client.post(reverse("people:help-new"), {**form, "name": ""}).status_code == 422
    assert client.post(reverse("people:help-new"), {**form, "place": str(cast.places["estate"].pk)}).status_code == 422
    page = body(client.post(reverse("people:help-new"), form, follow=True))
    client.post(reverse("people:help-new"), form)
    row = HelpNeed._all.get()
    assert "卧床" in page
    assert "周演示" not in page
    move, correct, erase = (reverse(f"people:help-{name}", args=[row.pk]) for name in ("move", "correct", "erase"))
    moved = {"place": str(cast.places["building"].pk), "floor": "3", "door": "301室"}
    assert "住处已改" in body(client.post(move, moved, follow=True))
    assert client.post(move, {**moved, "door": ""}).status_code == 422
    assert "已更正" in body(client.post(correct, {"kind": "deaf", "name": "周示例"}, follow=True))
    assert client.post(correct, {"kind": "deaf"}).status_code == 422
    assert "不能恢复" in body(client.get(erase))
    assert "信息已删除" in body(client.post(erase, follow=True))
    assert client.get(reverse("people:help-need", args=[row.pk])).status_code == 404
    found = client.get(reverse("people:help-places"), {"q": "幢"}).json()
    assert str(cast.places["building"].pk) in {one["value"] for one in found}
    assert str(cast.places["other_building"].pk) not in {one["value"] for one in found}


@pytest.mark.parametrize("who", OTHERS)
def test_the_pages_are_nobody_elses(client: Client, cast: Cast, need: HelpNeed, who: str) -> None:
    client.force_login(cast.accounts[who])
    for name, args in (("help", ()), ("help-need", (need.pk,)), ("help-new", ()), ("help-erase", (need.pk,))):
        answer = client.get(reverse(f"people:{name}", args=args))
        keeps_elsewhere = who == "other_grid_member" and name in ("help", "help-new")
        assert answer.status_code in (403, 404) or keeps_elsewhere, name
        assert "1**" not in body(answer)


def test_the_list_asks_no_more_for_more_of_them(
    client: Client, cast: Cast, need: HelpNeed, django_assert_max_num_queries: Any
) -> None:
    help_list.record_many(by=cast.grid_member, rows=[told(need.place, name=f"演示{n}") for n in range(40)])
    client.force_login(cast.accounts["grid_member"])
    with django_assert_max_num_queries(18):
        page = client.get(reverse("people:help"))
    assert len(page.context["rows"]) == 41
