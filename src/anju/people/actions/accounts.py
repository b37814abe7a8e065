"""Accounts: entered singly or by the hundred, ended the day a person leaves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from anju.kernel.actors import Actor, ActorKind
from anju.kernel.ledger.deeds import deed
from anju.people.actions.access import require_above_account, require_keeper
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
    require_free([row.login for row in rows])
    with deed(by=by) as act:
        Account._all.bulk_create(rows, batch_size=BATCH)
        for row in rows:
            act.enter("account.added", row)
    return rows


def require_free(logins: Sequence[str]) -> None:
    """Nobody signs in by one of these, and none stands twice among them. Raises ValidationError with those that do."""
    taken = {login for login in logins if logins.count(login) > 1} if len(set(logins)) < len(logins) else set()
    for start in range(0, len(logins), BATCH):
        chunk = logins[start : start + BATCH]
        taken |= set(Account._all.filter(login__in=chunk).values_list("login", flat=True))
    if taken:
        raise ValidationError(_("登录名已被使用：%(logins)s。") % {"logins": "、".join(sorted(taken)[:20])})


def correct_account(*, by: Actor, account: Account, phone: str, email: str, name: str | None = None) -> Account:
    """Phone and e-mail are corrected by the person or the post above, the name by the post above only.

    Raises ValidationError for an empty name or one's own name, PermissionDenied for anybody else.
    """
    if by.account != account.pk:
        require_above_account(by, account)
    elif name is not None and name.strip() != account.name:
        raise ValidationError(_("姓名由上一级岗位更正。"))
    if name is not None and not name.strip():
        raise ValidationError(_("请填写登录名和姓名。"))
    with deed(by=by) as act:
        account.phone, account.email = phone.strip(), email.strip()
        account.name = account.name if name is None else name.strip()
        account.save(update_fields=["name", "phone", "email"])
        act.enter("account.corrected", account)
    return account


def offer_demo_sign_ins(*, by: Actor, accounts: Iterable[Account]) -> None:
    """Offer these accounts as a click on the sign-in page. Only the system does, and only while it makes a demo.

    No entry: the ledger's columns of an account do not change, and a demo district is marked by its having such ones.
    """
    if by.kind is not ActorKind.SYSTEM:
        raise PermissionDenied("only the system offers demo sign-ins")
    Account._all.filter(pk__in=[account.pk for account in accounts]).update(is_demo=True)
