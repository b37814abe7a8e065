"""A day of an invented grid, as `GET /app/day` tells it."""

import io
from functools import lru_cache
from typing import Any

from PIL import Image

KINDS: tuple[tuple[str, str, str, str, str], ...] = (
    ("ebike_in_stairway", "楼道停放电动车", "serious", "needed", "电瓶车 楼道 充电"),
    ("clutter_in_stairway", "楼道堆放杂物", "general", "needed", "堆东西 纸箱 鞋柜"),
    ("flying_wire", "飞线充电", "serious", "needed", "拉线 电线 插排"),
    ("exit_locked", "安全出口锁闭", "serious", "needed", "门锁 打不开"),
    ("hydrant_parts", "消火栓箱缺件", "general", "needed", "水带 水枪 没有"),
    ("lane_blocked", "占用消防车通道", "serious", "needed", "停车 石墩"),
    ("fence_in_exit", "疏散通道加装铁门栅栏", "serious", "needed", "铁门 栅栏"),
    ("door_closer", "防火门闭门器损坏", "general", "needed", "防火门 关不上"),
    ("lived_in_shed", "车棚住人", "major", "optional", "住人 床"),
    ("light_out", "应急照明不亮", "general", "optional", "灯 不亮"),
    ("extinguisher", "灭火器失效", "general", "needed", "灭火器 过期 压力"),
    ("no_manager", "消防设施无人管理", "general", "none", "没人管"),
)

MEMBER = {"name": "网格员甲", "post": 41, "role": "grid_member"}


def _place(number: int, kind: str, name: str, **more: Any) -> dict[str, Any]:
    return {
        "id": number, "path": f"/{number}/", "kind": kind, "name": name, "full_name": f"桂桥新村 {name}", "parent": 1,
        "lon_e7": 1187000000 + (number % 4) * 9000, "lat_e7": 319000000 + (number // 4) * 7000, "storeys": None,
        "storeys_below": None, "units": [], "facts": [], "open": [], "last": None,
        "kinds": ["ebike_in_stairway", "clutter_in_stairway", "flying_wire", "exit_locked", "hydrant_parts"], **more,
    }  # fmt: skip


def _places() -> list[dict[str, Any]]:
    fault = {
        "duty": 77, "number": "482031", "kind": "clutter_in_stairway", "floor": 3, "spot": "东侧楼梯口",
        "photo": "/picture.jpg", "due": "2026-12-04", "state": "assigned",
    }  # fmt: skip
    last = {"at": "2026-11-20T01:30:00.000Z", "outcome": "hazard"}
    tall = {"storeys": 11, "storeys_below": 1, "units": [{"id": 900 + n, "name": f"{n}单元"} for n in (1, 2, 3)]}
    return [
        _place(1, "estate", "小区", parent=None, full_name="桂桥新村", lon_e7=None, lat_e7=None),
        _place(2, "shed", "西车棚", facts=["干粉球 6 只，上月检查过"]),
        _place(3, "building", "3 幢", open=[fault], last=last, **tall),
        *[_place(n, "building", f"{n} 幢", **tall) for n in range(4, 12)],
        _place(12, "spot", "南门消防车道", kinds=["lane_blocked"]),
    ]


def _stops() -> list[dict[str, Any]]:
    why = {2: ["18 天没人看过", "上周夜间两次充电温度偏高"], 3: ["隐患复查：楼道杂物是否已清"]}
    look = {2: ["有没有人住在车棚里", "有没有飞线充电", "干粉球压力指针在不在绿区"], 3: ["东侧楼梯口的纸箱"]}
    return [
        {
            "stop": 100 + place, "place": place, "order": order, "metres": 60 + 70 * order,
            "why": why.get(place, ["30 天没人看过"]), "look_at": look.get(place, ["楼梯间", "消火栓箱"]),
            "state": "waiting",
        }
        for order, place in enumerate((2, 3, 4, 5, 6, 12), 1)
    ]  # fmt: skip


def day() -> dict[str, Any]:
    """Today of one grid: twelve places, six stops, one question."""
    kinds = [
        {
            "code": code, "name": name, "plain": name, "severity": severity, "photo": photo,
            "who": "车主（找不到时由物业先清离）" if "ebike" in code else "物业服务企业", "words": words.split(),
        }
        for code, name, severity, photo, words in KINDS
    ]  # fmt: skip
    question = {"id": 5, "place": 3, "text": "上次写“进不去”，是单元门锁着吗？"}
    answers = [{"value": "locked", "text": "是，锁着"}, {"value": "other", "text": "别的原因"}]
    return {
        "csrf": "token",
        "member": {**MEMBER, "grid": {"id": 7, "name": "槐安 07 网格"}},
        "text_size": 100, "language": "zh-hans",
        "round": {"id": 31, "day": "2026-11-29", "minutes": 40, "stops": _stops()},
        "places": _places(), "kinds": kinds, "questions": [{**question, "answers": answers}],
        "settings": {"undo_seconds": 10, "unsent_warning_days": 2, "photo_bytes": 400_000},
        "codes": {"tok3n-of-3": 3},
    }  # fmt: skip


@lru_cache(maxsize=1)
def picture() -> bytes:
    """A small photo of last time."""
    made = io.BytesIO()
    Image.linear_gradient("L").resize((320, 240)).convert("RGB").save(made, "JPEG")
    return made.getvalue()
