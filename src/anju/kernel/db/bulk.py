"""Many rows at once, at the speed of the engine rather than of the ORM (docs/adr/0008 has the figures).

For bulk actions whose rows refer to one another: ids are taken first, so that a later row can name an earlier one and
a ledger entry can name them all, and then every row goes in by one prepared statement.
"""

import gc
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from itertools import count
from operator import itemgetter
from typing import Any, TypeVar

import orjson
from django.db import connections, models, transaction
from django.db.models.base import ModelState
from django.db.models.fields import NOT_PROVIDED

M = TypeVar("M", bound=models.Model)

PLAIN = (models.CharField, models.TextField, models.IntegerField, models.BooleanField, models.ForeignKey)
Convert = Callable[[Any], Any]
COPY_FROM = 50
"""Rows from which on PostgreSQL copies rather than inserts."""


def reserve_ids(model: type[models.Model], count: int, using: str = "default") -> list[int]:
    """`count` unused ids, rising. Inside a transaction that writes; ids taken and not used are never given again."""
    connection = connections[using]
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("ids are reserved inside the transaction that uses them")
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return sorted(row[0] for row in cursor.fetchall())
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
    last = row[0] if row else 0
    return list(range(last + 1, last + count + 1))


def rising_ids(model: type[models.Model], using: str = "default") -> Iterator[int]:
    """Unused ids without end, for a transaction that adds rows to this table only through them."""
    if connections[using].vendor != "postgresql":
        yield from count(reserve_ids(model, 1, using)[0])
    while True:
        yield from reserve_ids(model, 1000, using)


def insert_values(
    model: type[models.Model], names: Sequence[str], rows: Sequence[Sequence[Any]], using: str = "default"
) -> None:
    """Insert rows of plain values (text, integers, None; UUIDs as 32 hex digits) for the named fields."""
    if not rows:
        return
    _insert(model, [field.column for field in _named(model, names)], rows, using)


def insert_rows(
    model: type[models.Model], rows: Sequence[models.Model], using: str = "default", *, with_ids: bool = True
) -> None:
    """Insert instances. No signals, no validation: the action has checked them.

    They carry their ids, or, without `with_ids`, the database gives them and nobody learns them.
    """
    if not rows:
        return
    fields = [field for field in model._meta.local_concrete_fields if with_ids or not field.primary_key]
    values = values_of(model, rows, using, with_ids=with_ids)
    _insert(model, [field.column for field in fields], values, using)


def update_values(
    model: type[models.Model], names: Sequence[str], rows: Sequence[Sequence[Any]], using: str = "default"
) -> None:
    """Set the named fields of rows, each given as its id and then the plain values."""
    if not rows:
        return
    connection, quote = connections[using], connections[using].ops.quote_name
    fields = _named(model, names)
    table, columns = quote(model._meta.db_table), [quote(field.column) for field in fields]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            given = ", ".join(f"v{place}" for place in range(len(columns)))
            sets = ", ".join(f"{column} = given.v{place}" for place, column in enumerate(columns))
            arrays = _arrays([model._meta.pk, *fields], connection)
            cursor.execute(
                f"UPDATE {table} SET {sets} FROM unnest({arrays}) AS given (pk, {given})"  # noqa: S608 - names are ours
                f" WHERE {table}.{quote(model._meta.pk.column)} = given.pk",
                list(map(list, zip(*rows, strict=True))),
            )
            return
        sets = ", ".join(f"{column} = %s" for column in columns)
        cursor.executemany(
            f"UPDATE {table} SET {sets} WHERE {quote(model._meta.pk.column)} = %s",  # noqa: S608 - names are ours
            [(*row[1:], row[0]) for row in rows],
        )


