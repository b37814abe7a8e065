"""Words for organisations and roles."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OrganisationKind(TextChoices):
    """What an organisation is to the district."""

    DISTRICT_OFFICE = "district_office", _("区消委办")
    DEPARTMENT = "department", _("区级部门")
    FIRE_BRIGADE = "fire_brigade", _("消防救援大队")
    STREET = "street", _("街道办事处")
    ENFORCEMENT = "enforcement", _("街道综合执法局")
    COMMUNITY = "community", _("社区居委会")
    PROPERTY_COMPANY = "property_company", _("物业企业")
    OWNERS_COMMITTEE = "owners_committee", _("业主委员会")
    OWNER_UNIT = "owner_unit", _("产权单位")
    OPERATOR = "operator", _("运营单位")
    UTILITY = "utility", _("水电气供应单位")
    CONGRESS = "congress", _("人大社会委")
    OTHER = "other", _("其他单位")


class Role(TextChoices):
    """What a person does in a post. Each domain's `permissions.py` says what a role may."""

    DISTRICT_OFFICE = "district_office", _("区消委办")
    FIRE_BRIGADE = "fire_brigade", _("消防救援大队")
    HOUSING = "housing", _("房产局")
    EMERGENCY = "emergency", _("应急管理局")
    POLICE = "police", _("公安")
    WATER = "water", _("水务")
    STREET = "street", _("街道")
    ENFORCEMENT = "enforcement", _("街道综合执法")
    COMMUNITY = "community", _("社区")
    GRID_MEMBER = "grid_member", _("网格员")
    PROPERTY_MANAGER = "property_manager", _("物业项目经理")
    OWNERS_COMMITTEE = "owners_committee", _("业委会")
    OPERATOR = "operator", _("运营与供应单位")
    CONGRESS_STAFF = "congress_staff", _("人大工作人员")
    DEPUTY = "deputy", _("人大代表")
    AUDITOR = "auditor", _("审计")
    ADMINISTRATOR = "administrator", _("系统管理员")


DEPARTMENTS = (Role.FIRE_BRIGADE, Role.HOUSING, Role.EMERGENCY, Role.POLICE, Role.WATER)
OFFICIALS = (Role.DISTRICT_OFFICE, *DEPARTMENTS, Role.STREET, Role.ENFORCEMENT, Role.COMMUNITY)
MASKED = (Role.CONGRESS_STAFF, Role.DEPUTY, Role.AUDITOR, Role.ADMINISTRATOR)
"""Roles that never see personal data in full."""


class EndReason(TextChoices):
    """Why a management period ended."""

    EXPIRED = "expired", _("合同到期")
    TERMINATED = "terminated", _("解除合同")
    WITHDRAWN = "withdrawn", _("擅自撤场")
    REPLACED = "replaced", _("业主另聘")


class Answering(TextChoices):
    """By what an organisation answers for a place. The first five are `places.enums.ManagementMode`'s values."""

    PROPERTY_COMPANY = "property_company", _("物业企业管理")
    OWNERS = "owners", _("业主自管")
    COMMUNITY_CUSTODY = "community_custody", _("社区代管")
    OWNER_UNIT = "owner_unit", _("产权单位自管")
    EMERGENCY_CUSTODY = "emergency_custody", _("街道应急代管")
    TERRITORY = "territory", _("属地负责")
    """Public ground outside every estate: the community or street it lies in."""


class ReasonKind(TextChoices):
    """One step of "why is it they": each names a fact that can be looked up."""

    CONTRACT = "contract", _("管理合同在期，范围包含此处")
    CONTRACT_CONTINUES = (
        "contract_continues",
        _("合同已到约定日期，未续聘也未另聘，原合同继续有效（民法典第九百四十八条）"),
    )
    OWNERS_MANAGE = "owners_manage", _("登记为业主自管")
    OWNER_UNIT_MANAGES = "owner_unit_manages", _("登记为产权单位自管")
    CUSTODY = "custody", _("登记为社区代管")
    EMERGENCY = "emergency", _("物业撤场，街道宣布应急代管，新的管理人签约前由街道负责")
    NO_MANAGEMENT = "no_management", _("没有在期的管理合同或代管登记")
    OWNERS_COMMITTEE = "owners_committee", _("小区成立了业主委员会")
    MODE_CUSTODY = "mode_custody", _("小区档案写明由社区代管")
    OUTSIDE_ESTATES = "outside_estates", _("不在任何小区内，由属地负责")


class HandoverKind(TextChoices):
    """What a manager that goes must hand over (民法典第九百四十九条、物业管理条例第三十六条)."""

    CONTROL_ROOM = "control_room", _("消防控制室及值班记录")
    FACILITIES = "facilities", _("消防设施设备清单")
    DRAWINGS = "drawings", _("竣工图纸与验收资料")
    MAINTENANCE = "maintenance", _("维保合同与检测报告")
    KEYS = "keys", _("泵房、配电房、屋面等钥匙")
    OWNERS_FILES = "owners_files", _("业主档案")
    FUNDS = "funds", _("维修资金与公共收益账目")
    OPEN_WORKS = "open_works", _("未完工程与未整改隐患清单")
    OTHER = "other", _("其他")


class CodeKind(TextChoices):
    """What a one-time code is for."""

    ENROLMENT = "enrolment", _("首次登录")
    RECOVERY = "recovery", _("备用码")


class SignOutReason(TextChoices):
    """How a sign-in ended."""

    SIGNED_OUT = "signed_out", _("本人退出")
    REVOKED = "revoked", _("被结束")
    IDLE = "idle", _("长时间未操作")
    PASSWORD = "password", _("密码已更换")
    LEFT = "left", _("账号已停用")


class UnmaskReason(TextChoices):
    """Why somebody's name and phone are read in full; stands in the ledger."""

    RECTIFY = "rectify", _("联系整改隐患")
    EMERGENCY = "emergency", _("处置险情")
    VERIFY = "verify", _("核对身份")
    ANSWER = "answer", _("答复来电来信")
    MAINTAIN = "maintain", _("核对人员信息")


class HelpKind(TextChoices):
    """Why somebody cannot get out alone."""

    WHEELCHAIR = "wheelchair", _("坐轮椅")
    BEDRIDDEN = "bedridden", _("卧床")
    DEAF = "deaf", _("听不见")
    BLIND = "blind", _("看不见")
    OLD_ALONE = "old_alone", _("独居老人")
    CHILD_ALONE = "child_alone", _("常独自在家的孩子")
    OTHER = "other", _("其他")


class HelpSource(TextChoices):
    """How it became known."""

    ASKED = "asked", _("本人或家属提出")
    DOOR_KNOCK = "door_knock", _("敲门走访")


class HelpConsent(TextChoices):
    """Who agreed to being kept on the list."""

    SELF = "self", _("本人")
    FAMILY = "family", _("家属")
    GUARDIAN = "guardian", _("监护人")


class HelpEnd(TextChoices):
    """Why an entry ended."""

    MOVED_AWAY = "moved_away", _("已搬走")
    NOT_NEEDED = "not_needed", _("不再需要")
    WITHDRAWN = "withdrawn", _("不再同意登记")
    MISTAKE = "mistake", _("登记错了")


class HelpOpened(TextChoices):
    """Why all entries of a building are read in full; stands in the ledger."""

    ALARM = "alarm", _("处置火警")
    DRILL = "drill", _("疏散演练")
