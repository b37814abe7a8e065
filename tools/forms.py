"""Makes the forms that come with a release: `src/anju/burden/data/forms/*.xlsx`.

    python tools/forms.py

Their shape (merged heads of two rows, a repeated row, a foot to sign) is that of departments' forms; their words are
our own. What is filled in stands in their cells as `{{…}}`.
"""

from datetime import datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

TARGET = Path(__file__).resolve().parent.parent / "src" / "anju" / "burden" / "data" / "forms"
MADE = datetime(2026, 11, 1)  # noqa: DTZ001 - a workbook knows no zone
THIN = Side(style="thin", color="808080")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
HEAD = PatternFill("solid", start_color="E8EDEA")


def put(sheet: Worksheet, area: str, text: str, *, bold: bool = False, box: bool = True, at: str = "center") -> None:
    """A text in a cell or a merged area."""
    first = area.partition(":")[0]
    sheet[first] = text
    for row in sheet[area] if ":" in area else ((sheet[area],),):
        for cell in row:
            cell.font = Font(name="宋体", size=11, bold=bold)
            cell.alignment = Alignment(horizontal=at, vertical="center", wrap_text=True)
            if box:
                cell.border = BOX
            if bold and box:
                cell.fill = HEAD
    if ":" in area:
        sheet.merge_cells(area)


def title(sheet: Worksheet, area: str, text: str) -> None:
    put(sheet, area, text, bold=True, box=False)
    sheet[area.partition(":")[0]].font = Font(name="黑体", size=16, bold=True)
    sheet.row_dimensions[1].height = 34


def widths(sheet: Worksheet, *sizes: int) -> None:
    for number, size in enumerate(sizes, 1):
        sheet.column_dimensions[get_column_letter(number)].width = size
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def heads(sheet: Worksheet, row: int, groups: list[tuple[str, list[str]]]) -> None:
    """A head of two rows: single columns over both, groups above their columns."""
    column = 1
    for group, names in groups:
        first, last = get_column_letter(column), get_column_letter(column + max(len(names), 1) - 1)
        if not names:
            put(sheet, f"{first}{row}:{first}{row + 1}", group, bold=True)
        else:
            put(sheet, f"{first}{row}:{last}{row}", group, bold=True)
            for offset, name in enumerate(names):
                put(sheet, f"{get_column_letter(column + offset)}{row + 1}", name, bold=True)
        column += max(len(names), 1)


def line(sheet: Worksheet, row: int, texts: list[str]) -> None:
    for number, text in enumerate(texts, 1):
        put(sheet, f"{get_column_letter(number)}{row}", text)
    sheet.row_dimensions[row].height = 30


def housing(sheet: Worksheet) -> None:
    title(sheet, "A1:P1", "住宅小区消防安全隐患排查整治台账")
    put(sheet, "A2:F2", "填报单位（盖章）：{{填报单位}}", box=False, at="left")
    put(sheet, "G2:L2", "统计时段：{{统计时段}}", box=False, at="left")
    put(sheet, "M2:P2", "填报日期：{{填报日期}}", box=False, at="left")
    heads(
        sheet,
        3,
        [
            ("序号", []),
            ("所在位置", ["街道", "社区", "小区", "详细位置"]),
            ("隐患情况", ["隐患名称", "严重程度", "具体部位", "发现日期"]),
            ("整改落实", ["责任单位", "整改措施", "整改资金（元）", "责任人", "整改期限"]),
            ("整改状态", []),
            ("备注", []),
        ],
    )
    fields = ["序号", "街道", "社区", "小区", "位置", "隐患名称", "严重程度", "具体部位", "发现日期", "责任方", "措施"]
    fields += ["资金（元）", "责任人", "整改期限", "状态"]
    line(sheet, 5, [*(f"{{{{隐患.{name}}}}}" for name in fields), "{{手工填写}}"])
    put(sheet, "A6:P6", "合计：发现 {{发现隐患数}} 处，其中已整改 {{发现隐患中已整改数}} 处", at="left")
    put(sheet, "A7:E7", "单位负责人（签字）：", box=False, at="left")
    put(sheet, "F7:J7", "审核人（签字）：", box=False, at="left")
    put(sheet, "K7:P7", "填表人：{{填报人}}", box=False, at="left")
    widths(sheet, 6, 10, 10, 14, 28, 24, 9, 14, 12, 20, 18, 10, 10, 12, 10, 10)


EMERGENCY: list[tuple[str, list[tuple[str, str, str]]]] = [
    (
        "巡查检查",
        [
            ("巡查次数", "次", "{{巡查次数}}"),
            ("检查场所数", "处", "{{巡查处数}}"),
            ("未能入内", "次", "{{进不去处次}}"),
            ("巡查路线", "条", "{{巡查路线数}}"),
        ],
    ),
    (
        "发现隐患",
        [
            ("合计", "处", "{{发现隐患数}}"),
            ("一般隐患", "处", "{{发现一般隐患数}}"),
            ("较大隐患", "处", "{{发现较大隐患数}}"),
            ("重大隐患（待集体研究确定）", "处", "{{发现重大隐患数}}"),
            ("其中：占用堵塞疏散通道", "处", "{{疏散通道隐患数}}"),
            ("其中：电动自行车违停违充", "处", "{{电动自行车隐患数}}"),
        ],
    ),
    (
        "督促整改",
        [
            ("已整改", "处", "{{已整改数}}"),
            ("期末未整改", "处", "{{未整改数}}"),
            ("其中：逾期", "处", "{{逾期未整改数}}"),
            ("处罚金额", "万元", ""),
        ],
    ),
]


