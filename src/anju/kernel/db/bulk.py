"""Many rows at once, at the speed of the engine rather than of the ORM (docs/adr/0008 has the figures).

For bulk actions whose rows refer to one another: ids are taken first, so that a later row can name an earlier one and
a ledger entry can name them all, and then every row goes in by one prepared statement.
"""

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any

from django.db import connections, models, transaction

PLAIN = (models.CharField, models.TextField, models.IntegerField, models.BooleanField, models.ForeignKey)
CHUNK = 5000


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


def insert_rows(
    model: type[models.Model], rows: Sequence[models.Model], using: str = "default", *, with_ids: bool = True
) -> None:
    """Insert instances. No signals, no validation: the action has checked them.

    They carry their ids, or, without `with_ids`, the database gives them and nobody learns them.
    """
    if not rows:
        return
    connection = connections[using]
    fields = [field for field in model._meta.local_concrete_fields if with_ids or not field.primary_key]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608 - names are ours
    values = attrgetter(*(field.attname for field in fields))
    special = [(place, _converter(field, connection)) for place, field in enumerate(fields) if _is_special(field)]
    with connection.cursor() as cursor:
        for start in range(0, len(rows), CHUNK):
            chunk = [list(values(row)) for row in rows[start : start + CHUNK]]
            for line in chunk:
                for place, convert in special:
                    line[place] = convert(line[place])
            cursor.executemany(statement, chunk)


def _is_special(field: models.Field[Any, Any]) -> bool:
    return bool(field.choices) or not isinstance(field, PLAIN)


def _converter(field: models.Field[Any, Any], connection: Any) -> Callable[[Any], Any]:
    if isinstance(field, models.CharField):
        return str  # an enum's member is sent as its value
    if isinstance(field, models.BinaryField):
        return lambda value: value
    return lambda value: field.get_db_prep_save(value, connection)
