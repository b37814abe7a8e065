"""A mapping: which column feeds which field, with constants, value tables and a closed set of derivations."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from anju.intake.mapping.specs import FieldSpec, FieldType
from anju.intake.problems import Problem
from anju.intake.tables.dates import DateOrder

ANY_OTHER: Final = "*"


class Datum(StrEnum):
    """The coordinate system a table's points are in; converted to WGS-84 by the places domain."""

    WGS84 = "WGS-84"
    GCJ02 = "GCJ-02"
    BD09 = "BD-09"


class Step(StrEnum):
    """What a derivation does. The set is closed: a mapping file is data, never a program."""

    COMBINE = "combine"
    FIRST_FILLED = "first_filled"
    BEFORE = "before"
    AFTER = "after"
    SPLIT_ADDRESS = "split_address"
    NORMALISE_ADDRESS = "normalise_address"
    PREFIX = "prefix"


@dataclass(frozen=True, slots=True)
class Derivation:
    """One field computed from columns.

    `argument` is the separator of combine, before and after, the part that split_address keeps, the text that prefix
    puts before a filled cell.
    """

    field: str
    step: Step
    columns: tuple[str, ...]
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Mapping:
    """How one kind of table becomes records of one target.

    `columns`: field → header name. `constants`: field → text, used where the column is absent or its cell empty.
    `values`: field → (raw text → text the field accepts), with `2.2.*` for any text that begins so (the longest
    beginning counts), `*` for any other text and an empty text for an empty cell. `timezone` is that of times
    without an offset.
    """

    target: str
    columns: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    derivations: tuple[Derivation, ...] = ()
    timezone: str = "Asia/Shanghai"
    date_order: DateOrder | None = None
    datum: Datum | None = None
    name: str = ""

    def source_columns(self) -> set[str]:
        """Every header name the mapping reads."""
        derived = {column for each in self.derivations for column in each.columns}
        return set(self.columns.values()) | derived

    def fed(self) -> set[str]:
        """Every field that gets a value from somewhere."""
        return set(self.columns) | set(self.constants) | {each.field for each in self.derivations}

    def problems(self, specs: tuple[FieldSpec, ...], headers: set[str] | None = None) -> list[Problem]:
        """What stops the mapping from being used: unknown names, missing fields, points without a datum."""
        by_name = {spec.name: spec for spec in specs}
        fed = self.fed()
        found = [Problem("mapping.unknown_field", {"name": name}) for name in sorted(fed - set(by_name))]
        if headers is not None:
            unknown = sorted(self.source_columns() - headers)
            found += [Problem("mapping.unknown_column", {"name": name}) for name in unknown]
        for spec in specs:
            if spec.required and spec.name not in fed:
                found.append(Problem("mapping.missing", {"label": spec.label}, label=spec.label))
        points = {FieldType.LATITUDE, FieldType.LONGITUDE}
        if self.datum is None and any(by_name[name].type in points for name in fed & set(by_name)):
            found.append(Problem("mapping.datum"))
        return found
