"""The documents that come with the platform: their sections and the figures that stand in them.

A template says only what the platform knows; what it cannot know is left to the writer as 【请补充…】. No number stands
here: each is a field.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from anju.reports.papers.enums import PaperKind, Shape


@dataclass(frozen=True, slots=True)
class Spec:
    """A figure of a template. `near`: words beside which a typed number speaks of it. `always`: what stands now,
    whatever the document's period. `earlier`: of as long a time just before it. `year`: of a whole year where the
    document has no period of its own, so that there is a year before it to stand beside.
    """

    key: str
    figure: str
    label: str
    unit: str
    near: tuple[str, ...] = ()
    shape: Shape = Shape.EXACT
    always: bool = False
    earlier: bool = False
    year: bool = False
    narrowed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Template:
    """A document to begin with. `{opening}` takes what the register of activities says, `{body}` its source,
    `{earlier}` the period before and `{year}` the year of those figures that are of one.
    """

    title: str
    sections: tuple[str, ...]
    fields: tuple[Spec, ...]
    addressee: str = ""
    lists: bool = False
    """The two lists stand behind it as appendices."""


POINTS = Spec("points", "outreach.points", "观察点", "个", ("观察点",), always=True)
GRIDS = Spec("grids", "places.grids", "网格", "个", ("网格",), always=True)
MEMBERS = Spec("members", "people.members", "网格员", "名", ("网格员",), Shape.ABOUT, always=True)
BLOCKED = Spec(
    "blocked", "lists.blocked_and_parked", "占道堵塞和违停违充整治", "处",
    ("堵塞安全出口", "堵塞疏散通道", "违停违充"), Shape.ABOUT,
)  # fmt: skip
WIRED = Spec(
    "wired", "lists.taken_in_and_wired", "入户和飞线充电整治", "处", ("电动自行车入户", "飞线充电"), Shape.ABOUT
)
CLEARED = Spec("cleared", "lists.cleared", "清理杂物", "吨", ("清理楼道杂物",))
"""Never alone: what was weighed and what was estimated stand beside it."""
WEIGHED = Spec("weighed", "lists.cleared_weighed", "清理杂物（过磅）", "吨", ("过磅",))
ESTIMATED = Spec("estimated", "lists.cleared_estimated", "清理杂物（估算）", "吨", ("估算",))
SHEDS = Spec("dwellings", "lists.shed_dwellings_removed", "车棚（地下室）住人清退", "处", ("住人",))
FOUND = Spec("found", "lists.found", "新增隐患", "处", ("新增隐患",))
RECTIFIED = Spec("rectified", "lists.rectified", "已整改销号", "处", ("整改销号", "已销号"))
OPEN = Spec("open", "lists.open", "未销号隐患", "处", ("未销号", "尚未整改"), always=True)
OVERDUE = Spec("overdue", "lists.overdue", "逾期未销号", "处", ("逾期",), always=True)
REOPENED = Spec("reopened", "lists.reopened", "复开", "次", ("复开",))
RATE = Spec("in_time", "lists.in_time_rate", "按期整改率", "%", ("按期整改率",))
LOOKED = Spec("looked", "grid.looked", "巡查到位", "次", ("巡查到位", "开展巡查"))
FIRES = Spec("fires", "backcheck.fires", "居民住宅火灾", "起", ("居民住宅火灾",))
FIRES_YEAR = replace(FIRES, year=True)
FIRES_CHANGE = Spec("fires_change", "backcheck.fires", "居民住宅火灾同比", "", (), Shape.CHANGE, year=True)
FACILITIES = (
    Spec("waterless", "facilities.waterless_rectified", "无水高层整治", "幢", ("无水高层",), always=True),
    Spec("sockets", "facilities.sockets", "集中充电插座", "个", ("集中充电",), Shape.ABOUT, always=True),
    Spec("shed_groups", "facilities.shed_groups", "车棚", "组", (), always=True),
    Spec("sprinklers", "facilities.shed_groups_protected", "加装简易喷淋的车棚", "组", ("简易喷淋",), always=True),
    Spec("old_areas", "facilities.old_areas", "老旧片区", "个", ("老旧片区",), always=True),
    Spec("old_points", "facilities.old_area_points", "老旧片区新增充电桩", "个", ("增设充电桩",), always=True),
    Spec("extinguishers", "facilities.extinguishers_issued", "发放灭火器", "个", ("灭火器",), Shape.ABOUT, always=True),
)
READY = (
    Spec("facilities", "facilities.standing", "在册消防设施", "处", ("在册消防设施",), always=True),
    Spec("facilities_out", "facilities.out", "停用消防设施", "处", ("停用消防设施",), always=True),
    Spec("stations", "facilities.stations", "微型消防站", "个", ("微型消防站",), always=True),
)
DEVICES = Spec("devices", "telemetry.devices", "在用物联设备", "台", ("物联设备",), always=True)
ALARMS = (
    Spec("alarms", "alarms.raised", "报警", "起"),
    Spec("real_fires", "alarms.real_fires", "报警中的真实火情", "起"),
    Spec("false_alarms", "alarms.false", "误报", "起", ("误报",)),
)
ANSWERED = Spec("answered", "alarms.answered_1_rate", "1分钟接警率", "%", ("接警率",))

_SURVEY = (
    "根据区人大常委会工作安排，{opening}现将调研情况报告如下：",
    """# 主要工作及成效
{year}，全区居民住宅火灾{{fires}}，{{fires_change}}。{{period}}，新增隐患{{found}}，整改销号{{rectified}}，按期整改率{{in_time}}。主要体现在：
**一是创新机制，责任体系逐步完善。**构建“1＋2＋3”安全消防监管新模式，将居民住宅区消防安全纳入全区{{grids}}网格、{{members}}网格员巡查内容，建立隐患问题和整改责任“两个清单”，每月督查、专项督查、事故反查，逐步完善全流程、闭环式消防监管机制。
**二是综合施策，专项治理成效明显。**{{period}}整治堵塞安全出口、电动自行车违停违充等隐患问题{{blocked}}，电动自行车入户和飞线充电问题{{wired}}，清理楼道杂物{{cleared}}（过磅{{weighed}}、估算{{estimated}}），消除车棚（地下室）住人安全隐患{{dwellings}}。
**三是完善设施，消防条件有所改善。**无水高层整治{{waterless}}；安装电动自行车集中充电插座{{sockets}}；车棚共{{shed_groups}}，其中加装简易喷淋（含干粉球）{{sprinklers}}；老旧片区{{old_areas}}，增设充电桩{{old_points}}；发放灭火器{{extinguishers}}。目前在册消防设施{{facilities}}，其中停用{{facilities_out}}；设立微型消防站{{stations}}。
**四是防治并举，防控能力有所提升。**【请补充：培训、演练和宣传的情况】
{{chart:rectified}}""",
    """# 存在的主要问题
