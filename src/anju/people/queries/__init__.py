"""Named reads about people and organisations."""

from anju.people.queries.accountable import Accountable, Reason, accountable_for, accountable_for_many
from anju.people.queries.actor import actor_of, actor_with, effective, on_day, posts_of
from anju.people.queries.posts import absences_of, colleagues, own_posts
from anju.people.queries.roster import on_duty, on_duty_many, shifts
from anju.people.queries.signing import (
    account_by_id,
    account_by_login,
    demo_accounts,
    ended_sign_ins,
    locked_until,
    open_sign_ins,
    sign_in_of,
)

__all__ = [
    "Accountable", "Reason", "absences_of", "account_by_id", "account_by_login", "accountable_for",
    "accountable_for_many", "actor_of", "actor_with", "colleagues", "demo_accounts", "effective", "ended_sign_ins",
    "locked_until", "on_day", "on_duty", "on_duty_many", "open_sign_ins", "own_posts", "posts_of", "shifts",
    "sign_in_of",
]  # fmt: skip
