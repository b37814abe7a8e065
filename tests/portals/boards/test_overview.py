"""The 1+2+3 page: its numbers add up, open into their rows, and are the reader's own ground and no more."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from anju.alarms import actions as alarms
from anju.alarms.enums import Cause, Outcome
from anju.kernel import clock
from anju.kernel.figures import bulk, reading
from anju.kernel.ledger.consumers import drain
from anju.portals.boards import contents
from anju.supervision.lists.enums import OPEN, State
from anju.supervision.lists.models import Duty
from anju.telemetry.models import Device
from tests.cast import Cast
from tests.portals.boards.conftest import burns, check_doors, doors

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cases")]

As = Callable[[str], Client]
PAGE = "/123/"


def terms(client: Client, query: str = "") -> dict[str, str]:
    return {name: term.said for name, term in client.get(PAGE + query).context["t"].items()}


def test_each_number_is_what_counting_the_cases_by_hand_gives(as_: As, cases: list[Duty]) -> None:
    said = terms(as_("district_officer"))
    rows = Duty.objects.system("counted by hand")
    assert said["lists.open"] == str(rows.filter(state__in=OPEN).count()) == "4"
    for state in OPEN:
        assert said[f"lists.open/{state}"] == str(rows.filter(state=state).count())
    for severity in contents.SEVERITIES:
        assert said[f"lists.open/{severity}"] == str(rows.exclude(state=State.CLOSED).filter(severity=severity).count())
    assert (said["lists.found"], said["lists.closed"], said["lists.reopened"]) == ("5", "2", "1")
    assert said["lists.rectified"] == "1"
    assert (said["lists.found/patrol"], said["lists.found/resident"]) == ("1", "0")


def test_what_is_carried_over_and_what_happened_come_to_what_stands(as_: As, late: datetime) -> None:
    page = as_("street_officer").get(PAGE)
    line = page.context["line"]
    assert line.agrees
    assert [term.said for _sign, term in line.terms] == ["3", "0", "0", "0", "0", "0", "3"]
    assert "收支相符" in page.content.decode()
    before = as_("street_officer").get(PAGE + "?period=2026-11").context["line"]
    assert [term.said for _sign, term in before.terms] == ["0", "4", "1", "2", "0", "0", "3"]


def test_terms_that_do_not_agree_are_said_and_not_hidden(as_: As, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("anju.portals.boards.numbers.Line.agrees", property(lambda _line: False))
    page = as_("street_officer").get(PAGE).content.decode()
    assert "收支不符" in page
    assert "收支相符" not in page


@pytest.mark.parametrize("who", ["district_officer", "street_officer", "community_worker", "property_manager"])
@pytest.mark.parametrize("query", ["", "?period=2026-11", "?period=2026-11-23..2026-11-25", "?period=2026"])
def test_every_number_opens_into_as_many_rows(as_: As, late: datetime, who: str, query: str) -> None:
    client = as_(who)
    page = client.get(PAGE + query)
    assert check_doors(client, page.content.decode()) > 15


def test_the_places_below_come_to_the_total(as_: As, cast: Cast) -> None:
    context = as_("district_officer").get(PAGE).context
    assert [place.name for place, _url, _found in context["rows"]] == ["北街道", "南街道"]
    for code, _title in context["columns"]:
        assert sum(found[code].count for _place, _url, found in context["rows"]) == context["t"][code].count
    assert not context["beside"]


def test_what_lies_right_at_the_street_is_said_to(as_: As, cast: Cast) -> None:
    from anju.kernel.ledger.consumers import drain
    from anju.supervision.lists import actions
    from anju.supervision.lists.actions import Spot

    actions.report(by=cast.street_officer, code="ES-01", at=Spot(cast.places["road"]))
    drain()
    page = as_("street_officer").get(PAGE)
    assert page.context["beside"]
    assert "直接记在本级" in page.content.decode()
    assert not as_("district_officer").get(PAGE).context["beside"]


def test_from_the_district_down_to_the_estate_by_the_address(as_: As, cast: Cast) -> None:
    client, seen = as_("district_officer"), []
    url = PAGE
    for _level in range(4):
        page = client.get(url)
        seen.append(page.context["words"].partition("　")[0])
        url = next((link for _place, link, _found in page.context["rows"]), "")
    assert seen == ["示例区", "北街道", "柳岸社区", "柳岸新村"]
    assert url == "", "an estate is the last"
    crumbs = page.context["crumbs"]
    assert [str(crumb.label) for crumb in crumbs] == ["示例区", "北街道", "柳岸社区", "柳岸新村"]
    assert client.get(crumbs[1].url).context["words"].startswith("北街道")


def test_an_outsider_sees_the_own_ground_alone(as_: As, cast: Cast) -> None:
    client = as_("outsider")
    assert (terms(client)["lists.open"], terms(client)["lists.found"]) == ("1", "1")
    assert client.get(f"{PAGE}?place={cast.places['street'].path}").status_code == 404
    wider = client.get(f"{PAGE}?place={cast.places['district'].path}")
    assert wider.status_code == 200, "as much of the district as is theirs"
    assert wider.context["t"]["lists.open"].said == "1"
    assert "北街道" not in wider.content.decode()


def test_who_manages_one_estate_reads_that_estate(as_: As) -> None:
    page = as_("property_manager").get(PAGE)
    assert page.context["t"]["lists.open"].said == "3"
    assert "grid.looked" not in page.context["t"]
    assert "你的岗位看不到" in page.content.decode()
    assert as_("other_property_manager").get(PAGE).context["t"]["lists.open"].said == "1"


def test_whoever_has_no_part_of_it_is_told_whose_it_is(as_: As) -> None:
    assert as_("administrator").get(PAGE).status_code == 403


@pytest.mark.parametrize("who", ["community_worker", "property_manager"])
def test_who_does_not_read_samples_is_told_so_and_sees_no_nought(as_: As, who: str) -> None:
    said = terms(as_(who))
    assert not any(code in said for code in contents.MONTHLY)
    assert "你的岗位看不到督查的数" in as_(who).get(PAGE).content.decode()


def test_an_estate_has_no_nought_of_grids(as_: As, cast: Cast) -> None:
    client = as_("district_officer")
    assert "places.grids" in terms(client, f"?place={cast.places['community'].path}")
    estate = terms(client, f"?place={cast.places['estate'].path}")
    assert not {"places.grids", "people.members"} & estate.keys()
    assert "个网格" not in as_("property_manager").get(PAGE).content.decode()


def test_facilities_devices_and_alarms_are_what_counting_them_by_hand_gives(
    as_: As, ready: list[Device], cast: Cast
) -> None:
    alarm = burns(ready[0])
    burns(ready[2])
    alarms.arrive(by=cast.street_officer, alarm=alarm.pk)
    alarms.judge(by=cast.street_officer, alarm=alarm.pk, outcome=Outcome.FALSE, cause=Cause.STEAM)
    drain()
    said = terms(as_("district_officer"))
    assert [said[code] for code in contents.FACILITIES] == ["4", "75.0", "1", "0", "1", "1", "1", "3"]
    assert (said["alarms.raised"], said["alarms.fires"], said["alarms.open"]) == ("2", "2", "1")
    assert [said[code] for code in contents.OUTCOMES] == ["0", "1", "0", "0", "0"]
    assert (said["alarms.answered_1_rate"], said["alarms.unanswered"]) == ("50.0", "1")
    page = as_("district_officer").get(PAGE).content.decode()
    assert "/devices/?about=silent" in page
    assert "它们的数还不在这里" not in page


@pytest.mark.parametrize(
    ("who", "query"), [("district_officer", ""), ("property_manager", "?period=2026-11-23..2026-11-25")]
)
def test_those_numbers_open_into_as_many_rows_too(as_: As, ready: list[Device], who: str, query: str) -> None:
    burns(ready[0])
    burns(ready[2])
    drain()
    client = as_(who)
    page = client.get(PAGE + query).content.decode()
    assert check_doors(client, page) > 30
    assert "/figures/alarms.raised/" in page
    assert "/figures/facilities.out_overdue/" in page


def test_an_outsider_counts_none_of_another_street_s_facilities_and_alarms(
    as_: As, ready: list[Device], cast: Cast
) -> None:
    burns(ready[0])
    drain()
    said = terms(as_("outsider"))
    assert (said["facilities.standing"], said["facilities.out"], said["telemetry.devices"]) == ("1", "0", "1")
    assert (said["alarms.raised"], said["alarms.open"], said["facilities.stations"]) == ("0", "0", "0")


def test_who_reads_no_devices_or_alarms_is_shown_no_nought_of_them(as_: As, ready: list[Device]) -> None:
    page = as_("congress_staff").get(PAGE)
    said = page.context["t"]
    assert said["facilities.standing"].said == "4"
    assert not [code for code in said if code.startswith(("alarms.", "telemetry."))]
    assert "你的岗位看不到报警" in page.content.decode()
    assert "现在失联的设备" not in page.content.decode()


def test_before_anything_is_registered_it_says_nought_and_a_share_of_nothing_is_none(as_: As) -> None:
    said = terms(as_("district_officer"))
    assert (said["facilities.standing"], said["facilities.in_service_rate"]) == ("0", "—")
    assert (said["alarms.raised"], said["alarms.answered_1_rate"]) == ("0", "—")


@pytest.mark.parametrize(
    ("query", "word"), [("?period=2026-13", "没有看懂"), ("?place=nowhere", "没有找到地点"), ("?period=", "本月")]
)
def test_what_cannot_be_read_is_said_and_the_rest_stands(as_: As, query: str, word: str) -> None:
    page = as_("street_officer").get(PAGE + query)
    assert page.status_code == 200
    assert word in page.content.decode()
    assert page.context["t"]["lists.open"].said == "3"


def test_numbers_that_moved_while_they_were_read_are_read_again(as_: As, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes, read = iter([5, 6, 6, 6]), []
    monkeypatch.setattr(reading, "size", lambda _district: next(sizes, 6))
    numbers = bulk.numbers
    monkeypatch.setattr(bulk, "numbers", lambda asked: read.append(1) or numbers(asked))
    as_("street_officer").get(PAGE)
    assert len(read) == 2


def test_up_to_where_it_was_counted_and_what_still_waits_is_said(as_: As, cast: Cast) -> None:
    from anju.kernel.ledger import seals
    from anju.supervision.lists import actions
    from anju.supervision.lists.actions import Spot

    assert "正在汇总" not in as_("street_officer").get(PAGE).content.decode()
    actions.report(by=cast.grid_member, code="ES-01", at=Spot(cast.places["building"], floor=20))
    seals.seal()
    page = as_("street_officer").get(PAGE)
    assert page.context["behind"] > 0
    assert "正在汇总，还有" in page.content.decode()
    assert page.context["t"]["lists.open"].said == "3"


def test_a_district_without_anything_has_a_page_of_noughts(as_: As, cast: Cast) -> None:
    page = as_("outsider").get(f"{PAGE}?period=2025-01")
    assert page.context["line"].agrees
    assert {said for _url, said in doors(page.content.decode())} <= {"0", "—"}


def test_periods_offered_are_of_the_district_s_own_day(as_: As) -> None:
    with clock.simulated(datetime(2026, 11, 30, 17, tzinfo=clock.UTC)):  # the first of December there
        page = as_("street_officer").get(PAGE).content.decode()
    assert '<option value="2026-12" selected>本月</option>' in page
    assert '<option value="2026-11">上月</option>' in page
