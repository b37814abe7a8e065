"""Words of the backcheck."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Burned(TextChoices):
    """What burned, as first seen: no word about a cause."""

    HOME = "home", _("居室物品")
    KITCHEN = "kitchen", _("厨房")
    E_BIKE = "e_bike", _("电动自行车")
    CLUTTER = "clutter", _("楼道杂物")
    SHED = "shed", _("车棚")
    SHAFT = "shaft", _("管道井、电表箱")
    FACADE = "facade", _("外墙、阳台")
    VEHICLE = "vehicle", _("机动车")
    OTHER = "other", _("其他")


class Dwelling(TextChoices):
    """What kind of dwelling it was."""

    HIGH_RISE = "high_rise", _("高层住宅")
    MULTI_STOREY = "multi_storey", _("多层住宅")
    SELF_BUILT = "self_built", _("自建房")
    RENTED = "rented", _("群租、出租屋")
    SHED = "shed", _("车棚、地下室住人")
    OTHER = "other", _("其他")


class FireSource(TextChoices):
    """How a fire came into the register."""

    BRIGADE = "brigade", _("消防救援大队登记")
    IMPORT = "import", _("批量导入")
    ALARM = "alarm", _("告警确认")


class Way(TextChoices):
    """How a dossier was opened."""

    PAGE = "page", _("打开")
    BUNDLE = "bundle", _("导出卷宗包")
    SHEET = "sheet", _("导出表格")


class GapKind(TextChoices):
    """What should have been and, as far as is known, was not. A question, never a finding."""

    PATROL = "patrol", _("应巡未见巡查记录")
    OVERLOADED = "overloaded", _("计划排得过满")
    DUTY_OVERDUE = "duty_overdue", _("整改已逾期")
    ONE_PERSON = "one_person", _("销号未见第二人复核")
    RELAPSED = "relapsed", _("销号后发现没有改好")
    LOOK_BACK = "look_back", _("回头看已逾期")
    UNCHECKED = "unchecked", _("上报逾期未核查")
    NOBODY = "nobody", _("没有管理单位")
    DEFERRAL = "deferral", _("延期已过复查日")


class GapState(TextChoices):
    """Where a gap stands. Until the party has answered it reads 待核实."""

    UNVERIFIED = "unverified", _("待核实")
    ANSWERED = "answered", _("已答复，待认定")
    CONFIRMED = "confirmed", _("属实")
    EXPLAINED = "explained", _("已说明")
    WITHDRAWN = "withdrawn", _("撤销")


DECIDED = (GapState.CONFIRMED, GapState.EXPLAINED, GapState.WITHDRAWN)


class Decision(TextChoices):
    """What a named person made of a proposal."""

    PENDING = "pending", _("待决定")
    APPROVED = "approved", _("同意")
    DECLINED = "declined", _("不同意")


class Alike(TextChoices):
    """Why a place elsewhere is in the same conditions."""

    KINDS = "kinds", _("有同类隐患未销号")
    RECURRING = "recurring", _("同类隐患反复发生")
    MODE = "mode", _("管理方式相同")
    MANAGER = "manager", _("同一管理单位")
    HEIGHT = "height", _("高度相当")
    AGE = "age", _("建成年代相当")
