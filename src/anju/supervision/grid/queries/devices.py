"""Reading phones."""

import uuid

from anju.kernel.actors import Actor
from anju.people.models import Account, SignIn
from anju.supervision.grid.models import Device


def device_of(account: Account, known_as: uuid.UUID) -> Device | None:
    """A person's phone by the name it gave itself, revoked or not."""
    return Device._all.filter(account=account, uuid=known_as).first()


def is_revoked(known_as: uuid.UUID) -> bool:
    """Whether a phone that is not signed in must be wiped: everybody's enrolment of it was revoked."""
    ends = list(Device._all.filter(uuid=known_as).values_list("revoked_at", flat=True))
    return bool(ends) and all(end is not None for end in ends)


def phones_known_as(known_as: uuid.UUID) -> list[Device]:
    """Everybody's enrolments of a phone, the first one first."""
    return list(Device._all.select_related("account").filter(uuid=known_as).order_by("pk"))


def devices_of(account: Account) -> list[Device]:
    """A person's phones, last used first; revoked ones at the end."""
    rows = Device._all.filter(account=account).order_by("-seen_at", "-pk")
    return sorted(rows, key=lambda row: row.revoked_at is not None)


def device_by_id(pk: int) -> Device | None:
    """A phone, for an action that asks whether it may."""
    return Device._all.select_related("account", "sign_in").filter(pk=pk).first()


def sign_in_by_session(account: Account, session_key: str | None) -> SignIn | None:
    """The open sign-in of a session."""
    return SignIn._all.filter(account=account, session_key=session_key).first() if session_key else None


def account_of(actor: Actor) -> Account | None:
    """The account behind a person."""
    return Account._all.filter(pk=actor.account).first() if actor.account is not None else None
