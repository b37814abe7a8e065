"""A person's own wishes about being reached."""

from datetime import time

from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import deed
from anju.notify.models import Preference


def set_preference(
    *, by: Actor, email: bool, sms: bool, quiet_from: time, quiet_until: time, digest: bool, digest_at: time
) -> Preference:
    """Set one's own message settings. Danger to life passes all of them. Only a person has settings."""
    if by.account is None:
        raise ValueError("only a person has message settings")
    values = {
        "email": email, "sms": sms, "quiet_from": quiet_from, "quiet_until": quiet_until, "digest": digest,
        "digest_at": digest_at,
    }  # fmt: skip
    with deed(by=by) as act:
        row, _made = Preference._all.update_or_create(account_id=by.account, defaults=values)
        act.enter("message_settings.set", row, data={"email": email, "sms": sms, "digest": digest})
    return row
