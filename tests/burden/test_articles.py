"""Each article is answered by something that was looked at."""

import pytest
from django.conf import LazySettings
from django.db import models

from anju.burden.actions.minutes import set_cap
from anju.burden.articles import document
from anju.burden.enums import Standing
from anju.burden.queries import absence, switches
from anju.notify.enums import GatewayKind
from anju.notify.models import Gateway
from anju.people.models import Account
from tests.cast import Cast

ABSENT = ("check_in", "points", "ranking", "online_time", "quota", "likes", "install_rate", "login_duty", "tracks")


def look(key: str) -> switches.Finding:
    return switches.SWITCHES[key].look("/cc/")


def test_the_sixteen_articles_are_all_answered() -> None:
    found = document().articles
    assert [one.number for one in found] == list(range(1, 17))
    assert all(one.switches and set(one.switches) <= set(switches.SWITCHES) for one in found)
    assert {key for one in found for key in one.switches} == set(switches.SWITCHES), "no switch answers nothing"
    assert all(all((*one.names, *one.texts)) for one in found)


@pytest.mark.parametrize("key", ABSENT)
def test_what_the_opinions_forbid_does_not_exist(db: None, key: str) -> None:
    """The guard of the house: whoever builds one of these breaks this test, and the page says so by itself."""
    assert absence.found(key) == []
    assert look(key).standing is Standing.ABSENT


@pytest.mark.parametrize(
    ("name", "switch"),
    [
        ("CheckIn", "check_in"),
        ("account.checkin", "check_in"),
        ("grid:leaderboard", "ranking"),
        ("Visit.mileage", "tracks"),
        ("Post.minimum_reports", "quota"),
        ("Member.total_points", "points"),
        ("Profile.onlineMinutes", "online_time"),
    ],
)
def test_such_a_thing_would_be_found(monkeypatch: pytest.MonkeyPatch, db: None, name: str, switch: str) -> None:
    monkeypatch.setattr(absence, "_names", lambda: (name,))
    assert absence.found(switch) == [name]
    assert look(switch).standing is Standing.MISSING


@pytest.mark.parametrize("name", ["lists:check", "Duty.rung", "places:point", "resident:track", "Report.checker"])
def test_what_only_sounds_alike_is_not(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(absence, "_names", lambda: (name,))
    assert [key for key in ABSENT if absence.found(key)] == []


def test_a_row_of_somebodys_is_known_by_its_columns() -> None:
    class Walk(models.Model):
        walker = models.ForeignKey(Account, on_delete=models.PROTECT)

        class Meta:
            app_label = "burden_unregistered"

        def __str__(self) -> str:
            return "walk"

    assert absence.names_person(Walk)
    assert not absence.names_person(Gateway)


def test_group_messages_are_counted_as_they_stand(cast: Cast) -> None:
    assert look("groups").standing is Standing.OFF
    Gateway._all.create(kind=GatewayKind.WECOM, name="群", path="/cc/1/", enabled=True)
    assert look("groups").standing is Standing.LIMITED
    assert "1" in look("groups").words
    assert switches.SWITCHES["groups"].look("/dd/").standing is Standing.OFF


def test_settings_are_read_when_the_page_opens(settings: LazySettings, db: None) -> None:
    settings.ANJU_POSITION_DAYS = 17
    assert "17" in look("position_days").words
    settings.ANJU_HTTPS = False
    assert look("https").standing is Standing.MISSING
    settings.ANJU_HTTPS = True
    assert look("https").standing is Standing.KEPT


def test_the_cap_stands_as_the_district_set_it(cast: Cast) -> None:
    assert look("cap").standing is Standing.MISSING
    set_cap(by=cast.district_officer, district="/cc/", role="grid_member", minutes=90)
    assert look("cap").standing is Standing.KEPT


def test_a_record_without_photo_and_position_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    assert look("photo_of_nothing").standing is Standing.ABSENT
    monkeypatch.setattr(switches.records, "read", lambda raw, device: (_ for _ in ()).throw(AssertionError("asked")))
    with pytest.raises(AssertionError, match="asked"):
        look("photo_of_nothing")


def test_an_article_is_as_good_as_its_worst_switch(cast: Cast) -> None:
    assert switches.worst([Standing.ABSENT, Standing.MISSING, Standing.OFF]) is Standing.MISSING
    answers = {one.article.number: one for one in switches.answered(document().articles, "/cc/")}
    assert answers[6].standing is Standing.ABSENT
    assert answers[15].standing is Standing.MISSING, "there is no way to complain inside yet, and the page says so"