## 消防安全责任落实不够到位
目前尚未整改销号的隐患{{open}}，其中逾期{{overdue}}；销号后又复开的{{reopened}}。【请补充：责任落实方面的问题】
## 消防安全难点问题有待破解
【请补充：老旧小区、高层供水、停车充电等难点】
## 居民消防安全素质仍需提升
【请补充：宣传教育方面的问题】""",
    """# 相关建议
## 持续拧紧消防安全责任链条
健全区级层面统筹协调机制，督促业主、业委会、物业企业压紧压实消防安全主体责任；对无物管的老旧小区，严格落实自我管理和社区代管责任。深化清单治理、挂牌督办、联合执法、基层力量巡查等措施。
## 多元破解消防安全难点问题
将消防设施改造提升作为老旧小区出新的必选内容，推进集中充电点建设，加快加装简易喷淋，推进消防远程监控、智能烟感等技防、物防建设。
## 创新推动消防安全基层治理
坚持政府领导与社会参与、业主自治与协同共治相结合，建立“邻里守望”“多户联防”制度，对独居空巢老人等群体开展“敲门守护行动”，形成群防群治、共建共享的格局。""",
)

_SITUATION = (
    "现将{{period}}居民住宅区消防安全情况汇报如下：",
    """# 基本情况
全区{{grids}}网格、{{members}}网格员参加巡查，巡查到位{{looked}}。新增隐患{{found}}，整改销号{{rectified}}，按期整改率{{in_time}}，复开{{reopened}}。{year}，居民住宅火灾{{fires}}，{{fires_change}}。
整治堵塞疏散通道、电动自行车违停违充{{blocked}}，电动自行车入户、飞线充电{{wired}}；清理楼道杂物过磅{{weighed}}、另估算{{estimated}}；车棚（地下室）住人清退{{dwellings}}。
目前在册消防设施{{facilities}}，其中停用{{facilities_out}}；微型消防站{{stations}}，在用物联设备{{devices}}。{{period}}，报警{{alarms}}，其中真实火情{{real_fires}}、误报{{false_alarms}}，一分钟接警率{{answered}}。
{{chart:rectified}}""",
    """# 存在的问题
