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