def add_up(
    model: type[models.Model], names: Sequence[str], rows: Sequence[Sequence[Any]], *, adding: Sequence[str],
    using: str = "default",
) -> None:  # fmt: skip
    """Insert rows of plain values; where the other named fields, which are unique together, stand already, add to it.

    Each row of `rows` must stand for another key.
    """
    if not rows:
        return
    connection, quote = connections[using], connections[using].ops.quote_name
    fields = _named(model, names)
    table, columns = quote(model._meta.db_table), ", ".join(quote(field.column) for field in fields)
    keys = ", ".join(quote(field.column) for field in fields if field.name not in adding)
    sets = ", ".join(f"{quote(name)} = {table}.{quote(name)} + excluded.{quote(name)}" for name in adding)
    tail = f"ON CONFLICT ({keys}) DO UPDATE SET {sets}"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"INSERT INTO {table} ({columns}) SELECT * FROM unnest({_arrays(fields, connection)}) {tail}",  # noqa: S608
                list(map(list, zip(*rows, strict=True))),
            )
            return
        marks = ", ".join(["%s"] * len(fields))
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks}) {tail}", rows)  # noqa: S608 - names are ours


def _named(model: type[models.Model], names: Sequence[str]) -> list[Any]:
    by_name = {field.name: field for field in model._meta.local_concrete_fields}
    return [by_name[name] for name in names]


def _arrays(fields: Sequence[Any], connection: Any) -> str:
    """A mark for an array of each field's type; text is not cut to a column's length here but refused there."""
    kinds = ("text" if isinstance(field, models.CharField) else field.cast_db_type(connection) for field in fields)
    return ", ".join(f"%s::{kind}[]" for kind in kinds)


@contextmanager
def uncollected() -> Iterator[None]:
    """Inside, nobody looks for cycles: among plain rows by the thousand there are none, and looking costs a fifth."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def columns_of(model: type[models.Model]) -> list[str]:
    """The names of a model's fields, in the order of `values_of`."""
    return [field.name for field in model._meta.local_concrete_fields]


def values_of(
    model: type[models.Model], rows: Sequence[models.Model], using: str = "default", *, with_ids: bool = True
) -> list[Sequence[Any]]:
    """What `insert_rows` sends: plain values, in the order of the fields."""
    connection = connections[using]
    key = (model, with_ids, connection.vendor)
    shape = _sent.get(key)
    if shape is None:
        fields = [field for field in model._meta.local_concrete_fields if with_ids or not field.primary_key]

        def conversion(place: int, kind: type) -> Convert | None:
            return _conversion(fields[place], kind, connection)

        shape = _sent[key] = Shape([field.attname for field in fields], conversion)
    return [shape.values(row) for row in rows]


_sent: dict[tuple[type[models.Model], bool, str], "Shape"] = {}


class Shape:
    """Some attributes of a model's rows, each converted.

    What a value needs depends on its type alone; so it is worked out once for each row of types that comes along, and
    the next row of the same types is read in one go, the values that are converted alike together.
    """

    def __init__(
        self,
        attributes: Sequence[str],
        conversion: Callable[[int, type], Convert | None],
        names: Sequence[str] | None = None,
    ) -> None:
        """`names`: what the attributes are called in `named`, if not by themselves."""
        self._attributes, self._conversion = tuple(attributes), conversion
        self._names = self._attributes if names is None else tuple(names)
        self._take = itemgetter(*attributes) if len(attributes) > 1 else self._get
        self._known: dict[tuple[type, ...], tuple[_Alike, ...]] = {}

    def values(self, row: models.Model) -> Sequence[Any]:
        """The values, in the order of the attributes."""
        values, groups = self._read(row)
        if not groups:
            return values
        converted = list(values)
        for _, places, _, convert in groups:
            for place in places:
                converted[place] = convert(converted[place])
        return converted

    def named(self, row: models.Model) -> dict[str, Any]:
        """The values by name, in the order of the attributes."""
        values, groups = self._read(row)
        found = dict(zip(self._names, values, strict=True))
        for names, _, take, convert in groups:
            found.update(zip(names, map(convert, take(values)), strict=True))
        return found

    def _read(self, row: models.Model) -> "tuple[Sequence[Any], tuple[_Alike, ...]]":
        """The values as they are, and what is to be done with them."""
        try:
            values: Sequence[Any] = self._take(row.__dict__)
        except KeyError:  # a column not loaded, or a row handed over lazily
            values = self._get(row)
        types = tuple(map(type, values))
        groups = self._known.get(types)
        if groups is None:
            groups = self._known[types] = self._groups(types)
        return values, groups

    def _groups(self, types: tuple[type, ...]) -> "tuple[_Alike, ...]":
        alike: dict[Convert, list[int]] = {}
        for place, kind in enumerate(types):
            convert = self._conversion(place, kind)
            if convert is not None:
                alike.setdefault(convert, []).append(place)
        return tuple(
            (tuple(self._names[place] for place in places), tuple(places), _taking(places), how)
            for how, places in alike.items()
        )

    def _get(self, row: Any) -> Sequence[Any]:
        if isinstance(row, dict):
            raise KeyError
        return [getattr(row, attribute) for attribute in self._attributes]


