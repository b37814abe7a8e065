"""Things of Open311: the key decides, a session counts for nothing."""

from tests.cast import Cast


def form(cast: Cast) -> str:
    """The format of the answer."""
    return "json"


def number(cast: Cast) -> str:
    """A request's number."""
    return "SB-000001"
