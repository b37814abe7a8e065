"""A figure crossed in three clicks, kept under a name and taken along as a file."""

import io
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from openpyxl import load_workbook

from anju.kernel.actors import Actor, ActorKind
from anju.kernel.figures.registry import figures
from anju.kernel.ledger.models import Entry
from anju.reports import actions
from anju.reports.models import SavedCrossing
from anju.reports.queries import saved
from anju.supervision.lists.models import Duty
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("told")]

As = Callable[[str], Client]
HERE = "/figures/lists.found/cross/"


def lines(client: Client, url: str) -> dict[str, list[str]]:
    page = client.get(url)
    assert page.status_code == 200
    told = [*page.context["lines"], *([page.context["totals"]] if page.context["totals"] else [])]
    return {
        line.name: [*(cell.said for cell in line.cells), *([line.total.said] if line.total else [])] for line in told
    }


def test_place_by_kind_by_period_takes_three_clicks(as_: As, cast: Cast) -> None:
    client = as_("district_officer")
    page = client.get("/figures/lists.found/")
    page = client.get(page.context["cross_url"])
    column = {str(tab.label): tab.url for tab in page.context["column_tabs"]}
    page = client.get(column["隐患类别"])
    page = client.get({name: url for name, url, _now in page.context["periods"]}["当月"])
    heads = [head.key for head in page.context["table"].heads]
    found = {line.name: line for line in page.context["lines"]}
    street = found[cast.places["street"].name]
    assert [cell.said for cell in street.cells] == ["1"] * 3
    assert sorted(heads) == ["EB-06", "ES-01", "ES-03"]
    assert page.context["totals"].total.said == "3"
    rows = client.get(street.cells[0].url)
    assert rows.context["amount"] == "1"
    assert len(rows.context["rows"]) == 1
    assert rows.context["wished"].word == "month"


def test_lines_come_to_the_total_and_each_number_opens_into_its_rows(as_: As) -> None:
    client = as_("street_officer")
    for rows, columns in (
        ("place", "kind"),
        ("kind", "month"),
        ("month", "severity"),
        ("source", ""),
        ("year", "kind"),
    ):
        page = client.get(f"{HERE}?rows={rows}&cols={columns}&period=2026-01..2026-11")
        table = page.context["lines"]
        assert sum(int(line.total.said) for line in table) == int(page.context["totals"].total.said) == 3
        for line in [*table, page.context["totals"]]:
            for cell in [*line.cells, line.total]:
                if cell.url:
                    assert client.get(cell.url).context["amount"] == cell.said


def test_what_is_registered_at_the_place_itself_is_a_line_of_its_own(as_: As, cast: Cast) -> None:
    client = as_("street_officer")
    place = cast.places["building"].path
    found = lines(client, f"{HERE}?place={place}&rows=place&cols=kind")
    assert found["直接登记在本级的"] == ["1", "1", "1", "3"]
    page = client.get(f"{HERE}?place={place}&rows=place&cols=")
    url = page.context["lines"][0].total.url
    opened = client.get(url)
    assert (opened.context["amount"], len(opened.context["rows"])) == ("3", 3)
    assert "只计直接登记在本级的" in opened.content.decode()


def test_a_rate_shows_its_denominator_and_its_total_is_no_sum_of_rates(as_: As) -> None:
    page = as_("street_officer").get("/figures/lists.in_time_rate/cross/?rows=place&cols=kind")
    assert page.context["totals"].total.said == "100.0"
    assert page.context["totals"].total.of == "1／1"


def test_what_stands_is_not_added_up_over_months(as_: As) -> None:
    page = as_("street_officer").get("/figures/lists.open/cross/?rows=place&cols=month&period=2026-10..2026-11")
    assert [line.total for line in page.context["lines"]] == [None] * len(page.context["lines"])
    assert [cell.said for cell in page.context["totals"].cells] == ["0", "2"]
    assert "各月不相加" in page.content.decode()


def test_the_year_before_is_said_to_have_no_records(as_: As) -> None:
    page = as_("street_officer").get(f"{HERE}?rows=place&cols=kind&period=2026-02..2026-11")
    text = page.content.decode()
    assert "上年同期（2025-02-01..2025-11-23）没有记录，不作同比" in text
    assert "本期还没有过完" in text
    assert "同比" in text