_Alike = tuple[tuple[str, ...], tuple[int, ...], Callable[[Sequence[Any]], Sequence[Any]], Convert]


def _taking(places: Sequence[int]) -> Callable[[Sequence[Any]], Sequence[Any]]:
    """Takes the values at some places; always several, also where it is one."""
    return itemgetter(*places) if len(places) > 1 else itemgetter(slice(places[0], places[0] + 1))


def _insert(model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[Any]], using: str) -> None:
    connection = connections[using]
    quote = connection.ops.quote_name
    table, named = quote(model._meta.db_table), ", ".join(map(quote, columns))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and len(rows) >= COPY_FROM:
            with cursor.copy(f"COPY {table} ({named}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(columns))
        cursor.executemany(f"INSERT INTO {table} ({named}) VALUES ({marks})", rows)  # noqa: S608 - names are ours


def _conversion(field: models.Field[Any, Any], kind: type, connection: Any) -> Convert | None:
    """How a value of a type is sent for a field; None: as it is."""
    if kind is type(None) or kind is bytes or (kind in _AS_IS and isinstance(field, PLAIN)):
        return None
    if issubclass(kind, str) and isinstance(field, models.CharField):
        return str  # an enum's member is sent as its value
    if kind is datetime and connection.vendor == "sqlite" and connection.timezone is UTC:
        return _sqlite_moment
    if isinstance(field, models.JSONField) and field.encoder is None and connection.vendor == "sqlite":
        return _sqlite_json
    return lambda value: field.get_db_prep_save(value, connection)


_AS_IS = {str, int, bool}


@lru_cache(maxsize=1 << 16)
def _sqlite_moment(moment: datetime) -> str:
    """An aware moment as Django writes it to SQLite: in UTC, without its zone. Rows made together hold the same ones.

    Raises ValueError for a naive datetime.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(UTC).isoformat(" ")[: -len("+00:00")]


def _sqlite_json(value: Any) -> str:
    try:
        return orjson.dumps(value).decode()
    except orjson.JSONEncodeError:
        return json.dumps(value)  # integers beyond 64 bits, keys that are no text


def instance(model: type[M], **values: Any) -> M:
    """`model(**values)` for rows made by the ten thousand: attribute names (`place_id`), no signals, no checks."""
    plan = _defaults.get(model)
    if plan is None:
        plan = _defaults[model] = _plan(model)
    constant, called = plan
    made = model.__new__(model)
    made.__dict__ = held = {"_state": ModelState(), **constant, **values}
    for name, default in called:
        if name not in values:
            held[name] = default()
    return made


Defaults = tuple[dict[str, Any], tuple[tuple[str, Callable[[], Any]], ...]]

_defaults: dict[type[models.Model], Defaults] = {}


def _plan(model: type[models.Model]) -> Defaults:
    constant: dict[str, Any] = {}
    called: list[tuple[str, Callable[[], Any]]] = []
    for field in model._meta.local_concrete_fields:
        if callable(field.default) and field.default is not NOT_PROVIDED:
            called.append((field.attname, field.default))
        else:
            constant[field.attname] = field.get_default()
    return constant, tuple(called)
