"""Words for places."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PlaceKind(TextChoices):
    """What a place is. The first six form the tree; the others hang under an estate, a community or a street."""

    DISTRICT = "district", _("区")
    STREET = "street", _("街道")
    COMMUNITY = "community", _("社区")
    ESTATE = "estate", _("小区")
    BUILDING = "building", _("楼栋")
    UNIT = "unit", _("单元")
    SHED = "shed", _("车棚")
    BASEMENT = "basement", _("地下室")
    SHOP = "shop", _("商铺")
    ROAD = "road", _("道路")
    FIRE_LANE = "fire_lane", _("消防车通道")
    PARKING = "parking", _("停车场")
    GATE = "gate", _("出入口")
    OPEN_GROUND = "open_ground", _("空地")


ADMINISTRATIVE = (PlaceKind.DISTRICT, PlaceKind.STREET, PlaceKind.COMMUNITY)


class WaterState(TextChoices):
    """Whether a building's fire main has water, as last known."""

    UNKNOWN = "unknown", _("未查明")
    NONE_NEEDED = "none_needed", _("无消防给水要求")
    OK = "ok", _("有水有压")
    LOW = "low", _("欠压")
    DRY = "dry", _("无水")
    RETROFITTED = "retrofitted", _("已整治")


class ManagementMode(TextChoices):
    """How an estate is looked after; decides who is accountable (DESIGN §5)."""

    PROPERTY_COMPANY = "property_company", _("物业企业管理")
    OWNERS = "owners", _("业主自管")
    COMMUNITY_CUSTODY = "community_custody", _("社区代管")
    OWNER_UNIT = "owner_unit", _("产权单位自管")
    UNKNOWN = "unknown", _("未明确")
