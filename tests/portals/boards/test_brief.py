"""The 简报: the numbers of the page, one to a line, with the codes that find them again."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from anju.kernel.figures.registry import figures
from anju.kernel.ledger.consumers import drain
from anju.portals.boards.numbers import Term
from anju.supervision.lists.models import Duty
from anju.telemetry.models import Device
from tests.cast import Cast
from tests.portals.boards.conftest import DOOR, burns, check_doors

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cases")]

As = Callable[[str], Client]


def said(client: Client, query: str = "") -> dict[str, str]:
    groups = client.get("/brief/" + query).context["groups"]
    return {line.code: line.amount for _title, lines in groups for line in lines}


def code_of(term: Term) -> str:
    return " ".join([term.figure.code, *(f"{facet}={value}" for facet, value in term.asked.narrowed)])


def test_it_says_what_the_page_says_of_the_same_day(as_: As) -> None:
    client = as_("street_officer")
    page = client.get("/123/?period=2026-11-23").context["t"]
    brief = said(client)
    assert brief["lists.found"] == "4"
    told = {code_of(term): term.said for term in page.values()}
    assert brief == {code: said for code, said in told.items() if code in brief}
    assert brief.keys() == told.keys()
    assert brief.keys() >= {"lists.open", "lists.overdue", "lists.in_time_rate", "lists.open state=submitted"}


def test_a_code_on_a_line_is_that_of_the_figure(as_: As) -> None:
    groups = as_("district_officer").get("/brief/").context["groups"]
    for _title, lines in groups:
        for line in lines:
            assert line.code.partition(" ")[0] in figures
    assert '<td class="code dim mono">lists.open</td>' in as_("district_officer").get("/brief/").content.decode()


@pytest.mark.parametrize("query", ["", "?kind=week", "?period=2026-11-23", "?kind=week&period=2026-11-16..2026-11-22"])
@pytest.mark.parametrize("who", ["district_officer", "property_manager"])
def test_every_number_opens_into_as_many_rows(as_: As, query: str, who: str) -> None:
    client = as_(who)
    assert check_doors(client, client.get("/brief/" + query).content.decode()) > 15


def test_a_week_begins_on_monday_and_what_is_to_come_is_not_offered(as_: As, late: datetime) -> None:
    client = as_("street_officer")
    week = client.get("/brief/?kind=week").context
    assert "2026年12月14日" in week["words"]
    assert week["later"] == ""
    back = client.get(week["earlier"]).context
    assert back["words"].endswith("2026年12月7日至12月13日")
    assert "kind=week" in back["later"]
    day = client.get("/brief/").context
    assert client.get(day["earlier"]).context["words"].endswith("2026年12月13日")
    assert said(client, "?kind=week&period=2026-11-23..2026-11-29")["lists.found"] == "4"


def test_the_text_to_send_on_holds_the_numbers_and_nobody(as_: As, cast: Cast, cases: list[Duty]) -> None:
    text = as_("street_officer").get("/brief/").context["text"]
    assert "新增隐患 4处" in text
    assert "未销号隐患 3处" in text
    assert not any(account.name in text for account in cast.accounts.values())
    assert DOOR not in text


def test_facilities_and_alarms_are_lines_like_the_others(as_: As, ready: list[Device]) -> None:
    burns(ready[0])
    drain()
    client = as_("street_officer")
    assert client.get("/brief/").context["text"].splitlines()[-1].startswith("报警和处置：正在处置的报警 1起，报警 1起")
    assert said(client)["facilities.out"] == "1"
    assert check_doors(client, client.get("/brief/").content.decode()) > 30
    assert said(as_("outsider"))["alarms.raised"] == "0"
    assert not [code for code in said(as_("congress_staff")) if code.startswith("alarms.")]


def test_an_outsider_reads_the_own_ground(as_: As, cast: Cast) -> None:
    assert said(as_("outsider"))["lists.open"] == "1"
    assert as_("outsider").get(f"/brief/?place={cast.places['street'].path}").status_code == 404
    assert as_("administrator").get("/brief/").status_code == 403


def test_a_place_chosen_keeps_the_period_and_the_kind(as_: As, cast: Cast) -> None:
    page = as_("district_officer").get("/brief/?kind=week&period=2026-11-23..2026-11-29").content.decode()
    assert '<input type="hidden" name="kind" value="week">' in page
    assert '<input type="hidden" name="period" value="2026-11-23..2026-11-29">' in page
