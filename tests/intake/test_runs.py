"""A run from upload to records: states, remembered columns, cancelling, a kill in the middle, who may."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from anju.intake import actions, uploads
from anju.intake.actions import working
from anju.intake.actions.claims import LEASE, claim
from anju.intake.enums import RunState
from anju.intake.mapping import mapping_from_dict
from anju.intake.models import ImportPiece, ImportRun, RememberedMapping
from anju.intake.problems import TableRefused
from anju.intake.queries import runs
from anju.intake.tables import open_table
from anju.kernel import clock
from anju.kernel.jobs.loop import stopping
from anju.kernel.ledger.models import Entry
from anju.people.actions import close_post
from anju.places.actions import upsert
from anju.places.enums import PlaceKind
from anju.places.models import Place
from tests.cast import Cast, today
from tests.intake.desk import checked, fates, fresh, imported, uploaded, work_off, wrongs

pytestmark = pytest.mark.django_db
HEADER = ["编码", "楼栋", "街道", "社区", "小区", "层数"]


def building(number: int, estate: str = "柳岸新村", storeys: object = 18) -> list[object]:
    return [f"B{number}", f"{number + 100}幢", "北街道", "柳岸社区", estate, storeys]


def named(code: str) -> Place | None:
    return Place._all.filter(code=code).first()


def test_a_table_is_uploaded_with_its_columns_proposed_and_nothing_is_read_into_the_register(cast: Cast) -> None:
    run = uploaded(cast.street_officer, "buildings", [HEADER, building(1)])
    assert run.state == RunState.UPLOADED
    assert run.path == cast.places["street"].path
    assert run.mapping["columns"] == {
        "code": "编码", "name": "楼栋", "street": "街道", "community": "社区", "estate": "小区", "storeys": "层数",
    }  # fmt: skip
    assert named("B1") is None
    assert Entry._all.filter(verb="import.uploaded", subject_id=str(run.pk)).count() == 1


def test_a_file_that_cannot_be_read_is_refused_and_not_kept(cast: Cast) -> None:
    with pytest.raises(TableRefused, match="另存为"):
        uploaded(cast.street_officer, "buildings", b"%PDF-1.7 nothing")
    assert list(uploads.folder().iterdir()) == []


def test_the_check_counts_new_changed_unchanged_and_wrong_rows_and_writes_no_record(cast: Cast) -> None:
    imported(cast.street_officer, "buildings", [HEADER, building(1), building(2)])
    rows = [HEADER, building(1), building(2, storeys=20), building(3), building(4, storeys="十八")]
    run = checked(cast.street_officer, "buildings", rows)
    assert (run.state, run.total, fates(run)) == (RunState.CHECKED, 4, (1, 1, 1, 1))
    assert run.found["samples"] == [{"row": 3, "changes": [["storeys", "18", "20"]]}]
    assert "不是整数" in wrongs(run)[5]
    assert named("B3") is None


def test_an_import_makes_records_with_entries_and_says_what_each_row_became(cast: Cast) -> None:
    run = imported(cast.street_officer, "buildings", [HEADER, building(1), building(2)])
    assert (run.state, run.done, run.added, run.changed, run.wrong) == (RunState.DONE, 2, 2, 0, 0)
    place = named("B1")
    assert place is not None
    assert place.imported
    assert place.parent == cast.places["estate"]
    made, more = runs.made_of(run)
    assert [line[:3] for line in made] == [[2, "new", "place"], [3, "new", "place"]]
    assert (made[0][3], more) == (place.pk, 0)
    entry = Entry._all.get(verb="place.added", subject_id=str(place.pk))
    assert entry.actor == str(cast.street_officer)


def test_the_same_table_again_changes_nothing_and_a_corrected_row_updates_its_facts(cast: Cast) -> None:
    imported(cast.street_officer, "buildings", [HEADER, building(1), building(2)])
    again = imported(cast.street_officer, "buildings", [HEADER, building(1), building(2)])
    assert (again.added, again.changed, again.unchanged) == (0, 0, 2)
    corrected = imported(cast.street_officer, "buildings", [HEADER, building(1, storeys=21), building(2)])
    assert (corrected.added, corrected.changed, corrected.unchanged) == (0, 1, 1)
    place = named("B1")
    assert place is not None
    assert place.building_facts.storeys == 21


def test_wrong_rows_hold_the_table_back_until_a_person_says_to_leave_them_out(cast: Cast) -> None:
    rows = [HEADER, building(1), building(2, estate="没有的小区")]
    run = checked(cast.street_officer, "buildings", rows)
    with pytest.raises(actions.NotNowError):
        actions.ask_import(by=cast.street_officer, run=run.pk)
    actions.ask_import(by=cast.street_officer, run=run.pk, skip_wrong=True)
    work_off()
    run = fresh(run)
    assert (run.state, run.added, run.wrong, run.done) == (RunState.DONE, 1, 1, 2)
    assert named("B2") is None


def test_the_same_rows_come_back_as_a_workbook_with_their_reasons(cast: Cast) -> None:
    run = checked(cast.street_officer, "buildings", [HEADER, building(1), ["B2", "=1+1", "南街道", "", "", "x"]])
    back = [row.cells for row in open_table(uploads.errors_path(run.stored)).rows()]
    assert back[0][6] == "错误原因"
    assert back[1] == ["B1", "101幢", "北街道", "柳岸社区", "柳岸新村", "18"]
    assert back[2][1] == "=1+1"
    assert "不是整数" in str(back[2][6])


def test_a_row_twice_in_one_table_is_told_with_the_row_it_repeats(cast: Cast) -> None:
    run = checked(cast.street_officer, "buildings", [HEADER, building(1), building(1)])
    assert "第 2 行重复" in wrongs(run)[3]


def test_the_columns_chosen_are_remembered_for_the_organisation_and_for_nobody_else(cast: Cast) -> None:
    header = ["门牌码", "叫什么", "街道", "社区", "小区", "几层"]
    columns = dict(zip(("code", "name", "street", "community", "estate", "storeys"), header, strict=True))
    checked(cast.street_officer, "buildings", [header, building(1)], mapping={"columns": columns})
    again = uploaded(cast.street_officer, "buildings", [[*reversed(header)], [*reversed(building(2))]])
    assert again.mapping["columns"] == columns
    other = uploaded(cast.outsider, "buildings", [header, building(3)])
    assert other.mapping["columns"] != columns
    checked(cast.street_officer, "buildings", [header, building(1)], mapping={"columns": columns})
    assert RememberedMapping._all.count() == 1


def test_a_mapping_without_a_required_field_or_a_datum_is_refused_with_what_is_missing(cast: Cast) -> None:
    run = uploaded(cast.street_officer, "buildings", [["编码", "街道", "经度"], ["B1", "北街道", "118.7"]])
    columns = {"code": "编码", "street": "街道", "longitude": "经度"}
    mapping = mapping_from_dict({"target": "buildings", "columns": columns})
    with pytest.raises(actions.MappingWrongError) as caught:
        actions.choose(by=cast.street_officer, run=run.pk, choice=actions.Choice(mapping))
    assert {problem.code for problem in caught.value.problems} == {"mapping.missing", "mapping.datum"}


def test_parents_that_nobody_registered_are_added_only_when_asked_for(cast: Cast) -> None:
    rows = [HEADER, building(1, estate="新苑"), building(2, estate="新苑")]
    refused = checked(cast.street_officer, "buildings", rows)
    assert fates(refused) == (0, 0, 0, 2)
    run = imported(cast.street_officer, "buildings", rows, create_parents=True)
    assert (run.added, run.found["parents"]) == (2, ["新苑"])
    estate = Place._all.get(name="新苑")
    assert (estate.kind, estate.parent) == (PlaceKind.ESTATE, cast.places["community"])
    assert Place._all.filter(parent=estate).count() == 2


def test_a_street_brings_in_only_its_own_reach_and_learns_nothing_of_the_rest(cast: Cast) -> None:
    rows = [HEADER, ["B9", "9幢", "南街道", "桥头社区", "桥头花园", 6], ["B8", "8幢", "无此街道", "", "", 6]]
    run = checked(cast.street_officer, "buildings", rows)
    assert fates(run) == (0, 0, 0, 2)
    assert wrongs(run)[2].replace("南街道", "无此街道") == wrongs(run)[3]
    assert fates(checked(cast.district_officer, "buildings", rows[:2])) == (1, 0, 0, 0)


def test_a_code_that_a_place_out_of_reach_has_is_not_updated(cast: Cast) -> None:
    imported(cast.outsider, "buildings", [HEADER, ["B9", "9幢", "南街道", "桥头社区", "桥头花园", 6]])
    run = checked(cast.street_officer, "buildings", [HEADER, ["B9", "改名", "北街道", "柳岸社区", "柳岸新村", 6]])
    assert "已被别的地点使用" in wrongs(run)[2]


def test_a_place_registered_elsewhere_is_never_moved_by_a_table(cast: Cast) -> None:
    imported(cast.street_officer, "buildings", [HEADER, building(1)])
    run = checked(cast.street_officer, "buildings", [HEADER, building(1, estate="自管小区")])
    assert "不会移动地点" in wrongs(run)[2]


def test_nobody_without_the_right_uploads_and_an_outsider_finds_no_run(cast: Cast) -> None:
    for name in ("grid_member", "property_manager", "congress_staff"):
        with pytest.raises(PermissionDenied):
            uploaded(getattr(cast, name), "buildings", [HEADER, building(1)])
    with pytest.raises(PermissionDenied):
        uploaded(cast.fire_officer, "people", [["登录名", "姓名"], ["a", "甲"]])
    run = uploaded(cast.street_officer, "buildings", [HEADER, building(1)])
    assert runs.run_for(cast.outsider, run.pk) is None
    assert runs.run_for(cast.grid_member, run.pk) is None
    assert runs.run_for(cast.district_officer, run.pk) == run
    for refused in (actions.ask_check, actions.ask_import, actions.cancel):
        with pytest.raises(PermissionDenied):
            refused(by=cast.outsider, run=run.pk)


def test_who_may_not_bring_in_people_does_not_see_an_import_of_people(cast: Cast) -> None:
    run = uploaded(cast.district_officer, "people", [["登录名", "姓名"], ["a", "甲"]])
    assert runs.run_for(cast.district_officer, run.pk) == run
    assert runs.run_for(cast.fire_officer, run.pk) is None


def test_a_right_that_was_taken_away_counts_at_once(cast: Cast) -> None:
    run = checked(cast.street_officer, "buildings", [HEADER, building(1)])
    actions.ask_import(by=cast.street_officer, run=run.pk)
    close_post(by=cast.district_officer, post=cast.posts["street_officer"], on=today())
    work_off()
    run = fresh(run)
    assert (run.added, run.wrong) == (0, 1)
    assert named("B1") is None


def test_a_cancelled_import_stops_and_keeps_what_came_in(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "PIECE", 2)
    run = checked(cast.street_officer, "buildings", [HEADER, *(building(n) for n in range(1, 7))])
    actions.ask_import(by=cast.street_officer, run=run.pk)
    lease = claim(fresh(run))
    assert lease is not None

    def cancel_after_four(now: ImportRun) -> None:
        if now.done == 4:
            actions.cancel(by=cast.street_officer, run=run.pk)

    working.work_on(run.pk, lease, progress=cancel_after_four)
    run = fresh(run)
    assert (run.state, run.added, run.last_row) == (RunState.CANCELLED, 4, 5)
    assert Place._all.filter(code__startswith="B").count() == 4
    assert not actions.work()
    with pytest.raises(actions.NotNowError):
        actions.ask_import(by=cast.street_officer, run=run.pk)


class KilledError(BaseException):
    """The process is gone: nothing after this line runs."""


def test_a_run_killed_in_the_middle_of_a_piece_goes_on_where_it_stood(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "PIECE", 2)
    run = checked(cast.street_officer, "buildings", [HEADER, *(building(n) for n in range(1, 8))])
    actions.ask_import(by=cast.street_officer, run=run.pk)
    keep = working._Importer._keep_piece

    def die_in_the_second(self: working._Importer, made: object) -> None:
        keep(self, made)  # type: ignore[arg-type]
        if ImportPiece._all.filter(run=run).count() == 2:
            raise KilledError

    monkeypatch.setattr(working._Importer, "_keep_piece", die_in_the_second)
    with pytest.raises(KilledError):
        actions.work()
    run = fresh(run)
    assert (run.state, run.done, run.last_row, run.added) == (RunState.IMPORTING, 2, 3, 2)
    assert Place._all.filter(code__startswith="B").count() == 2

    monkeypatch.setattr(working._Importer, "_keep_piece", keep)
    assert not actions.work(), "the dead worker's lease still holds"
    with clock.simulated(clock.now() + 2 * LEASE):
        work_off()
    run = fresh(run)
    assert (run.state, run.done, run.added, run.unchanged) == (RunState.DONE, 7, 7, 0)
    assert Place._all.filter(code__startswith="B").count() == 7
    pieces = ImportPiece._all.filter(run=run).order_by("first_row").values_list("first_row", "last_row")
    assert list(pieces) == [(2, 3), (4, 5), (6, 7), (8, 8)]


def test_a_worker_that_was_taken_over_writes_nothing_more(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "PIECE", 2)
    run = checked(cast.street_officer, "buildings", [HEADER, *(building(n) for n in range(1, 7))])
    actions.ask_import(by=cast.street_officer, run=run.pk)
    slow = claim(fresh(run))
    assert slow is not None

    def overtaken(now: ImportRun) -> None:
        if now.done == 2:
            with clock.simulated(clock.now() + 2 * LEASE):
                work_off()

    working.work_on(run.pk, slow, progress=overtaken)
    run = fresh(run)
    assert (run.state, run.done, run.added) == (RunState.DONE, 6, 6)


def test_two_workers_never_claim_the_same_run(cast: Cast) -> None:
    run = uploaded(cast.street_officer, "buildings", [HEADER, building(1)])
    actions.ask_check(by=cast.street_officer, run=run.pk)
    seen_by_both = fresh(run)
    assert claim(seen_by_both) is not None
    assert claim(seen_by_both) is None


def test_a_worker_asked_to_end_stops_between_two_pieces_and_leaves_the_run_to_the_next(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "PIECE", 2)
    run = checked(cast.street_officer, "buildings", [HEADER, *(building(n) for n in range(1, 7))])
    actions.ask_import(by=cast.street_officer, run=run.pk)
    stopping.set()
    try:
        assert actions.work()
        assert (fresh(run).state, fresh(run).done) == (RunState.IMPORTING, 2)
    finally:
        stopping.clear()
    work_off()
    assert (fresh(run).state, fresh(run).added) == (RunState.DONE, 6)


def test_a_row_the_domain_refuses_after_all_is_told_and_the_others_of_its_piece_come_in(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = checked(cast.street_officer, "buildings", [HEADER, building(1), building(2), building(3)])
    actions.ask_import(by=cast.street_officer, run=run.pk)
    adding = upsert.add_places

    def strict(**given: object) -> list[Place]:
        rows = given["rows"]
        if any(row.code == "B2" for row in rows):  # type: ignore[attr-defined]
            raise upsert.RefusedError(upsert.Refusal.FACTS_UNFIT, "102幢")
        return adding(**given)  # type: ignore[arg-type]

    monkeypatch.setattr(upsert, "add_places", strict)
    work_off()
    run = fresh(run)
    assert (run.state, run.added, run.wrong, run.done) == (RunState.DONE, 2, 1, 3)
    assert list(wrongs(run)) == [3]
    assert "数值不合理" in wrongs(run)[3]


def test_an_upload_is_put_away_a_month_after_its_run_is_over_and_the_counts_stay(cast: Cast) -> None:
    run = imported(cast.street_officer, "buildings", [HEADER, building(1), building(2, storeys="x")], skip_wrong=True)
    assert uploads.path_of(run.stored).exists()
    assert actions.put_away_old() == 0
    with clock.simulated(clock.now() + timedelta(days=40)):
        assert actions.put_away_old() == 1
    after = fresh(run)
    assert (after.stored, after.added, after.wrong) == ("", 1, 1)
    assert list(uploads.folder().iterdir()) == []
    assert after.errors.count() == 0


def test_what_the_file_no_longer_holds_fails_the_run_with_what_to_do(cast: Cast) -> None:
    run = uploaded(cast.street_officer, "buildings", [HEADER, building(1)])
    uploads.put_away(run.stored)
    actions.ask_check(by=cast.street_officer, run=run.pk)
    work_off()
    assert (fresh(run).state, fresh(run).note) == (RunState.FAILED, "上传的文件已不在，请重新上传。")


def test_the_history_shows_the_newest_first_and_can_be_narrowed(cast: Cast) -> None:
    first = uploaded(cast.street_officer, "buildings", [HEADER, building(1)])
    second = uploaded(cast.street_officer, "estates", [["小区名称", "社区"], ["新苑", "柳岸社区"]])
    assert [run.pk for run in runs.history(cast.street_officer)[0]] == [second.pk, first.pk]
    assert [run.pk for run in runs.history(cast.street_officer, target="buildings")[0]] == [first.pk]
    assert runs.history(cast.outsider)[0] == []


@pytest.mark.parametrize("of_none", [True, False])
def test_a_header_is_remembered_once_also_for_who_works_in_no_organisation(cast: Cast, *, of_none: bool) -> None:
    organisation = None if of_none else cast.organisations["street"].pk
    told = {"organisation": organisation, "target": "buildings", "signature": "s", "used_at": clock.now()}
    RememberedMapping._all.create(**told)
    with pytest.raises(IntegrityError), transaction.atomic():
        RememberedMapping._all.create(**told)
    RememberedMapping._all.create(**{**told, "organisation": cast.organisations["community"].pk})
