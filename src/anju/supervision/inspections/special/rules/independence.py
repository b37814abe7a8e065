"""Who accepts a task: never who did it, by person or organisation, over all posts."""

from collections.abc import Iterable


def may_accept(*, account: int | None, organisations: Iterable[int], done_by: int | None, doers: Iterable[int]) -> bool:
    """Whether somebody is another person and of another unit than the one that did it."""
    return account is not None and account != done_by and not set(organisations) & set(doers)
