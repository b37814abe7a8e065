"""The address at which somebody without an account answers one call: nothing of it is kept, it is signed.

It opens that call and nothing else, and ends two hours after the call went out or with the alarm.
"""

from datetime import timedelta

from django.core import signing
from django.urls import reverse

from anju.alarms import vault
from anju.alarms.enums import State
from anju.alarms.models import Call
from anju.alarms.queries import contacts
from anju.kernel import clock

SALT = "alarms.call"
VALID = timedelta(hours=2)


def token_of(call: int) -> str:
    """The token of a call."""
    return signing.Signer(salt=SALT).sign(str(call))


def call_of(token: str) -> Call | None:
    """The call a token opens, with its alarm; None for one that is forged, over, or whose alarm has ended."""
    try:
        call = contacts.call(int(signing.Signer(salt=SALT).unsign(token)))
    except (signing.BadSignature, ValueError):
        return None
    if call is None or call.contact is None or clock.now() >= call.called_at + VALID:
        return None
    return None if call.alarm.state == State.CLOSED else call


def phone_of_call(call: str) -> str:
    """The number of the contact a call goes to; empty where it was erased or has ended meanwhile."""
    row = contacts.call(int(call))
    if row is None or row.contact is None or row.contact.ended_at is not None:
        return ""
    try:
        return vault.open_(row.contact.sealed, row.contact.device_id)[1]
    except vault.SealedError:
        return ""


def address_of_call(call: str) -> str:
    """The path of the page where a call is answered."""
    return reverse("alarms:answer", args=[token_of(int(call))])
