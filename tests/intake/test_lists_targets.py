"""Old ledgers, clean-ups and other people's inspections from tables."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from anju.catalogue.actions import load_shipped
from anju.intake import actions
from anju.intake.actions import working
from anju.intake.actions.handlers.hazards import HazardHandler
from anju.intake.enums import RunState
from anju.intake.models import OutsideInspection
from anju.intake.queries import runs
from anju.kernel import clock
from anju.kernel.actors import system
from anju.kernel.calendar import end_of_day
from anju.kernel.db import prepared
from anju.kernel.ledger.models import Entry
from anju.people.models import Organisation
from anju.places.models import Place
from anju.supervision.lists import actions as lists
from anju.supervision.lists.actions import climb, due_cases
from anju.supervision.lists.models import CleanUp, Duty, Hazard
from anju.supervision.lists.queries.parties import territories
from anju.supervision.lists.rules.transitions import NotPossibleError
from tests.cast import Cast
from tests.intake.desk import checked, fates, fresh, imported, work_off, wrongs
from tests.places.entries import states_agree

pytestmark = pytest.mark.django_db
HAZARDS = ["台账编号", "小区", "楼栋", "楼层", "具体部位", "隐患类型", "情况", "发现时间", "整改情况", "销号时间"]
OPEN = ["A-1", "柳岸新村", "1幢", "3", "楼梯间", "ES-01", "堆了纸箱", "2025-09-12", "未整改", ""]
DONE = ["A-2", "柳岸新村", "1幢", "４", "楼梯间", "楼道、楼梯间堆放杂物", "", "2025年9月13日", "已整改", "2025.9.20"]
CLEAN_UPS = ["记录编号", "地点", "清理日期", "重量（吨）", "过磅", "清理单位"]
INSPECTIONS = ["记录编号", "地址", "街道", "检查时间", "办结时间", "原编码", "问题描述", "隐患类型"]


@pytest.fixture
def stocked(cast: Cast) -> Cast:
    load_shipped(by=system("release"))
    return cast


def test_an_open_case_goes_on_the_list_with_its_own_date_and_climbs_nothing(stocked: Cast) -> None:
    run = imported(stocked.street_officer, "hazards", [HAZARDS, OPEN])
    assert (run.state, run.added, run.wrong) == (RunState.DONE, 1, 0), wrongs(run)
    hazard = Hazard._all.get()
    assert hazard.imported
    assert clock.local(hazard.happened_at).date().isoformat() == "2025-09-12"
    assert (hazard.place, hazard.floor, hazard.spot, hazard.source_kind) == (
        stocked.places["building"], 3, "楼梯间", "import",
    )  # fmt: skip
    duty = Duty._all.get()
    assert (duty.state, duty.date_confirmed, duty.next_action_at) == ("assigned", False, None)
    assert due_cases(clock.now() + timedelta(days=600)) == []
    assert not climb(duty.pk)
    entry = Entry._all.get(verb="hazard.reported")
    assert clock.from_us(entry.happened_at) == hazard.happened_at
    assert entry.at > entry.happened_at


DUE = [*HAZARDS[:9], "整改期限"]


def test_the_deadline_of_the_old_ledger_is_the_cases_own_and_waits_for_the_street(stocked: Cast) -> None:
    run = imported(stocked.street_officer, "hazards", [DUE, [*OPEN[:9], "2025-10-31"]])
    assert (run.added, run.wrong) == (1, 0), wrongs(run)
    duty = Duty._all.get()
    assert duty.due_at is not None
    assert duty.due_at == end_of_day(date(2025, 10, 31))
    assert (duty.state, duty.closed_at, duty.date_confirmed, duty.holder_due_at) == (
        "assigned", None, False, duty.due_at,
    )  # fmt: skip
    assert json.loads(Entry._all.get(verb="duty.assigned").data)["due"] == clock.to_us(duty.due_at)
    again = checked(stocked.street_officer, "hazards", [DUE, [*OPEN[:9], "2025-11-30"]])
    assert fates(again) == (0, 0, 1, 0)


def test_a_deadline_never_closes_a_case_and_none_lies_before_it_was_found(stocked: Cast) -> None:
    run = checked(stocked.street_officer, "hazards", [DUE, [*DONE[:9], "2025.10.1"], [*OPEN[:9], "2025-09-01"]])
    assert "整改情况" in wrongs(run)[2]
    assert "销号时间" in wrongs(run)[2]
    assert "“整改期限”不能早于“发现时间”" in wrongs(run)[3]


def test_a_case_that_was_put_right_is_history_with_its_original_dates(stocked: Cast) -> None:
    imported(stocked.street_officer, "hazards", [HAZARDS, DONE])
    duty = Duty._all.get()
    assert (duty.state, duty.outcome) == ("closed", "rectified")
    assert duty.closed_at is not None
    assert clock.local(duty.closed_at).date().isoformat() == "2025-09-20"


def test_the_same_ledger_again_changes_nothing_and_a_case_that_stands_is_not_rewritten(stocked: Cast) -> None:
    imported(stocked.street_officer, "hazards", [HAZARDS, OPEN, DONE])
    assert fates(checked(stocked.street_officer, "hazards", [HAZARDS, OPEN, DONE])) == (0, 0, 2, 0)
    other = [*OPEN[:7], "2025-09-30", *OPEN[8:]]
    run = checked(stocked.street_officer, "hazards", [HAZARDS, other])
    assert "导入只更正未销号隐患的情况、楼层和部位" in wrongs(run)[2]
    assert Hazard._all.count() == 2


BETTER = [*OPEN[:3], "5", "东侧楼梯间", "ES-01", "堆了纸箱和木板", *OPEN[7:]]


def test_the_same_ledger_again_corrects_plain_facts_of_an_open_case_with_an_entry(stocked: Cast) -> None:
    imported(stocked.street_officer, "hazards", [HAZARDS, OPEN])
    before = Duty._all.get()
    assert fates(checked(stocked.street_officer, "hazards", [HAZARDS, BETTER])) == (0, 1, 0, 0)
    assert Hazard._all.get().spot == "楼梯间"  # a check writes nothing
    run = imported(stocked.street_officer, "hazards", [HAZARDS, BETTER])
    assert (run.added, run.changed, run.wrong) == (0, 1, 0), wrongs(run)
    hazard, duty = Hazard._all.get(), Duty._all.get()
    assert (hazard.floor, hazard.spot, hazard.description) == (5, "东侧楼梯间", "堆了纸箱和木板")
    assert (duty.state, duty.due_at, duty.accountable_id) == (before.state, before.due_at, before.accountable_id)
    entry = Entry._all.get(verb="hazard.corrected")
    assert json.loads(entry.data) == {"fields": ["description", "floor", "spot"]}
    assert states_agree()
    assert fates(checked(stocked.street_officer, "hazards", [HAZARDS, BETTER])) == (0, 0, 1, 0)


def test_an_empty_cell_takes_nothing_away(stocked: Cast) -> None:
    imported(stocked.street_officer, "hazards", [HAZARDS, OPEN])
    emptied = [*OPEN[:3], "", "", "ES-01", "", *OPEN[7:]]
    assert fates(checked(stocked.street_officer, "hazards", [HAZARDS, emptied])) == (0, 0, 1, 0)


def test_a_closed_case_is_corrected_by_nobody(stocked: Cast) -> None:
    imported(stocked.street_officer, "hazards", [HAZARDS, DONE])
    other = [*DONE[:6], "其实是木板", *DONE[7:]]
    run = imported(stocked.street_officer, "hazards", [HAZARDS, other])
    assert (run.changed, run.wrong) == (0, 0)
    assert Hazard._all.get().description == ""
    with pytest.raises(NotPossibleError, match="已经销号"):
        lists.correct_imported(by=stocked.street_officer, duty_id=Duty._all.get().pk, facts={"floor": 1})


def test_only_imported_cases_of_the_own_reach_and_plain_facts_are_corrected(stocked: Cast) -> None:
    imported(stocked.street_officer, "hazards", [HAZARDS, OPEN])
    pk = Duty._all.get().pk
    with pytest.raises(PermissionDenied):
        lists.correct_imported(by=stocked.outsider, duty_id=pk, facts={"floor": 1})
    with pytest.raises(PermissionDenied):
        lists.correct_imported(by=stocked.property_manager, duty_id=pk, facts={"floor": 1})
    with pytest.raises(ValueError, match="severity"):
        lists.correct_imported(by=stocked.street_officer, duty_id=pk, facts={"severity": "general"})
    seen = lists.report(by=stocked.grid_member, code="ES-02", at=lists.Spot(stocked.places["building"]))
    with pytest.raises(NotPossibleError, match="不是导入的"):
        lists.correct_imported(by=stocked.street_officer, duty_id=seen.pk, facts={"floor": 1})
    assert not Entry._all.filter(verb="hazard.corrected").exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({5: "楼道里全是纸箱"}, "可能是：ES-01"),
        ({5: "zzzz"}, "隐患目录里没有"),
        ({2: "99幢"}, "找不到地点“柳岸新村99幢”"),
        ({1: "桥头花园"}, "找不到地点“桥头花园”"),
        ({7: "2099-01-01"}, "在将来"),
        ({8: "已整改"}, "就要同时填写“销号时间”"),
        ({8: "已整改", 9: "2025-09-01"}, "不能早于"),
        ({9: "2025-10-01"}, "请核对"),
        ({7: "3/4/2025"}, "分不清月和日"),
    ],
)
def test_a_row_that_cannot_be_a_case_is_told_in_plain_words(stocked: Cast, change: dict[int, str], said: str) -> None:
    row = [change.get(column, value) for column, value in enumerate(OPEN)]
    run = checked(stocked.street_officer, "hazards", [HAZARDS, row])
    assert said in wrongs(run)[2]


def test_everything_wrong_with_a_row_is_told_at_once(stocked: Cast) -> None:
    bad = ["A-1", "柳岸新村", "99幢", "三楼半", "楼梯间", "zzzz", "", "2025-09-12", "已整改", ""]
    told = wrongs(checked(stocked.street_officer, "hazards", [HAZARDS, bad]))[2]
    for said in ("柳岸新村99幢", "三楼半", "隐患目录里没有“zzzz”", "就要同时填写“销号时间”"):
        assert said in told
    worse = [*bad[:7], "3/4/2025", *bad[8:]]
    told = wrongs(checked(stocked.street_officer, "hazards", [HAZARDS, worse]))[2]
    for said in ("柳岸新村99幢", "三楼半", "zzzz", "分不清月和日"):
        assert said in told


def test_a_cell_that_cannot_be_read_keeps_an_otherwise_right_row_out(stocked: Cast) -> None:
    run = checked(stocked.street_officer, "hazards", [HAZARDS, [*OPEN[:3], "三楼半", *OPEN[4:]], ["", *OPEN[1:]]])
    assert fates(run) == (0, 0, 0, 2)
    assert (wrongs(run)[2].count("三楼半"), wrongs(run)[3]) == (1, "“台账编号”必填，现在是空的。")


@pytest.mark.parametrize("written", ["1栋", "1号楼", "１栋", "第一幢", "01幢", "1座"])
def test_a_building_is_found_under_every_mark_people_write(stocked: Cast, written: str) -> None:
    imported(stocked.street_officer, "hazards", [HAZARDS, [*OPEN[:2], written, *OPEN[3:]]])
    assert Hazard._all.get().place == stocked.places["building"]


def test_the_spelling_that_stands_goes_before_another(stocked: Cast) -> None:
    header = ["编码", "楼栋", "小区"]
    imported(stocked.street_officer, "buildings", [header, ["B9", "1栋", "柳岸新村"]])
    imported(stocked.street_officer, "hazards", [HAZARDS, [*OPEN[:2], "1栋", *OPEN[3:]]])
    assert Hazard._all.get().place.code == "B9"
    run = checked(stocked.street_officer, "hazards", [HAZARDS, ["A-7", "柳岸新村", "1号楼", *OPEN[3:]]])
    assert "“柳岸新村1号楼”对应多个地点" in wrongs(run)[2]


def test_a_full_name_is_found_under_another_mark(stocked: Cast) -> None:
    Place._all.filter(pk=stocked.places["building"].pk).update(full_name="柳岸新村1幢")
    header = ["台账编号", "地点", "隐患类型", "发现时间"]
    imported(stocked.street_officer, "hazards", [header, ["A", "柳岸新村1号楼", "ES-01", "2025-09-12"]])
    assert Hazard._all.get().place == stocked.places["building"]


def test_another_mark_opens_no_building_beyond_the_own_reach(stocked: Cast) -> None:
    Place._all.filter(pk=stocked.places["other_building"].pk).update(full_name="桥头花园1幢")
    header = ["台账编号", "地点", "隐患类型", "发现时间"]
    run = checked(stocked.street_officer, "hazards", [header, ["A", "桥头花园1栋", "ES-01", "2025-09-12"]])
    assert "找不到地点“桥头花园1栋”" in wrongs(run)[2]


def test_a_place_written_as_one_full_name_is_found(stocked: Cast) -> None:
    Place._all.filter(pk=stocked.places["building"].pk).update(full_name="柳岸新村1幢")
    header = ["台账编号", "地点", "隐患类型", "发现时间"]
    imported(
        stocked.street_officer,
        "hazards",
        [header, ["A", "柳岸新村1幢", "ES-01", "2025-09-12"], ["B", "柳岸新村", "ES-02", "2025-09-12"]],
    )
    assert list(Hazard._all.order_by("pk").values_list("place", flat=True)) == [
        stocked.places["building"].pk, stocked.places["estate"].pk,
    ]  # fmt: skip


def test_a_community_may_not_bring_in_a_ledger_of_hazards(stocked: Cast) -> None:
    assert "hazards" not in [str(target.key) for target in runs.targets_for(stocked.community_worker)]
    assert "hazards" in [str(target.key) for target in runs.targets_for(stocked.fire_officer)]


def test_clean_ups_keep_their_day_and_whether_they_were_weighed(stocked: Cast) -> None:
    rows = [
        CLEAN_UPS,
        ["Q1", "柳岸新村", "2025-10-08", "1.5", "是", "甲物业"],
        ["", "柳岸社区", "2025年10月9日", "300公斤", "否", ""],
    ]
    run = imported(stocked.street_officer, "clean_ups", rows)
    assert run.added == 2, wrongs(run)
    told = CleanUp._all.order_by("cleaned_on").values_list("kilograms", "weighed", "imported", "organisation")
    assert list(told) == [
        (1500, True, True, stocked.organisations["company"].pk),
        (300, False, True, stocked.organisations["street"].pk),
    ]
    assert fates(checked(stocked.street_officer, "clean_ups", rows)) == (0, 0, 2, 0)
    heavier = [CLEAN_UPS, ["Q1", "柳岸新村", "2025-10-08", "2.5吨", "是", "甲物业"]]
    assert "导入不改已入账的记录" in wrongs(checked(stocked.street_officer, "clean_ups", heavier))[2]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (["Q", "桥头花园", "2025-10-08", "1吨", "", ""], "找不到地点"),
        (["Q", "柳岸新村", "2099-10-08", "1吨", "", ""], "在将来"),
        (["Q", "柳岸新村", "2025-10-08", "1吨", "", "无此单位"], "找不到单位"),
        (["Q", "柳岸新村", "2025-10-08", "很多", "", ""], "不是重量"),
    ],
)
def test_a_clean_up_that_cannot_be_is_told(stocked: Cast, row: list[str], said: str) -> None:
    assert said in wrongs(checked(stocked.street_officer, "clean_ups", [CLEAN_UPS, row]))[2]


def inspections(*rows: list[str]) -> list[list[str]]:
    return [INSPECTIONS, *rows]


FOUND = [
    "1",
    "10 Main Street",
    "北街道",
    "2017-03-01T10:00:00",
    "2017-04-01T10:00:00",
    "2.4.1.1",
    "Accumulation",
    "ES-01",
]
FOUND_TOO = [
    "2",
    "10 Main Street",
    "北街道",
    "2017-03-01T10:00:00",
    "2017-04-01T10:00:00",
    "2.2.3.2",
    "Closures",
    "ES-08",
]
NOTHING = ["3", "12 Main St", "北街道", "2017-05-01", "2017-05-01", "", "", ""]


def test_rows_of_one_inspection_are_one_record_and_each_finding_a_hazard(stocked: Cast) -> None:
    run = imported(stocked.street_officer, "inspections", inspections(FOUND, FOUND_TOO, NOTHING))
    assert (run.added, run.wrong) == (3, 0), wrongs(run)
    first, second = OutsideInspection._all.order_by("happened_at")
    assert (first.findings, second.findings) == (2, 0)
    assert first.happened_at == datetime(2017, 3, 1, 2, tzinfo=UTC)
    hazards = Hazard._all.order_by("kind_code")
    assert [(each.kind_code, each.description, each.source_ref) for each in hazards] == [
        ("ES-01", "Accumulation", f"outside_inspection:{first.pk}"),
        ("ES-08", "Closures", f"outside_inspection:{first.pk}"),
    ]
    assert set(Duty._all.values_list("state", flat=True)) == {"closed"}


def test_an_inspection_meets_the_registered_building_of_the_same_address_and_no_other(stocked: Cast) -> None:
    header = ["编码", "楼栋", "街道", "地址"]
    rows = [
        header,
        ["R1", "Main Tower", "北街道", "10  MAIN ST"],
        ["R2", "A", "北街道", "12 Main St"],
        ["R3", "B", "北街道", "12 Main St"],
    ]
    imported(stocked.street_officer, "buildings", rows)
    run = imported(stocked.street_officer, "inspections", inspections(FOUND, NOTHING))
    assert run.added == 2
    linked, added = OutsideInspection._all.order_by("happened_at")
    assert (linked.linked, linked.place.code) == (True, "R1")
    assert not added.linked, "two buildings stand at that address: neither is guessed"
    assert added.place.code.startswith("addr:")
    assert added.place.imported


def test_the_same_inspections_again_change_nothing(stocked: Cast) -> None:
    rows = inspections(FOUND, FOUND_TOO, NOTHING)
    imported(stocked.street_officer, "inspections", rows)
    places = Place._all.count()
    again = imported(stocked.street_officer, "inspections", rows)
    assert (again.added, again.unchanged) == (0, 3)
    assert (Place._all.count(), Hazard._all.count(), OutsideInspection._all.count()) == (places, 2, 2)
    assert OutsideInspection._all.order_by("happened_at")[0].findings == 2


def test_inspections_of_another_street_and_impossible_ones_are_told(stocked: Cast) -> None:
    rows = inspections(
        [*FOUND[:2], "南街道", *FOUND[3:]],
        ["2", *FOUND[1:4], "2016-01-01", *FOUND[5:]],
        ["3", *FOUND[1:7], ""],
    )
    run = checked(stocked.street_officer, "inspections", rows)
    said = wrongs(run)
    assert "找不到地点“南街道”" in said[2]
    assert "不能早于" in said[3]
    assert "就要同时填写“隐患类型”" in said[4]


def test_inspections_are_seen_by_those_who_see_the_place(stocked: Cast) -> None:
    imported(stocked.street_officer, "inspections", inspections(FOUND))
    at = stocked.places["street"].path
    assert len(runs.inspections_at(stocked.district_officer, at)) == 1
    assert runs.inspections_at(stocked.outsider, at) == []


def test_a_case_that_nobody_could_take_is_told_before_anything_is_written(stocked: Cast) -> None:
    from anju.people.models import Organisation

    Organisation._all.filter(kind__in=["street", "community", "district_office", "fire_brigade"]).update(
        closed_on="2020-01-01"
    )
    run = checked(stocked.street_officer, "hazards", [HAZARDS, OPEN])
    assert "请先在单位登记册中补录" in wrongs(run)[2]


def test_a_ledger_of_hazards_killed_in_the_middle_goes_on_without_doubling(
    stocked: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    from anju.intake.actions import working
    from anju.intake.actions.claims import LEASE

    monkeypatch.setattr(working, "PIECE", 2)
    rows = [HAZARDS, *([f"A-{n}", *OPEN[1:4], f"{n}单元", *OPEN[5:]] for n in range(5))]
    run = checked(stocked.street_officer, "hazards", rows)
    actions.ask_import(by=stocked.street_officer, run=run.pk)
    commit, calls = working._Importer._commit, []

    def die(self: working._Importer, *args: object, **given: object) -> None:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        commit(self, *args, **given)  # type: ignore[arg-type]

    monkeypatch.setattr(working._Importer, "_commit", die)
    with pytest.raises(KeyboardInterrupt):
        actions.work()
    assert Hazard._all.count() == 2
    monkeypatch.setattr(working._Importer, "_commit", commit)
    with clock.simulated(clock.now() + 2 * LEASE):
        work_off()
    assert (fresh(run).state, Hazard._all.count(), Duty._all.count()) == (RunState.DONE, 5, 5)


def test_the_page_of_a_place_tells_its_outside_inspections_to_those_who_see_it(stocked: Cast, client: Client) -> None:
    imported(stocked.street_officer, "inspections", inspections(FOUND, FOUND_TOO))
    url = reverse("places:place", args=[stocked.places["street"].pk])
    client.force_login(stocked.accounts["street_officer"])
    page = client.get(url).content.decode()
    assert "外部检查记录" in page
    assert "10 Main Street" in page
    client.force_login(stocked.accounts["outsider"])
    assert "10 Main Street" not in client.get(url).content.decode()


def test_a_place_without_outside_inspections_has_no_such_panel(stocked: Cast, client: Client) -> None:
    client.force_login(stocked.accounts["street_officer"])
    page = client.get(reverse("places:place", args=[stocked.places["street"].pk])).content.decode()
    assert "外部检查记录" not in page


def test_territories_asked_together_are_those_asked_one_by_one(stocked: Cast) -> None:
    paths = sorted(place.path for place in stocked.places.values())
    together = territories(paths)
    assert list(together) == paths
    for path in paths:
        assert together[path] == territories([path])[path]
        above = [path[: end + 1] for end in range(len(path) - 1, 0, -1) if path[end] == "/"]
        for kind, pk in together[path].by_kind.items():
            nearest = next(up for up in above if _standing(up, kind))
            assert pk == min(_standing(nearest, kind))


def _standing(path: str, kind: str) -> list[int]:
    return list(Organisation._all.filter(path=path, kind=kind, closed_on=None).values_list("pk", flat=True))


def test_a_second_piece_asks_its_questions_in_the_form_of_the_first(
    stocked: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "PIECE", 6)
    rows = [[f"P-{number}", *OPEN[1:3], str(number), *OPEN[4:]] for number in range(1, 17)]
    pieces: list[int] = []
    take = working._Importer._take

    def counted(self: Any, rows: Any, **told: Any) -> bool:
        before = len(prepared._kept)
        done = take(self, rows, **told)
        pieces.append(len(prepared._kept) - before)
        return done

    monkeypatch.setattr(working._Importer, "_take", counted)
    prepared.forget()
    run = imported(stocked.street_officer, "hazards", [HAZARDS, *rows])
    assert (run.added, run.wrong) == (16, 0), wrongs(run)
    assert pieces[0] > 0
    assert pieces[1] == 0


def test_one_refused_row_loses_none_of_the_others_of_its_piece(stocked: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [[f"R-{number}", *OPEN[1:3], str(number), *OPEN[4:]] for number in range(1, 8)]
    write = HazardHandler.write

    def refusing(self: HazardHandler, plans: Any) -> Any:
        if any(str(plan.payload.ref).endswith("R-4") for plan in plans):
            raise LookupError("nobody")
        return write(self, plans)

    monkeypatch.setattr(HazardHandler, "write", refusing)
    run = imported(stocked.street_officer, "hazards", [HAZARDS, *rows])
    assert (run.added, run.wrong) == (6, 1)
    assert {str(ref).rpartition(":")[2] for ref in Hazard._all.values_list("client_ref", flat=True)} == {
        f"R-{number}" for number in (1, 2, 3, 5, 6, 7)
    }
    assert states_agree()