尚未整改销号的隐患{{open}}，其中逾期{{overdue}}。【请补充：主要问题】""",
    """# 下一步工作
【请补充：下一步安排】""",
)

_BULLETIN = (
    "现将{{period}}消防安全督查情况通报如下：",
    """# 督查结果
{body}""",
    """# 隐患整改情况
本期新增隐患{{found}}，整改销号{{rectified}}，按期整改率{{in_time}}，复开{{reopened}}；尚未整改销号{{open}}，其中逾期{{overdue}}。""",
    """# 有关要求
请各街道、各单位对照两个清单抓紧整改，逾期的按程序督办。对结果有异议的，请在公布的期限内提出。""",
)

_CLOSING = (
    "现将本次专项督查结项情况报告如下：",
    """# 完成情况
{body}""",
    """# 遗留问题和下一步
【请补充：没有排查、没有整改的怎么办，由谁负责】""",
)

_BRIEF = (
    """# 本期情况
{{period}}，巡查到位{{looked}}，新增隐患{{found}}，整改销号{{rectified}}，复开{{reopened}}；居民住宅火灾{{fires}}。报警{{alarms}}，其中真实火情{{real_fires}}、误报{{false_alarms}}。""",
    """# 目前
尚未整改销号的隐患{{open}}，其中逾期{{overdue}}；停用消防设施{{facilities_out}}。""",
    """# 请关注
