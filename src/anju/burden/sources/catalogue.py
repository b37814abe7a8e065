"""The declared catalogue: every source with its fields, every fact, and how names of strangers find them."""

from django.utils.translation import gettext_noop as _

from anju.burden.sources import records
from anju.burden.sources.facts import FACTS, LOOKS, PLANS, SEE, TICKETS
from anju.burden.sources.kinds import Fact, Field, Source
from anju.places.permissions import Places

_PLACE = (
    Field("street", _("街道"), ("所属街道", "镇街", "街道（镇）")),
    Field("community", _("社区"), ("所属社区", "村居", "社区（村）")),
    Field("estate", _("小区"), ("小区名称", "项目名称", "物业项目", "住宅小区")),
    Field("building", _("楼栋"), ("楼幢", "幢号", "楼号", "栋号")),
)
_CASE = (
    Field("no", _("序号"), ("编号序", "No", "序")),
    Field("number", _("隐患编号"), ("编号", "问题编号")),
    Field("kind", _("隐患名称"), ("隐患", "隐患类型", "问题", "问题类型", "隐患类别名称", "存在问题")),
    Field("kind_code", _("目录编码"), ("隐患代码",)),
    Field("category", _("隐患类别"), ("类别", "问题类别")),
    Field("severity", _("严重程度"), ("隐患等级", "隐患级别", "等级", "风险等级")),
    Field("basis", _("依据"), ("法律依据", "判定依据", "检查依据")),
    Field("place", _("位置"), ("地点", "地址", "隐患位置", "详细地址", "隐患地点", "所在位置")),
    Field("floor", _("楼层"), ("层数", "所在楼层")),
    Field("spot", _("具体部位"), ("部位", "隐患部位")),
    Field("description", _("情况"), ("隐患描述", "问题描述", "具体情况", "隐患情况", "描述")),
    Field("source", _("来源"), ("发现方式", "隐患来源", "检查方式")),
    Field("found_on", _("发现日期"), ("发现时间", "检查日期", "检查时间", "排查时间", "排查日期")),
    Field("accountable", _("责任方"), ("责任单位", "整改单位", "整改责任单位", "物业企业")),
    Field("verifier", _("复核方"), ("复核单位", "验收单位")),
    Field("measure", _("措施"), ("整改措施", "防范措施")),
    Field("funds", _("资金（元）"), ("资金", "整改资金", "资金金额")),
    Field("responsible", _("责任人"), ("整改责任人", "负责人")),
    Field("contingency", _("预案"), ("应急预案", "应急措施")),
    Field("due_on", _("整改期限"), ("期限", "整改时限", "时限", "要求完成时间")),
    Field("state", _("状态"), ("整改状态", "整改情况", "办理状态", "整改进度")),
    Field("outcome", _("结果"), ("整改结果", "办理结果")),
    Field("closed_on", _("销号日期"), ("完成时间", "整改完成时间", "销号时间", "完成日期")),
    *_PLACE,
)

SOURCES: tuple[Source, ...] = (
    Source("hazards", _("隐患"), SEE, _CASE, records.hazards),
    Source("rectified", _("已销号"), SEE, _CASE, records.rectified),
    Source("outstanding", _("未销号"), SEE, _CASE, records.outstanding),
    Source(
        "visits",
        _("巡查"),
        LOOKS,
        (
            Field("no", _("序号"), ("序",)),
            Field("day", _("日期"), ("巡查日期", "检查日期", "巡查时间")),
            Field("time", _("时间"), ("时刻",)),
            Field("place", _("地点"), ("位置", "地址", "巡查地点", "检查地点", "场所名称")),
            Field("floor", _("楼层")),
            Field("grid", _("网格"), ("所属网格", "网格名称")),
            Field("outcome", _("结果"), ("巡查结果", "检查结果", "检查情况")),
            Field("hazard", _("隐患编号"), ("对应隐患",)),
            *_PLACE,
        ),
        records.visits,
    ),
    Source(
        "rounds",
        _("路线"),
        PLANS,
        (
            Field("no", _("序号"), ("序",)),
            Field("day", _("日期"), ("巡查日期",)),
            Field("grid", _("网格"), ("所属网格",)),
            Field("state", _("状态")),
            Field("places", _("计划处数"), ("应看处数",)),
            Field("seen", _("已看处数"), ("实看处数",)),
            *_PLACE[:2],
        ),
        records.rounds,
    ),
    Source(
        "estates",
        _("小区"),
        (str(Places.VIEW),),
        (
            Field("no", _("序号"), ("序",)),
            Field("name", _("小区名称"), ("小区", "住宅小区", "项目名称")),
            Field("mode", _("管理方式"), ("物业管理方式", "管理模式")),
            Field("households", _("户数"), ("总户数",)),
            Field("year_built", _("建成年份"), ("建成时间", "竣工年份")),
            *_PLACE[:2],
        ),
        records.estates,
    ),
    Source(
        "tickets",
        _("工单"),
        TICKETS,
        (
            Field("no", _("序号"), ("序",)),
            Field("number", _("工单编号"), ("编号", "工单号")),
            Field("received_on", _("派单日期"), ("派单时间", "受理时间")),
            Field("answer_due", _("答复截止"), ("办理期限",)),
            Field("answered_on", _("答复日期"), ("答复时间", "办结时间")),
            Field("returned_on", _("退单日期"), ("退单时间",)),
            Field("hazard", _("隐患编号")),
            Field("place", _("地点"), ("地址", "位置")),
            *_PLACE[:2],
        ),
        records.tickets,
    ),
)

_SOURCES = {source.key: source for source in SOURCES}
_FACTS = {fact.key: fact for fact in FACTS}


def source(key: str) -> Source | None:
    """A source by key."""
    return _SOURCES.get(key)


def fact(key: str) -> Fact | None:
    """A fact by key."""
    return _FACTS.get(key)


def field(source_key: str, key: str) -> Field | None:
    """A field of a source."""
    found = _SOURCES.get(source_key)
    return next((one for one in found.fields if one.key == key), None) if found else None
