"""Rows of cells to rows of field values, every problem noted with its place; built once, run per row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from anju.intake.addresses import address_key, split_address
from anju.intake.mapping.mappings import ANY_OTHER, Derivation, Mapping, Step
from anju.intake.mapping.specs import FieldSpec, FieldType
from anju.intake.problems import Problem
from anju.intake.tables import convert
from anju.intake.tables.cells import Row, Unreadable, Value
from anju.intake.tables.convert import CellRefused, Converted
from anju.intake.tables.headers import Header

Reader = Callable[[Value], Converted]
_SAMPLE: Final = "示例"
_TOTALS: Final = frozenset({"合计", "总计", "小计", "total", "subtotal"})


@dataclass(slots=True)
class ConvertedRow:
    """One row's values by field and what is wrong with it. An empty cell has no value here."""

    number: int
    values: dict[str, Converted] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Feed:
    """One field's source: its spec, the column it reads (-1 where none) and how."""

    spec: FieldSpec
    column: int
    read: Reader
    values: dict[str, str]
    constant: str
    derive: Callable[[Row], str] | None


class RowConverter:
    """Converts the rows of one table with one mapping."""

    def __init__(
        self, specs: tuple[FieldSpec, ...], mapping: Mapping, header: Header, *, mode_1904: bool = False
    ) -> None:
        self._header = header
        self._mapping = mapping
        self._mode_1904 = mode_1904
        self._zone = ZoneInfo(mapping.timezone)
        derived = {each.field: each for each in mapping.derivations}
        self._feeds = [self._feed(spec, derived.get(spec.name)) for spec in specs if self._is_fed(spec, derived)]
        self._missing = [spec for spec in specs if spec.required and not self._is_fed(spec, derived)]

    def _is_fed(self, spec: FieldSpec, derived: dict[str, Derivation]) -> bool:
        return (
            spec.required
            or spec.name in self._mapping.columns
            or spec.name in derived
            or (spec.name in self._mapping.constants)
        )

    def is_data(self, row: Row) -> bool:
        """False for the template's sample row (示例…) and for totals."""
        for cell in row.cells:
            if cell is None:
                continue
            if not isinstance(cell, str):
                return True
            text = cell.strip()
            return not text.startswith(_SAMPLE) and text.casefold() not in _TOTALS
        return False

    def convert(self, row: Row) -> ConvertedRow:
        """The row's values; a field that is wrong is absent from them and stands among the problems."""
        result = ConvertedRow(row.number)
        for feed in self._feeds:
            try:
                value = self._value(feed, row)
            except CellRefused as refusal:
                problem = refusal.problem.at(row=row.number, column=feed.column, label=feed.spec.label)
                result.problems.append(problem)
                continue
            if value is not None:
                result.values[feed.spec.name] = value
            elif feed.spec.required:
                result.problems.append(
                    Problem("cell.required", {"label": feed.spec.label}, row.number, feed.column, feed.spec.label)
                )
        return result

    def _value(self, feed: _Feed, row: Row) -> Converted:
        raw: Value = feed.derive(row) if feed.derive else row.cell(feed.column) if feed.column >= 0 else None
        if feed.values:
            raw = _translated(raw, feed.values)
        if raw is None or raw == "" or (isinstance(raw, str) and not raw.strip()):
            if not feed.constant:
                return None
            raw = feed.constant
        return feed.read(raw)

    def _feed(self, spec: FieldSpec, derivation: Derivation | None) -> _Feed:
        mapping = self._mapping
        column = self._header.column(mapping.columns[spec.name]) if spec.name in mapping.columns else None
        if derivation is not None and column is None:
            column = self._header.column(derivation.columns[0])
        values = {raw.casefold(): text for raw, text in mapping.values.get(spec.name, {}).items()}
        return _Feed(
            spec=spec,
            column=-1 if column is None else column,
            read=self._reader(spec, "" if column is None else self._header.names[column]),
            values=values,
            constant=mapping.constants.get(spec.name, ""),
            derive=self._derive(derivation) if derivation else None,
        )

    def _derive(self, derivation: Derivation) -> Callable[[Row], str]:
        columns = [column for name in derivation.columns if (column := self._header.column(name)) is not None]
        step = _STEPS[derivation.step]
        argument = derivation.argument

        def derive(row: Row) -> str:
            return step([convert.as_text(row.cell(column)) for column in columns], argument)

        return derive

    def _reader(self, spec: FieldSpec, header: str) -> Reader:
        low, high = spec.low, spec.high
        reader = self._plain_reader(spec, header)
        if low is None and high is None:
            return reader

        def within(value: Value) -> Converted:
            number = reader(value)
            if isinstance(number, int | Decimal) and not (
                (low is None or number >= low) and (high is None or number <= high)
            ):
                raise CellRefused("cell.range", value=str(number), low=low or 0, high="∞" if high is None else high)
            return number

        return within

    def _plain_reader(self, spec: FieldSpec, header: str) -> Reader:
        order, mode, limit = self._mapping.date_order, self._mode_1904, spec.limit
        if spec.type is FieldType.CHOICE:
            accepted, shown = spec.accepted, spec.shown_choices
            return lambda value: convert.chosen(value, accepted, shown=shown)
        unit = convert.unit_in(header)
        readers: dict[FieldType, Reader] = {
            FieldType.TEXT: lambda value: convert.to_text(value, limit=limit),
            FieldType.IDENTIFIER: lambda value: convert.to_identifier(value, limit=limit),
            FieldType.INTEGER: convert.to_integer,
            FieldType.DECIMAL: convert.to_decimal,
            FieldType.BOOLEAN: convert.to_boolean,
            FieldType.DATE: lambda value: convert.to_date(value, order=order, mode_1904=mode),
            FieldType.MOMENT: lambda value: self._aware(convert.to_moment(value, order=order, mode_1904=mode)),
            FieldType.DEADLINE: lambda value: self._aware(convert.to_deadline(value, order=order, mode_1904=mode)),
            FieldType.TONNES: lambda value: convert.to_tonnes(value, unit=unit),
            FieldType.LATITUDE: lambda value: convert.to_coordinate(value, bound=90),
            FieldType.LONGITUDE: lambda value: convert.to_coordinate(value, bound=180),
            FieldType.PHONE: convert.to_phone,
            FieldType.CREDIT_CODE: convert.to_credit_code,
        }
        return readers[spec.type]

    def _aware(self, moment: datetime) -> datetime:
        return moment.replace(tzinfo=self._zone)


