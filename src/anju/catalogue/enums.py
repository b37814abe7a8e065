"""Words for what counts as a hazard."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Category(TextChoices):
    """The fourteen families of hazard kinds; the letters of a code name the family."""

    ESCAPE = "escape", _("疏散通道")
    FIRE_LANE = "fire_lane", _("消防车通道")
    EBIKE = "ebike", _("电动自行车")
    CHARGING = "charging", _("充电设施")
    ELECTRICITY = "electricity", _("用电")
    GAS = "gas", _("用气")
    EQUIPMENT = "equipment", _("消防设施")
    HIGH_RISE = "high_rise", _("高层建筑")
    DWELLING = "dwelling", _("车棚和地下室住人")
    COMBUSTIBLES = "combustibles", _("可燃物")
    MANAGEMENT = "management", _("管理")
    EV = "ev", _("电动汽车")
    WORKS = "works", _("施工装修")
    VULNERABLE = "vulnerable", _("特殊人群")


class Severity(TextChoices):
    """How grave. `MAJOR` is a candidate only: a 重大火灾隐患 is decided by the fire brigade's collective study."""

    GENERAL = "general", _("一般")
    SERIOUS = "serious", _("较大")
    MAJOR = "major", _("重大（候选）")


class LegalScope(TextChoices):
    """Where the cited law applies. It limits the penalty, not what may be reported."""

    ALL = "all", _("全部住宅区")
    ALL_PENALTY_HIGH_RISE = "all_penalty_high_rise", _("全部住宅区；引用高层规定的罚则只适用于高度大于 27 米的住宅")
    HIGH_RISE = "high_rise", _("高层住宅（高度大于 27 米）")


class LiableParty(TextChoices):
    """Who must put it right by law; perhaps only described, never an account here."""

    OWNER = "owner", _("业主")
    OCCUPANT = "occupant", _("住户、使用人或行为人")
    PROPERTY_COMPANY = "property_company", _("物业企业")
    OWNERS_COMMITTEE = "owners_committee", _("业主委员会")
    RIGHT_HOLDER = "right_holder", _("产权单位")
    OPERATOR = "operator", _("运营单位")
    UTILITY = "utility", _("水电气供应单位")
    CONTRACTOR = "contractor", _("施工单位")
    COMMUNITY = "community", _("社区居委会")
    STREET = "street", _("街道办事处")
    DEPARTMENT = "department", _("区级部门")
    PARTY_NAMED = "party_named", _("原隐患的责任方")


class AccountableRoute(TextChoices):
    """How the one organisation that answers here is found from the place."""

    MANAGER = "manager", _("管理单位：在管物业 → 业委会 → 社区代管")
    OWNERS_COMMITTEE = "owners_committee", _("业委会；没有的由社区代管")
    OPERATOR = "operator", _("设施运营单位；查不到的由管理单位承接")
    WATER_UTILITY = "water_utility", _("供水单位")
    GAS_UTILITY = "gas_utility", _("燃气企业")
    COMMUNITY = "community", _("社区居委会")
    STREET = "street", _("街道办事处")


class VerifierRole(TextChoices):
    """Who checks that it was put right."""

    GRID_MEMBER = "grid_member", _("网格员")
    COMMUNITY = "community", _("社区")
    STREET = "street", _("街道")
    STREET_ENFORCEMENT = "street_enforcement", _("街道综合执法")
    FIRE_BRIGADE = "fire_brigade", _("消防救援机构")
    DEPARTMENT = "department", _("主管部门")
    DISTRICT_OFFICE = "district_office", _("区消委办")


class Department(TextChoices):
    """Which department verifies, where one does."""

    NONE = "", _("无")
    HOUSING = "housing", _("住房和城乡建设")
    EMERGENCY = "emergency", _("应急管理")
    POLICE = "police", _("公安")
    GAS = "gas", _("燃气主管部门")
    MARKET = "market", _("市场监管")


class DeadlineKind(TextChoices):
    """How a deadline is counted."""

    AT_ONCE = "at_once", _("立即")
    NATURAL = "natural", _("自然日")
    WORKING = "working", _("工作日")


class EvidenceKind(TextChoices):
    """What an item of closing evidence is."""

    PHOTO_PAIR = "photo_pair", _("前后照片")
    PHOTO = "photo", _("照片")
    VIDEO = "video", _("短视频")
    READING = "reading", _("读数")
    DOCUMENT = "document", _("文书")
    RECORD = "record", _("记录")
    DEVICE_LOG = "device_log", _("设备数据")


class SeenBy(TextChoices):
    """How such a hazard usually comes to light."""

    PATROL = "patrol", _("巡查")
    RESIDENT = "resident", _("居民反映")
    SENSOR = "sensor", _("物联设备")
    VIDEO = "video", _("视频")
    DOCUMENT = "document", _("查阅资料")
    GAS_CHECK = "gas_check", _("燃气企业安检")
    CARE_VISIT = "care_visit", _("敲门守护")
    SURVEY = "survey", _("普查")
    REMOTE_SENSING = "remote_sensing", _("遥感")
    SYSTEM = "system", _("平台自动")


class Certainty(TextChoices):
    """Whether the legal statement was read in a published text. Severity, days and evidence are the platform's own."""

    CONFIRMED = "confirmed", _("已核对原文")
    PARTLY = "partly", _("部分核对")
    UNCONFIRMED = "unconfirmed", _("一般知识，待核对")


class KindSet(TextChoices):
    """Disjoint sets of kinds that a report counts together."""

    EXITS_AND_EBIKES = "exits_and_ebikes", _("疏散通道和电动自行车违停违充")
    INDOORS_AND_FLYING_WIRE = "indoors_and_flying_wire", _("电动自行车进楼入户和飞线充电")
    SHED_DWELLERS = "shed_dwellers", _("车棚、车库住人")