def test_the_year_before_stands_beside_with_its_change(as_: As, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("anju.kernel.figures.crossing.first_month", lambda asked: 202507)
    page = as_("street_officer").get(f"{HERE}?rows=place&cols=&period=2026-02..2026-11")
    totals = page.context["totals"]
    assert (totals.total.said, totals.before.said, totals.change) == ("3", "0", "+3")
    assert "上年同期缺 5 个月" in page.content.decode()


def test_a_place_that_was_merged_or_closed_is_said(as_: As, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import date

    from anju.places import actions as places
    from tests.cast import SYSTEM

    monkeypatch.setattr("anju.kernel.figures.crossing.first_month", lambda asked: 202401)
    places.close_place(by=SYSTEM, place=cast.places["custody_estate"].pk, on=date(2026, 11, 20))
    url = f"{HERE}?place={cast.places['community'].path}&rows=place&cols=&period=2026-11"
    assert "有 1 个下级地点移动、合并或撤销" in as_("street_officer").get(url).content.decode()


def test_too_long_a_period_is_listed_by_years_and_said(as_: As) -> None:
    page = as_("street_officer").get(f"{HERE}?rows=month&cols=&period=2020-01..2026-11")
    assert "改为按年列出" in page.content.decode()
    assert [line.name for line in page.context["lines"]][-1] == "2026-01..2026-11"


@pytest.mark.parametrize("query", ["rows=x&cols=y", "rows=month&cols=year", "rows=kind&cols=kind", "period=x&place=y"])
def test_what_makes_no_table_still_makes_a_page(as_: As, query: str) -> None:
    assert as_("street_officer").get(f"{HERE}?{query}").status_code == 200


def test_elsewhere_and_without_the_permission_there_is_none(as_: As, cast: Cast) -> None:
    assert as_("outsider").get(f"{HERE}?place={cast.places['estate'].path}").status_code == 404
    assert as_("administrator").get(HERE).status_code == 403
    assert as_("outsider").get(f"{HERE}?rows=place&cols=").context["totals"].total.said == "0"


def test_the_file_is_the_table_and_the_export_is_an_entry(as_: As, told: list[Duty]) -> None:
    answer = as_("street_officer").post(f"{HERE}export/?rows=place&cols=kind&period=2026-11")
    sheet = load_workbook(io.BytesIO(answer.getvalue())).worksheets[0]
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert cells[0][0] == "新增隐患"
    total = next(row for row in cells if row[0] == "合计")
    assert total[4] == 3
    assert any("没有记录" in str(row[0]) for row in cells)
    assert Entry._all.filter(verb="list.exported", subject_id="figure:lists.found").count() == 1


def test_a_table_is_kept_opened_by_the_office_and_forgotten(as_: As, cast: Cast) -> None:
    client = as_("street_officer")
    data = {"name": "月报", "shared": "on", "period": "year"}
    for _twice in range(2):
        answer = client.post(f"{HERE}save/?rows=place&cols=month&period=2026-11", data)
        assert answer.status_code == 302
    row = SavedCrossing._all.get()
    assert (row.name, row.office) == ("月报", cast.organisations["street"].pk)
    assert "period=year" in row.query
    page = client.get("/figures/crossings/")
    assert "今年以来　下级地点 × 月份" in page.content.decode()
    assert client.get(page.context["lines"][0]["url"]).context["wished"].word == "year"
    assert as_("outsider").get("/figures/crossings/").context["lines"] == []
    member = [one for one in as_("grid_member").get("/figures/crossings/").context["lines"] if not one["saved"].own]
    assert [one["saved"].row.pk for one in member] == [row.pk]
    assert as_("grid_member").post(f"/figures/crossings/{row.pk}/drop/").status_code == 404
    assert as_("street_officer").post(f"/figures/crossings/{row.pk}/drop/").status_code == 302
    assert not SavedCrossing._all.exists()
    verbs = Entry._all.filter(subject_kind="saved_crossing").values_list("verb", flat=True)
    assert list(verbs.order_by("pk")) == ["saved_crossing.kept", "saved_crossing.kept", "saved_crossing.erased"]


def test_a_name_is_asked_for_and_nothing_is_lost(as_: As) -> None:
    answer = as_("street_officer").post(f"{HERE}save/?rows=kind&cols=", {"name": " ", "period": "month"})
    assert answer.status_code == 422
    assert answer.context["form"]["period"].value() == "month"
    assert answer.context["table"].rows == "kind"


def test_who_has_no_office_shares_with_nobody(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    figure = figures["lists.found"]
    officer = cast.street_officer
    alone = Actor(ActorKind.PERSON, officer.id, officer.account, officer.name, officer.grants, None)
    with pytest.raises(ValidationError, match="没有单位"):
        actions.save_crossing(by=alone, figure=figure, name="x", query="", shared=True)
    monkeypatch.setattr("anju.reports.actions.saving.MOST_SAVED", 1)
    actions.save_crossing(by=officer, figure=figure, name="一", query="rows=kind")
    with pytest.raises(ValidationError, match="最多留用 1 张"):
        actions.save_crossing(by=officer, figure=figure, name="二", query="")
    assert [one.row.name for one in saved.visible(officer)] == ["一"]
