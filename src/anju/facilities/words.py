"""Facilities and their history in words."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from anju.facilities import shipped
from anju.facilities.enums import FacilityState
from anju.facilities.models import Facility, Station, StationMember
from anju.facilities.queries import register
from anju.facilities.queries.stations import Standing
from anju.kernel.actors import Actor
from anju.people.queries import registers
from anju.people.queries.records import Told
from anju.people.rules import mask_name, mask_phone
from anju.people.views.shared import said
from anju.ui import parts


def state_names() -> list[tuple[str, str]]:
    """The tabs of the register."""
    return [
        ("", _("全部在册")), ("out", _("停用")), ("overdue", _("到期未恢复")), ("expired", _("超过使用期限")),
        ("removed", _("已拆除")),
    ]  # fmt: skip


def said_of(actor: Actor, filters: register.Filters) -> str:
    """The register's filter as a sentence."""
    words = {f"place={row.path}": row.name for row in registers.territories(actor)}
    words |= {f"kind={code}": shipped.named(code) for code in shipped.kinds()}
    words |= {f"state={state}": label for state, label in state_names()}
    return said(filters, words)


def out_words(row: Facility) -> str:
    """Why and until when it is out; empty for one that is not."""
    if row.state != FacilityState.OUT_OF_SERVICE or row.out_until is None:
        return ""
    return _("%(why)s，预计 %(day)s 恢复") % {
        "why": row.get_out_reason_display(), "day": f"{row.out_until:%m-%d}"
    }  # fmt: skip


def deed(verb: str) -> str:
    """What an entry of a facility or station says was done."""
    told = {
        "facility.registered": _("登记"), "facility.changed": _("更正"), "facility.taken_out": _("停用"),
        "facility.put_back": _("恢复使用"), "facility.removed": _("拆除"), "facility.followed": _("随地点调整"),
        "station.opened": _("建站"), "station.changed": _("更正"), "station.closed": _("撤销"),
        "station.rostered": _("排班"),
        "station.shift_cancelled": _("取消一个班"), "station.kit_set": _("改应有数量"),
        "station.kit_checked": _("检查器材"), "station.phone_opened": _("查看值守电话"),
        "station.followed": _("随地点调整"), "station_member.added": _("队员加入"),
        "station_member.ended": _("队员退出"), "station_member.unmasked": _("查看完整姓名和电话"),
        "station_member.erased": _("删除个人信息"), "station_member.followed": _("随地点调整"),
    }  # fmt: skip
    return told.get(verb, verb)


def timeline(told: Iterable[Told]) -> list[parts.Event]:
    """A history as the timeline draws it."""
    return [
        parts.Event(
            one.at, "edit", deed(one.verb), by=one.by or _("系统"), number=one.number if one.sealed else None,
            sealed=one.sealed,
        )
        for one in told
    ]  # fmt: skip


def member(row: StationMember, words: dict[int, tuple[str, str]]) -> str:
    """A member as everybody may see them: the name masked."""
    name = mask_name(words.get(row.pk, ("", ""))[0])
    return name or _("已删除个人信息")


def masked_phone(number: str) -> str:
    """A masked phone, or that there is none."""
    return mask_phone(number) or _("未填")


def lacks(row: Station, standing: Standing) -> list[str]:
    """What a station is short of, one phrase each; empty for one that has everything."""
    found = []
    if row.facility.state == FacilityState.OUT_OF_SERVICE:
        found.append(_("停用"))
    if standing.strength.lacks_head:
        found.append(_("没有站长"))
    if standing.strength.short_by:
        found.append(_("队员缺 %(n)d 人") % {"n": standing.strength.short_by})
    if standing.gap_hours:
        found.append(_("7 天内 %(n)d 小时没人值守") % {"n": standing.gap_hours})
    if standing.short:
        found.append(_("器材缺 %(n)d 项") % {"n": len(standing.short)})
    return found