def _translated(raw: Value, values: dict[str, str]) -> Value:
    if isinstance(raw, Unreadable):
        return raw
    text = convert.as_text(raw).casefold()
    if not text:
        return values.get("", raw)
    if text in values:
        return values[text]
    begun = [key for key in values if key.endswith(ANY_OTHER) and text.startswith(key[:-1])]
    return values[max(begun, key=len)] if begun else raw


def _combine(texts: list[str], separator: str) -> str:
    return separator.join(text for text in texts if text)


def _first_filled(texts: list[str], _argument: str) -> str:
    return next((text for text in texts if text), "")


def _before(texts: list[str], separator: str) -> str:
    return texts[0].partition(separator)[0].strip() if separator else texts[0]


def _after(texts: list[str], separator: str) -> str:
    return texts[0].partition(separator)[2].strip() if separator else texts[0]


def _split(texts: list[str], part: str) -> str:
    return split_address("".join(texts)).get(part, "")


def _normalise(texts: list[str], _argument: str) -> str:
    return address_key(" ".join(texts))


def _prefix(texts: list[str], before: str) -> str:
    return before + texts[0] if texts and texts[0] else ""


_STEPS: Final[dict[Step, Callable[[list[str], str], str]]] = {
    Step.COMBINE: _combine,
    Step.FIRST_FILLED: _first_filled,
    Step.BEFORE: _before,
    Step.AFTER: _after,
    Step.SPLIT_ADDRESS: _split,
    Step.NORMALISE_ADDRESS: _normalise,
    Step.PREFIX: _prefix,
}
