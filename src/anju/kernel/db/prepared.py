"""Reads whose SQL is worked out once (docs/adr/0013).

Building a queryset and compiling it costs several times what the database needs to answer. A page's frequent reads are
therefore functions that return a queryset, and are asked through `read` or `counts`:

    rows = prepared.read(posts_held, account=account.pk, today=today)

Positional arguments are part of the question (a scope, a filter): each set of them is compiled once per process.
Keyword arguments are values put into the SQL afresh each time; of a tuple the length is part of the question. The
function must depend on its arguments alone. That is tried out when it is compiled: twice, with different values and at
different moments. Where a value does not reach the SQL as it is (`now + 3 days`), the read is built and compiled each
time, as without this module; the answer is the same.
"""

import copy
import itertools
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models.sql.compiler import SQLCompiler

from anju.kernel import clock
from anju.kernel.db.making import Make, maker

__all__ = ["counts", "forget", "padded", "read"]

M = TypeVar("M", bound=models.Model)
S = TypeVar("S", int, str)
Single = int | str | date | datetime
Value = Single | tuple[int, ...] | tuple[str, ...]
MOST = 4096
"""Questions a process keeps; then it begins anew."""
PADDED = 1024
"""Longer tuples are rare, and SQLite takes 32,766 values in all."""


@dataclass(frozen=True, slots=True)
class _Statement:
    """SQL with the places of its changing values."""

    sql: str
    params: tuple[Any, ...]
    slots: tuple[tuple[int, tuple[str, int]], ...]

    def filled(self, values: dict[str, Value]) -> tuple[Any, ...]:
        params = list(self.params)
        for position, (name, place) in self.slots:
            value = values[name]
            params[position] = _adapted(value[place] if isinstance(value, tuple) else value)
        return tuple(params)


@dataclass(frozen=True, slots=True)
class _Kept:
    """A question that was compiled; without a statement it selects nothing, whatever the values."""

    statement: _Statement | None
    rows: models.QuerySet[Any] | None = None
    compiler: SQLCompiler | None = None
    converters: dict[int, Any] = field(default_factory=dict)
    make: Make | None = None


_kept: dict[Hashable, _Kept | None] = {}
"""None: a value does not reach the SQL as it is."""


def forget() -> None:
    """Compile everything anew: for tests."""
    _kept.clear()


def read(build: Callable[..., models.QuerySet[M]], *given: Hashable, **values: Value) -> list[M]:
    """What `list(build(*given, **values))` would be."""
    key = (connection.vendor, build, given, _shape(values))
    kept = _kept_for(key, lambda: _compiled_read(build, given, values))
    if kept is None:
        return list(build(*given, **values))
    if kept.statement is None:
        return []
    return _rows(kept, kept.statement.filled(values))


def counts(build: Callable[..., Sequence[models.QuerySet[Any]]], *given: Hashable, **values: Value) -> list[int]:
    """How many rows each of several querysets has, in one statement. A slice caps its count."""
    key = (connection.vendor, build, given, _shape(values))
    kept = _kept_for(key, lambda: _compiled_counts(build, given, values))
    if kept is None:
        return [len(rows) for rows in build(*given, **values)]
    assert kept.statement is not None
    with connection.cursor() as cursor:
        cursor.execute(kept.statement.sql, kept.statement.filled(values))
        return list(cursor.fetchone())


def padded(values: Iterable[S]) -> tuple[S, ...]:
    """Values for an `IN`, the last repeated up to a power of two: pieces of nearly the same size are one question."""
    every = tuple(values)
    if not 1 < len(every) < PADDED:
        return every
    return every + every[-1:] * ((1 << (len(every) - 1).bit_length()) - len(every))


def _shape(values: dict[str, Value]) -> tuple[tuple[str, int], ...]:
    return tuple((name, len(value) if isinstance(value, tuple) else -1) for name, value in values.items())


def _kept_for(key: Hashable, compiled: Callable[[], _Kept | None]) -> _Kept | None:
    """What is kept under a key. Another thread may begin anew in between: this one still has what it compiled."""
    try:
        return _kept[key]
    except KeyError:
        made = compiled()
    if len(_kept) >= MOST:
        _kept.clear()
    _kept[key] = made
    return made


def _compiled_read(build: Callable[..., Any], given: tuple[Hashable, ...], values: dict[str, Value]) -> _Kept | None:
    made: list[models.QuerySet[Any]] = []

    def sql_of(marks: dict[str, Value]) -> tuple[str, tuple[Any, ...], SQLCompiler]:
        rows = build(*given, **marks)
        if rows._prefetch_related_lookups:
            raise ValueError("a prepared read prefetches nothing")
        made.append(rows)
        return _sql(rows)

    try:
        statement, compiler = _tried(sql_of, values)
    except EmptyResultSet:
        return _Kept(None)
    if statement is None:
        return None
    converters = compiler.get_converters(one[0] for one in compiler.select)
    return _Kept(statement, made[0], compiler, converters, maker(made[0], compiler))


