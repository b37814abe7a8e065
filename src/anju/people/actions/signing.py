"""Sign-ins, their ends, and locks after failures. One ledger entry per sign-in, sign-out and lock; none per failure."""

from collections.abc import Iterable
from importlib import import_module

from django.conf import settings
from django.db import transaction

from anju.kernel import clock
from anju.kernel.actors import Actor, ActorKind
from anju.kernel.ledger.deeds import Ref, deed
from anju.people import codes, rules
from anju.people.actions.access import require_above_account
from anju.people.enums import SignOutReason
from anju.people.models import Account, SignIn, Throttle

AGENT_LENGTH = 200


def count_failure(*, by: Actor, login: str, address: str, account: Account | None) -> None:
    """A sign-in failed: count it against login and address, and lock what reached its limit."""
    now = clock.now()
    limits = (
        (codes.throttle_key("login", login), rules.FAILURES_PER_LOGIN, account),
        (codes.throttle_key("address", address), rules.FAILURES_PER_ADDRESS, None),
    )
    with transaction.atomic():
        Throttle._all.filter(expires_at__lte=now).delete()
        for key, limit, subject in limits:
            if _count(key, limit):
                _enter_lock(by, key, subject)


def _count(key: str, limit: int) -> bool:
    now = clock.now()
    row, _ = Throttle._all.get_or_create(key=key, defaults={"expires_at": now + rules.WINDOW})
    row = Throttle._all.select_for_update().get(pk=row.pk)
    row.failures, row.locked_until, locks = rules.after_failure(row.failures, row.locked_until, limit=limit, now=now)
    if row.locked_until:
        row.expires_at = row.locked_until
    row.save(update_fields=["failures", "locked_until", "expires_at"])
    return locks


def _enter_lock(by: Actor, key: str, account: Account | None) -> None:
    with deed(by=by) as act:
        if account is not None:
            act.enter("account.locked", account, data={"failures": rules.FAILURES_PER_LOGIN})
        else:
            kind, digest = key.split(":", 1)
            act.enter("sign_in.locked", Ref(f"sign_in_{kind}", digest))


def unlock(*, by: Actor, account: Account) -> None:
    """The post above lets a locked person try again."""
    require_above_account(by, account)
    with deed(by=by) as act:
        Throttle._all.filter(key=codes.throttle_key("login", account.login)).delete()
        act.enter("account.unlocked", account)


def record_sign_in(*, by: Actor, account: Account, session_key: str, address: str, agent: str, how: str) -> SignIn:
    """The door opened: `how` is password, second_factor, recovery, enrolment or demo."""
    now = clock.now()
    with deed(by=by) as act:
        Throttle._all.filter(key=codes.throttle_key("login", account.login)).delete()
        row = SignIn._all.create(
            account=account,
            session_key=session_key,
            started_at=now,
            seen_at=now,
            address=address,
            agent=agent[:AGENT_LENGTH],
        )
        act.enter("account.signed_in", account, data={"sign_in": row.pk, "how": how})
    return row


def touch(*, by: Actor, session_key: str) -> None:
    """Write down that a session is in use; a convenience for its owner, not a fact of the ledger."""
    if by.account is None:
        return
    SignIn._all.filter(session_key=session_key, account_id=by.account).update(seen_at=clock.now())


def end_session(*, by: Actor, account: Account, session_key: str, reason: SignOutReason) -> None:
    """Sign-out, idle time or the like: the session is gone at once."""
    end_sign_ins(
        by=by, account=account, rows=SignIn._all.filter(account=account, session_key=session_key), reason=reason
    )


def revoke(*, by: Actor, sign_in: SignIn) -> None:
    """End one sign-in: one's own, or that of a post below."""
    if by.account != sign_in.account_id:
        require_above_account(by, sign_in.account)
    rows = SignIn._all.filter(pk=sign_in.pk)
    end_sign_ins(by=by, account=sign_in.account, rows=rows, reason=SignOutReason.REVOKED)


def revoke_others(*, by: Actor, account: Account, keep: str) -> None:
    """End every sign-in of one's own but the present one."""
    if by.account != account.pk:
        require_above_account(by, account)
    rows = SignIn._all.filter(account=account).exclude(session_key=keep)
    end_sign_ins(by=by, account=account, rows=rows, reason=SignOutReason.REVOKED)


def end_sign_ins(*, by: Actor, account: Account, rows: Iterable[SignIn], reason: SignOutReason) -> None:
    """End these open sign-ins and their sessions, one entry each."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    with deed(by=by) as act:
        for row in rows:
            if row.session_key is None:
                continue
            store(row.session_key).delete()
            row.session_key, row.ended_at, row.end_reason = None, clock.now(), reason
            row.save(update_fields=["session_key", "ended_at", "end_reason"])
            act.enter("account.signed_out", account, data={"sign_in": row.pk, "reason": str(reason)})


def itself(account: Account) -> Actor:
    """The person before any post is known: for what they do at the door."""
    return Actor(kind=ActorKind.PERSON, id=str(account.pk), account=account.pk)
