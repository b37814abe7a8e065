"""Checking a login and password. Django's auth groups and permissions are not used (DESIGN §3)."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.db.models import QuerySet
from django.http import HttpRequest

from anju.kernel.db import prepared
from anju.people.models import Account


class AccountBackend(BaseBackend):
    """An active account with the right password; an unknown login takes as long as a wrong password."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **_: Any
    ) -> Account | None:
        if username is None or password is None:
            return None
        account = Account.objects.filter(login=username.strip()).first()
        if account is None:
            make_password(password)
            return None
        return account if account.check_password(password) and account.is_active else None

    def get_user(self, user_id: Any) -> Account | None:
        """The account of a session; None once it is closed."""
        return next(iter(prepared.read(_open, account=int(user_id))), None)


def _open(account: int) -> QuerySet[Account]:
    return Account.objects.filter(pk=account, is_active=True)
