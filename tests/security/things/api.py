"""Things of the API's pages."""

from datetime import timedelta

from anju.api.actions import give_token
from tests.cast import Cast, today


def pk(cast: Cast) -> int:
    """A token of the district."""
    row, _text = give_token(
        by=cast.district_officer, name="x", permissions=["lists.see"], places=["/cc/"], path="/cc/",
        expires_on=today() + timedelta(days=30),
    )  # fmt: skip
    return row.pk
