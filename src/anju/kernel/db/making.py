"""Model instances and tuples of a compiled read's rows, as Django makes them but with everything that is the same for
each row worked out once: which columns are whose, and what converts them (docs/adr/0013).
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection, models
from django.db.models.base import ModelState
from django.db.models.query import FlatValuesListIterable, ModelIterable, ValuesListIterable
from django.db.models.signals import post_init, pre_init
from django.db.models.sql.compiler import SQLCompiler

Row = Sequence[Any]
Make = Callable[[Row], Any]


def maker(rows: models.QuerySet[Any], compiler: SQLCompiler) -> Make | None:
    """What makes one result of one row of a compiled queryset; None where Django's own way has to be gone."""
    iterable: Any = rows._iterable_class
    if iterable is ValuesListIterable and not _rearranged(rows, compiler):
        return tuple
    if iterable is FlatValuesListIterable:
        return _first
    klass = compiler.klass_info
    if iterable is not ModelIterable or klass is None or rows._known_related_objects:  # type: ignore[attr-defined]
        return None
    return _model(klass, compiler)


def _first(row: Row) -> Any:
    return row[0]


def _rearranged(rows: models.QuerySet[Any], compiler: SQLCompiler) -> bool:
    """Whether a tuple's order is another than the columns'."""
    query, fields = rows.query, rows._fields  # type: ignore[attr-defined]
    names = [*query.extra_select, *query.values_select, *query.annotation_select]
    return bool(query.extra_select) or (bool(fields) and list(fields) != names) or len(compiler.select) != len(names)


def _model(klass: dict[str, Any], compiler: SQLCompiler) -> Make | None:
    made = _one(klass, compiler)
    if made is None:
        return None
    noted = tuple((compiler.annotation_col_map or {}).items())
    if not noted:
        return made

    def make(row: Row) -> Any:
        one = made(row)
        one.__dict__.update((name, row[column]) for name, column in noted)
        return one

    return make


def _one(klass: dict[str, Any], compiler: SQLCompiler) -> Make | None:
    """A model's instance with those it brings along; None where creating one does more than take its values."""
    model: type[models.Model] = klass["model"]
    if klass.get("from_parent") or not _plain(model):
        return None
    columns = klass["select_fields"]
    start, end = columns[0], columns[-1] + 1
    names = [column[0].target.attname for column in compiler.select[start:end]]
    key = start + names.index(model._meta.pk.attname)
    related = []
    for other in klass.get("related_klass_infos", ()):
        made = _one(other, compiler)
        if made is None:
            return None
        related.append((made, other["local_setter"], other["remote_setter"]))
    alias, new = connection.alias, model.__new__

    def make(row: Row) -> Any:
        if row[key] is None:
            return None
        one = new(model)
        one._state = state = ModelState()
        state.db, state.adding = alias, False
        one.__dict__.update(zip(names, row[start:end], strict=True))
        for other, mine, its in related:
            found = other(row)
            mine(one, found)
            if found is not None:
                its(found, one)
        return one

    return make


def _plain(model: type[models.Model]) -> bool:
    silent = not (pre_init.has_listeners(model) or post_init.has_listeners(model))
    own: Any = model.from_db
    return silent and model.__init__ is models.Model.__init__ and own.__func__ is models.Model.from_db.__func__  # type: ignore[attr-defined]
