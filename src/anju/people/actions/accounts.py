"""Accounts: entered singly or by the hundred, ended the day a person leaves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import deed
from anju.people.actions.access import require_keeper
from anju.people.models import Account

BATCH = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """A person who shall be able to sign in. Without a password the account opens with an enrolment code only."""

    login: str
    name: str
    phone: str = ""
    email: str = ""
    password: str | None = None
    hashed: str = ""
    """A password already hashed: one hash may serve many demo accounts."""
    must_change_password: bool = True

    def row(self) -> Account:
        """The row to insert. Raises ValidationError for an empty login or name."""
        if not self.login.strip() or not self.name.strip():
            raise ValidationError(_("请填写登录名和姓名。"))
        return Account(
            login=self.login.strip(),
            name=self.name.strip(),
            phone=self.phone,
            email=self.email,
            password=self.hashed or make_password(self.password),
            must_change_password=self.must_change_password,
        )


def add_account(
    *,
    by: Actor,
    login: str,
    name: str,
    phone: str = "",
    email: str = "",
    password: str | None = None,
    must_change_password: bool = True,
) -> Account:
    """Enter one person. An account without a post may sign in and do nothing."""
    new = NewAccount(
        login=login,
        name=name,
        phone=phone,
        email=email,
        password=password,
        must_change_password=must_change_password,
    )
    return add_accounts(by=by, accounts=[new])[0]


def add_accounts(*, by: Actor, accounts: Iterable[NewAccount]) -> Sequence[Account]:
    """Enter many, all or none, one entry each. Raises ValidationError naming logins already taken."""
    require_keeper(by)
    rows = [new.row() for new in accounts]
    logins = [row.login for row in rows]
    taken = {login for login in logins if logins.count(login) > 1} if len(set(logins)) < len(logins) else set()
    for start in range(0, len(logins), BATCH):
        chunk = logins[start : start + BATCH]
        taken |= set(Account._all.filter(login__in=chunk).values_list("login", flat=True))
    if taken:
        raise ValidationError(_("登录名已被使用：%(logins)s。") % {"logins": "、".join(sorted(taken)[:20])})
    with deed(by=by) as act:
        Account._all.bulk_create(rows, batch_size=BATCH)
        for row in rows:
            act.enter("account.added", row)
    return rows
