"""What people write about a case: how it looked, why it was sent back, what is planned. Varied, and nobody's own."""

from random import Random

from anju.catalogue.rules import KindFacts

__all__ = ["description", "interim", "liable", "plan", "reason"]

_SEEN = {
    "ES-01": (
        "{what}堵在{spot}，侧身才能过", "{spot}放着{what}，疏散宽度不够", "巡查见{spot}堆放{what}",
        "{spot}的{what}占了半边路，老人上下不便", "{spot}又放了{what}，上月清过一次",
    ),
    "EB-01": ("{spot}停放电动自行车{n}辆", "一辆电动自行车横在{spot}，出入要绕", "夜间巡查见{spot}停有电动自行车{n}辆"),
    "EB-02": (
        "电动自行车停在{spot}，正在充电", "{spot}拉线给电动自行车充电，插线板悬空", "夜间巡查见{spot}有车充电，已劝导",
    ),
    "EB-06": ("{spot}拉线下来给电动自行车充电", "{spot}有飞线，插线板挂在半空", "{spot}从窗口拉线充电，线无护套"),
    "FL-01": ("私家车停在{spot}，消防车过不去", "{spot}被占，剩余宽度不足三米", "{spot}连停{n}辆车"),
    "DW-01": ("{spot}住人，有床铺和电饭锅", "{spot}有人居住，接了照明线路", "{spot}夜间亮灯，有生活用品"),
    "CB-01": ("{spot}堆放{what}，紧贴外墙", "{what}堆在{spot}，天干物燥", "{spot}堆了{what}，约{n}方"),
}  # fmt: skip
"""By kind: what people say of the commonest ones."""
_BY_CATALOGUE = (
    "{spot}：{name}", "{spot}：{detail}", "例行检查见{spot}{name}", "{spot}有隐患：{name}（{detail}）",
    "{spot}，{name}，需尽快处理",
)  # fmt: skip
"""Of every other kind, in the catalogue's own words."""
_THINGS = (
    "纸箱",
    "旧家具",
    "婴儿车",
    "鞋柜",
    "泡沫箱",
    "装修余料",
    "旧床垫",
    "花盆和水桶",
    "废纸板",
    "快递柜",
    "煤气罐架",
)

_REASONS = {
    "returned": (
        "照片看不出是同一处，请补拍", "只挪到了楼上，没有清走", "还剩一半没清", "照片太暗，请白天再拍一张",
        "充电线还挂着，请一并拆除", "门仍然锁着，请说明钥匙由谁保管",
    ),
    "not_so": ("现场没有看到，应已自行清走", "是邻居搬家，当天已搬完", "看错楼栋，该处无此情况", "消防设施正常，误报"),
    "not_ours": ("此处为相邻单位产权，不属本小区", "属市政管养范围，已另行转告", "该房屋已移交征收部门管理"),
    "disputed": (
        "该处为开发商遗留问题，应由建设单位负责", "商铺自行改造，合同约定由商户负责", "此处不在我司服务合同范围内",
    ),
    "extended": ("配件到货要一周", "需等业主大会表决", "施工队排期已定，请延至下周", "连日下雨，外墙作业不能开展"),
    "relapsed": ("又堆上了，和上次差不多", "车又推进来了", "线又拉出来了", "铺盖又搬回来了"),
    "assigned": ("看过，属实", "已到现场，情况属实", "与反映一致，请尽快整改"),
    "deferral_asked": ("维修资金正在申请", "业主表决票数还差一些", "需供水公司配合停水"),
}  # fmt: skip
_INTERIM = (
    "每日两次巡查，楼道加放灭火器", "夜间安排专人值守，暂停充电", "设警示牌，楼长每晚查看一次",
    "备水带和灭火器，微型消防站加岗",
)  # fmt: skip
_MEASURES = (
    "清走杂物，加装提示牌，楼长每周看一次", "更换损坏部件并试水", "拆除私拉电线，引导到集中充电点", "联系产权人清理",
    "重新划线，加装隔离桩", "逐户上门说明，集中清运一次",
)  # fmt: skip
_CONTINGENCY = ("夜间加巡一次，备好灭火器", "微型消防站值守，先行断电", "楼道广播提醒，老人户逐户告知", "")
_WHO = ("项目经理", "工程主管", "楼长", "社区消防委员", "秩序主管", "维修班长")
_LIABLE = ("{floor}楼住户", "{spot}业主", "租户", "楼内商户", "快递代收点", "物业保洁仓")


def description(rng: Random, kind: KindFacts, spot: str) -> str:
    """How it looked to who found it."""
    template = rng.choice(_SEEN.get(kind.code, _BY_CATALOGUE))
    return template.format(
        what=rng.choice(_THINGS), spot=spot or "现场", n=rng.randint(1, 5), name=kind.name, detail=kind.description
    )


def reason(rng: Random, event: str) -> str:
    """Why somebody returned, disputed, extended …; `event` is a word of the table above."""
    return rng.choice(_REASONS[event])


def interim(rng: Random) -> str:
    """What is done while a deferral lasts."""
    return rng.choice(_INTERIM)


def liable(rng: Random, floor: int | None, spot: str) -> str:
    """Who must put it right, described; often nobody is."""
    if rng.random() < 0.6:
        return ""
    return rng.choice(_LIABLE).format(floor=floor or 1, spot=spot or "本处")[:120]


def plan(rng: Random) -> dict[str, str | int | None]:
    """The five fixes of a case, but for the deadline."""
    source = rng.choice(("none", "property_fee", "property_fee", "public_income", "repair_fund"))
    return {
        "measure": rng.choice(_MEASURES),
        "funds_fen": None if source == "none" else rng.randint(3, 900) * 10_000,
        "funds_source": source,
        "responsible": rng.choice(_WHO),
        "contingency": rng.choice(_CONTINGENCY),
    }
