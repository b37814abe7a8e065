"""The register of figures, a figure's page, its file and a quoted number, as people meet them."""

import io
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from openpyxl import load_workbook

from anju.kernel.figures.reading import Question
from anju.kernel.figures.registry import figures
from anju.kernel.ledger.consumers import drain
from anju.kernel.ledger.models import Entry
from anju.reports import actions
from anju.reports.models import Quote
from anju.reports.queries import asking, quoting
from anju.supervision.lists import actions as lists
from anju.supervision.lists.enums import ReopenReason
from anju.supervision.lists.models import Duty
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("told")]

As = Callable[[str], Client]


def amounts(client: Client, query: str = "") -> dict[str, str]:
    context = client.get("/figures/" + query).context
    return {line["figure"].code: line["amount"] for _title, lines in context["groups"] for line in lines}


def test_the_register_says_every_figure_of_ones_own_ground(as_: As) -> None:
    said = amounts(as_("street_officer"))
    assert (said["lists.found"], said["lists.rectified"], said["lists.open"]) == ("3", "1", "2")
    assert (said["lists.cleared_weighed"], said["lists.cleared_estimated"]) == ("1.2", "0.3")
    assert said["people.members"] == "1"
    elsewhere = amounts(as_("outsider"))
    assert (elsewhere["lists.found"], elsewhere["lists.open"]) == ("0", "0")
    assert amounts(as_("district_officer"))["lists.found"] == "3"


def test_who_manages_one_estate_counts_that_estate(as_: As) -> None:
    assert amounts(as_("property_manager"))["lists.found"] == "3"
    assert amounts(as_("other_property_manager")).get("lists.found") == "0"


def test_the_line_from_what_was_carried_over_to_what_stands_adds_up(as_: As) -> None:
    line = as_("street_officer").get("/figures/?period=2026-11").context["balance"]
    numbers = [int(term.value) for _sign, term in line]
    assert numbers == [0, 3, 0, 1, 0, 0, 2]
    assert "＝" in as_("street_officer").get("/figures/?period=2026-11").content.decode()


@pytest.mark.parametrize(("query", "word"), [("?period=2026-13", "没有看懂"), ("?place=nowhere", "没有找到地点")])
def test_what_cannot_be_read_is_said_and_nothing_is_lost(as_: As, query: str, word: str) -> None:
    page = as_("street_officer").get("/figures/" + query)
    assert page.status_code == 200
    assert word in page.content.decode()


def test_a_figure_opens_into_exactly_its_rows_and_leads_to_their_cases(as_: As, told: list[Duty]) -> None:
    page = as_("street_officer").get("/figures/lists.rectified/")
    assert [row.label for row in page.context["rows"]] == [told[0].hazard.number]
    assert f"/hazards/{told[0].hazard.number}/" in page.content.decode()
    head = page.context["head"]
    assert head.size == Entry._all.filter(district=told[0].path.split("/")[1]).count()
    assert f"#{head.size}" in page.content.decode()


def test_place_kind_and_period_are_three_clicks(as_: As, cast: Cast) -> None:
    client = as_("district_officer")
    page = client.get("/figures/lists.found/?period=2026-11")
    streets = {name: (number, url) for name, number, url in page.context["split"]}
    assert streets[cast.places["street"].name][0] == "3"
    page = client.get(streets[cast.places["street"].name][1] + "&by=kind")
    kinds = {url.partition("kind=")[2]: (number, url) for _name, number, url in page.context["split"]}
    assert {kind: number for kind, (number, _url) in kinds.items()} == {"EB-06": "1", "ES-01": "1", "ES-03": "1"}
    page = client.get(kinds["EB-06"][1])
    assert page.context["amount"] == "1"
    assert len(page.context["rows"]) == 1


def test_a_rate_shows_its_denominator(as_: As) -> None:
    page = as_("street_officer").get("/figures/lists.in_time_rate/")
    assert page.context["amount"] == "100.0"
    assert "1／1" in page.content.decode()
    nothing = as_("outsider").get("/figures/lists.in_time_rate/")
    assert nothing.context["amount"] == "—"


