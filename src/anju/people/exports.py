"""In whose name the worker writes a file: the person with the posts held by then."""

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.jobs import exports
from anju.people.queries.actor import actor_of
from anju.people.queries.signing import account_by_id


def who(account: int, post: int | None) -> Actor | None:
    """The active account with today's posts, acting in the same one if it is still held."""
    found = account_by_id(account)
    return actor_of(found, today=clock.today(), acting_post=post) if found is not None else None


exports.known_by(who)
