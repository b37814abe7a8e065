"""Places in words: the filter as a sentence, facts as lines, entries as a timeline."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from anju.places.enums import ManagementMode, PlaceKind, WaterState
from anju.places.models import Place
from anju.places.queries import Filters
from anju.places.queries.history import Told
from anju.ui import parts, who

ICONS = {
    "place.added": "plus", "place.changed": "edit", "place.moved": "transfer", "place.closed": "ban",
    "place.merged": "git-merge", "place.drawn": "map", "estate_facts.set": "building", "building_facts.set": "building",
    "grid.made": "plus", "grid.changed": "edit", "grid.moved": "transfer", "grid.redrawn": "layout-grid",
    "grid.closed": "ban", "grid.drawn": "map",
}  # fmt: skip


def deed(verb: str) -> str:
    """What an entry says was done."""
    said = {
        "place.added": _("登记"), "place.changed": _("修改"), "place.moved": _("调整上级"), "place.closed": _("停用"),
        "place.merged": _("并入另一地点"), "place.drawn": _("划定边界"), "estate_facts.set": _("更新小区信息"),
        "building_facts.set": _("更新楼栋信息"), "grid.made": _("设立网格"), "grid.changed": _("改名或改编号"),
        "grid.moved": _("随上级调整"), "grid.redrawn": _("重新划分"), "grid.closed": _("撤销网格"),
        "grid.drawn": _("划定边界"), "estate_facts.added": _("更新小区信息"), "grid.added": _("设立网格"),
    }  # fmt: skip
    return said.get(verb, verb)


def column(name: str) -> str:
    """The word for a column of a place or its facts."""
    said = {
        "name": _("名称"), "code": _("编码"), "address": _("地址"), "lon_e7": _("经度"), "lat_e7": _("纬度"),
        "mode": _("管理方式"), "households": _("户数"), "year_built": _("建成年份"), "height_cm": _("高度"),
        "storeys": _("地上层数"), "storeys_below": _("地下层数"), "water": _("消防给水"),
    }  # fmt: skip
    return said.get(name, name)


def value(name: str, content: Any) -> str:
    """A fact with its unit; 未填 where it is not known."""
    if content is None or content == "":
        return _("未填")
    if name == "height_cm":
        return _("%(metres)s 米") % {"metres": f"{content / 100:g}"}
    if name == "mode":
        return str(ManagementMode(content).label)
    if name == "water":
        return str(WaterState(content).label)
    return f"{content:,}" if isinstance(content, int) and name == "households" else str(content)


def facts_of(place: Place) -> list[tuple[str, str]]:
    """(word, value) of what is known of an estate or building; unknown things are said to be so."""
    kinds = {
        PlaceKind.ESTATE: ("estate_facts", ("mode", "households", "year_built")),
        PlaceKind.BUILDING: (
            "building_facts", ("height_cm", "storeys", "storeys_below", "year_built", "households", "water"),
        ),
    }  # fmt: skip
    if place.kind not in kinds:
        return []
    attribute, names = kinds[PlaceKind(place.kind)]
    known = getattr(place, attribute, None)
    return [(column(name), value(name, getattr(known, name, None))) for name in names]


def brief(place: Place) -> str:
    """The facts in a few words, for a table."""
    estate, building = getattr(place, "estate_facts", None), getattr(place, "building_facts", None)
    if estate is not None:
        return "，".join(filter(None, (value("mode", estate.mode), _households(estate.households))))
    if building is None:
        return ""
    words = [
        "" if building.storeys is None else _("%(count)s 层") % {"count": building.storeys},
        "" if building.height_cm is None else value("height_cm", building.height_cm),
        "" if building.water == WaterState.UNKNOWN else value("water", building.water),
    ]
    return "，".join(filter(None, words))


def _households(count: int | None) -> str:
    return "" if count is None else _("%(count)s 户") % {"count": f"{count:,}"}


def filter_words(filters: Filters, *, place: str = "", area: str = "") -> str:
    """The filter as a sentence: the same words stand at the list's foot and head the exported file."""
    words = [_("已停用") if filters.state else _("在用")]
    words += [place or _("所选范围")] if filters.place else []
    words += [_word(PlaceKind, filters.kind)] if filters.kind else []
    words += [_word(ManagementMode, filters.mode)] if filters.mode else []
    words += [area or _("所选片区")] if filters.area else []
    words += [f"“{filters.q}”"] if filters.q else []
    return "，".join(words)


def _word(enum: Any, given: str) -> str:
    return str(enum(given).label) if given in enum.values else given


def timeline(told: Iterable[Told]) -> list[parts.Event]:
    """Entries as events, with the person's name as far as it may be shown."""
    rows = list(told)
    names = who.names({row.actor for row in rows})
    return [
        parts.Event(
            row.at,
            ICONS.get(row.verb, "edit"),
            deed(row.verb),
            _detail(row),
            by=names[row.actor],
            number=row.number if row.sealed else None,
            sealed=row.sealed,
        )
        for row in rows
    ]


def _detail(row: Told) -> str:
    if row.verb.endswith("_facts.set"):
        return "；".join(_differences(row.data, row.before))
    if row.verb == "place.changed":
        return "、".join(dict.fromkeys(column(name) for name in row.data.get("columns", ())))
    if row.verb == "grid.redrawn":
        counts = {"added": len(row.data["added"]), "ended": len(row.data["ended"]), "since": row.data["since"]}
        return _("%(since)s 起，加入 %(added)s 处，移出 %(ended)s 处") % counts
    return ""


def _differences(data: Mapping[str, Any], before: Mapping[str, Any] | None) -> list[str]:
    """What changed against the former figures; all of them where there were none."""
    if before is None:
        return [f"{column(name)} {value(name, content)}" for name, content in data.items()]
    changed = [name for name in dict.fromkeys([*before, *data]) if before.get(name) != data.get(name)]
    return [f"{column(name)} {value(name, before.get(name))} → {value(name, data.get(name))}" for name in changed]
