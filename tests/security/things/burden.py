"""Things of burden."""

from anju.burden.actions.forms import upload
from tests.burden.conftest import book_of
from tests.cast import Cast


def slug(cast: Cast) -> int:
    """A form that the north street handed in."""
    content = book_of([["序号", "隐患类型", "详细地址"], []])
    return upload(by=cast.street_officer, name="表", asker="某局", content=content).pk


def shipped(cast: Cast) -> str:
    """A form of the release."""
    return "street"


def week(cast: Cast) -> str:
    """A Monday."""
    return "2026-11-16"
