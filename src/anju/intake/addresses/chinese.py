"""Addresses written in Chinese: 幢、栋、号楼、座 are one thing, numerals become digits, 12-3-501 is taken apart."""

from __future__ import annotations

import re
from typing import Final

from anju.intake.tables.text import tidy

PARTS: Final = ("province", "city", "district", "street", "community", "estate", "building", "unit", "floor", "room")

_DIGITS: Final = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_NUMERAL: Final = "零〇一二两三四五六七八九十百"
_NUMERAL_BEFORE: Final = re.compile(rf"第?([{_NUMERAL}]+)(?=号楼|幢|栋|座|单元|层|楼|室|号)")
_ORDINAL: Final = re.compile(r"第(?=[0-9A-Za-z])")
_BUILDING: Final = re.compile(r"([0-9A-Za-z]+)(?:号楼|#楼|#|幢|栋|座|楼栋)(?:楼)?")
_SHORT: Final = re.compile(r"(?<![0-9])([0-9]{1,3})-([0-9]{1,2})-([0-9]{2,4})$")
_MARKS: Final = re.compile(r"[\s,，.。;；:：、·'\"“”()（）\[\]【】/]+")
_SPLIT: Final = re.compile(
    r"(?:(?P<province>[^市区县]{2,7}?(?:省|自治区)))?"
    r"(?:(?P<city>[^区县]{1,7}?市))?"
    r"(?:(?P<district>[^街道]{1,7}?(?:区|县)(?!域)))?"
    r"(?:(?P<street>.{1,9}?(?:街道|镇|乡)))?"
    r"(?:(?P<community>.{1,12}?(?:社区|居委会|村委会)))?"
    r"(?P<estate>.*?)"
    r"(?:(?P<building>[0-9A-Za-z]+)栋)?"
    r"(?:(?P<unit>[0-9A-Za-z]+)单元)?"
    r"(?:(?P<floor>-?[0-9]+)[层楼])?"
    r"(?:(?P<room>[0-9A-Za-z]+)室?)?"
)
_ESTATE_IS_DISTRICT: Final = re.compile(r"(?:小区|园区|社区|新区|片区|校区|厂区)$")


def digits(numeral: str) -> str:
    """A Chinese numeral below 1000 in digits: 十二 is 12, 一〇三 is 103."""
    if not any(char in numeral for char in "十百"):
        return "".join(str(_DIGITS[char]) for char in numeral)
    total, current = 0, 0
    for char in numeral:
        if char in "十百":
            total += (current or 1) * (10 if char == "十" else 100)
            current = 0
        else:
            current = _DIGITS[char]
    return str(total + current)


def normalise_chinese(text: str) -> str:
    """The address in one spelling, without spaces and marks; nothing is left out."""
    plain = _MARKS.sub("", tidy(text)).upper()
    plain = plain.replace("﹣", "-").replace("—", "-").replace("~", "-").replace("＃", "#")
    plain = _NUMERAL_BEFORE.sub(lambda match: digits(match[1]), plain)
    plain = _SHORT.sub(r"\1栋\2单元\3室", _ORDINAL.sub("", plain))
    return _BUILDING.sub(lambda match: f"{_bare(match[1])}栋", plain, count=1)


def _bare(number: str) -> str:
    return number.lstrip("0") or "0"


def split_chinese(text: str) -> dict[str, str]:
    """The parts that stand in the address, by the names of `PARTS`; building, unit, floor and room as bare numbers."""
    match = _SPLIT.fullmatch(normalise_chinese(text))
    if match is None:
        return {}
    parts = {name: value for name in PARTS if (value := match[name])}
    district = parts.get("district", "")
    if _ESTATE_IS_DISTRICT.search(district) and "street" not in parts:
        parts["estate"] = parts.pop("district") + parts.get("estate", "")
    return {name: _bare(value) if name in {"building", "unit"} else value for name, value in parts.items()}


_LAST_BUILDING: Final = re.compile(rf"(.*?)第?([0-9A-Za-z]+|[{_NUMERAL}]+)(?:号楼|#楼|#|幢|栋|座)")
_MARKS_OF_BUILDING: Final = ("幢", "栋", "号楼", "座")


def spellings(text: str) -> tuple[str, ...]:
    """A name that ends in a building, as it is written first, then with every other mark: 3栋, 3幢, 3号楼, 3座."""
    plain = tidy(text)
    match = _LAST_BUILDING.fullmatch(plain)
    if match is None:
        return (plain,)
    number = digits(match[2]) if match[2][0] in _NUMERAL else _bare(match[2]).upper()
    return tuple(dict.fromkeys([plain, *(f"{match[1]}{number}{mark}" for mark in _MARKS_OF_BUILDING)]))


def key_chinese(text: str) -> str:
    """The address from the estate down, so that lists with and without the district in front agree."""
    parts = split_chinese(text)
    if not parts.get("estate"):
        return normalise_chinese(text)
    marks = {"building": "栋", "unit": "单元", "floor": "层", "room": "室"}
    return parts["estate"] + "".join(parts[name] + mark for name, mark in marks.items() if name in parts)
