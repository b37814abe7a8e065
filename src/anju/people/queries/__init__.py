"""Named reads about people and organisations."""

from anju.people.queries.accountable import Accountable, Reason, accountable_for, accountable_for_many
from anju.people.queries.actor import actor_of

__all__ = ["Accountable", "Reason", "accountable_for", "accountable_for_many", "actor_of"]
