"""PostgreSQL's partitions of the readings: one for each month, one for strange moments (docs/adr/0028)."""

from typing import Final

from django.db import connection

from anju.telemetry.models import Reading
from anju.telemetry.rules import DAY_US, EAST_US, Month

TABLE: Final = Reading._meta.db_table
OTHER: Final = f"{TABLE}_other"


def is_parted() -> bool:
    """Whether this engine has partitions."""
    return connection.vendor == "postgresql"


def name_of(month: Month) -> str:
    """The partition's name."""
    return f"{TABLE}_{str(month).replace('-', '_')}"


def parted_months() -> list[Month]:
    """Months that have a partition, in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT child.relname FROM pg_inherits JOIN pg_class child ON child.oid = inhrelid"
            " WHERE inhparent = %s::regclass",
            [TABLE],
        )
        names = [str(name).removeprefix(f"{TABLE}_").replace("_", "-") for (name,) in cursor.fetchall()]
    return sorted(month for name in names if (month := Month.named(name)) is not None)


def months_beside() -> list[Month]:
    """Months of what lies in the partition for strange moments."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT (at + {EAST_US}) / {DAY_US} FROM {OTHER}")  # noqa: S608 - names are ours
        found = {Month.of(day * DAY_US - EAST_US) for (day,) in cursor.fetchall()}
    return sorted(month for month in found if month is not None)
