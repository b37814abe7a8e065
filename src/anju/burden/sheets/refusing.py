"""Why a form is not taken, and what to do about it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from anju.intake.problems import Problem, TableRefused
from anju.intake.wording import said

WORDS = {
    "form.size": gettext_noop("报表文件超过 %(limit)s MB。请删去图片和多余的工作表后再上传。"),
    "form.old": gettext_noop("这是旧的 .xls 格式或有打开密码。请用 Excel 或 WPS 另存为不加密的 .xlsx。"),
    "form.macros": gettext_noop("文件里有宏。请另存为不带宏的 .xlsx 后再上传。"),
    "form.sheets": gettext_noop("工作簿里有 %(count)s 张工作表。请只留要填的一张，每张表分别上传。"),
    "form.large": gettext_noop("报表太大：最多 %(rows)s 行、%(columns)s 列。请只留表头和空白行。"),
    "form.nothing": gettext_noop(
        "看不出要填什么。请留好表头行（每列一个名称），或在要填的格里写占位，如 {{填报单位}}、{{隐患.位置}}。"
    ),
    "form.cells": gettext_noop("要填的格太多，最多 %(limit)s 格。请把明细做成一行一条的表。"),
    "form.mixed_row": gettext_noop("第 %(row)s 行同时写了两类记录的占位。一行只能重复一类记录，请分成两张明细。"),
    "form.too_many": gettext_noop("这个时段的记录超过 %(limit)s 行，一张报表放不下。请缩短时段，或到清单里导出台账。"),
}


class FormRefusedError(Exception):
    """A form that is not taken."""

    def __init__(self, code: str, **params: object) -> None:
        self.code, self.params = code, params
        self.table: Problem | None = None
        super().__init__(code)

    @classmethod
    def of(cls, refusal: TableRefused) -> "FormRefusedError":
        """What the reader of spreadsheets refused."""
        made = cls(refusal.problem.code)
        made.table = refusal.problem
        return made

    def words(self) -> str:
        """In the reader's language."""
        if self.table is not None:
            return said(self.table)
        return _(WORDS[self.code]) % self.params
