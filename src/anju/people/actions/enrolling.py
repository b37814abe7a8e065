"""Enrolment by the hundred: account, post and one-time code together; and what left the system as a file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError

from anju.kernel import ids
from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import Ref, deed
from anju.people.actions.access import require_above, require_keeper
from anju.people.actions.accounts import NewAccount, add_accounts, require_free
from anju.people.actions.posts import NewPost, open_posts
from anju.people.actions.secrets import first_codes
from anju.people.models import Account

PIECE = 40
"""People entered together: the writer's turn is held for some 20 ms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """A person to enrol. `post` takes the account that is made; without it the account holds none yet."""

    account: NewAccount
    post: dict[str, object] = field(default_factory=dict)
    """`NewPost`'s values but the account."""


@dataclass(frozen=True, slots=True)
class Enrolled:
    """Who was entered, with the codes; and where it stopped short of the end, how many are left and why."""

    made: list[tuple[Account, str]]
    left: int = 0
    why: str = ""


def enrol(*, by: Actor, people: Iterable[NewPerson]) -> Enrolled:
    """Enter people with their posts and a one-time code each. The codes are shown once.

    All are looked at before the first is entered, and one that is wrong keeps out all. They are entered `PIECE` by
    `PIECE`, because on SQLite everybody's writes would wait for six hundred; so where a login is taken meanwhile, those
    before stand, and their codes are returned whatever becomes of the rest.

    Raises ValidationError for logins that are taken, PermissionDenied for a post that is not `by`'s to give.
    """
    rows = list(people)
    _look_at(by, rows)
    made: list[tuple[Account, str]] = []
    for start in range(0, len(rows), PIECE):
        try:
            made += _enter(by, rows[start : start + PIECE])
        except (ValidationError, PermissionDenied, IntegrityError) as error:
            if not made:
                raise
            return Enrolled(made, len(rows) - start, " ".join(getattr(error, "messages", ())))
    return Enrolled(made)


def _look_at(by: Actor, rows: Sequence[NewPerson]) -> None:
    """Whether all may be entered as things stand."""
    require_keeper(by)
    require_free([row.account.login.strip() for row in rows])
    for row in rows:
        if row.post:
            post = _new(row, Account()).row()
            require_above(by, account=0, role=post.role, path=post.path, organisation=post.organisation_id)


def _enter(by: Actor, rows: Sequence[NewPerson]) -> list[tuple[Account, str]]:
    with deed(by=by) as act:
        accounts = add_accounts(by=by, accounts=[row.account for row in rows])
        open_posts(by=by, posts=[_new(row, one) for one, row in zip(accounts, rows, strict=True) if row.post])
        codes = first_codes(act, accounts)
    return [(account, codes[account.pk]) for account in accounts]


def _new(row: NewPerson, account: Account) -> NewPost:
    return NewPost(account=account, **row.post)  # type: ignore[arg-type]  # its own values, checked by NewPost


def record_export(*, by: Actor, what: str, rows: int, path: str = "") -> None:
    """Enter that a register left as a file, with how many rows: no scope reads it any more."""
    with deed(by=by) as act:
        act.enter("register.exported", Ref("export", str(ids.uuid7())), path=path, data={"what": what, "rows": rows})
