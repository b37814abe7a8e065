"""A register kept elsewhere: what fits is entered, what does not comes back with why."""

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

from anju.kernel import clock
from anju.supervision.inspections.backcheck import reading
from anju.supervision.inspections.backcheck.models import Dossier, Fire
from tests.cast import Cast
from tests.supervision.inspections.backcheck.conftest import LATER

NEXT = LATER + timedelta(hours=1)
HEAD = ["接警编号", "接警时间", "地点", "具体部位", "燃烧物", "住宅类型", "死亡人数", "受伤人数"]


def book(*rows: Sequence[Any]) -> bytes:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def sent(client: Client, content: bytes, name: str = "fires.xlsx") -> Any:
    return client.post("/fires/import/", {"file": SimpleUploadedFile(name, content)})


GOOD = ["119-1", datetime(2026, 11, 20, 9, 5), "桥头花园", "", "厨房", "高层住宅", 0, 1]  # noqa: DTZ001 - as a sheet has it


@pytest.mark.django_db
def test_rows_that_fit_are_entered_and_the_others_come_back_with_why(cast: Cast, as_: Callable[[str], Client]) -> None:
    rows: list[list[Any]] = [
        ["119-2", "2026/11/21 10:00", "", "柳岸路口", "other", "other", "", ""],
        ["119-1", "2026-11-21 10:00", "桥头花园", "", "厨房", "高层住宅", 0, 0],
        ["119-3", "昨天", "桥头花园", "", "厨房", "高层住宅", 0, 0],
        ["119-4", "2026-11-21 10:00", "没有的小区", "", "厨房", "高层住宅", 0, 0],
        ["119-5", "2026-11-21 10:00", "桥头花园", "", "飞船", "高层住宅", 0, 0],
        ["119-6", "2026-11-21 10:00", "桥头花园", "", "厨房", "高层住宅", "很多", 0],
    ]
    with clock.simulated(NEXT):
        answer = sent(as_("fire_officer"), book(["火灾登记"], HEAD, GOOD, *rows))
    sheet = load_workbook(io.BytesIO(b"".join(answer))).worksheets[0]
    back = {row[0]: row[-1] for row in sheet.iter_rows(min_row=4, values_only=True)}
    assert set(back) == {"119-1", "119-3", "119-4", "119-5", "119-6"}
    assert "已经登记过" in str(back["119-1"])
    assert "接警时间应写成" in str(back["119-3"])
    assert "没有找到这个位置" in str(back["119-4"])
    assert "厨房" in str(back["119-5"])
    assert "整数" in str(back["119-6"])
    made = Fire._all.get(number="119-1")
    assert (made.place, made.injured, made.source) == (cast.places["other_estate"], 1, "import")
    assert clock.local(made.called_at).hour == 9
    assert Fire._all.count() == Dossier._all.count() == 2


@pytest.mark.django_db
def test_a_file_that_fits_wholly_goes_to_the_register_and_twice_changes_nothing(
    cast: Cast, as_: Callable[[str], Client]
) -> None:
    with clock.simulated(NEXT):
        client = as_("fire_officer")
        assert sent(client, book(HEAD, GOOD))["Location"] == "/fires/"
        assert sent(client, book(HEAD, GOOD)).status_code == 200
        assert sent(client, b"junk").status_code == 422
        assert sent(as_("street_officer"), book(HEAD, GOOD)).status_code == 403
    assert Fire._all.count() == 1


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_csv_of_either_encoding_is_read(encoding: str) -> None:
    [row] = reading.rows_of(
        ("\n".join([",".join(HEAD), "119-1,2026-11-20 09:05,,路口,厨房,高层住宅,0,0"])).encode(encoding)
    )
    said = reading.said_of(row, None)
    assert (said.number, said.burned, said.spot) == ("119-1", "kitchen", "路口")


def test_files_that_are_none_or_too_much_are_refused() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as box:
        box.writestr("xl/a.xml", b"0" * (reading.MOST_UNPACKED + 1))
    many = "\n".join(["接警编号,接警时间,燃烧物,住宅类型", *["1,2,3,4"] * (reading.MOST_ROWS + 1)])
    for content, why in (
        (b"PK\x03\x04 broken", "打不开"),
        (bomb.getvalue(), "太大"),
        (b"a,b\n1,2", "没有找到列名"),
        ("接警编号,接警时间\n1,2".encode(), "缺少这些列"),
        (many.encode(), "最多"),
    ):
        with pytest.raises(ValidationError, match=why):
            reading.rows_of(content)


def test_what_our_own_export_writes_for_no_cause_is_no_cause() -> None:
    row = dict(zip(HEAD, GOOD, strict=True)) | {"起火原因": reading.UNDETERMINED, "火灾认定日期": None}
    assert reading.said_of(row, None).cause == ""
    determined = dict(zip(HEAD, GOOD, strict=True)) | {"起火原因": "电气线路故障", "火灾认定日期": "2026/12/01"}
    assert f"{reading.said_of(determined, None).determined_on}" == "2026-12-01"
