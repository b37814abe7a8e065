"""Words of facilities."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(StrEnum):
    """Kinds that something here depends on, by code; all others are known by the catalogue alone (`shipped.py`)."""

    OUTDOOR_HYDRANT = "F01"
    INDOOR_HYDRANT = "F02"
    PUMP = "F03"
    JOCKEY_PUMP = "F04"
    RESERVOIR = "F05"
    ROOF_TANK = "F06"
    VALVE = "F07"
    FDC = "F08"
    SPRINKLER = "F09"
    PANEL = "F17"
    STATION = "F29"
    RISER = "A01"
    GAS_CUTOFF = "A02"
    POWER_CUTOFF = "A03"


class FacilityState(TextChoices):
    """Whether it would work. Out of service needs a reason and a date until which."""

    IN_SERVICE = "in_service", _("在用")
    OUT_OF_SERVICE = "out_of_service", _("停用")
    REMOVED = "removed", _("已拆除")


class OutReason(TextChoices):
    """Why something is out of service."""

    FAULT = "fault", _("故障待修")
    UPKEEP = "upkeep", _("检修保养")
    NO_WATER = "no_water", _("停水或无压")
    NO_POWER = "no_power", _("停电")
    WORKS = "works", _("施工影响")
    BLOCKED = "blocked", _("被占压、够不到")
    OTHER = "other", _("其他")


class MemberDuty(TextChoices):
    """What somebody is to a micro-station."""

    HEAD = "head", _("站长")
    MEMBER = "member", _("队员")


class Pattern(TextChoices):
    """How a day is shared out among shifts."""

    TWO = "two", _("两班，每班 12 小时（8 点、20 点交接）")
    THREE = "three", _("三班，每班 8 小时（8 点、16 点、24 点交接）")
    ONE = "one", _("一班，24 小时（8 点交接）")


class RevealReason(TextChoices):
    """Why a member's name and phone, or a station's duty phone, are read in full; stands in the ledger."""

    CALL_OUT = "call_out", _("出警调度")
    ROSTER = "roster", _("安排值班")
    CHECK = "check", _("抽查在岗")


class EraseReason(TextChoices):
    """Why name and phone of a member are destroyed."""

    LEFT = "left", _("已经退出")
    ASKED = "asked", _("本人要求")
