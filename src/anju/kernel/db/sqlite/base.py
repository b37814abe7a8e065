"""Django's SQLite backend with durable settings and a fair queue of writers."""

import sqlite3
import time
from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base

from anju.kernel.db.guard import is_write
from anju.kernel.db.turn import Turn

PATIENCE = 30
"""Seconds for whatever another connection holds."""
PRAGMAS = (
    f"PRAGMA busy_timeout={PATIENCE * 1000}",
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # NORMAL loses acknowledged commits on power loss
    "PRAGMA cache_size=-32768",
    "PRAGMA temp_store=MEMORY",
)


class QueuedCursor(base.SQLiteCursorWrapper):
    """Takes the writer's turn around a single write outside a transaction."""

    owner: "DatabaseWrapper"

    def execute(self, query: str, params: Any = None) -> Any:
        with self.owner.turn_for(query):
            return super().execute(query, params)

    def executemany(self, query: str, param_list: Any) -> Any:
        with self.owner.turn_for(query):
            return super().executemany(query, param_list)


class _Single:
    """The turn for one statement, or nothing inside a transaction and for reads."""

    def __init__(self, turn: Turn | None) -> None:
        self.turn = turn

    def __enter__(self) -> None:
        if self.turn is not None:
            self.turn.take()

    def __exit__(self, *exc: object) -> None:
        if self.turn is not None:
            self.turn.give()


class DatabaseWrapper(base.DatabaseWrapper):
    """`transaction_mode` IMMEDIATE, WAL, synchronous FULL; one writer at a time, in order of arrival."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._turn: Turn | None = None
        self._opened: tuple[int, int] | None = None

    def get_connection_params(self) -> dict[str, Any]:
        parameters = super().get_connection_params()
        self.transaction_mode = "IMMEDIATE"
        self.init_commands: list[str] = [*PRAGMAS, *self.init_commands]
        return parameters

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        made = self._opened_in_turn(conn_params)
        if not self.is_in_memory_db():
            self._turn = Turn(Path(str(conn_params["database"])))
            self._opened = self._file()
        return made

    def _opened_in_turn(self, conn_params: dict[str, Any]) -> Any:
        """The last one that closes takes the journal away, and meanwhile SQLite lets no other open, nor wait."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                return super().get_new_connection(conn_params)
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                    raise
                time.sleep(0.01)

    def _file(self) -> tuple[int, int] | None:
        """Which file bears the database's name now."""
        try:
            found = Path(str(self.settings_dict["NAME"])).stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def close_if_unusable_or_obsolete(self) -> None:
        """Between requests. A kept connection also goes when another file has taken its file's place (`anju demo
        --fresh`): SQLite sees that its own has moved and leaves the new one's journal alone.
        """
        super().close_if_unusable_or_obsolete()
        if self.connection is None or self._turn is None or self.in_atomic_block:
            return
        if self._opened != self._file():
            self.close()

    def create_cursor(self, name: str | None = None) -> Any:
        cursor = self.connection.cursor(factory=QueuedCursor)
        cursor.owner = self
        return cursor

    def turn_for(self, sql: str) -> _Single:
        turn = self._turn
        if turn is None or turn.taken or self.in_atomic_block or not is_write(sql):
            return _Single(None)
        return _Single(turn)

    def _start_transaction_under_autocommit(self) -> None:
        if self._turn is not None:
            self._turn.take()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._give()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self._give()  # only after a commit that went through: a failed one is rolled back, which gives the turn

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._give()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._give()

    def _give(self) -> None:
        if self._turn is not None:
            self._turn.give()
