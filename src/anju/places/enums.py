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


class Datum(TextChoices):
    """The datum a coordinate was measured in. All is kept in WGS-84; CGCS2000 differs by less than a decimetre."""

    WGS84 = "wgs84", "WGS-84"
    CGCS2000 = "cgcs2000", _("CGCS2000(天地图)")
    GCJ02 = "gcj02", _("GCJ-02(高德、腾讯)")
    BD09 = "bd09", _("BD-09(百度)")


class Refusal(TextChoices):
    """Why a place was not written, in words that say what to do next."""

    DATUM_UNDECLARED = "datum_undeclared", _("坐标没有说明坐标系。请注明 WGS-84、CGCS2000、GCJ-02 或 BD-09。")
    POINT_OUTSIDE = "point_outside", _("经纬度超出范围。经度在 -180 到 180 之间,纬度在 -90 到 90 之间。")
    NAME_EMPTY = "name_empty", _("请填写名称。")
    CODE_UNFIT = "code_unfit", _("区的编码只能用小写字母、数字和短横线,最多 20 个字符。")
    CODE_TAKEN = "code_taken", _("本区已有地点使用这个编码。请改用其他编码,或修改原地点。")
    CODE_MISSING = "code_missing", _("请为区填写编码,它是所有地点路径的开头。")
    DEMO_BESIDE = "demo_beside", _("演示区和正式的区不能放在同一个数据库里。请换一个数据库。")
    KIND_MISPLACED = "kind_misplaced", _("这类地点不能放在所选的上级之下。请选择合适的上级。")
    PARENT_MISSING = "parent_missing", _("找不到上级地点。请先登记上级。")
    PARENT_CLOSED = "parent_closed", _("上级地点已停用。请选择在用的上级。")
    PLACE_CLOSED = "place_closed", _("这个地点已停用,不能再修改。")
    MOVE_INSIDE = "move_inside", _("不能把地点移到它自己的下级。")
    MOVE_ACROSS = "move_across", _("不能跨区移动地点。请在新的区重新登记,并停用原地点。")
    MERGE_UNLIKE = "merge_unlike", _("只能把同一类地点合并,街道、社区不能合并。请选择同类的地点。")
    MERGE_SELF = "merge_self", _("不能与自己或自己的上下级合并。请选择另一个地点。")
    MERGE_HELD = "merge_held", _("现在不能合并。请先办妥括号里的事,再合并。")
    AREA_LARGE = "area_large", _("一个片区最多 300 个地点。请改选上级地点,如整个小区。")
    OUTLINE_UNFIT = "outline_unfit", _("边界不是有效的 GeoJSON 图形。请检查图形是否闭合、有无自相交。")
    OUTLINE_LARGE = "outline_large", _("边界的点太多。请简化到 5000 个点以内。")
    FACTS_MISPLACED = "facts_misplaced", _("小区信息只能填在小区上,楼栋信息只能填在楼栋上。")
    FACTS_UNFIT = "facts_unfit", _("数值不合理。请检查高度、层数和建成年份。")
    GRID_NUMBER_TAKEN = "grid_number_taken", _("这里已有相同编号的网格。请改用其他编号。")
    GRID_HOME = "grid_home", _("网格只能属于街道或社区。")
    GRID_CLOSED = "grid_closed", _("这个网格已撤销,不能再调整。")
    GRID_EARLIER = "grid_earlier", _("生效日期早于现有的划分。请选择更晚的日期。")
    GRID_ELSEWHERE = "grid_elsewhere", _("有地点不在网格所属的街道之内。请只选择本街道的地点。")
    AREA_TAKEN = "area_taken", _("已有同名的片区。请改用其他名称。")
    AREA_ELSEWHERE = "area_elsewhere", _("有地点不在片区所属的范围之内。")
