"""The fields of each target: what a table may tell, under which names. Pure."""

from __future__ import annotations

from typing import Final

from anju.intake.mapping.specs import FieldSpec, FieldType

BUILDINGS: Final = (
    FieldSpec("code", "楼栋编码", "Building code", FieldType.IDENTIFIER, required=True, aliases=("编码",), limit=60),
    FieldSpec("name", "楼栋", "Building", required=True, aliases=("楼栋名称", "楼号", "幢号"), limit=120),
    FieldSpec("street", "街道", "Street office", required=True, aliases=("所属街道", "街道名称"), limit=120),
    FieldSpec("address", "地址", "Address", aliases=("详细地址",), limit=200),
    FieldSpec("storeys", "地上层数", "Storeys", FieldType.INTEGER, aliases=("层数", "楼层数"), low=0, high=200),
    FieldSpec("households", "户数", "Households", FieldType.INTEGER, low=0, high=20_000),
    FieldSpec("year_built", "建成年份", "Year built", FieldType.INTEGER, aliases=("建成年代",), low=1800, high=2100),
    FieldSpec("latitude", "纬度", "Latitude", FieldType.LATITUDE),
    FieldSpec("longitude", "经度", "Longitude", FieldType.LONGITUDE),
)

INSPECTIONS: Final = (
    FieldSpec("code", "记录编号", "Record number", FieldType.IDENTIFIER, required=True, limit=60),
    FieldSpec("address", "地址", "Address", required=True, aliases=("详细地址",), limit=200),
    FieldSpec("address_key", "地址归一", "Address key", limit=200),
    FieldSpec("street", "街道", "Street office", aliases=("所属街道",), limit=120),
    FieldSpec("opened_at", "检查时间", "Opened at", FieldType.MOMENT, required=True, aliases=("检查日期",)),
    FieldSpec("closed_at", "办结时间", "Closed at", FieldType.MOMENT, aliases=("办结日期",)),
    FieldSpec("raw_code", "原编码", "Original code", limit=60),
    FieldSpec("raw_text", "问题描述", "Description", limit=500),
    FieldSpec("latitude", "纬度", "Latitude", FieldType.LATITUDE),
    FieldSpec("longitude", "经度", "Longitude", FieldType.LONGITUDE),
)

TARGETS: Final[dict[str, tuple[FieldSpec, ...]]] = {"buildings": BUILDINGS, "inspections": INSPECTIONS}
