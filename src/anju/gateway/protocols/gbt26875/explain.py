"""A frame for people: every field with its place, bytes, name, what it says, and where the standard draws it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from . import adu, names
from . import objects as o
from .dialects import STD, Dialect
from .frames import OVERHEAD, Broken, Frame, Refused
from .layouts import Field, Kind, Layout
from .names import Language, Words, in_language
from .values import Split, TimeLabel, number, split_component

FIGURE_17: Final[Words] = ("图 17", "fig. 17")
TABLE_2: Final[Words] = ("表 2", "table 2")
TABLE_4: Final[Words] = ("表 4", "table 4")
NOWHERE: Final[Words] = ("", "")
CLAUSES: Final[Mapping[str, Words]] = {
    "": NOWHERE,
    "8.2.1.3": ("8.2.1.3", "8.2.1.3"),
    **{f"图 {drawn}": (f"图 {drawn}", f"fig. {drawn}") for drawn in (9, 44, 45, 46)},
}


@dataclass(frozen=True, slots=True)
class Part:
    """One field. `offset` counts from the first byte of the frame; `number` is that of the object, from 1, else None.
    `clause` is empty where the place in the standard is not known.
    """

    offset: int
    raw: bytes
    name: Words
    value: str
    clause: str = ""
    number: int | None = None


@dataclass(frozen=True, slots=True)
class _Reader:
    """What every line needs to know."""

    dialect: Dialect
    language: Language

    def say(self, zh: str, en: str) -> str:
        return in_language((zh, en), self.language)

    def words(self, words: Words) -> str:
        return in_language(words, self.language)

    def listed(self, words: tuple[Words, ...]) -> str:
        return self.say("、", ", ").join(map(self.words, words))

    def numbered(self, value: int, words: Words) -> str:
        return f"{value} {self.words(words)}"


def explain(piece: Frame | Refused | Broken, language: Language = "zh", dialect: Dialect = STD) -> tuple[Part, ...]:
    """The fields of a frame in the order of the wire; together their bytes are the whole frame."""
    reader = _Reader(dialect, language)
    if isinstance(piece, Broken):
        return (Part(0, piece.raw, ("内容", "content"), reader.words(names.ERRORS[piece.error])),)
    return (*_head(piece, reader), *_unit(piece, reader), *_tail(piece, reader))


def _head(piece: Frame | Refused, reader: _Reader) -> Iterator[Part]:
    raw, say = piece.raw, reader.say
    main, user = piece.version
    yield Part(0, raw[:2], ("启动符", "start mark"), "@@")
    yield Part(2, raw[2:4], ("业务流水号", "serial number"), str(piece.serial))
    yield Part(
        4,
        raw[4:5],
        ("主版本号", "main version"),
        str(main) + ("" if main == 1 else say("（标准为 1）", " (standard: 1)")),
    )
    yield Part(5, raw[5:6], ("用户版本号", "user version"), str(user))
    label = piece.time(bcd=reader.dialect.bcd)
    yield Part(6, raw[6:12], names.FIELDS["time"], _moment(label, reader), reader.words(FIGURE_17))
    yield Part(12, raw[12:18], ("源地址", "source address"), _address(raw[12:18], reader))
    yield Part(18, raw[18:24], ("目的地址", "destination address"), _address(raw[18:24], reader))
    length = piece.unit_length
    yield Part(24, raw[24:26], ("应用数据单元长度", "length of the unit"), say(f"{length} 字节", f"{length} bytes"))
    command = reader.numbered(piece.command, reader.dialect.command_name(piece.command))
    yield Part(26, raw[26:27], ("命令字节", "command"), command, reader.words(TABLE_2))


def _tail(piece: Frame | Refused, reader: _Reader) -> Iterator[Part]:
    right, at = piece.right_checksum, len(piece.raw) - 3
    told = f"{piece.checksum} "
    if piece.checksum == right:
        told += reader.say("正确", "right")
    else:
        told += reader.say(f"不符，应为 {right}", f"wrong, ought to be {right}")
    yield Part(at, piece.raw[at : at + 1], ("校验和", "checksum"), told)
    yield Part(at + 1, piece.raw[at + 1 :], ("结束符", "end mark"), "##")


def _unit(piece: Frame | Refused, reader: _Reader) -> Iterator[Part]:
    unit = adu.decode(piece.unit, reader.dialect)
    if not unit.raw:
        return
    at = OVERHEAD - 3
    if unit.type is None:
        words = names.ERRORS[unit.error] if unit.error else ("心跳", "heartbeat")
        yield Part(at, unit.raw, ("应用数据单元", "application data unit"), reader.words(words))
        return
    kind = reader.numbered(unit.type, reader.dialect.type_name(unit.type))
    if unit.type in reader.dialect.restores:
        kind += reader.say("（恢复）", " (restored)")
    yield Part(at, unit.raw[:1], ("类型标志", "type"), kind)
    yield Part(at + 1, unit.raw[1:2], ("信息对象数目", "number of objects"), str(unit.count))
    body = unit.raw[2:]
    if unit.unknown or unit.error:
        words = names.ERRORS[unit.error] if unit.error else ("类型未知，原样保存", "unknown type, kept as it came")
        if body:
            yield Part(at + 2, body, ("信息对象", "objects"), reader.words(words))
        return
    yield from _objects(unit, at + 2, reader)


def _objects(unit: adu.Adu, at: int, reader: _Reader) -> Iterator[Part]:
    if not unit.objects:
        return
    layout = unit.layout(reader.dialect)
    body = unit.raw[2:]
    for place, (one, (start, end)) in enumerate(
        zip(unit.objects, layout.spans(body, unit.count) or (), strict=True), 1
    ):
        yield from _fields(one, layout, body[start:end], (at + start, place), reader)


def _fields(
    one: o.InformationObject, layout: Layout, raw: bytes, where: tuple[int, int], reader: _Reader
) -> Iterator[Part]:
    offset, place = where
    at = 0
    for field in layout.fields:
        value = _value(field, getattr(one, field.key), one, reader)
        clause = CLAUSES[layout.clauses.get(field.key) or layout.clauses.get("", "")]
        if clause is NOWHERE:
            clause = TABLE_4 if field.key == "system_type" else FIGURE_17 if field.kind is Kind.TIME else NOWHERE
        name = names.FIELDS[field.key]
        yield Part(offset + at, raw[at : at + field.size], name, value, reader.words(clause), place)
        at += field.size
    if layout.counted:
        length, text = raw[at : at + 1], raw[at + 1 :]
        told = reader.say(f"{len(text)} 字节", f"{len(text)} bytes")
        yield Part(offset + at, length, names.FIELDS["length"], told, number=place)
        if text:
            said = _text(getattr(one, layout.counted).text, reader)
            yield Part(offset + at + 1, text, names.FIELDS[layout.counted], said, number=place)


def _value(field: Field, value: Any, one: o.InformationObject, reader: _Reader) -> str:
    if field.kind is Kind.TIME:
        return _moment(value, reader)
    if field.kind is Kind.TEXT:
        return _text(value.text, reader)
    if field.kind is Kind.BYTES:
        return reader.say("含义未知", "meaning unknown")
    special = _SPECIAL.get(field.key)
    return special(value, one, reader) if special else str(value)


def _moment(label: TimeLabel, reader: _Reader) -> str:
    at = label.at
    if at is not None:
        return at.strftime("%Y-%m-%d %H:%M:%S")
    if label.fault == "zero":
        return reader.say("全为零：装置没有时钟", "all zero: the device has no clock")
    return reader.say("不是有效的时间", "no valid time")


def _text(text: str, reader: _Reader) -> str:
    return text or reader.say("（空）", "(empty)")


def _address(raw: bytes, reader: _Reader) -> str:
    value = number(raw)
    return reader.say(f"{raw.hex()}，低字节在前的数 {value}", f"{raw.hex()}, as a number, low byte first, {value}")


def _component(value: int, _one: o.InformationObject, reader: _Reader) -> str:
    parts = split_component(value, reader.dialect.split)
    if reader.dialect.split is Split.BYTES:
        split = ".".join(map(str, parts))
    else:
        split = reader.say(f"回路 {parts[0]}，点位 {parts[1]}", f"loop {parts[0]}, point {parts[1]}")
    raw = value.to_bytes(4, "little").hex()
    return reader.say(f"{raw}，数 {value}（{split}）", f"{raw}, number {value} ({split})")


def _status(value: int, one: o.InformationObject, reader: _Reader) -> str:
    bits: names.Bits
    if isinstance(one, o.CodedComponentStatus):
        return str(value)
    if isinstance(one, o.SystemStatus):
        bits = names.SYSTEM_STATUS
    elif isinstance(one, o.UitdStatus | o.BriefUitdStatus):
        bits = names.UITD_STATUS
    else:
        bits = reader.dialect.component_bits
    said = reader.listed(names.flags_of(bits, value))
    return f"0x{value:X} {said}".rstrip()


def _operation(value: int, one: o.InformationObject, reader: _Reader) -> str:
    bits = names.UITD_OPERATION if isinstance(one, o.UitdOperation) else names.SYSTEM_OPERATION
    return f"0x{value:X} {reader.listed(names.flags_of(bits, value))}".rstrip()


def _analog(value: int, one: o.InformationObject, reader: _Reader) -> str:
    kind = getattr(one, "analog_type", 0)
    known, real = names.ANALOGS.get(kind), reader.dialect.value(kind, value)
    if known is None or real is None:
        return str(value)
    unit = reader.words(known[1])
    return reader.say(f"{value}，即 {real:g} {unit}", f"{value}, that is {real:g} {unit}")


def _analog_kind(value: int, _one: o.InformationObject, reader: _Reader) -> str:
    known = names.ANALOGS.get(value)
    return reader.numbered(value, known[0] if known else names.name_of({}, value))


def _minutes(value: int, _one: o.InformationObject, reader: _Reader) -> str:
    return reader.say(f"{value} 分钟", f"{value} minutes")


_SPECIAL: Final[Mapping[str, Callable[[int, o.InformationObject, _Reader], str]]] = {
    "system_type": lambda value, _one, reader: reader.numbered(value, names.name_of(names.SYSTEMS, value)),
    "component_type": lambda value, _one, reader: reader.numbered(value, names.name_of(names.COMPONENTS, value)),
    "component_addr": _component,
    "status": _status,
    "op": _operation,
    "analog_type": _analog_kind,
    "raw": _analog,
    "timeout_min": _minutes,
}
