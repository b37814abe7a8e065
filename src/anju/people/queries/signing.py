"""Reads at the door."""

from datetime import datetime

from django.db.models import Max, QuerySet

from anju.people import codes
from anju.people.models import Account, Post, SignIn, Throttle


def locked_until(*, login: str, address: str, now: datetime) -> datetime | None:
    """Until when sign-ins with this login or from this address are refused; None: they are not."""
    keys = [codes.throttle_key("login", login), codes.throttle_key("address", address)]
    until: datetime | None = Throttle._all.filter(key__in=keys, locked_until__gt=now).aggregate(
        until=Max("locked_until")
    )["until"]
    return until


def open_sign_ins(account: Account) -> QuerySet[SignIn]:
    """A person's open sign-ins, latest use first."""
    return SignIn._all.filter(account=account, ended_at__isnull=True).order_by("-seen_at")


def sign_in_of(account: Account, pk: int) -> SignIn | None:
    """One open sign-in of this person."""
    return open_sign_ins(account).filter(pk=pk).first()


def account_by_login(login: str) -> Account | None:
    """The active account with this login."""
    return Account._all.filter(login=login.strip(), is_active=True).first()


def account_by_id(pk: int) -> Account | None:
    """An active account, for a half-finished sign-in."""
    return Account._all.filter(pk=pk, is_active=True).first()


def demo_accounts() -> list[tuple[Account, Post | None]]:
    """The accounts offered as a click in a demo, with the first post of each."""
    accounts = list(Account._all.filter(is_demo=True, is_active=True).order_by("pk"))
    posts: dict[int, Post] = {}
    rows = Post._all.filter(account__in=accounts, until__isnull=True).select_related("organisation", "place", "grid")
    for post in rows.order_by("-pk"):
        posts[post.account_id] = post
    return [(account, posts.get(account.pk)) for account in accounts]


def ended_sign_ins(account: Account) -> QuerySet[SignIn]:
    """A person's sign-ins that are over, latest first."""
    return SignIn._all.filter(account=account, ended_at__isnull=False).order_by("-ended_at", "-pk")
