"""Things of the pages of accounts of intake."""

from datetime import timedelta

from anju.telemetry.access.actions import give_access
from anju.telemetry.access.enums import AccessFormat
from tests.cast import Cast, today


def pk(cast: Cast) -> int:
    """An account of the district."""
    row, _keys = give_access(
        by=cast.fire_officer, name="aep-1", kind=AccessFormat.CTWING, path="/cc/",
        expires_on=today() + timedelta(days=30),
    )  # fmt: skip
    return row.pk
