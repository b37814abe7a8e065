"""The wizard in the browser, without script: upload, columns, check, import, result; and who finds what."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from anju.intake import actions
from anju.intake.enums import RunState
from anju.intake.models import ImportRun
from anju.intake.tables import open_table
from anju.kernel.ledger.models import Entry
from anju.places.models import Place
from tests.cast import Cast
from tests.intake.desk import checked, csv_bytes, fresh, imported, uploaded, work_off
from tests.intake.workbooks import workbook

pytestmark = pytest.mark.django_db
HEADER = ["编码", "楼栋", "小区", "层数"]
ROWS = [HEADER, ["B1", "11幢", "柳岸新村", "18"], ["B2", "12幢", "柳岸新村", "6"]]
WRONG = [HEADER, ["B1", "11幢", "柳岸新村", "18"], ["B2", "12幢", "没有的小区", "6"]]


def signed_in(client: Client, cast: Cast, who: str = "street_officer") -> Client:
    client.force_login(cast.accounts[who])
    return client


def at(name: str, run: ImportRun) -> str:
    return reverse(f"intake:{name}", args=[run.pk])


def text(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, answer
    return answer.content.decode()


def chosen(run: ImportRun, **changes: Any) -> dict[str, Any]:
    """What the columns page posts as it was proposed, with changes."""
    given = {f"column_{field}": name for field, name in run.mapping["columns"].items()}
    return {**given, "sheet": run.sheet, "header_row": "1", **changes}


def test_the_whole_way_from_an_upload_to_the_records(client: Client, cast: Cast) -> None:
    signed_in(client, cast)
    assert "导入一张表" in text(client, reverse("intake:runs"))
    assert "楼栋" in text(client, reverse("intake:targets"))
    file = SimpleUploadedFile("台账.csv", csv_bytes(ROWS))
    answer = client.post(reverse("intake:upload", args=["buildings"]), {"file": file})
    run = ImportRun._all.get()
    assert answer["Location"] == at("columns", run)
    page = text(client, at("columns", run))
    assert '<option value="编码" selected>' in page
    assert "11幢" in page
    answer = client.post(at("columns", run), chosen(run))
    assert answer["Location"] == at("run", run)
    assert "检查中" in text(client, at("run", run))
    work_off()
    assert "导入 2 行" in text(client, at("run", run))
    client.post(at("start", run))
    assert "导入中" in text(client, at("run", run))
    work_off()
    page = text(client, at("run", run))
    assert "新增 2 行" in page
    assert "柳岸新村11幢" in page
    assert Place._all.filter(code__in=["B1", "B2"]).count() == 2
    assert "台账.csv" in text(client, reverse("intake:runs"))


def test_a_workbook_with_a_title_row_merged_cells_full_width_digits_and_mixed_dates_comes_in(
    client: Client, cast: Cast
) -> None:
    signed_in(client, cast)
    rows = [
        ["2026年小区台账", None, None, None],
        ["小区名称", "所属社区", "户数", "建成年代"],
        ["新苑一期", None, "１２０", 1998.0],
        ["新苑二期", None, 96.0, "２００５"],
    ]
    stream = workbook(rows, merges=[(0, 0, 0, 3, "2026年小区台账"), (2, 1, 3, 1, "柳岸社区")])
    client.post(reverse("intake:upload", args=["estates"]), {"file": SimpleUploadedFile("小区.xlsx", stream.read())})
    run = ImportRun._all.get()
    client.post(at("columns", run), chosen(run, header_row="2"))
    work_off()
    client.post(at("start", run))
    work_off()
    estates = Place._all.filter(name__startswith="新苑").order_by("name")
    told = [(each.name, each.parent, each.estate_facts.households, each.estate_facts.year_built) for each in estates]
    community = cast.places["community"]
    assert told == [("新苑一期", community, 120, 1998), ("新苑二期", community, 96, 2005)]


def test_a_gb18030_csv_is_read_and_its_encoding_said(client: Client, cast: Cast) -> None:
    run = uploaded(cast.street_officer, "buildings", csv_bytes(ROWS).decode().encode("gb18030"))
    signed_in(client, cast)
    page = text(client, at("columns", run))
    assert "GB18030" in page
    assert "柳岸新村" in page


def test_another_sheet_or_header_row_is_a_get_and_the_columns_follow(client: Client, cast: Cast) -> None:
    rows = [["甲", "乙"], ["小区名称", "社区"], ["新苑", "柳岸社区"]]
    run = uploaded(cast.street_officer, "estates", rows)
    signed_in(client, cast)
    assert '<option value="小区名称"' in text(client, at("columns", run))
    assert '<option value="甲"' in text(client, at("columns", run) + "?header_row=1")
    assert client.get(at("columns", run) + "?header_row=30")["Location"] == at("columns", run)


def test_a_column_chosen_with_script_shows_its_samples_and_changes_nothing(client: Client, cast: Cast) -> None:
    run = uploaded(cast.street_officer, "buildings", [["甲", "乙"], ["ZZ-1", "11幢"]])
    signed_in(client, cast)
    page = text(client, at("columns", run) + "?column_code=甲")
    assert '<span class="tag">ZZ-1</span>' in page
    assert fresh(run).mapping == run.mapping


def test_a_missing_column_is_told_and_what_was_chosen_stays(client: Client, cast: Cast) -> None:
    run = uploaded(cast.street_officer, "buildings", ROWS)
    signed_in(client, cast)
    answer = client.post(at("columns", run), chosen(run, column_name="", constant_street="北街道"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "必填项“楼栋”还没有对应的列" in page
    assert 'value="北街道"' in page
    assert fresh(run).state == RunState.UPLOADED


GUESSED = [["编码", "楼栋", "所在的小区", "备考"], ["B1", "11幢", "柳岸新村", "甲"]]


def test_a_guess_is_marked_and_holds_the_check_back_until_somebody_looked(client: Client, cast: Cast) -> None:
    run = uploaded(cast.street_officer, "buildings", GUESSED)
    signed_in(client, cast)
    page = text(client, at("columns", run))
    assert page.count("猜的，请核对") == 1
    answer = client.post(at("columns", run), chosen(run))
    assert answer.status_code == 422
    assert "小区←所在的小区" in answer.content.decode()
    assert fresh(run).state == RunState.UPLOADED
    client.post(at("columns", run), chosen(run, looked_at="on"))
    assert fresh(run).state == RunState.CHECKING


def test_another_choice_than_the_guess_needs_no_second_look(client: Client, cast: Cast) -> None:
    run = uploaded(cast.street_officer, "buildings", GUESSED)
    signed_in(client, cast)
    client.post(at("columns", run), chosen(run, column_estate="", constant_estate="柳岸新村"))
    assert fresh(run).state == RunState.CHECKING


def test_what_was_confirmed_once_is_no_guess_the_next_time(client: Client, cast: Cast) -> None:
    signed_in(client, cast)
    first = uploaded(cast.street_officer, "buildings", GUESSED)
    client.post(at("columns", first), chosen(first, looked_at="on"))
    again = uploaded(cast.street_officer, "buildings", GUESSED)
    assert "猜的，请核对" not in text(client, at("columns", again))


def test_columns_that_nothing_reads_are_listed(client: Client, cast: Cast) -> None:
    run = uploaded(cast.street_officer, "buildings", GUESSED)
    signed_in(client, cast)
    unused = text(client, at("columns", run)).split("没用上的列")[1].split("</p>")[0]
    assert '<span class="tag">备考</span>' in unused
    assert "所在的小区" not in unused
    page = text(client, at("columns", uploaded(cast.street_officer, "buildings", ROWS)))
    assert "没用上的列" not in page


def test_a_constant_fills_what_the_table_does_not_tell(client: Client, cast: Cast) -> None:
    run = uploaded(cast.street_officer, "estates", [["小区名称"], ["新苑"]])
    signed_in(client, cast)
    client.post(at("columns", run), chosen(run, constant_community="柳岸社区", constant_mode="owners"))
    work_off()
    actions.ask_import(by=cast.street_officer, run=run.pk)
    work_off()
    assert Place._all.get(name="新苑").estate_facts.mode == "owners"


def test_wrong_rows_are_shown_with_plain_reasons_and_come_back_as_a_workbook(client: Client, cast: Cast) -> None:
    run = checked(cast.street_officer, "buildings", WRONG)
    signed_in(client, cast)
    page = text(client, at("run", run))
    assert "您的管理范围内找不到地点“没有的小区”" in page
    assert "只导入没有错的行" in page
    answer = client.post(at("errors", run))
    assert "attachment" in answer["Content-Disposition"]
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    back = [row.cells for row in open_table(io.BytesIO(content)).rows()]
    assert back[0][-1] == "错误原因"
    assert "没有的小区" in str(back[2][-1])
    assert Entry._all.filter(verb="import.given_back", subject_id=str(run.pk)).count() == 1


def test_only_the_right_rows_come_in_when_a_person_says_so(client: Client, cast: Cast) -> None:
    run = checked(cast.street_officer, "buildings", WRONG)
    signed_in(client, cast)
    assert "已在别处继续" in client.post(at("start", run), follow=True).content.decode()
    client.post(at("start", run), {"skip_wrong": "1"})
    work_off()
    assert "1 行有错没有写入" in text(client, at("run", run))


def test_what_a_table_would_change_is_shown_before_it_does(client: Client, cast: Cast) -> None:
    imported(cast.street_officer, "buildings", ROWS)
    run = checked(cast.street_officer, "buildings", [HEADER, ["B1", "11幢", "柳岸新村", "20"]])
    signed_in(client, cast)
    assert "地上层数：18 → <b>20</b>" in text(client, at("run", run))


def test_a_run_is_cancelled_and_says_that_nothing_was_written(client: Client, cast: Cast) -> None:
    run = checked(cast.street_officer, "buildings", ROWS)
    signed_in(client, cast)
    answer = client.post(at("cancel", run), follow=True)
    assert "已取消，什么都没有写入" in answer.content.decode()
    assert "不能再取消" in client.post(at("cancel", run), follow=True).content.decode()
    assert client.get(at("columns", run))["Location"] == at("run", run)


def test_a_failed_run_says_why_and_offers_the_way_on(client: Client, cast: Cast) -> None:
    run = checked(cast.street_officer, "buildings", ROWS)
    ImportRun._all.filter(pk=run.pk).update(state=RunState.FAILED, note="磁盘已满", started_at=run.created_at)
    signed_in(client, cast)
    page = text(client, at("run", run))
    assert "磁盘已满" in page
    assert "从停下的地方继续" in page
    client.post(at("start", run))
    work_off()
    assert fresh(run).state == RunState.DONE


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "文件是空的"), (b"%PDF-1.7", "另存为 .xlsx"), (b"<html><table>", "内容却是网页")],
)
def test_a_file_that_cannot_be_read_says_what_to_do(client: Client, cast: Cast, content: bytes, said: str) -> None:
    signed_in(client, cast)
    file = SimpleUploadedFile("a.xlsx", content)
    answer = client.post(reverse("intake:upload", args=["buildings"]), {"file": file})
    assert answer.status_code == 422
    assert said in answer.content.decode() or "空" in answer.content.decode()
    assert ImportRun._all.count() == 0


def test_an_upload_without_a_file_asks_for_one(client: Client, cast: Cast) -> None:
    signed_in(client, cast)
    answer = client.post(reverse("intake:upload", args=["buildings"]), {})
    assert "请选择一个表格文件" in answer.content.decode()


@pytest.mark.parametrize("name", ["run", "columns"])
@pytest.mark.parametrize("who", ["outsider", "fire_officer"])
def test_an_outsider_finds_no_page_of_a_run(client: Client, cast: Cast, name: str, who: str) -> None:
    run = uploaded(cast.street_officer, "people", [["登录名", "姓名"], ["a", "甲"]])
    assert signed_in(client, cast, who).get(at(name, run)).status_code == 404


@pytest.mark.parametrize("name", ["start", "cancel", "errors", "columns"])
def test_an_outsider_moves_no_run(client: Client, cast: Cast, name: str) -> None:
    run = checked(cast.street_officer, "buildings", WRONG)
    assert signed_in(client, cast, "outsider").post(at(name, run), chosen(run)).status_code == 404
    assert fresh(run).state == RunState.CHECKED


@pytest.mark.parametrize("name", ["runs", "targets"])
def test_who_imports_nothing_is_refused_the_pages(client: Client, cast: Cast, name: str) -> None:
    assert signed_in(client, cast, "grid_member").get(reverse(f"intake:{name}")).status_code == 403


def test_who_may_not_bring_in_people_is_not_offered_them(client: Client, cast: Cast) -> None:
    signed_in(client, cast, "fire_officer")
    assert reverse("intake:upload", args=["people"]) not in text(client, reverse("intake:targets"))
    assert client.get(reverse("intake:upload", args=["people"])).status_code == 404
    assert client.get(reverse("intake:template", args=["people"])).status_code == 404


def test_a_visitor_is_asked_to_sign_in(client: Client) -> None:
    assert client.get(reverse("intake:runs"))["Location"].startswith(reverse("people:sign-in"))


def test_the_pages_speak_english(client: Client, cast: Cast) -> None:
    run = checked(cast.street_officer, "buildings", WRONG)
    signed_in(client, cast)
    client.cookies["anju_language"] = "en"
    page = text(client, at("run", run))
    assert "No place “没有的小区” within your reach" in page
    assert "Import only the right rows" in page


def test_the_history_costs_the_same_whatever_its_length(
    client: Client, cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(8):
        uploaded(cast.street_officer, "buildings", [HEADER, [f"B{number}", "11幢", "柳岸新村", "18"]])
    signed_in(client, cast)
    text(client, reverse("intake:runs"))
    with django_assert_max_num_queries(12):
        text(client, reverse("intake:runs"))
