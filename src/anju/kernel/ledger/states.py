"""The state hash of a row: what its declared columns say, salted, at the speed a bulk action needs."""

from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db import models

from anju.kernel import clock
from anju.kernel.db.bulk import Convert, Shape
from anju.kernel.ledger import canon, hashing
from anju.kernel.ledger.models import Subject


def state_of(subject: Subject) -> str:
    """The salted hash of a row's declared columns as the instance holds them; empty once its salt is destroyed."""
    if not subject.salt:
        return ""
    return hashing.hexdigest(bytes(subject.salt) + _written(subject))


def written(subject: Subject) -> str:
    """The canonical JSON of a row's declared columns."""
    return _written(subject).decode()


def _written(subject: Subject) -> bytes:
    kind = subject.__class__  # not type(): a request hands over its account lazily
    plan = _plans.get(kind)
    if plan is None:
        plan = _plans[kind] = _plan(kind)
    shape, encode = plan
    return encode(shape.named(subject))


Plan = tuple[Shape, Callable[[Any], bytes]]


def _plan(kind: type[Subject]) -> Plan:
    """The columns, in the order of their names: how their values are read, and how they are encoded."""
    names = tuple(sorted(kind.ledger_columns))
    fields = [kind._meta.get_field(name) for name in names]
    columns = [field for field in fields if isinstance(field, models.Field)]
    assert len(columns) == len(names)
    shape = Shape([field.attname for field in columns], lambda place, kind: _conversion(columns[place], kind), names)
    nested = any(isinstance(field, models.JSONField) for field in columns)
    return shape, canon.encode if nested else canon.encode_sorted


_plans: dict[type[Subject], Plan] = {}


_to_us = lru_cache(maxsize=1 << 16)(clock.to_us)
"""A case holds the same few moments in every one of its states."""


def _conversion(field: models.Field[Any, Any], kind: type) -> Convert | None:
    exact = _exact(field)
    if kind is type(None) or (exact is str and issubclass(kind, str)):
        return None
    if (exact is int and issubclass(kind, int) and kind is not bool) or (exact is bool and kind is bool):
        return None
    if exact is datetime and kind is datetime:
        return _to_us
    if exact is date and kind is date:
        return date.isoformat
    if isinstance(field, models.JSONField):
        return canon.plain
    return lambda value: canon.plain(_column(field, value))


def _exact(field: models.Field[Any, Any]) -> type:
    if isinstance(field, models.ForeignKey):
        return _exact(field.target_field)
    for kind, exact in _EXACT:
        if isinstance(field, kind):
            return exact
    return object


_EXACT: tuple[tuple[type[models.Field[Any, Any]], type], ...] = (
    (models.CharField, str),
    (models.TextField, str),
    (models.BooleanField, bool),
    (models.IntegerField, int),
    (models.AutoField, int),
    (models.DateTimeField, datetime),
    (models.DateField, date),
)


def _column(field: models.Field[Any, Any], value: Any) -> Any:
    """Any other value, as the database would give it back."""
    if hasattr(value, "resolve_expression"):
        raise canon.NotCanonicalError(f"{field} is an expression; refresh the row before entering it")
    value = field.to_python(value)
    return round(value, field.decimal_places) if isinstance(field, models.DecimalField) else value
