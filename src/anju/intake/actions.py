"""Imports: a dry run that writes nothing, then pieces through the target domain's one bulk action.

Each piece is one deed with its entries. A run that was killed is simply run again: rows that stand already are found by
their natural key and change nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from django.utils.translation import gettext as _

from anju.intake.fields import TARGETS
from anju.intake.mapping import ConvertedRow, Mapping, RowConverter
from anju.intake.mapping.specs import known_keys
from anju.intake.problems import Problem
from anju.intake.tables import Header, Table, find_header
from anju.kernel.actors import Actor
from anju.places.actions import upsert_places
from anju.places.datum import point
from anju.places.enums import Datum, PlaceKind
from anju.places.models import Place
from anju.places.rules import BuildingFigures, NewPlace

PIECE = 500


@dataclass(slots=True)
class Imported:
    """What became of a table."""

    rows: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def reasons(self) -> dict[int, str]:
        """Row number → everything wrong with the row, in one text."""
        texts: dict[int, list[str]] = {}
        for problem in self.problems:
            words = _(problem.template) % problem.params
            texts.setdefault(problem.row or 0, []).append(f"{problem.label}：{words}" if problem.label else words)
        return {row: "；".join(lines) for row, lines in texts.items()}


def import_buildings(
    *,
    by: Actor,
    district: Place,
    table: Table,
    mapping: Mapping,
    dry_run: bool,
    progress: Callable[[int], None] = lambda done: None,
) -> Imported:
    """Add or update buildings under the streets of a district; a street that is not there yet is added.

    Nothing is written where a row is wrong or with `dry_run`: an import is whole or not begun. Raises TableRefused,
    and RefusedError or PermissionDenied from places.
    """
    header = find_header(table.rows(), is_known=known_keys(TARGETS["buildings"]).__contains__)
    result = _checked(table, mapping, header)
    if dry_run or result.problems:
        return result
    rows = _converted(table, mapping, header)
    done = 0
    while piece := list(islice(rows, PIECE)):
        _apply(by, district, piece, mapping, result)
        done += len(piece)
        progress(done)
    return result


def _converted(table: Table, mapping: Mapping, header: Header) -> Iterator[ConvertedRow]:
    converter = RowConverter(TARGETS["buildings"], mapping, header, mode_1904=table.mode_1904)
    for row in table.rows():
        if row.number > header.last_row and converter.is_data(row):
            yield converter.convert(row)


def _checked(table: Table, mapping: Mapping, header: Header) -> Imported:
    result = Imported(problems=mapping.problems(TARGETS["buildings"], set(header.names.values())))
    if result.problems:
        return result
    seen: dict[object, int] = {}
    for row in _converted(table, mapping, header):
        result.rows += 1
        result.problems += row.problems
        code = row.values.get("code")
        if code is not None and (first := seen.setdefault(code, row.number)) != row.number:
            result.problems.append(Problem("row.duplicate", {"row": first, "key": str(code)}, row.number))
    if not result.rows:
        result.problems.append(Problem("file.no_rows"))
    return result


def _apply(by: Actor, district: Place, piece: list[ConvertedRow], mapping: Mapping, result: Imported) -> None:
    streets = list(dict.fromkeys(str(row.values["street"]) for row in piece))
    places = [NewPlace(kind=PlaceKind.STREET, name=name, parent=district.pk) for name in streets]
    places += [_building(row, streets.index(str(row.values["street"])), mapping) for row in piece]
    for made in upsert_places(by=by, district=district.path, rows=places)[len(streets) :]:
        result.added += made.added
        result.changed += made.changed
        result.unchanged += not made.added and not made.changed


def _building(row: ConvertedRow, street: int, mapping: Mapping) -> NewPlace:
    values = row.values
    lon, lat = values.get("longitude"), values.get("latitude")
    datum = Datum[mapping.datum.name] if mapping.datum else None
    return NewPlace(
        kind=PlaceKind.BUILDING,
        name=str(values["name"]),
        row=street,
        code=str(values["code"]),
        address=str(values.get("address", "")),
        point=point(float(str(lon)), float(str(lat)), datum) if lon is not None and lat is not None else None,
        building=BuildingFigures(
            storeys=_whole(row, "storeys"), households=_whole(row, "households"), year_built=_whole(row, "year_built")
        ),
    )


def _whole(row: ConvertedRow, name: str) -> int | None:
    value = row.values.get(name)
    return value if isinstance(value, int) else None
