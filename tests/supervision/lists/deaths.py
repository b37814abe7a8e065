"""Killing whoever works on the database before a statement of one's choice."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection


class Killed(BaseException):
    """The process is gone. No Exception, so nothing in the program can catch it, as nothing catches SIGKILL."""


def die() -> None:
    """What a death is inside the test's own process."""
    raise Killed


@contextmanager
def killed_before(statement: int, end: Callable[[], None] = die) -> Iterator[list[str]]:
    """Die before the n-th statement (from 0), savepoints included; the list holds it, and is empty where fewer ran.

    A savepoint is rolled back before a death at its release: that release stands for the commit, and what is not
    committed is lost.
    """
    ran, struck = [0], list[str]()

    def count(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if ran[0] == statement and not struck:
            struck.append(sql)
            if sql.startswith("RELEASE SAVEPOINT"):
                execute(sql.replace("RELEASE", "ROLLBACK TO", 1), params, many, context)
            end()
        ran[0] += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        yield struck
