"""Minutes from phones: counted once, hung on nobody, told to those who order work."""

import json
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from anju.burden.actions import minutes as actions
from anju.burden.models import Cap, SentDay, Waiting, WeekMinutes
from anju.burden.queries import minutes as queries
from anju.burden.queries.absence import names_person
from anju.burden.rules.minutes import FEWEST, Told
from anju.kernel import clock
from anju.kernel.ledger.models import Entry
from anju.notify.models import Message
from anju.people.enums import Role
from tests.cast import Cast
from tests.supervision.grid.conftest import MONDAY

WEEK = date(2026, 11, 9)


def day(minutes: int, token: str, *, first: bool = True, on: date = WEEK) -> Told:
    return Told(on, minutes, token.ljust(32, "x"), first)


def walked(cast: Cast, minutes: int, phones: int, who: str = "grid_member") -> None:
    """So many phones were in use so long in the week, and the worker has folded them."""
    for number in range(phones):
        actions.count(by=cast.actor(who), days=[day(minutes, f"{who}-{number}-{minutes}")])
    actions.fold()


def test_days_are_summed_under_role_community_and_week(cast: Cast) -> None:
    actions.count(by=cast.grid_member, days=[day(30, "a"), day(20, "b", first=False, on=WEEK + timedelta(days=6))])
    actions.count(by=cast.street_officer, days=[day(10, "c")])
    actions.fold()
    rows = WeekMinutes._all.values_list("role", "path", "week", "minutes", "phones")
    assert set(rows) == {("grid_member", "/cc/1/1/", WEEK, 50, 1), ("street", "/cc/1/", WEEK, 10, 1)}


def test_the_same_day_sent_five_times_counts_once(cast: Cast) -> None:
    assert [actions.count(by=cast.grid_member, days=[day(30, "a")]) for _ in range(5)] == [1, 0, 0, 0, 0]
    actions.fold()
    assert actions.count(by=cast.grid_member, days=[day(30, "a")]) == 0, "also after the fold"
    actions.fold()
    assert list(WeekMinutes._all.values_list("minutes", "phones")) == [(30, 1)]


def test_nothing_kept_names_a_person_or_a_phone(cast: Cast) -> None:
    actions.count(by=cast.grid_member, days=[day(30, "a-token-of-this-phone")])
    for model in (WeekMinutes, Waiting, SentDay):
        assert not names_person(model)
    [kept] = SentDay._all.values()
    assert set(kept) == {"id", "digest", "day"}
    assert "a-token" not in kept["digest"]


def test_a_request_enters_nothing_and_the_fold_one_entry_per_sum(cast: Cast) -> None:
    before = Entry._all.count()
    for number in range(3):
        actions.count(by=cast.grid_member, days=[day(30, f"{number}")])
    actions.count(by=cast.street_officer, days=[day(30, "s")])
    assert Entry._all.count() == before
    assert actions.fold() == 2
    made = Entry._all.filter(verb="burden_week.folded")
    assert made.count() == 2
    assert {entry.actor for entry in made} == {"system:burden"}
    assert {tuple(sorted(json.loads(entry.data))) for entry in made} == {("role", "week")}, "not how much"
    assert actions.fold() == 0