【请补充：需要领导和各单位关注的事】""",
)

LATE = Spec("late", "lists.rectified", "逾期后才整改", "处", narrowed=(("promptness", "late"),))
_CARD_LISTS = (
    replace(OPEN, always=False), RECTIFIED, RATE, replace(OVERDUE, always=False), LATE, REOPENED,
    Spec("not_held", "lists.reopened", "回头看未整改复开", "次", narrowed=(("because", "look_back"),)),
)  # fmt: skip
_FALSE = Spec("false_closures", "monthly.false_closures", "虚假销号", "处")
_FALSE_OF_PARTY = Spec("false_closures", "lists.reopened", "虚假销号复开", "次", narrowed=(("because", "inspection"),))
_STREET_DEEDS = (
    FOUND, LOOKED, WEIGHED, ESTIMATED, Spec("visited", "monthly.visited", "督查看过", "处"),
    Spec("with_hazards", "monthly.with_hazards", "发现隐患的地点", "处"),
    Spec("rechecked", "monthly.rechecked", "核对已销号隐患", "处"),
)  # fmt: skip


def _beside(*specs: Spec) -> Iterator[Spec]:
    """Each figure, and the same of the time before."""
    for spec in specs:
        yield replace(spec, near=())
        yield replace(spec, key=f"{spec.key}_earlier", label=f"{spec.label}（上一期）", near=(), earlier=True)


_CARD_HEAD = "本成绩单写{{period}}，与自己的上一期（{earlier}）并列；不与别的单位排名次。"
_CARD_LATE = (
    "**期末逾期未销号**{{overdue}}，上一期末{{overdue_earlier}}。\n"
    "**逾期后才整改**{{late}}，上一期{{late_earlier}}。\n"
    "**复开**{{reopened}}，其中回头看未整改的{{not_held}}；上一期{{reopened_earlier}}，其中{{not_held_earlier}}。\n"
)
_CARD_DONE = (
    "**整改销号**{{rectified}}，上一期{{rectified_earlier}}。\n**按期整改率**{{in_time}}，上一期{{in_time_earlier}}。\n"
)
_CARD_END = "# 异议\n对数字或督查结果有异议的，请向区消委办提出；每个数字在平台上都能打开它的来处。"
_STREET_CARD = (
    _CARD_HEAD,
    "# 隐患整改\n**新增隐患**{{found}}，上一期{{found_earlier}}。\n" + _CARD_DONE
    + "**期末未销号**{{open}}，上一期末{{open_earlier}}。",
    "# 逾期和虚假销号\n" + _CARD_LATE
    + "**督查核对时没有改好的（虚假销号）**{{false_closures}}，上一期{{false_closures_earlier}}。",
    "# 每月督查抽样\n**督查看过**{{visited}}，发现隐患的地点{{with_hazards}}，核对已销号隐患{{rechecked}}；"
    "上一期{{visited_earlier}}、{{with_hazards_earlier}}、{{rechecked_earlier}}。\n{body}",
    "# 做了什么\n**巡查到位**{{looked}}，上一期{{looked_earlier}}。\n"
    "**清理杂物**过磅{{weighed}}、估算{{estimated}}，上一期过磅{{weighed_earlier}}、估算{{estimated_earlier}}。",
    _CARD_END,
)  # fmt: skip
_COMPANY_CARD = (
    _CARD_HEAD,
    "# 逾期和虚假销号\n**期末未销号**{{open}}，上一期末{{open_earlier}}。\n" + _CARD_LATE
    + "**督查发现虚假销号而复开**{{false_closures}}，上一期{{false_closures_earlier}}。",
    "# 每月督查抽样\n{body}",
    "# 做了什么\n" + _CARD_DONE,
    _CARD_END,
)  # fmt: skip

_BACKCHECK = (
    "{opening}",
    "# 没有见到的和已经做了的\n{body}",
    "# 同类地点\n{alike}",
    "# 下一步\n【请补充：整改和举一反三的安排】",
)

_LISTS = (FOUND, RECTIFIED, RATE, REOPENED, OPEN, OVERDUE)
_BRIEFLY = (LOOKED, *_LISTS, FIRES, *ALARMS, READY[1])
TEMPLATES: dict[PaperKind, Template] = {
    PaperKind.SURVEY: Template(
        "关于居民住宅区消防安全\n整治情况的调研报告", _SURVEY,
        (POINTS, GRIDS, MEMBERS, *_LISTS, BLOCKED, WIRED, CLEARED, WEIGHED, ESTIMATED, SHEDS, FIRES_YEAR,
         FIRES_CHANGE, *FACILITIES, *READY),
        "区人大常委会", lists=True,
    ),
    PaperKind.SITUATION: Template(
        "关于居民住宅区消防安全情况的汇报", _SITUATION,
        (GRIDS, MEMBERS, LOOKED, *_LISTS, BLOCKED, WIRED, WEIGHED, ESTIMATED, SHEDS, FIRES_YEAR, FIRES_CHANGE,
         *READY, DEVICES, *ALARMS, ANSWERED),
        "区政府", lists=True,
    ),
    PaperKind.BULLETIN: Template("关于居民住宅区消防安全\n督查情况的通报", _BULLETIN, _LISTS, "各街道、各有关单位"),
    PaperKind.CLOSING: Template("关于专项督查结项情况的报告", _CLOSING, (), "区消防安全委员会"),
    PaperKind.WEEKLY: Template("居民住宅区消防安全工作周报", _BRIEF, _BRIEFLY),
    PaperKind.DAILY: Template("居民住宅区消防安全工作日报", _BRIEF, _BRIEFLY),
    PaperKind.BACKCHECK: Template("事故反查报告", _BACKCHECK, ()),
    PaperKind.STREET_CARD: Template(
        "居民住宅区消防安全成绩单", _STREET_CARD, tuple(_beside(*_CARD_LISTS, _FALSE, *_STREET_DEEDS))
    ),
    PaperKind.COMPANY_CARD: Template(
        "居民住宅区消防安全成绩单", _COMPANY_CARD, tuple(_beside(*_CARD_LISTS, _FALSE_OF_PARTY))
    ),
}  # fmt: skip

SPECIAL = frozenset({"period"})
"""Fields that are words, not figures."""
