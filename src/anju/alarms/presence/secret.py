"""What must not stand in the database: a month's seed before it is over, and the code of a check while it runs."""

import hmac
from datetime import date

from django.core import signing

from anju.alarms.presence.rules import DIGITS
from anju.kernel.ledger.keys import named_key

KEY = "presence.key"
SALT = "presence.line"


def _of(words: str) -> str:
    return hmac.new(named_key(KEY), words.encode(), "sha256").hexdigest()


def seed_of(path: str, month: date) -> str:
    """The seed of a district's month: worked out anew each time, with a key outside the database."""
    return _of(f"seed/{path}/{month.isoformat()}")


def code_of(check: int) -> str:
    """The digits that a check's call says."""
    return f"{int(_of(f'code/{check}'), 16) % 10**DIGITS:0{DIGITS}d}"


def spoken(check: str) -> str:
    """The same, one digit at a time, as a voice says it."""
    return "，".join(code_of(int(check)))


def token_of(check: int) -> str:
    """By which a voice gateway says what came of its call."""
    return signing.Signer(salt=SALT).sign(str(check))


def check_of(token: str) -> int | None:
    """The check of a token; None for a forged one."""
    try:
        return int(signing.Signer(salt=SALT).unsign(token))
    except (signing.BadSignature, ValueError):
        return None
