"""What is wrong with an uploaded file, a row or a cell, said so that the reader knows what to do next.

Pure: a problem is a code, a Chinese template and its parameters; pages translate the template when they show it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final


def gettext_noop(message: str) -> str:
    """Mark a message for translation without importing the framework."""
    return message


_ = gettext_noop

MESSAGES: Final[dict[str, str]] = {
    # the file
    "file.empty": _("文件是空的，请选择有内容的表格。"),
    "file.kind": _("读不了这种文件，请在 Excel 或 WPS 中另存为 .xlsx 后再上传。"),
    "file.markup": _("这个文件扩展名像 Excel，内容却是网页或旧式 XML，请用 Excel 打开后另存为 .xlsx。"),
    "file.encrypted": _("工作簿有打开密码，请取消密码后再上传。"),
    "file.damaged": _("文件损坏或不完整，请重新导出或另存后再上传。"),
    "file.encoding": _("认不出文字编码，请另存为“CSV UTF-8”或 .xlsx。"),
    "file.gone": _("上传的文件已不在，请重新上传。"),
    "file.no_sheet": _("工作簿里没有名为“%(sheet)s”的工作表，现有：%(sheets)s。"),
    "file.no_header": _("没有找到表头行，请让表头占一行，每列一个名称。"),
    "file.no_rows": _("表头下面没有数据。"),
    "file.unsafe_xml": _("文件里有不允许的 XML 声明，请用 Excel 另存为新的 .xlsx。"),
    # limits
    "limit.bytes": _("文件展开后超过 %(limit)s MB，请拆成几个文件。"),
    "limit.ratio": _("文件压缩得异常紧，已拒绝打开；如确是正常台账，请另存为 CSV。"),
    "limit.entries": _("工作簿内部文件过多，已拒绝打开，请另存为新的 .xlsx。"),
    "limit.overlap": _("工作簿内部结构异常，已拒绝打开，请另存为新的 .xlsx。"),
    "limit.rows": _("数据超过 %(limit)s 行，请拆成几个文件。"),
    "limit.columns": _("列数超过 %(limit)s，请删去用不到的列。"),
    "limit.cell": _("有单元格超过 %(limit)s 个字，请缩短后再上传。"),
    # cells
    "cell.required": _("“%(label)s”必填，现在是空的。"),
    "cell.formula_error": _("公式出错（%(value)s），请改好公式或填上数值。"),
    "cell.formula_empty": _("公式没有计算结果，请用 Excel 打开并保存一次，或直接填上数值。"),
    "cell.too_long": _("内容有 %(length)s 个字，最多 %(limit)s 个，请缩短。"),
    "cell.integer": _("“%(value)s”不是整数，请只填数字，例如 12。"),
    "cell.number": _("“%(value)s”不是数字，请只填数字，例如 12.5。"),
    "cell.range": _("%(value)s 超出范围，应在 %(low)s 到 %(high)s 之间。"),
    "cell.boolean": _("“%(value)s”看不出是或否，请填“是”或“否”。"),
    "cell.date": _("“%(value)s”不是日期，请写成 2024-03-05 或 2024年3月5日。"),
    "cell.date_missing_day": _("“%(value)s”没有写到日，请写成 2024-03-05。"),
    "cell.date_two_digit_year": _("“%(value)s”的年份只有两位，请写成四位，例如 2024-03-05。"),
    "cell.date_ambiguous": _("“%(value)s”分不清月和日，请写成 2024-03-05。"),
    "cell.date_no_such_day": _("日历上没有“%(value)s”这一天，请核对。"),
    "cell.id_as_number": _("编号被 Excel 变成了数字 %(value)s，后几位已丢失；请把此列设为“文本”格式再填原编号。"),
    "cell.id_fraction": _("编号“%(value)s”带小数，请把这一列设为“文本”格式后重新填写。"),
    "cell.choice": _("“%(value)s”不在可选范围，可填：%(choices)s。"),
    "cell.mass": _("“%(value)s”不是重量，请写数字和单位，例如 1.5吨 或 300公斤。"),
    "cell.mass_unit": _("“%(value)s”没有写单位，请注明吨或公斤。"),
    "cell.coordinate": _("“%(value)s”不是经纬度，请填小数度，例如 118.796。"),
    "cell.phone": _("“%(value)s”不像电话号码，请填 11 位手机号或带区号的座机。"),
    "cell.credit_code": _("统一社会信用代码“%(value)s”不对，请核对 18 位代码。"),
    # rows
    "row.duplicate": _("与第 %(row)s 行重复（%(key)s 相同），请删去一行。"),
    "row.place_unknown": _("您的管理范围内找不到地点“%(value)s”，请核对名称或先导入地点。"),
    "row.place_ambiguous": _("“%(value)s”对应多个地点，请写全街道和小区名称。"),
    "row.parent_missing": _("请填写%(labels)s中的至少一项，才知道登记在哪里。"),
    "row.facility_taken": _("编号“%(value)s”已登记在您管理范围之外的设施上，请核对编号。"),
    "row.facility_unknown": _("您的管理范围内没有编号为“%(value)s”的设施，请核对编号或先导入设施。"),
    "row.device_taken": _("设备号“%(value)s”已登记在您管理范围之外，请核对编号。"),
    "row.device_retired": _("设备“%(value)s”已停用，请先在设备页恢复使用，再导入。"),
    "row.device_unknown": _("您的管理范围内没有设备号为“%(value)s”的在用设备，请核对编号或先登记设备。"),
    "row.device_ambiguous": _("设备号“%(value)s”对应几台不同协议的设备，请在设备页里逐个填写点位。"),
    "row.model_unknown": _("没有型号“%(value)s”，请填“设备型号”里的型号或名称，或先登记型号。"),
    "row.scheme_missing": _("请填写协议，或填一个已登记的型号，才知道设备号怎么读。"),
    "row.point_address": _("“%(value)s”不是这台设备的部件地址，请写回路-点位（如 1-12）或完整地址。"),
    "row.building_unknown": _("这台设备所在的小区里找不到“%(value)s”，请核对楼栋和单元或先导入地点。"),
    "row.code_taken": _("编码“%(value)s”已被别的地点使用，请核对编码。"),
    "row.elsewhere": _("“%(value)s”已登记在别处，导入不会移动地点；请核对上级，确需移动请在地点页办理。"),
    "row.closed": _("“%(value)s”已停用，请改用在用的地点。"),
    "row.organisation_unknown": _("您的管理范围内找不到单位“%(value)s”，请核对名称或先导入单位。"),
    "row.organisation_ambiguous": _("“%(value)s”对应多个单位，请改写统一社会信用代码。"),
    "row.person_unknown": _("找不到登录名“%(value)s”，请核对或先导入人员。"),
    "row.grid_unknown": _("您的管理范围内找不到网格“%(value)s”，请核对编号或先导入网格。"),
    "row.not_yours": _("您的岗位不能在“%(value)s”办理这类导入，请由上一级导入。"),
    "row.contract_differs": _("这份合同已经登记，期限或编号不同；合同变更请在合同页办理。"),
    "row.contract_overlaps": _("此处这段时间已有管理登记，请先结束原登记，或改正日期。"),
    "row.together": _("填了“%(label)s”就要同时填写“%(other)s”。"),
    "row.order": _("“%(label)s”不能早于“%(other)s”。"),
    "row.future": _("“%(label)s”在将来，请核对日期。"),
    "row.kind_unknown": _("隐患目录里没有“%(value)s”，请填目录中的编码或名称。"),
    "row.kind_likely": _("隐患目录里没有“%(value)s”，可能是：%(likely)s。请填其中一个编码。"),
    "row.case_stands": _(
        "“%(value)s”已经入账（%(number)s），类型、地点、发现时间或整改情况不同；导入只更正未销号隐患的情况、楼层和部位，其余请在隐患页办理。"
    ),
    "row.record_stands": _("“%(value)s”已经入账，内容不同；导入不改已入账的记录。"),
    "row.open_closed": _("写了销号时间，整改情况却是未整改，请核对。"),
    "row.refused": _("%(value)s"),
    "row.rights": _("您的岗位不能这样写入，请由上一级导入。"),
    "row.clash": _("与已有记录冲突，请重新检查后再导入。"),
    # mapping
    "mapping.missing": _("必填项“%(label)s”还没有对应的列。"),
    "mapping.unknown_field": _("映射里的“%(name)s”不是这类数据的字段。"),
    "mapping.unknown_column": _("表里没有“%(name)s”这一列。"),
    "mapping.unknown_step": _("不认识的处理步骤“%(name)s”。"),
    "mapping.datum": _("有经纬度列但没有说明坐标系，请选 WGS-84、GCJ-02 或 BD-09。"),
    "mapping.file": _("映射文件读不了：%(reason)s"),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong, at one place. `row` counts from 1 as the spreadsheet shows it; `column` counts from 0."""

    code: str
    params: dict[str, str | int] = field(default_factory=dict)
    row: int | None = None
    column: int | None = None
    label: str = ""

    @property
    def template(self) -> str:
        return MESSAGES[self.code]

    @property
    def text(self) -> str:
        """The message in Chinese."""
        return self.template % self.params

    def at(self, *, row: int | None = None, column: int | None = None, label: str = "") -> Problem:
        """The same problem with its place filled in where it was open."""
        return Problem(
            self.code,
            self.params,
            self.row if self.row is not None else row,
            self.column if self.column is not None else column,
            self.label or label,
        )


class TableRefused(Exception):  # noqa: N818 - named for what happened to the file
    """The whole file cannot be read; `problem` says why and what to do."""

    def __init__(self, code: str, **params: str | int) -> None:
        self.problem = Problem(code, params)
        super().__init__(self.problem.text)