def _compiled_counts(build: Callable[..., Any], given: tuple[Hashable, ...], values: dict[str, Value]) -> _Kept | None:
    def sql_of(marks: dict[str, Value]) -> tuple[str, tuple[Any, ...], None]:
        parts: list[str] = []
        params: list[Any] = []
        for number, rows in enumerate(build(*given, **marks)):
            try:
                sql, more, _compiler = _sql(rows)
            except EmptyResultSet:
                parts.append("0")
                continue
            parts.append(f"(SELECT COUNT(*) FROM ({sql}) counted{number})")  # noqa: S608 - compiled by Django
            params += more
        return f"SELECT {', '.join(parts)}", tuple(params), None

    statement, _ = _tried(sql_of, values)
    return _Kept(statement) if statement is not None else None


def _sql(rows: models.QuerySet[Any]) -> tuple[str, tuple[Any, ...], SQLCompiler]:
    compiler = rows.query.get_compiler(using=connection.alias)
    sql, params = compiler.as_sql()
    return sql, tuple(params), compiler


def _tried(sql_of: Callable[..., tuple[str, tuple[Any, ...], Any]], values: dict[str, Value]) -> tuple[Any, Any]:
    """(the statement, its compiler); no statement where a value or the moment changes more than its own places."""
    first, second = _marks(values, 1), _marks(values, 2)
    with connection.execute_wrapper(_refuse):
        sql, params, compiler = sql_of(first)
        with clock.simulated(clock.now() + timedelta(days=1000, seconds=7)):
            again, other, _ = sql_of(second)
    if sql != again or len(params) != len(other):
        return None, None
    names = {_adapted(mark): place for place, mark in _singles(first)}
    seconds = dict(_singles(second))
    slots = []
    for position, (one, two) in enumerate(zip(params, other, strict=True)):
        if one == two:
            continue
        place = names.get(one) if isinstance(one, Hashable) else None
        if place is None or two != _adapted(seconds[place]):
            return None, None
        slots.append((position, place))
    return _Statement(sql, params, tuple(slots)), compiler


def _refuse(*_: Any) -> Any:
    raise RuntimeError("a prepared read may not ask the database while it is built: the answer would be kept")


def _marks(values: dict[str, Value], turn: int) -> dict[str, Value]:
    """Values that occur nowhere else, to find their places in the SQL again."""
    fresh = itertools.count(100_000 * turn)
    return {
        name: tuple(_mark(one, next(fresh)) for one in value) if isinstance(value, tuple) else _mark(value, next(fresh))  # type: ignore[misc]
        for name, value in values.items()
    }


def _singles(values: dict[str, Value]) -> Iterator[tuple[tuple[str, int], Single]]:
    """Each single value with its name and its place in a tuple."""
    for name, value in values.items():
        for place, one in enumerate(value if isinstance(value, tuple) else (value,)):
            yield (name, place), one


def _mark(value: Single, number: int) -> Single:
    if isinstance(value, datetime):
        return datetime(9000, 1, 1, tzinfo=value.tzinfo) + timedelta(days=number)
    if isinstance(value, date):
        return date(9000, 1, 1) + timedelta(days=number)
    if isinstance(value, int):
        return 1_900_000_000 + number  # fits every integer column but a small one; Django leaves out what does not fit
    return f"\ue000{number}"


def _adapted(value: Single) -> Any:
    """As the database driver is handed it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return value


def _converted(found: list[Any], converters: dict[int, Any]) -> list[list[Any]]:
    rows = [list(row) for row in found]
    for column, (several, expression) in converters.items():
        for row in rows:
            value = row[column]
            for convert in several:
                value = convert(value, expression, connection)
            row[column] = value
    return rows


class _Known:
    """Stands for a query whose compiler is at hand."""

    def __init__(self, query: Any, compiler: SQLCompiler) -> None:
        self.query, self.compiler = query, compiler

    def get_compiler(self, using: str | None = None, connection: Any = None, elide_empty: bool = True) -> SQLCompiler:
        return self.compiler

    def __getattr__(self, name: str) -> Any:
        return getattr(self.query, name)


def _rows(kept: _Kept, params: tuple[Any, ...]) -> list[Any]:
    """The rows as the queryset itself would make them of the statement's answer."""
    assert kept.rows is not None
    assert kept.statement is not None
    assert kept.compiler is not None
    sql, rows, make = kept.statement.sql, kept.rows, kept.make
    if make is not None:
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            found = cursor.fetchall()
        return [make(row) for row in (_converted(found, kept.converters) if kept.converters else found)]
    compiler = copy.copy(kept.compiler)
    compiler.connection = connection  # the thread's own
    compiler.as_sql = lambda *_args, **_kwargs: (sql, params)  # type: ignore[method-assign]
    compiler.get_converters = lambda _columns: kept.converters  # type: ignore[method-assign,assignment]
    asked: Any = SimpleNamespace(
        query=_Known(rows.query, compiler),
        db=connection.alias,
        model=rows.model,
        _fields=rows._fields,  # type: ignore[attr-defined]
        _known_related_objects=rows._known_related_objects,  # type: ignore[attr-defined]
        _hints={},
    )
    iterable: Any = rows._iterable_class
    return list(iterable(asked))