def test_who_does_not_patrol_is_not_counted(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        actions.count(by=cast.fire_officer, days=[day(30, "a")])
    assert not Waiting._all.exists()


def test_tokens_are_forgotten_when_their_day_is_not_taken_any_more(cast: Cast) -> None:
    actions.count(by=cast.grid_member, days=[day(30, "a"), day(30, "b", on=WEEK + timedelta(days=30))])
    actions.forget_tokens(today=WEEK + timedelta(days=40))
    assert [row.day for row in SentDay._all.all()] == [WEEK + timedelta(days=30)]


def test_the_district_office_sets_a_cap_and_nobody_else(cast: Cast) -> None:
    actions.set_cap(by=cast.district_officer, district="/cc/", role="grid_member", minutes=120)
    assert queries.caps_of("/cc/") == {"grid_member": 120}
    actions.set_cap(by=cast.district_officer, district="/cc/", role="grid_member", minutes=None)
    assert queries.caps_of("/cc/") == {}
    for who in ("street_officer", "outsider", "grid_member", "administrator"):
        with pytest.raises(PermissionDenied):
            actions.set_cap(by=cast.actor(who), district="/cc/", role="grid_member", minutes=120)
    with pytest.raises(PermissionDenied):
        actions.set_cap(by=cast.district_officer, district="/dd/", role="grid_member", minutes=120)
    assert Entry._all.filter(verb="burden_cap.set").count() == 2


@pytest.mark.parametrize(("role", "minutes"), [("grid_member", 5), ("grid_member", 20_000), ("auditor", 60)])
def test_a_cap_that_makes_no_sense_is_refused(cast: Cast, role: str, minutes: int) -> None:
    with pytest.raises(ValidationError):
        actions.set_cap(by=cast.district_officer, district="/cc/", role=role, minutes=minutes)
    assert not Cap._all.exists()


def told_of_cap() -> list[str]:
    rows = Message._all.filter(notice__code=actions.CODE).select_related("account")
    return sorted(row.account.login for row in rows)


def test_a_passed_cap_is_told_once_to_the_street_and_the_district_office(cast: Cast) -> None:
    actions.set_cap(by=cast.district_officer, district="/cc/", role="grid_member", minutes=60)
    walked(cast, 100, FEWEST)
    assert actions.warn() == 2
    assert told_of_cap() == ["district_officer", "street_officer"]
    actions.warn()
    assert len(told_of_cap()) == 2, "once a week"


def test_within_the_cap_or_with_too_few_nobody_is_told(cast: Cast) -> None:
    actions.set_cap(by=cast.district_officer, district="/cc/", role="grid_member", minutes=60)
    walked(cast, 60, FEWEST)
    assert actions.warn() == 0
    walked(cast, 900, FEWEST - 1, who="other_grid_member")
    assert "outsider" not in (actions.warn(), *told_of_cap())


def test_a_week_still_open_warns_nobody(cast: Cast) -> None:
    actions.set_cap(by=cast.district_officer, district="/cc/", role="grid_member", minutes=60)
    for number in range(FEWEST):
        late = day(500, f"late-{number}", on=MONDAY.date() - timedelta(days=4))
        actions.count(by=cast.grid_member, days=[late])
    actions.fold()
    assert actions.warn() == 0
    with clock.simulated(MONDAY + timedelta(days=2)):
        assert actions.warn() == 2


def test_the_ledger_of_a_street_is_its_own(cast: Cast) -> None:
    walked(cast, 100, FEWEST)
    walked(cast, 300, FEWEST, who="other_grid_member")
    lines = queries.ledger(cast.street_officer, "/cc/1/", WEEK)
    assert {(line.role, line.place, line.average) for line in lines} == {
        (Role.GRID_MEMBER, "北街道", 100),
        (Role.GRID_MEMBER, "柳岸社区", 100),
    }
    whole = next(line for line in queries.ledger(cast.district_officer, "/cc/", WEEK) if line.whole)
    assert (whole.place, whole.average, whole.phones) == ("示例区", 200, 2 * FEWEST)
    assert queries.ledger(cast.grid_member, "/cc/1/", WEEK) == []


def test_a_new_question_says_how_many_people_it_asks_and_what_they_do_already(cast: Cast) -> None:
    walked(cast, 100, FEWEST)
    found = {one.role: one for one in queries.asked(cast.street_officer, "/cc/1/", MONDAY.date())}
    assert (found[Role.GRID_MEMBER].people, found[Role.GRID_MEMBER].average) == (1, 100)
    assert found[Role.COMMUNITY].people == 1
    assert found[Role.COMMUNITY].average is None


def post(client: Client, said: object) -> int:
    return client.post("/app/minutes", json.dumps(said), content_type="application/json").status_code


def test_a_phone_sends_its_days(client: Client, cast: Cast) -> None:
    said = {"days": [{"day": "2026-11-20", "minutes": 41, "token": "k" * 32, "first": True}]}
    assert post(client, said) == 401
    client.force_login(cast.accounts["grid_member"])
    assert [post(client, said), post(client, said)] == [200, 200]
    assert list(Waiting._all.values_list("role", "path", "minutes", "phones")) == [("grid_member", "/cc/1/1/", 41, 1)]
    again = {"days": [{**said["days"][0], "token": "another" * 4}]}
    assert post(client, again) == 200
    assert Waiting._all.get().phones == 1, "one sign-in tells of a day once, whatever tokens it draws"
    assert post(client, ["no"]) == 400
    assert client.post("/app/minutes", {"days": "[]"}).status_code == 400
    assert post(client, {"days": [], "more": "x" * 20_000}) == 400
    client.force_login(cast.accounts["fire_officer"])
    assert post(client, said) == 403
