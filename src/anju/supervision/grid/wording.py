"""Plans and rounds in words, from the keys that are kept."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anju.supervision.grid.enums import Basis
from anju.supervision.grid.models import PlanPlace
from anju.supervision.grid.rules.frequency import CERTAINTY, Certainty, Clause, Risk, reasons
from anju.supervision.grid.rules.looking import Look

WHY = {
    "open_case": _("有%(count)s条隐患未销号"),
    "overdue": _("%(days)s天没看过，应每%(every)s天一次"),
    "longest": _("%(days)s天没看过"),
    "never": _("还没有巡查记录"),
    "law": _("法定每%(every)s天一次"),
    "risk": _("风险较高"),
    "manual": _("人工指定"),
    "recheck": _("抽到复查"),
    "waterless": _("高层消防给水无水或欠压"),
    "dwelling": _("这里住过人"),
    "recurred": _("同样的隐患又出现过"),
    "open": _("有隐患未销号"),
    "unmanaged": _("没有物业企业管理"),
    "handed": _("同事交接过来的"),
    "added": _("自己加上的"),
}
LOOKS = {
    Look.EXITS: _("疏散通道和安全出口有没有堵、锁"),
    Look.FIRE_DOORS: _("常闭防火门关着没有"),
    Look.STAIR_BIKES: _("楼道里有没有电动自行车停放、充电"),
    Look.HYDRANTS: _("消火栓箱、灭火器在不在、有没有遮挡"),
    Look.CONTROL_ROOM: _("消防控制室有没有两人持证值班"),
    Look.PRESSURE: _("消火栓压力表有没有读数"),
    Look.CHARGING: _("充电插座有没有烧痕、飞线"),
    Look.SPRINKLER: _("简易喷淋阀门开着没有"),
    Look.DWELLERS: _("有没有人住、有没有床和炉灶"),
    Look.SHED_EXIT: _("出口通不通、车有没有堵门"),
    Look.CLUTTER: _("有没有堆放可燃物"),
    Look.PUMP_ROOM: _("水泵控制柜在不在“自动”位"),
    Look.LANE_FREE: _("消防车通道有没有被占"),
    Look.LANE_MARKS: _("通道标线看不看得清"),
    Look.SHOP_DWELLERS: _("店里夜间有没有住人"),
    Look.SHOP_EXIT: _("门窗有没有被防盗网封死"),
    Look.EV_CHARGER: _("充电枪线有没有破损、烧痕"),
    Look.GATE_OPEN: _("门能不能打开、消防车进不进得来"),
    Look.LADDER_PAD: _("登高操作场地有没有被占"),
    Look.STREET_HYDRANT: _("室外消火栓有没有被压、漏水"),
}
CLAUSES = {
    Clause.HIGH_RISE: _("高层民用建筑消防安全管理规定第三十四条"),
    Clause.UNIT: _("机关、团体、企业、事业单位消防安全管理规定（61号令）第二十六条"),
    Clause.CHARGING: _("电动自行车停放充电场所标准报批稿7.4：每日，含夜间"),
    Clause.REGULARLY: _("消防法第三十二条、消防安全责任制实施办法第九条：定期，未写天数"),
}
MARKS = {
    Certainty.CONFIRMED: _("法定，原文已核"),
    Certainty.UNCONFIRMED: _("法定，原文未核"),
    Certainty.DRAFT: _("未施行，仅供参考"),
    Certainty.OURS: _("天数是平台默认值，可以改"),
}


def why(items: Sequence[Mapping[str, Any]]) -> list[str]:
    """The reasons of a stop. One whose key this version does not know is left out."""
    return [str(WHY[item["key"]]) % item for item in items if item.get("key") in WHY]


def look_at(items: Sequence[Mapping[str, Any]]) -> list[str]:
    """What to look at at a stop: by key, or as somebody wrote it (`text`); unknown keys are left out."""
    said = (str(LOOKS[item["key"]]) if item.get("key") in LOOKS else str(item.get("text") or "") for item in items)
    return [text for text in said if text]


SHORT = {
    Clause.HIGH_RISE: _("高层规定第三十四条"),
    Clause.UNIT: _("61号令第二十六条"),
    Clause.CHARGING: _("报批稿7.4（未施行）"),
    Clause.REGULARLY: _("平台默认"),
}


def basis(row: PlanPlace) -> list[str]:
    """Why a place is looked at so often, in short: the clause and the risks; or what somebody wrote."""
    if row.basis == Basis.MANUAL:
        return [gettext("人工指定：%(reason)s") % {"reason": row.note}]
    found, risks = reasons(row.note)
    said = [str(SHORT[found])] if found is not None else []
    return [*said, *(risk_name(risk) for risk in risks)]


def clauses(rows: Iterable[PlanPlace]) -> list[str]:
    """The clauses that some places go by, in full, each with how sure it is."""
    used = {reasons(row.note)[0] for row in rows if row.basis != Basis.MANUAL}
    return [f"{SHORT[one]}：{CLAUSES[one]}（{MARKS[CERTAINTY[one]]}）" for one in Clause if one in used]


def risk_name(risk: Risk) -> str:
    """A risk in words."""
    return str(WHY[risk])
