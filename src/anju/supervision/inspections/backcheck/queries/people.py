"""Names, and who can be named to a group."""

from collections.abc import Iterable

from anju.kernel import clock
from anju.kernel.ledger.deeds import district_of
from anju.kernel.scope import under
from anju.people.enums import OFFICIALS
from anju.people.models import Account, Post
from anju.people.queries.actor import on_day

MOST = 500


def names(accounts: Iterable[int]) -> dict[int, str]:
    """Account → name, unmasked: the caller masks."""
    return dict(Account._all.filter(pk__in=set(accounts)).values_list("pk", "name"))


def offered(path: str) -> list[tuple[Account, str]]:
    """Officials with a post in the district today, each with what he is."""
    today = clock.today()
    rows = Post._all.filter(
        on_day(today), under("path", f"/{district_of(path)}/"), role__in=OFFICIALS, account__is_active=True
    ).select_related("account", "organisation")
    found: dict[int, tuple[Account, str]] = {}
    for post in rows.order_by("organisation", "pk")[:MOST]:
        found.setdefault(post.account_id, (post.account, str(post.organisation)))
    return list(found.values())


def account(pk: int | None) -> Account | None:
    """An account that may still act."""
    return Account._all.filter(pk=pk, is_active=True).first() if pk is not None else None
