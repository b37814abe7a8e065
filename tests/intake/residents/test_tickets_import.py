"""12345 tickets from a table and from a paste."""

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from anju.intake.enums import RunState, TargetKey
from anju.intake.models import ImportRun
from anju.intake.residents import vault
from anju.intake.residents.enums import Channel, Mark
from anju.intake.residents.models import Report, Ticket
from anju.intake.residents.pasting import as_csv
from anju.kernel import clock, texts
from anju.kernel.calendar import end_of_day
from tests.cast import Cast
from tests.intake.desk import checked, imported, wrongs

HEAD = ["工单编号", "小区", "楼栋", "诉求内容", "派单时间", "退单截止", "答复截止", "来电人", "联系电话"]


def row(number: str = "GD1", **given: str) -> list[str]:
    now = clock.local(clock.now()) - timedelta(hours=1)
    told = {
        "工单编号": number, "小区": "柳岸新村", "楼栋": "1幢", "诉求内容": "楼道里停了好几辆电动车",
        "派单时间": f"{now:%Y-%m-%d %H:%M}", "退单截止": f"{now + timedelta(hours=4):%Y-%m-%d %H:%M}",
        "答复截止": f"{now + timedelta(hours=9):%Y-%m-%d %H:%M}", "来电人": "老王", "联系电话": "13812345678",
        **given,
    }  # fmt: skip
    return [told[name] for name in HEAD]


def test_a_ticket_comes_in_with_its_clocks_and_a_closed_contact(cast: Cast) -> None:
    run = imported(cast.community_worker, "tickets", [HEAD, row()])
    assert (run.state, run.added, run.wrong) == (RunState.DONE, 1, 0), wrongs(run)
    ticket = Ticket._all.select_related("report__duty").get()
    assert (ticket.number, ticket.report.channel) == ("GD1", Channel.HOTLINE)
    assert ticket.report.duty.holder_due_at == ticket.answer_due_at
    assert ticket.report.duty.kind_code == "EB-01"
    assert Mark.KIND_GUESSED in ticket.report.marks
    assert Mark.KIND_UNSURE not in ticket.report.marks
    assert vault.open_(ticket.report.contact, ticket.report.sender) == {"phone": "13812345678", "name": "老王"}
    assert "楼道里停了好几辆电动车" in texts.read(texts.ids_of(ticket.report)).values()


def test_the_same_table_again_changes_nothing(cast: Cast) -> None:
    imported(cast.community_worker, "tickets", [HEAD, row()])
    run = imported(cast.community_worker, "tickets", [HEAD, row()])
    assert (run.added, run.unchanged) == (0, 1)
    assert Ticket._all.count() == 1


@pytest.mark.parametrize(
    "given",
    [
        {"小区": "没有的小区"},
        {"小区": "桥头花园"},
        {"派单时间": "2099-01-01"},
        {"答复截止": "2020-01-01"},
        {"诉求内容": ""},
    ],
)
def test_a_wrong_row_is_told_and_others_come_in(cast: Cast, given: dict[str, str]) -> None:
    run = imported(cast.community_worker, "tickets", [HEAD, row("GD1", **given), row("GD2")], skip_wrong=True)
    assert (run.added, run.wrong) == (1, 1)
    assert Ticket._all.get().number == "GD2"


def test_pasted_lines_become_a_table() -> None:
    text = "工单编号：GD1\n诉求内容：楼道停车\n还堆了东西\n答复截止：2026-12-01\n\n工单编号: GD2\n诉求内容: 灭火器过期"
    rows = list(csv.reader(io.StringIO(as_csv(text).decode("utf-8-sig"))))
    assert rows == [
        ["工单编号", "诉求内容", "答复截止"],
        ["GD1", "楼道停车 还堆了东西", "2026-12-01"],
        ["GD2", "灭火器过期", ""],
    ]


def test_pasted_cells_stay_as_they_are() -> None:
    rows = list(csv.reader(io.StringIO(as_csv("工单编号\t内容\r\nGD1\t楼道,停车\r\n").decode("utf-8-sig"))))
    assert rows == [["工单编号", "内容"], ["GD1", "楼道,停车"]]


@pytest.mark.parametrize("text", ["", "随便写的一句话", "\n\n", "工单编号\t内容"])
def test_what_is_no_ticket_is_nothing(text: str) -> None:
    assert as_csv(text) == b""


def test_a_paste_goes_the_way_of_an_imported_table(client: Client, cast: Cast) -> None:
    client.force_login(cast.accounts["community_worker"])
    text = "\n".join("\t".join(line) for line in (HEAD, row()))
    answer = client.post(reverse("residents:paste"), {"text": text})
    run = ImportRun._all.get()
    assert run.target == TargetKey.TICKETS
    assert answer["Location"] == reverse("intake:columns", args=[run.pk])
    assert client.get(answer["Location"]).status_code == 200


def test_a_paste_of_nothing_is_told(client: Client, cast: Cast) -> None:
    client.force_login(cast.accounts["community_worker"])
    answer = client.post(reverse("residents:paste"), {"text": "你好"})
    assert answer.status_code == 422
    assert "没有认出工单" in answer.content.decode()
    assert not Report._all.exists()


def test_a_deadline_written_as_a_day_lasts_to_its_end(cast: Cast) -> None:
    day = (clock.local(clock.now()) + timedelta(days=3)).date()
    given = row(答复截止=f"{day.year}年{day.month}月{day.day}日", 退单截止=f"{day:%Y-%m-%d}")
    run = imported(cast.community_worker, "tickets", [HEAD, given])
    assert (run.added, run.wrong) == (1, 0), wrongs(run)
    ticket = Ticket._all.get()
    assert (ticket.answer_due_at, ticket.return_due_at) == (end_of_day(day), end_of_day(day))


def test_a_ticket_due_the_day_it_came_is_not_due_before_it(cast: Cast) -> None:
    came = clock.local(clock.now()) - timedelta(minutes=1)
    given = row(派单时间=f"{came:%Y-%m-%d %H:%M}", 答复截止=f"{came:%Y-%m-%d}", 退单截止="")
    run = imported(cast.community_worker, "tickets", [HEAD, given])
    assert (run.added, run.wrong) == (1, 0), wrongs(run)


def test_everything_wrong_with_a_ticket_is_told_at_once(cast: Cast) -> None:
    bad = row(小区="没有的小区", 派单时间="2021-01-05 08:00", 退单截止="2020-01-01", 答复截止="2020-01-02")
    told = wrongs(checked(cast.community_worker, "tickets", [HEAD, [*bad[:8], "不是电话"]]))[2]
    for said in ("没有的小区", "“退单截止”不能早于", "“答复截止”不能早于", "不是电话"):
        assert said in told
    assert not Ticket._all.exists()
