"""Named reads about people and organisations."""

from anju.people.queries.accountable import Accountable, Reason, accountable_for, accountable_for_many
from anju.people.queries.actor import actor_of, effective, on_day
from anju.people.queries.roster import on_duty, on_duty_many, shifts
from anju.people.queries.signing import (
    account_by_id,
    account_by_login,
    demo_accounts,
    locked_until,
    open_sign_ins,
    sign_in_of,
)

__all__ = [
    "Accountable", "Reason", "account_by_id", "account_by_login", "accountable_for", "accountable_for_many",
    "actor_of", "demo_accounts", "effective", "locked_until", "on_day", "on_duty", "on_duty_many", "open_sign_ins",
    "shifts", "sign_in_of",
]  # fmt: skip