def test_a_place_elsewhere_and_an_unknown_figure_are_not_found(as_: As, cast: Cast) -> None:
    assert as_("outsider").get(f"/figures/lists.found/?place={cast.places['estate'].path}").status_code == 404
    assert as_("outsider").get("/figures/lists.nothing/").status_code == 404


def test_who_may_not_see_patrols_sees_none_of_their_figures(as_: As) -> None:
    assert "grid.looked" not in amounts(as_("property_manager"))
    assert as_("property_manager").get("/figures/grid.looked/").status_code == 403


def test_rows_are_paged_without_losing_or_doubling_one(as_: As, cast: Cast) -> None:
    asked = asking.ask(cast.street_officer, figures["lists.found"])
    seen, after = [], ""
    for _page in range(3):
        rows, after = asking.rows(cast.street_officer, asked, after, 1)
        seen += [row.label for row in rows]
    assert after == ""
    assert len(set(seen)) == 3


def test_the_file_has_head_rows_and_the_ledger_under_them(as_: As, told: list[Duty]) -> None:
    answer = as_("street_officer").post("/figures/lists.found/export/?period=2026-11")
    sheet = load_workbook(io.BytesIO(answer.getvalue())).worksheets[0]
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert cells[0][0] == "新增隐患"
    assert "2026-11" in str(cells[1][0])
    assert {row[0] for row in cells[6:9]} == {duty.hazard.number for duty in told}
    assert "合计 3 行" in str(cells[9][0])
    assert Entry._all.filter(verb="list.exported", subject_id="figure:lists.found").count() == 1


def test_a_quoted_number_is_found_again_as_it_was_and_as_it_is(as_: As, cast: Cast, told: list[Duty]) -> None:
    client = as_("street_officer")
    where = client.post("/figures/lists.rectified/quote/")["Location"]
    code = where.rstrip("/").rpartition("/")[2]
    assert client.get(f"/figures/q/?code={code.lower()}")["Location"] == where
    before = client.get(where).context["again"]
    assert (before.quote.amount, before.then, before.now, before.same, before.moved) == ("1", "1", "1", True, False)
    lists.reopen(by=cast.street_officer, duty_id=told[0].pk, why=ReopenReason.CONTEST, reason="还在")
    drain()
    page = client.get(where)
    after = page.context["again"]
    assert (after.then, after.now, after.same, after.moved) == ("1", "0", True, True)
    assert "引用之后记录有变化" in page.content.decode()
    assert as_("outsider").get(where).status_code == 404
    assert as_("district_officer").get(where).status_code == 200
    assert client.get("/figures/q/NOTHING2/").status_code == 404


def test_a_quote_that_was_tampered_with_says_so(as_: As, cast: Cast) -> None:
    made = actions.quote(by=cast.street_officer, asked=asking.ask(cast.street_officer, figures["lists.found"]))
    Quote._all.filter(pk=made.pk).update(amount="999")
    again = quoting.found(cast.street_officer, made.code)
    assert again is not None
    assert not again.same
    assert "与引用的不同" in as_("street_officer").get(f"/figures/q/{made.code}/").content.decode()


def test_nobody_quotes_what_lies_beyond_the_own_ground(cast: Cast) -> None:
    asked = Question(figures["lists.found"], (cast.places["estate"].path,))
    with pytest.raises(PermissionDenied):
        actions.quote(by=cast.outsider, asked=asked)
    with pytest.raises(PermissionDenied):
        actions.quote(by=cast.outsider, asked=Question(figures["lists.found"], ()))
    assert not Quote._all.exists()


def test_a_kind_put_right_after_the_report_is_counted_as_what_it_is(cast: Cast) -> None:
    from anju.kernel.figures import reading
    from anju.supervision.lists.actions import Source, Spot
    from anju.supervision.lists.enums import SourceKind

    made = lists.report(
        by=cast.grid_member, code="ES-01", at=Spot(cast.places["building"], floor=9), source=Source(SourceKind.RESIDENT)
    )
    lists.check_report(by=cast.community_worker, duty_id=made.pk, code="EB-06")
    drain()
    asked = asking.ask(cast.street_officer, figures["lists.found"])
    kinds = {kind: int(number.amount or 0) for kind, number in reading.split(asked, "kind").items()}
    assert kinds == {"ES-01": 1, "EB-06": 2, "ES-03": 1}
