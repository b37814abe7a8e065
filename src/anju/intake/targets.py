"""Everything a table can become, each described once: its fields, its natural key, who may, what to know. Pure.

How a target's rows are planned and written stands in `actions/handlers`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from anju.facilities.permissions import Permission as Facilities
from anju.intake.enums import TargetKey
from anju.intake.fields import devices, facilities, lists, people, places, tickets
from anju.intake.mapping.specs import FieldSpec
from anju.intake.problems import gettext_noop as _
from anju.intake.residents.permissions import Permission as Residents
from anju.people.permissions import Permission as People
from anju.places.permissions import Places
from anju.supervision.lists.permissions import Permission as Lists
from anju.telemetry.permissions import Permission as Devices


@dataclass(frozen=True, slots=True)
class Target:
    """One target. `keys` are its natural keys, the first one whose fields are all told counts."""

    key: TargetKey
    fields: tuple[FieldSpec, ...]
    keys: tuple[tuple[str, ...], ...]
    permission: str
    """What a person must hold somewhere to be offered it; every row is asked for again where it lands."""
    notes: tuple[str, ...] = ()
    may_create_parents: bool = False
    repeats: bool = False
    """Several rows may tell of one record (an inspection's findings)."""

    def key_of(self, values: Mapping[str, object]) -> tuple[object, ...] | None:
        """The row's natural key; None where it tells none whole."""
        for names in self.keys:
            found = tuple(values.get(name, "") for name in names)
            if found[0] not in (None, ""):
                return (names, *found)
        return None

    def spec(self, name: str) -> FieldSpec:
        return next(each for each in self.fields if each.name == name)


_ALL: Final = (
    Target(
        TargetKey.COMMUNITIES,
        places.COMMUNITIES,
        (("code",), ("name", "street")),
        Places.EDIT,
        (_("社区登记在街道之下。"),),
        may_create_parents=True,
    ),
    Target(
        TargetKey.ESTATES,
        places.ESTATES,
        (("code",), ("name", "street", "community")),
        Places.EDIT,
        (_("街道、社区至少填一项。"), _("空白的单元格不改原有内容。")),
        may_create_parents=True,
    ),
    Target(
        TargetKey.BUILDINGS,
        places.BUILDINGS,
        (("code",), ("name", "street", "community", "estate")),
        Places.EDIT,
        (_("街道、社区、小区至少填一项，越细越好。"), _("空白的单元格不改原有内容。")),
        may_create_parents=True,
    ),
    Target(
        TargetKey.GRIDS,
        places.GRIDS,
        (("number", "street", "community"),),
        Places.EDIT_GRIDS,
        (_("先导入小区；网格员先在“人员和岗位”中导入。"), _("覆盖小区改变后，从生效日期起按新范围，历史不变。")),
    ),
    Target(
        TargetKey.ORGANISATIONS,
        people.ORGANISATIONS,
        (("uscc",), ("name", "kind")),
        People.KEEP_ORGANISATIONS,
        (_("统一社会信用代码会核对校验位。"),),
    ),
    Target(
        TargetKey.PEOPLE,
        people.PEOPLE,
        (("login",),),
        People.KEEP_PEOPLE,
        (
            _("新人员没有密码，导入后在人员页打印一次性登录码。"),
            _("已有人员只更新姓名、手机和邮箱，并补上没有的岗位。"),
        ),
    ),
    Target(
        TargetKey.MANAGEMENTS,
        people.MANAGEMENTS,
        (("place", "organisation", "since"),),
        People.KEEP_CONTRACTS,
        (_("同一小区的合同期限不能重叠；换物业请先结束原合同。"),),
    ),
    Target(
        TargetKey.HAZARDS,
        lists.HAZARDS,
        (("code",),),
        Lists.IMPORT,
        (
            _("未整改的隐患进入清单，但在街道确认期限之前不催办、不升级。"),
            _("已整改的按原日期入账，标注为导入，不改本区已办结的记录。"),
        ),
    ),
    Target(
        TargetKey.INSPECTIONS,
        lists.INSPECTIONS,
        (("code",),),
        Lists.IMPORT,
        (_("一行是一个问题，或一次没有问题的检查；地址归一后相同的归到同一栋楼。"),),
        may_create_parents=True,
    ),
    Target(
        TargetKey.CLEAN_UPS,
        lists.CLEAN_UPS,
        (("code",), ("place", "cleaned_on", "organisation")),
        Lists.CLEAN_UP,
        (_("重量请写单位；过磅和估算分开统计。"),),
    ),
    Target(
        TargetKey.TICKETS,
        tickets.TICKETS,
        (("code",),),
        Residents.TICKETS,
        (
            _("一张工单一条上报，编号相同的只收一次；核查和整改的期限不晚于答复截止。"),
            _("来电人的姓名电话加密保存，只有核查的单位和区消委办能看。"),
        ),
    ),
    Target(
        TargetKey.FACILITIES,
        facilities.FACILITIES,
        (("code",),),
        Facilities.KEEP,
        (
            _("一行一处；按编号更新，空白的单元格不改原有内容。"),
            _("消火栓请填坐标，火警时才找得到最近的；楼里的设施不填就按楼栋的位置。"),
            _("微型消防站请在“微型消防站”里建站，不从这里导入。"),
        ),
    ),
    Target(
        TargetKey.DEVICES,
        devices.DEVICES,
        (("key", "scheme"),),
        Devices.KEEP,
        (
            _("一行一台；按设备号更新，空白的单元格不改原有内容，没有的列也不改。"),
            _("待认领的设备按设备号认领到所填的地点；停用的设备请先恢复使用。"),
            _("协议可以不填，填了型号就按型号的协议。"),
        ),
    ),
    Target(
        TargetKey.POINTS,
        devices.POINTS,
        (("device", "address", "loop", "number", "kind"),),
        Devices.KEEP,
        (
            _("一行一个点位；设备号填报警主机所接的用户信息传输装置，按地址更新，空白的单元格不改原有内容。"),
            _("地址填“回路-点位”，或分填回路、点位；同一地址上有几个部件时要写种类。"),
            _("楼栋、单元、楼层填了，火警就报在那里，而不是报在主机所在的消防控制室。"),
        ),
    ),
)

TARGETS: Final[dict[str, Target]] = {str(target.key): target for target in _ALL}
