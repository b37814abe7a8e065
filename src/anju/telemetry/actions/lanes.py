"""Which writer has which lane: locks of PostgreSQL that end with the connection, and so with the writer.

They spare writers work; what is right does not hang on them, for each lane's cursor moves from where it stood or not
at all.
"""

from collections.abc import Sequence
from typing import Final

from django.db import connection

CLASS: Final = 0x616E6A75
"""First number of all our locks; the second is 0 for being there, and of a lane its place in the list, from 1."""


def be_here() -> None:
    """One more writer, for as long as the connection lasts."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock_shared(%s, 0)", [CLASS])


def hold(names: Sequence[str]) -> set[str]:
    """Take free lanes up to our share, let go of what is beyond it, and tell which are ours."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT objid::bigint, pid = pg_backend_pid() FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2"
            " AND granted AND classid = %s AND database = (SELECT oid FROM pg_database"
            " WHERE datname = current_database())",
            [CLASS],
        )
        rows = cursor.fetchall()
        writers = sum(number == 0 for number, _own in rows)
        mine = sorted(number for number, own in rows if own and number)
        share = -(-len(names) // max(writers, 1))
        for number in mine[share:]:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [CLASS, number])
        ours = set(mine[:share])
        taken = {number for number, _own in rows}
        for number in range(1, len(names) + 1):
            if number not in taken and len(ours) < share:
                cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [CLASS, number])
                if cursor.fetchone()[0]:
                    ours.add(number)
    return {name for number, name in enumerate(names, 1) if number in ours}