def emergency(sheet: Worksheet) -> None:
    title(sheet, "A1:F1", "消防安全巡查检查情况统计表")
    put(sheet, "A2:C2", "填报单位：{{填报单位}}", box=False, at="left")
    put(sheet, "D2:F2", "统计时段：{{统计时段}}", box=False, at="left")
    for area, text in (("A3", "类别"), ("B3:C3", "项目"), ("D3", "单位"), ("E3", "数量"), ("F3", "备注")):
        put(sheet, area, text, bold=True)
    row = 4
    for group, items in EMERGENCY:
        put(sheet, f"A{row}:A{row + len(items) - 1}", group, bold=True)
        for name, unit, value in items:
            put(sheet, f"B{row}:C{row}", name, at="left")
            put(sheet, f"D{row}", unit)
            put(sheet, f"E{row}", value or "{{手工填写}}")
            put(sheet, f"F{row}", "")
            row += 1
    put(sheet, f"A{row}:F{row}", "附：巡查检查明细", bold=True)
    line(sheet, row + 1, ["序号", "日期", "时间", "检查地点", "检查结果", "对应隐患"])
    for cell in sheet[row + 1]:
        cell.font, cell.fill = Font(name="宋体", size=11, bold=True), HEAD
    line(sheet, row + 2, [f"{{{{巡查.{name}}}}}" for name in ("序号", "日期", "时间", "地点", "结果", "隐患编号")])
    put(sheet, f"A{row + 3}:C{row + 3}", "审核人：", box=False, at="left")
    put(sheet, f"D{row + 3}:E{row + 3}", "填表人：{{填报人}}", box=False, at="left")
    put(sheet, f"F{row + 3}", "日期：{{填报日期}}", box=False, at="left")
    widths(sheet, 12, 14, 14, 36, 16, 26)


def street(sheet: Worksheet) -> None:
    title(sheet, "A1:J1", "{{街道}}消防安全工作周报")
    put(sheet, "A2:J2", "（{{统计时段}}）", box=False)
    put(sheet, "A3:J3", "一、本周工作", bold=True, at="left")
    heads(
        sheet,
        4,
        [
            ("巡查", ["次数", "处数"]),
            ("隐患", ["新发现", "已整改", "未整改", "逾期"]),
            ("12345 工单", ["受理", "已答复"]),
            ("培训人次", []),
            ("宣传场次", []),
        ],
    )
    facts = [
        "巡查次数",
        "巡查处数",
        "发现隐患数",
        "已整改数",
        "未整改数",
        "逾期未整改数",
        "12345工单数",
        "12345已答复数",
    ]
    line(sheet, 6, [*(f"{{{{{name}}}}}" for name in facts), "{{手工填写}}", "{{手工填写}}"])
    put(sheet, "A7:J7", "二、尚未销号的隐患", bold=True, at="left")
    for area, text in (
        ("A8", "序号"), ("B8", "社区"), ("C8:E8", "位置"), ("F8:G8", "隐患"), ("H8", "责任单位"),
        ("I8", "期限"), ("J8", "状态"),
    ):  # fmt: skip
        put(sheet, area, text, bold=True)
    for area, text in (
        ("A9", "序号"), ("B9", "社区"), ("C9:E9", "位置"), ("F9:G9", "隐患名称"), ("H9", "责任方"),
        ("I9", "整改期限"), ("J9", "状态"),
    ):  # fmt: skip
        put(sheet, area, f"{{{{未销号.{text}}}}}")
    sheet.row_dimensions[9].height = 30
    put(sheet, "A10:J10", "三、下周安排", bold=True, at="left")
    put(sheet, "A11:J11", "{{手工填写}}", at="left")
    sheet.row_dimensions[11].height = 60
    put(sheet, "A12:C12", "签发人：", box=False, at="left")
    put(sheet, "D12:G12", "填报单位：{{填报单位}}", box=False, at="left")
    put(sheet, "H12:J12", "填报日期：{{填报日期}}", box=False, at="left")
    widths(sheet, 8, 12, 12, 12, 14, 12, 12, 20, 12, 12)


FORMS: dict[str, Any] = {"housing": housing, "emergency": emergency, "street": street}


def made(key: str) -> Workbook:
    """One form as a workbook."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "报表"
    FORMS[key](sheet)
    book.properties.creator = "Anju"
    book.properties.created = book.properties.modified = MADE
    return book


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    for key in FORMS:
        made(key).save(TARGET / f"{key}.xlsx")
        print(TARGET / f"{key}.xlsx")


if __name__ == "__main__":
    main()
