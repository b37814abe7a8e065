"""One day's work, entered once through the real actions, fills three departments' forms with nothing retyped."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from anju.burden.sheets.answering import Answers, answers
from anju.burden.sheets.filling import filled
from anju.burden.sheets.opening import open_form
from anju.burden.sheets.understanding import understood
from anju.burden.shipped import shipped_forms
from anju.burden.sources.kinds import Reader
from anju.intake.residents import actions as residents
from anju.intake.residents.actions import Told
from anju.intake.residents.actions.hotline import Clocks
from anju.intake.residents.enums import Channel
from anju.kernel import clock
from anju.supervision.grid.actions.plans import make_plan
from anju.supervision.grid.actions.rounds import draw_round
from anju.supervision.grid.models import Round, Visit
from anju.supervision.lists import actions as lists
from anju.supervision.lists.actions import Spot
from anju.supervision.lists.models import Duty
from tests.burden.conftest import book_of, read_back
from tests.cast import SYSTEM, Cast
from tests.evidence import proofs
from tests.supervision.grid.conftest import Phone

DAY = date(2026, 11, 23)


@dataclass
class Day:
    """What was recorded on the Monday."""

    blocked: Duty
    flooded: Duty
    elsewhere: Duty


@pytest.fixture
def day(cast: Cast, phone: Phone) -> Day:
    """Two looks and two hazards in the north street, one of them put right; a hotline ticket; one hazard elsewhere."""
    plan = make_plan(by=SYSTEM, on=DAY, grid=cast.grids["grid"])
    draw_round(by=cast.grid_member, account=cast.accounts["grid_member"], day=DAY)
    assert plan.grid_id == cast.grids["grid"].pk
    assert phone.send(phone.record("seen"), phone.record("no_entry", place="owners_estate")) == ["applied"] * 2
    blocked = lists.report(
        by=cast.grid_member, code="ES-01", at=Spot(cast.places["building"], floor=3, spot="=HYPERLINK(1)")
    )
    flooded = lists.report(by=cast.community_worker, code="EB-01", at=Spot(cast.places["building"], floor=1))
    lists.submit(by=cast.property_manager, duty_id=flooded.pk, evidence=proofs(flooded))
    flooded.submissions.update(on_site=False)
    lists.verify(by=cast.community_worker, duty_id=flooded.pk, passed=True)
    told = Told(place=cast.places["estate"], code="FF-04", channel=Channel.HOTLINE, client_ref="12345:T-7")
    clocks = Clocks("T-7", clock.now(), answer_due_at=clock.now() + timedelta(days=5))
    residents.make_ticket(by=cast.community_worker, told=told, ticket=clocks)
    elsewhere = lists.report(by=cast.outsider, code="ES-01", at=Spot(cast.places["other_building"], floor=1))
    return Day(Duty._all.get(pk=blocked.pk), Duty._all.get(pk=flooded.pk), elsewhere)


def fill(
    cast: Cast, key: str, who: str = "street_officer", first: date = DAY, last: date = DAY
) -> tuple[Worksheet, Answers]:
    """A shipped form filled by somebody, and what stays for the hand."""
    form = shipped_forms()[key]
    told = answers(form.mapping, Reader(cast.actor(who), first, last, DAY))
    return read_back(filled(form.content, form.mapping, told)), told


def column(sheet: Worksheet, letter: str, first: int, last: int) -> list[Any]:
    return [sheet[f"{letter}{row}"].value for row in range(first, last + 1)]


def merged(sheet: Worksheet) -> set[str]:
    return {str(one) for one in sheet.merged_cells.ranges}


def test_the_housing_bureaus_ledger_says_what_was_recorded(cast: Cast, day: Day) -> None:
    sheet, told = fill(cast, "housing")
    cases = list(Duty._all.filter(path__startswith="/cc/1/").select_related("hazard__kind", "hazard__place"))
    cases.sort(key=lambda duty: (duty.hazard.happened_at, duty.pk))
    assert len(cases) == 3
    for row, duty in enumerate(cases, 5):
        assert sheet[f"A{row}"].value == row - 4
        assert sheet[f"B{row}"].value == cast.places["street"].name
        assert sheet[f"C{row}"].value == cast.places["community"].name
        assert sheet[f"D{row}"].value == cast.places["estate"].name
        assert sheet[f"E{row}"].value == duty.hazard.place.full_name
        assert sheet[f"F{row}"].value == duty.hazard.kind.name
        assert sheet[f"G{row}"].value == duty.get_severity_display()
        assert (sheet[f"H{row}"].value or "") == duty.hazard.spot
        assert sheet[f"I{row}"].value == datetime(2026, 11, 23)  # noqa: DTZ001 - a cell knows no zone
        assert (sheet[f"J{row}"].value or "") == str(duty.accountable or "")
        due = clock.local(duty.due_at).date() if duty.due_at else None
        assert (sheet[f"N{row}"].value.date() if sheet[f"N{row}"].value else None) == due
        assert sheet[f"O{row}"].value == duty.get_state_display()
    assert sheet["A2"].value == "填报单位（盖章）：北街道办事处"
    assert sheet["G2"].value == "统计时段：2026年11月23日"
    assert sheet["A8"].value == "合计：发现 3 处，其中已整改 1 处"
    assert {one.title for one in told.by_hand} >= {"整改措施", "备注", "审核人（签字）"}


def test_the_forms_heads_and_foot_keep_their_merged_cells(cast: Cast, day: Day) -> None:
    sheet, _told = fill(cast, "housing")
    assert {"A1:P1", "A3:A4", "B3:E3", "F3:I3", "J3:N3", "P3:P4"} <= merged(sheet)
    assert {"A8:P8", "A9:E9", "F9:J9", "K9:P9"} <= merged(sheet), "the foot moved down with its rows"
    assert sheet["A9"].value == "单位负责人（签字）："
    assert sheet["E6"].border.left.style == "thin", "new rows look like the first"


def test_the_emergency_bureaus_statistics_are_the_counts(cast: Cast, day: Day) -> None:
    sheet, told = fill(cast, "emergency")
    looks = list(Visit._all.filter(path__startswith="/cc/1/", voided_at__isnull=True).order_by("happened_at", "pk"))
    assert column(sheet, "E", 4, 7) == [len(looks), 1, 1, Round._all.filter(path__startswith="/cc/1/").count()]
    found = Duty._all.filter(path__startswith="/cc/1/")
    severities = [found.filter(severity=one).count() for one in ("general", "serious", "major")]
    escape, ebike = (found.filter(kind_code__startswith=one).count() for one in ("ES-", "EB-"))
    assert column(sheet, "E", 8, 13) == [3, *severities, escape, ebike]
    assert column(sheet, "E", 14, 16) == [1, 2, 0]
    assert sheet["E17"].value is None
    assert [one.at for one in told.by_hand if one.title == "处罚金额"] == ["E17"]
    assert column(sheet, "D", 20, 21) == [visit.place.full_name for visit in looks]
    assert column(sheet, "E", 20, 21) == ["看过，未发现", "进不去"]


def test_the_streets_weekly_report_counts_and_lists_what_is_open(cast: Cast, day: Day) -> None:
    sheet, told = fill(cast, "street", first=DAY, last=DAY + timedelta(days=6))
    assert sheet["A1"].value == "北街道消防安全工作周报"
    assert sheet["A2"].value == "（2026年11月23日至2026年11月29日）"
    assert [sheet.cell(6, at).value for at in range(1, 9)] == [2, 1, 3, 1, 2, 0, 1, 0]
    cases = Duty._all.filter(path__startswith="/cc/1/").order_by("hazard__happened_at", "pk")
    still = [duty for duty in cases if duty.state != "closed"]
    assert column(sheet, "C", 9, 10) == [duty.hazard.place.full_name for duty in still]
    assert {"C9:E9", "F9:G9", "C10:E10", "F10:G10", "A12:J12"} <= merged(sheet)
    assert sheet["A11"].value == "三、下周安排"
    assert sheet["A12"].value is None
    assert {"I6", "J6", "A11"} <= {one.at for one in told.by_hand}


def test_nobodys_form_holds_what_lies_outside_the_reach(cast: Cast, day: Day) -> None:
    _sheet, told = fill(cast, "housing", who="outsider")
    assert [line["E"] for line in told.tables[0].lines] == [day.elsewhere.hazard.place.full_name]
    _sheet, told = fill(cast, "housing", who="community_worker")
    assert len(told.tables[0].lines) == 3


def test_who_may_not_see_records_is_not_told_nought(cast: Cast, day: Day) -> None:
    """The fire officer sees cases, but neither visits nor tickets: those cells stay empty, with the reason."""
    sheet, told = fill(cast, "street", who="fire_officer")
    assert [sheet.cell(6, at).value for at in (1, 2, 7, 8)] == [None] * 4
    assert sheet["C6"].value == 4
    why = {one.at: one.why for one in told.by_hand}
    assert why["A6"] == why["G6"] == "您的岗位看不到这类记录"


def test_a_text_that_looks_like_a_formula_stays_a_text(cast: Cast, day: Day) -> None:
    sheet, _told = fill(cast, "housing")
    spot = next(cell for cell in (sheet[f"H{row}"] for row in (5, 6, 7)) if cell.value)
    assert spot.value == "=HYPERLINK(1)" == day.blocked.hazard.spot
    assert spot.data_type == "s"
    assert spot.quotePrefix


def test_a_day_before_has_nothing_and_the_rows_stay_blank(cast: Cast, day: Day) -> None:
    before = DAY - timedelta(days=1)
    sheet, told = fill(cast, "housing", first=before, last=before)
    assert told.rows == 0
    assert sheet["A5"].value is None
    assert sheet["A6"].value == "合计：发现 0 处，其中已整改 0 处"


def test_a_form_without_placeholders_is_filled_by_its_titles(cast: Cast, day: Day, ledger_form: bytes) -> None:
    mapping = understood(open_form(ledger_form))
    told = answers(mapping, Reader(cast.street_officer, DAY, DAY, DAY))
    sheet = read_back(filled(ledger_form, mapping, told))
    assert sheet["B2"].value == "北街道办事处"
    assert sheet["E2"].value == datetime(2026, 11, 23)  # noqa: DTZ001 - a cell knows no zone
    assert column(sheet, "A", 5, 7) == [1, 2, 3]
    assert sheet["C5"].value == day.blocked.hazard.place.full_name
    assert column(sheet, "F", 5, 7) == [None] * 3
    assert sheet["A8"].value == "审核人：", "two lines were there, a third was put in"
    assert {"是否约谈", "审核人"} <= {one.title for one in told.by_hand}


def test_a_merged_title_beside_the_lines_grows_with_them(cast: Cast, day: Day) -> None:
    def shape(sheet: Worksheet) -> None:
        sheet.merge_cells("A2:A3")
        sheet.row_dimensions[2].height = 40

    content = book_of([["类", "位置", "隐患"], ["明细", "{{隐患.位置}}", "{{隐患.隐患名称}}"], [], ["完"]], shape)
    mapping = understood(open_form(content))
    told = answers(mapping, Reader(cast.street_officer, DAY, DAY, DAY))
    sheet = read_back(filled(content, mapping, told))
    assert merged(sheet) == {"A2:A4"}
    assert sheet["A5"].value == "完"
    assert sheet.row_dimensions[4].height == 40


def test_each_source_gives_the_fields_it_declares(cast: Cast, day: Day) -> None:
    from anju.burden.sources.catalogue import SOURCES

    reader = Reader(cast.street_officer, DAY, DAY, DAY)
    for source in SOURCES:
        lines = source.rows(reader)
        assert lines, source.key
        assert {tuple(sorted(line)) for line in lines} == {tuple(sorted(field.key for field in source.fields))}


def test_the_shipped_forms_are_what_the_tool_makes() -> None:
    import importlib.util
    from pathlib import Path

    spec = importlib.util.spec_from_file_location("forms_tool", Path(__file__).parents[2] / "tools" / "forms.py")
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    for key, form in shipped_forms().items():
        fresh, kept = tool.made(key).worksheets[0], read_back(form.content)
        assert [[cell.value or None for cell in row] for row in fresh] == [[cell.value for cell in row] for row in kept]
        assert merged(fresh) == merged(kept)
