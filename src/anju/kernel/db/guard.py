"""GET writes nothing: a block in which a write statement raises, on whichever engine."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections

WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE|MERGE|TRUNCATE|CREATE|ALTER|DROP|COPY)\b", re.IGNORECASE)


class WriteForbiddenError(RuntimeError):
    """A read tried to write. What must be recorded (an unmasking, an export) is a POST."""


def is_write(sql: str) -> bool:
    """Whether a statement changes the database."""
    return WRITES.match(sql) is not None


def _refuse(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    if is_write(sql):
        raise WriteForbiddenError(sql[:120])
    return execute(sql, params, many, context)


@contextmanager
def forbid_writes(using: str = "default") -> Iterator[None]:
    """Raise WriteForbiddenError on any write inside the block."""
    with connections[using].execute_wrapper(_refuse):
        yield
